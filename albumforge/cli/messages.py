"""What the command line says, in English and in Chinese."""

from __future__ import annotations

import os
from collections.abc import Mapping

CATALOGUE: dict[str, tuple[str, str]] = {
    # key: (English, Chinese)
    "error": ("error: {message}", "错误:{message}"),
    "stopped": ("stopped; nothing half-made is left", "已停止;没有留下半成品"),
    "stopping": ("stopping (once more to stop at once) …", "正在停止(再按一次立即结束)…"),
    "debug_hint": ("This should not happen; --debug shows where.", "这不应该发生;加 --debug 可看到出处。"),
    "not_text": ("{text} is not valid Unicode text.", "{text} 不是有效的 Unicode 文本。"),
    "film_done": (
        "{path}: {width}×{height}, {duration}, {frames} frames, {size}",
        "{path}:{width}×{height},时长 {duration},{frames} 帧,{size}",
    ),
    "plan_done": ("{path}: the plan", "{path}:影片方案"),
    "skipped": ("{count} files are not in the film:", "有 {count} 个文件没有编入影片:"),
    "skipped_one": ("1 file is not in the film:", "有 1 个文件没有编入影片:"),
    "reused": (
        "{cached} of {total} parts were there already and were used again",
        "{total} 段中有 {cached} 段沿用了已有的结果",
    ),
    "film_exists": ("{path} is there already.", "{path} 已经存在。"),
    "film_exists_hint": (
        "Give --force to replace it, or -o to name another file.",
        "用 --force 覆盖它,或用 -o 另取名字。",
    ),
    "poster_exists": (
        "{path} is there already, and the film's poster would take its name.",
        "{path} 已经存在,而影片的封面要用这个名字。",
    ),
    "output_is_source": (
        "{path} is one of the files that the film is made from.",
        "{path} 是制作影片所用的文件之一。",
    ),
    "output_is_source_hint": ("Name another file with -o.", "请用 -o 另取名字。"),
    "not_mp4": ("{path}: the film is an MP4.", "{path}:影片的格式是 MP4。"),
    "not_mp4_hint": ("Let its name end with .mp4.", "请让文件名以 .mp4 结尾。"),
    "not_json": ("{path}: the plan is a JSON document.", "{path}:影片方案是 JSON 文档。"),
    "not_json_hint": ("Let its name end with .json.", "请让文件名以 .json 结尾。"),
    "demo_title": ("A Year Outdoors", "山水四时"),
    "down": ("the embedded queue has been stopped", "内置队列已停止"),
    "down_already": ("the embedded queue was not running", "内置队列本来就没有运行"),
    "left": ("{time} left", "还剩 {time}"),
    "ok": ("ok", "正常"),
    "warn": ("warn", "注意"),
    "missing": ("missing", "缺少"),
    "all_well": ("All that is needed works here.", "所需的一切都能正常工作。"),
    "not_well": ("Something that is needed does not work here.", "有必需的部分不能工作。"),
    "no_movies": ("there are no movies", "还没有影片"),
    "deleted": ("deleted {id}", "已删除 {id}"),
    "cancelling": ("asked {id} to stop", "已要求 {id} 停止"),
    "started": ("queued {id}", "{id} 已加入队列"),
    "added": ("added {count} files to {id}", "已向 {id} 添加 {count} 个文件"),
    "worker_hint": ("run `albumforge worker` to have it done", "运行 `albumforge worker` 来完成它"),
    "serving": (
        "{count} worker(s) for {queues} of {home}; Ctrl-C to stop",
        "{count} 个工作进程正在处理 {home} 的 {queues};按 Ctrl-C 停止",
    ),
    "all_queues": ("all queues", "所有队列"),
    "stage.samples": ("painting pictures", "绘制图片"),
    "stage.queued": ("waiting for a worker", "等待处理"),
    "stage.movie": ("making the film", "制作影片"),
    "stage.request": ("looking for files", "查找文件"),
    "stage.info": ("reading the files", "读取文件"),
    "stage.poem": ("choosing words", "选配诗句"),
    "stage.templates": ("deciding the shots", "安排镜头"),
    "stage.render": ("rendering", "渲染画面"),
}


def language(environ: Mapping[str, str] | None = None) -> str:
    """``zh`` where LC_ALL, LC_MESSAGES or LANG (the first that is set) says Chinese, else ``en``."""
    environ = os.environ if environ is None else environ
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if environ.get(name):
            return "zh" if environ[name].lower().startswith("zh") else "en"
    return "en"


def say(key: str, **values: object) -> str:
    """The message of that key, in the user's language, with its values filled in."""
    return CATALOGUE[key][language() == "zh"].format(**values)


def stage_name(stage: str) -> str:
    """What people call a stage of the work; one that is not in the catalogue keeps its own name."""
    return say(f"stage.{stage}") if f"stage.{stage}" in CATALOGUE else stage
