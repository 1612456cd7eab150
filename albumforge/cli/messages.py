"""What the command line says, in English and in Chinese."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping

from albumforge.cli import messages_accounts, messages_films, messages_serving

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
    "another_one": ("another one", "另一个"),
    "and_more": (" … and {count} more", " ……另有 {count} 个"),
    "all_left_out": (
        "  (--json names them all; with make, so does --explain)",
        "  （--json 会全部列出；make 也可用 --explain）",
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
    **messages_serving.CATALOGUE,
}

_LINES = (
    *messages_accounts.LINES,
    *messages_serving.LINES,
    *messages_films.LINES,
    # What comes from below the command line: (pattern of the whole English text, Chinese). What stands for the name
    # of a file, `path`, stays as it is; `reason` is translated by this table too.
    (r"None of these files can be used:", "这些文件都不能用："),
    (r"There are no photos or clips in (?P<path>.+)\.", "{path} 中没有照片或短片。"),
    (r"  and (?P<count>\d+) more", "  另有 {count} 个"),
    (r"there is no such file|there is no such file\.|no such file or directory", "文件不存在"),
    (r"no permission to read it|permission denied", "没有读取权限"),
    (r"it is a folder", "这是一个文件夹"),
    (r"(?:it )?is not a regular file", "不是普通文件"),
    (r"the disk reports an error while reading it", "读取时磁盘报错"),
    (r"the file is empty \(0 bytes\)", "文件是空的（0 字节）"),
    (r"the picture is cut off: part of its data is missing", "图片不完整：缺少一部分数据"),
    (r"the file is cut off \(.*\)|the file ends before the picture begins", "文件不完整"),
    (r"its header is damaged", "文件头已损坏"),
    (r"the picture is damaged \(.*\)", "图片已损坏"),
    (r"the picture is damaged or not of a known kind \(.*\)", "图片已损坏，或不是已知的格式"),
    (
        r"it is too small: (?P<width>\d+) × (?P<height>\d+) pixels, at least (?P<least>\d+) a side are needed",
        "尺寸太小：{width} × {height} 像素，每边至少要 {least} 像素",
    ),
    (
        r"it has too many pixels: (?P<size>.+), more than (?P<most>[\d,]+)(?:\. The setting max_pixels allows more\.)?",
        "像素太多：{size}，超过 {most}；可用设置 max_pixels 放宽",
    ),
    (r"it is text, not a picture", "这是文本，不是图片"),
    (r"it is a PDF document, not a picture", "这是 PDF 文档，不是图片"),
    (r"it holds nothing but zeros", "文件内容全是零"),
    (r"it is not a picture of a known format", "不是已知格式的图片"),
    (r"this picture format is not supported", "不支持这种图片格式"),
    (r"it is a video, not a picture", "这是视频，不是图片"),
    (r"it is a picture, not a video or sound", "这是图片，不是视频或声音"),
    (r"it is not a video or sound file of a known kind, or it is damaged", "不是已知格式的视频或声音，或者已损坏"),
    (r"it has no pictures, only sound", "只有声音，没有画面"),
    (r"it has no pictures", "没有画面"),
    (r"it has no sound(?: track)?", "没有声音"),
    (r"its pictures are in a format that cannot be decoded here", "画面的编码在本机不能解码"),
    (r"not a photo or clip", "不是照片或短片"),
    (r"sound, not a photo or clip; it can be given as the music", "这是声音，不是照片或短片；可以用作配乐"),
    (r"edits of an? (?:iPhone )?picture, not a picture", "这是图片的编辑记录，不是图片"),
    (r"metadata of a picture, not a picture", "这是图片的元数据，不是图片"),
    (r"data about pictures, not a picture", "这是关于图片的数据，不是图片"),
    (r"a thumbnail of a clip", "这是短片的缩略图"),
    (r"a small copy of a (?P<brand>GoPro|DJI) clip", "这是 {brand} 短片的小副本"),
    (r"same content as (?P<path>.+)", "与 {path} 内容相同"),
    (r"the moving part of the Live Photo (?P<path>.+)", "这是实况照片 {path} 的动态部分"),
    (r"the camera RAW of (?P<path>.+)", "这是 {path} 的 RAW 原片"),
    (r"a film that was made here", "这是在这里做成的影片"),
    (r"the poster of a film that was made here", "这是在这里做成的影片的封面"),
    (
        r"a film of this length has room for (?P<most>\d+) of (?P<count>\d+) pictures; (?P<reason>.+)",
        "这样长的影片只容得下 {count} 张中的 {most} 张；{reason}",
    ),
    (r"no clips were asked for", "没有要视频"),
    (r"only (?P<most>\d+) clips? (?:was|were) asked for", "只要 {most} 段视频，留了更好的"),
    (r"only (?P<most>\d+) photos? (?:was|were) asked for", "只要 {most} 张照片，留了更好的"),
    (r"There are only clips, and none were asked for\.", "这里只有视频，而要求不用视频。"),
    (r"Leave out the option clips\.", "请去掉选项 clips。"),
    (r"this one is blurred", "这一张模糊"),
    (r"this one is too dark", "这一张太暗"),
    (r"this one is too bright", "这一张太亮"),
    (r"(?P<path>.+) shows much the same", "{path} 与它大体相同"),
    (r"others of that hour show more", "同一时段的其他照片更丰富"),
    (r"others show more", "其他照片更丰富"),
    (r"nearly the same as (?P<path>.+), which has a caption", "与 {path} 几乎相同，那一张有说明文字"),
    (r"nearly the same as (?P<path>.+), which is sharper", "与 {path} 几乎相同，那一张更清晰"),
    (r"nearly the same as (?P<path>.+), which is better exposed", "与 {path} 几乎相同，那一张曝光更好"),
    (r"nearly the same as (?P<path>.+), which shows more faces", "与 {path} 几乎相同，那一张人脸更多"),
    (r"nearly the same as (?P<path>.+), which has more pixels", "与 {path} 几乎相同，那一张像素更多"),
    (r"nearly the same as (?P<path>.+), which is as good", "与 {path} 几乎相同，留那一张就够了"),
    (r"blurred, and (?P<path>.+) of the same moment is not", "模糊，而同一时刻的 {path} 清晰"),
    (r"too dark, and (?P<path>.+) of the same moment is not", "太暗，而同一时刻的 {path} 亮度合适"),
    (r"too bright, and (?P<path>.+) of the same moment is not", "太亮，而同一时刻的 {path} 亮度合适"),
    (r"(?P<path>.+): the cut is exported as OTIO or EDL\.", "{path}：剪辑表的格式是 OTIO 或 EDL。"),
    (r"Let its name end with \.otio or \.edl\.", "请让文件名以 .otio 或 .edl 结尾。"),
    (r"An EDL has no timecode at (?P<rate>\S+) frames a second\.", "EDL 没有每秒 {rate} 帧的时间码。"),
    (
        r"Export to a name ending with \.otio, or plan the film at (?P<rates>.+) or 60\.",
        "请导出为以 .otio 结尾的文件，或用 {rates} 或 60 帧每秒重新生成方案。",
    ),
    (
        r"(?P<path>.+) is there already and was not made by albumforge\.",
        "{path} 已经存在，而且不是 albumforge 制作的。",
    ),
    (
        r"(?P<path>.+) is there already and is no export as albumforge wrote it\.",
        "{path} 已经存在，而且不是 albumforge 写出后未经改动的剪辑表。",
    ),
    (r"(?P<path>.+) is a link, and is not replaced\.", "{path} 是链接，不会被覆盖。"),
    (r"Choose another name, or move it away\.", "请换个名字，或把它移走。"),
    (r"there are more than (?P<most>[\d,]+) photos and clips\.", "照片和短片超过 {most} 个。"),
    (r"Choose fewer, or raise the setting max_files\.", "请少选一些，或调高设置 max_files。"),
    (r"(?P<path>.+) cannot be written: (?P<reason>.+)\.", "{path} 无法写入：{reason}。"),
    (r"the disk is full", "磁盘已满"),
    (r"the disk quota is used up", "磁盘配额已用完"),
    (r"no permission to write there", "没有写入权限"),
    (r"the file system is read-only", "文件系统是只读的"),
    (r"the folder does not exist", "文件夹不存在"),
    (r"it lies below something that is not a folder", "它的上一级不是文件夹"),
    (r"a folder of that name is in the way", "已有同名的文件夹"),
    (r"the name is too long", "名字太长"),
    (
        r"Option music: (?P<path>.+) is neither a file nor a piece\.",
        "选项 music：{path} 既不是文件，也不是自带的曲子。",
    ),
    (r"Pieces: (?P<names>.+); or auto, none\.", "曲子：{names}；或 auto、none。"),
    (r"There is no option (?P<name>'[^']*')\.", "没有选项 {name}。"),
    (
        r"Option (?P<name>\w+): must be one of (?P<names>.+), not (?P<value>.+)\.",
        "选项 {name}：应为 {names} 之一，不能是 {value}。",
    ),
    (
        r"Option (?P<name>pictures|clips): must be from (?P<least>\d) to (?P<most>[\d,]+), not (?P<value>.+)\.",
        "选项 {name}：应在 {least} 到 {most} 之间，不能是 {value}。",
    ),
    (r"Option command: must be at most (?P<most>[\d,]+) characters\.", "选项 command：最多 {most} 个字符。"),
    (r"Option template: there is no template (?P<name>.+)\.", "选项 template：没有模板 {name}。"),
    (r"Known: (?P<names>.+); or the path of a YAML file\.", "已有：{names}；或 YAML 文件的路径。"),
    (r"Known: (?P<names>.+)\.", "已有：{names}。"),
    (r"There is no template (?P<name>.+)\.", "没有模板 {name}。"),
    (r"Option template: (?P<path>.+): cannot be read as UTF-8 text\.", "选项 template：{path} 不是 UTF-8 文本。"),
    (r"--set (?P<name>.+): must be NAME=VALUE\.", "--set {name}：应写成 NAME=VALUE。"),
    (r"Such as (?P<name>--set .+)\.", "例如 {name}。"),
    (r"(?P<path>\$.*): must be a number, not (?P<value>-?\w+)\.", "{path}：应为数字，不能是 {value}。"),
    (r"There is no poet (?P<name>.+)\.", "没有诗人 {name}。"),
    (r"Command: “(?P<words>.+)” was not understood\.", "没有看懂“{words}”。"),
    (r"Command: “(?P<words>.+)” gives way to what is said later\.", "“{words}”与后面的话矛盾，以后面的为准。"),
    (r"Command: “(?P<words>.+)” gives way to the option (?P<name>\w+)\.", "“{words}”与选项 {name} 矛盾，以选项为准。"),
    (r"(?P<id>[0-9a-f]{32}) is not done after (?P<time>\S+) seconds\.", "{id} 在 {time} 秒后还没有完成。"),
    (
        r"(?P<id>[0-9a-f]{32}) is not being made: it was cancelled, or not started\.",
        "{id} 不在制作：它已取消，或尚未开始。",
    ),
    (r"`albumforge movie start (?P<id>[0-9a-f]{32})` starts it\.", "用 `albumforge movie start {id}` 开始制作。"),
    (
        r"`albumforge movie edit` lets it be changed and made again\.",
        "用 `albumforge movie edit` 可以修改它，再重新制作。",
    ),
    (
        r"(?P<count>\d+) pictures? for (?P<length>\S+) seconds: each stands for about (?P<each>\d+) seconds\. "
        r"Add more pictures, or ask for about (?P<good>\S+) seconds\.",
        "{count} 张照片要放 {length} 秒：每张约 {each} 秒。请多加些照片，或把片长定为约 {good} 秒。",
    ),
    (r"(?P<path>.+) is not in the film: (?P<reason>.+)", "{path} 没有编入影片：{reason}"),
    (
        r"captions\.txt, line (?P<number>\d+): there is no picture (?P<name>.+) beside it",
        "captions.txt 第 {number} 行：旁边没有名为 {name} 的照片",
    ),
    (r"captions\.txt, line (?P<number>\d+): it is not UTF-8", "captions.txt 第 {number} 行：不是 UTF-8 文本"),
    (
        r'captions\.txt, line (?P<number>\d+): it must be "name: words"',
        "captions.txt 第 {number} 行：应写成“文件名: 文字”",
    ),
    (r"Make a new one\.", "请新建一部。"),
    (r"Cancel it first, or wait\.", "请先取消它，或等它完成。"),
    (r"(?P<id>[0-9a-f]{32}) failed: (?P<reason>(?s:.+))", "{id} 失败：{reason}"),
    (r"(?P<path>.+): (?P<reason>.+)", "{path}：{reason}"),
)
_PATTERNS = tuple((re.compile(pattern), chinese) for pattern, chinese in _LINES)


def translated(text: str) -> str:
    """A text from below the command line in the user's language, line by line, where the table knows it.

    What it does not know stays as it is.
    """
    if language() != "zh":
        return text
    return "\n".join(_in_chinese(line) or line for line in text.split("\n"))


def _in_chinese(line: str) -> str | None:
    for pattern, chinese in _PATTERNS:
        match = pattern.fullmatch(line)
        if match is None:
            continue
        values = match.groupdict()
        if "reason" in values:
            reason = _in_chinese(values["reason"])
            if reason is None:
                continue
            values["reason"] = reason
        return chinese.format(**values)
    return None


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


def mood_name(mood: str) -> str:
    """What people call a mood; one that is not in the catalogue keeps its own name."""
    return say(f"mood.{mood}") if f"mood.{mood}" in CATALOGUE else mood
