"""What the command line says, in English and in Chinese."""

from __future__ import annotations

from albumforge.chinese import in_chinese
from albumforge.cli import (
    messages_accounts,
    messages_cutting,
    messages_farm_worker,
    messages_machines,
    messages_operating,
    messages_serving,
    messages_transcoding,
    messages_transfer,
    messages_watch,
)
from albumforge.cli.language import language

CATALOGUE: dict[str, tuple[str, str]] = {
    # key: (English, Chinese)
    "error": ("error: {message}", "错误：{message}"),
    "stopped": ("stopped; nothing half-made is left", "已停止；没有留下半成品"),
    "stopping": ("stopping (once more to stop at once) …", "正在停止（再按一次立即结束）…"),
    "debug_hint": ("This should not happen; --debug shows where.", "这不应该发生；加 --debug 可看到出处。"),
    "not_text": ("{text} is not valid Unicode text.", "{text} 不是有效的 Unicode 文本。"),
    "film_done": (
        "{path}: {width}×{height}, {duration}, {frames} frames, {size}",
        "{path}：{width}×{height}，时长 {duration}，{frames} 帧，{size}",
    ),
    "plan_done": ("{path}: the plan", "{path}：影片方案"),
    "export_done": ("{path}: the cut", "{path}：剪辑表"),
    "draft_no_plan": ("--draft renders, and --plan-only does not.", "--draft 要渲染，而 --plan-only 不渲染。"),
    "draft_no_plan_hint": (
        "Plan first, then `albumforge render PLAN --draft`.",
        "请先生成方案，再用 `albumforge render PLAN --draft`。",
    ),
    "explain.film": ("The film as a whole:", "全片："),
    "explain.left_out": ("Left out:", "未编入："),
    "explain.pictures": ("{count} photos", "{count} 张照片"),
    "explain.pictures_one": ("1 photo", "1 张照片"),
    "explain.clips": ("{count} clips", "{count} 段视频"),
    "explain.clips_one": ("1 clip", "1 段视频"),
    "explain.verses": ("{count} verses", "{count} 段诗句"),
    "explain.verses_one": ("1 verse", "1 段诗句"),
    "explain.template": ("template {name}", "模板 {name}"),
    "explain.music": ("music “{name}”", "配乐《{name}》"),
    "explain.said": ("{role}: {text}", "{role}：{text}"),
    "explain.lasting": ("{what} {seconds} s", "{what} {seconds} 秒"),
    "role.title": ("title", "片名"),
    "role.subtitle": ("subtitle", "副题"),
    "role.caption": ("caption", "说明"),
    "role.verse": ("verse", "诗句"),
    "role.chapter": ("chapter", "章节"),
    "role.credits": ("credits", "片尾"),
    "transition.cut": ("cut", "直接切换"),
    "transition.fade": ("fade in", "淡入"),
    "transition.dissolve": ("dissolve", "叠化"),
    "transition.zoom": ("zoom", "推近"),
    "transition.luma": ("wipe", "擦除"),
    "transition.push": ("push", "推移"),
    "transition.push.left": ("push to the left", "向左推移"),
    "transition.push.right": ("push to the right", "向右推移"),
    "transition.push.up": ("push up", "向上推移"),
    "transition.push.down": ("push down", "向下推移"),
    "skipped": ("{count} files are not in the film:", "有 {count} 个文件没有编入影片："),
    "skipped_one": ("1 file is not in the film:", "有 1 个文件没有编入影片："),
    "left_out_group": ("  {reason} ({count}): {names}", "  {reason}（{count}）：{names}"),
    "list_comma": (", ", "、"),
    "and_more": (" … and {count} more", " ……另有 {count} 个"),
    "all_left_out": (
        "  (--json names them all)",
        "  （--json 会全部列出）",
    ),
    "left_out": ("  {path}: {reason}", "  {path}：{reason}"),
    "reused": (
        "{cached} of {total} parts were there already and were used again",
        "{total} 段中有 {cached} 段沿用了已有的结果",
    ),
    "film_exists": ("{path} is there already.", "{path} 已经存在。"),
    "film_exists_hint": (
        "Give --force to replace it, or -o to name another file.",
        "用 --force 覆盖它，或用 -o 另取名字。",
    ),
    "output_is_source": (
        "{path} is one of the files that the film is made from.",
        "{path} 是制作影片所用的文件之一。",
    ),
    "output_is_source_hint": ("Name another file with -o.", "请用 -o 另取名字。"),
    "not_mp4": ("{path}: the film is an MP4.", "{path}：影片的格式是 MP4。"),
    "not_mp4_hint": ("Let its name end with .mp4.", "请让文件名以 .mp4 结尾。"),
    "not_json": ("{path}: the plan is a JSON document.", "{path}：影片方案是 JSON 文档。"),
    "not_json_hint": ("Let its name end with .json.", "请让文件名以 .json 结尾。"),
    "demo_title": ("A Year Outdoors", "山水四时"),
    "down": ("the embedded queue has been stopped", "内置队列已停止"),
    "down_already": ("the embedded queue was not running", "内置队列本来就没有运行"),
    "stage_at": ("{stage}: {part}", "{stage}：{part}"),
    "comma": (", ", "，"),
    "left": ("{time} left", "还剩 {time}"),
    "ok": ("ok", "正常"),
    "warn": ("warn", "注意"),
    "missing": ("missing", "缺少"),
    "all_well": ("All that is needed works here.", "所需的一切都能正常工作。"),
    "not_well": ("Something that is needed does not work here.", "有必需的部分不能工作。"),
    "no_movies": ("there are no movies", "还没有影片"),
    "deleted": ("deleted {id}", "已删除 {id}"),
    "cancelled": (
        "{id} is cancelled: it is neither queued nor being made, and can be started again",
        "{id} 已取消：它不在队列中，也不在制作，可以重新开始",
    ),
    "cancelling": ("asked {id} to stop", "已要求 {id} 停止"),
    "started": ("queued {id}", "{id} 已加入队列"),
    "added_one": ("added 1 file to {id}", "已向 {id} 添加 1 个文件"),
    "added": ("added {count} files to {id}", "已向 {id} 添加 {count} 个文件"),
    "edited": ("changed {id}; `albumforge movie start` has it made", "已修改 {id}；用 `albumforge movie start` 制作"),
    "more_notes": ("… and {count} more: --json names all", "……另有 {count} 条，--json 会全部列出"),
    "worker_hint": ("run `albumforge worker` to have it done", "运行 `albumforge worker` 来完成它"),
    "serving": (
        "{count} worker(s) for {queues} of {home}; Ctrl-C to stop",
        "{count} 个工作进程正在处理 {home} 的 {queues}；按 Ctrl-C 停止",
    ),
    "all_queues": ("all queues", "所有队列"),
    "heading.id": ("id", "编号"),
    "heading.state": ("state", "状态"),
    "heading.done": ("done", "进度"),
    "heading.length": ("length", "时长"),
    "heading.title": ("title", "片名"),
    "heading.picture": ("picture", "图片"),
    "heading.weather": ("weather", "天气"),
    "heading.colours": ("colours", "主色"),
    "heading.faces": ("faces", "人脸"),
    "heading.sharpness": ("sharp", "清晰度"),
    "heading.time": ("time", "时间"),
    "heading.place": ("place", "地点"),
    "heading.caption": ("caption", "说明"),
    "heading.pictures": ("pictures", "画面"),
    "heading.words": ("words", "文字"),
    "heading.transition": ("comes in by", "转场"),
    "heading.why": ("why", "缘由"),
    "heading.template": ("template", "模板"),
    "heading.titles": ("titles", "名称"),
    "heading.description": ("for", "用途"),
    "heading.aspects": ("shapes", "画幅"),
    "heading.moods": ("moods", "情调"),
    "mood.calm": ("calm", "宁静"),
    "mood.joyful": ("joyful", "欢快"),
    "mood.warm": ("warm", "温馨"),
    "mood.nostalgic": ("nostalgic", "怀旧"),
    "mood.lively": ("lively", "活泼"),
    "mood.solemn": ("solemn", "庄重"),
    "blurred": ("{sharpness} blurred", "{sharpness} 模糊"),
    "not_used": ("{count} files cannot be used:", "有 {count} 个文件不能用："),
    "not_used_one": ("1 file cannot be used:", "有 1 个文件不能用："),
    "weather.cloudy": ("cloudy", "多云"),
    "weather.rain": ("rain", "雨"),
    "weather.shine": ("sunshine", "晴"),
    "weather.sunrise": ("sunrise or sunset", "日出日落"),
    "weather.snow": ("snow", "雪"),
    "weather.fog": ("fog", "雾"),
    "weather.night": ("night", "夜"),
    "weather.indoor": ("indoors", "室内"),
    "season.spring": ("spring", "春"),
    "season.summer": ("summer", "夏"),
    "season.autumn": ("autumn", "秋"),
    "season.winter": ("winter", "冬"),
    "part_of_day.dawn": ("dawn", "黎明"),
    "part_of_day.morning": ("morning", "上午"),
    "part_of_day.noon": ("noon", "中午"),
    "part_of_day.afternoon": ("afternoon", "下午"),
    "part_of_day.evening": ("evening", "傍晚"),
    "part_of_day.night": ("night", "夜晚"),
    "status.new": ("new", "新建"),
    "status.queued": ("queued", "排队中"),
    "status.running": ("running", "制作中"),
    "status.done": ("done", "已完成"),
    "status.failed": ("failed", "失败"),
    "status.expired": ("expired", "已过期"),
    "stage.samples": ("painting pictures", "绘制图片"),
    "stage.queued": ("waiting for a worker", "等待处理"),
    "stage.movie": ("making the film", "制作影片"),
    "stage.request": ("looking for files", "查找文件"),
    "stage.filelist": ("going through the files", "清点文件"),
    "stage.info": ("reading the files", "读取文件"),
    "stage.poem": ("choosing words", "选配诗句"),
    "stage.templates": ("deciding the shots", "安排镜头"),
    "stage.render": ("rendering", "渲染画面"),
    **messages_accounts.CATALOGUE,
    **messages_cutting.CATALOGUE,
    **messages_farm_worker.CATALOGUE,
    **messages_machines.CATALOGUE,
    **messages_operating.CATALOGUE,
    **messages_serving.CATALOGUE,
    **messages_transcoding.CATALOGUE,
    **messages_transfer.CATALOGUE,
    **messages_watch.CATALOGUE,
}


def translated(text: str) -> str:
    """A text from below the command line in the user's language, as far as it is known there."""
    return in_chinese(text) if language() == "zh" else text


def say(key: str, **values: object) -> str:
    """The message of that key, in the user's language, with its values filled in."""
    return CATALOGUE[key][language() == "zh"].format(**values)


def stage_name(stage: str) -> str:
    """What people call a stage of the work; one that is not in the catalogue keeps its own name."""
    return say(f"stage.{stage}") if f"stage.{stage}" in CATALOGUE else stage


def mood_name(mood: str) -> str:
    """What people call a mood; one that is not in the catalogue keeps its own name."""
    return say(f"mood.{mood}") if f"mood.{mood}" in CATALOGUE else mood


def printable(text: str) -> str:
    """Text in which nothing moves the cursor or ends the line, whatever a file is called."""
    text = text.replace("\u3000", "  ")  # as wide, and a space that Python does not count as printable
    return "".join(character if character.isprintable() else repr(character)[1:-1] for character in text)
