"""What is said of documents that are read, plans and YAML files, and of options of films, in Chinese."""

from __future__ import annotations

_WHAT = {
    "plan": "方案",
    "cut's plan": "剪辑方案",
    "editing document": "剪辑文档",
    "document": "文档",
}
"""Kind of a document → Chinese."""

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    *(
        line
        for what, chinese in _WHAT.items()
        for line in (
            (
                rf"The {what} is not JSON: Expecting value: line (?P<line>\d+) column (?P<column>\d+) .*\.",
                f"{chinese}不是 JSON：第 {{line}} 行第 {{column}} 列应有一个值。",
            ),
            (rf"The {what} is not JSON: (?P<why>.+)\.", f"{chinese}不是 JSON：{{why}}。"),
            (rf"The {what} is not valid: it is nested too deeply\.", f"{chinese}无效：嵌套太深。"),
            (rf"The {what} is not valid: (?P<why>.+)\.", f"{chinese}无效：{{why}}。"),
            (rf"The {what} is too large\.", f"{chinese}太大。"),
            (
                rf"The {what} is too long: at most (?P<most>[\d,]+) characters are read\.",
                f"{chinese}太长：最多读取 {{most}} 个字符。",
            ),
            (
                rf"\$\.version: this {what} has version (?P<has>\S+); this albumforge reads version (?P<reads>\S+)\.",
                f"$.version：此{chinese}的版本是 {{has}}；这个 albumforge 读取版本 {{reads}}。",
            ),
        )
    ),
    (r'\$\.schema: must be "(?P<name>\S+)"; this is not .+\.', '$.schema：应为 "{name}"。'),
    (r"The plan does not say which generator it is for\.", "方案没有说明用哪个生成器。"),
    (r'It needs a field "generator"\.', '需要字段 "generator"。'),
    (r"(?P<path>.+): is too large for a plan\.", "{path}：作为方案太大。"),
    (r"(?P<path>.+): is not a plan: it is not UTF-8 text\.", "{path}：不是方案：不是 UTF-8 文本。"),
    (
        r"document: must be a plan or the Path of its file, not (?P<given>.+)\.",
        "document：应为方案或其文件的 Path，不能是 {given}。",
    ),
    (r"document: (?P<name>.+) is the name of a file, not a plan\.", "document：{name} 是文件名，不是方案。"),
    (r"Give it as a path: Path\((?P<name>.+)\)\.", "请以路径给出：Path({name})。"),
    (r"\$\.sources: must be a list of objects\.", "$.sources：应为对象的列表。"),
    (r'\$\.generator: must be "(?P<name>\S+)", as the film\'s\.', '$.generator：应与影片一样为 "{name}"。'),
    (
        r"\$\.sources\[(?P<at>\d+)\]\.digest: is not that of (?P<path>.+)\.",
        "$.sources[{at}].digest：不是 {path} 的摘要。",
    ),
    (r"(?P<at>\$\S*): must be a number, not (?P<given>.+)\.", "{at}：应为数，不能是 {given}。"),
    (
        r"(?P<path>.+): this is not the trace of a cutting job: (?P<why>.+)\.",
        "{path}：这不是剪辑任务的过程记录：{why}。",
    ),
    (r"(?P<path>.+): there is no such trace\.", "{path}：没有这个过程记录。"),
    # YAML.
    (r"(?P<path>.+): is too long \((?P<size>[\d,]+) characters\)\.", "{path}：太长（{size} 个字符）。"),
    (r"(?P<path>.+\.ya?ml): is empty\.", "{path}：是空的。"),
    (r"(?P<path>.+): names a user who has no home here\.", "{path}：其中的用户在这里没有主目录。"),
    (r"(?P<path>.+): cannot be read as UTF-8 text\.", "{path}：不是 UTF-8 文本。"),
    (r"(?P<path>.+), line (?P<line>\d+): a key must be a word\.", "{path} 第 {line} 行：键应为单词。"),
    (
        r"(?P<path>.+), line (?P<line>\d+): (?P<value>.+) is no number to work with\.",
        "{path} 第 {line} 行：{value} 不是可用的数。",
    ),
    (r"(?P<path>.+), line (?P<line>\d+): (?P<value>\S+) cannot be read\.", "{path} 第 {line} 行：{value} 无法读取。"),
    (r"(?P<path>.+): is not YAML: (?P<why>.+)\.", "{path}：不是 YAML：{why}。"),
    # Options of films.
    (r"There is no option (?P<name>\S+)\.", "没有选项 {name}。"),
    (
        r"Option (?P<name>\w+): must be from (?P<least>\S+) to (?P<most>\S+), not (?P<given>.+)\.",
        "选项 {name}：应为 {least} 到 {most}，不能是 {given}。",
    ),
    (
        r"Option (?P<name>\w+): (?P<given>.+) is not valid Unicode text\.",
        "选项 {name}：{given} 不是有效的 Unicode 文本。",
    ),
    (
        r"Options aspect and resolution: (?P<one>\S+) is not (?P<other>\S+)\.",
        "选项 aspect 和 resolution：{one} 不是 {other}。",
    ),
    (r"Give one of them\.", "请只给一个。"),
    (
        r"Option duration: (?P<count>[^;]+?) cannot fill (?P<seconds>\S+) seconds: a photo may stand for at most"
        r" (?P<most>\S+) seconds\.",
        "选项 duration：{count} 撑不满 {seconds} 秒：一张照片最多显示 {most} 秒。",
    ),
    (
        r"Option duration: the clips last (?P<clips>\S+) s together, which is less than (?P<asked>\S+) s\.",
        "选项 duration：短片总长 {clips} 秒，不到 {asked} 秒。",
    ),
    (r"Ask for a shorter film or add photos\.", "请缩短片长，或添加照片。"),
    (r"There is no piece of music (?P<name>.+)\.", "没有乐曲 {name}。"),
    (r"music: there is no piece (?P<name>.+)\.", "music：没有乐曲 {name}。"),
    (r"The built-in poet does not write (?P<language>.+)\.", "自带的诗人不写 {language}。"),
    (r"(?P<path>.+) is one of the film's own sources\.", "{path} 是制作影片所用的文件之一。"),
    (r"Choose another name for the film\.", "请给影片另取名字。"),
    (r"(?P<path>.+): the film is an MP4\.", "{path}：影片的格式是 MP4。"),
    (r"Let its name end with \.mp4\.", "请让文件名以 .mp4 结尾。"),
    (r"(?P<id>\w+) is not being made: it was cancelled, or not started\.", "{id} 没有在制作：已取消，或没有开始。"),
    (r"`albumforge movie start (?P<id>\w+)` starts it\.", "用 `albumforge movie start {id}` 开始。"),
    (r"(?P<id>\w+) is not done after (?P<seconds>\S+) seconds\.", "{seconds} 秒之后 {id} 还没有完成。"),
    (
        r"The film would have (?P<count>[\d,]+) files; at most (?P<most>[\d,]+) are allowed\.",
        "影片会有 {count} 个文件；最多允许 {most} 个。",
    ),
    (r"The setting max_files says how many\.", "由设置 max_files 决定。"),
    (r"The setting max_pixels allows more\.", "可调大设置 max_pixels。"),
    (r"The film is being made or done, or was deleted\.", "影片正在制作、已完成，或已删除。"),
    (r"The film is changed by others all the time\.", "影片不断被别处修改。"),
    (r"The film is neither queued nor being made\.", "影片既没有排队，也没有在制作。"),
    (r"The job is neither queued nor being made\.", "任务既没有排队，也没有在制作。"),
    (r"A backup is a folder with a file (?P<name>\S+) in it\.", "备份是一个含有 {name} 的文件夹。"),
    (r"it is damaged: its digest is another one", "已损坏：摘要不符"),
    (r"(?P<name>.+) is no fingerprint\.", "{name} 不是指纹。"),
    (r"(?P<name>.+) is no CID that names a file\.", "{name} 不是指向文件的 CID。"),
    (r"(?P<name>.+) is no address of an IPFS node\.", "{name} 不是 IPFS 节点的地址。"),
    (r"(?P<name>.+) is no path of a folder\.", "{name} 不是文件夹的路径。"),
    (r"The rule (?P<name>.+) stands in the settings\.", "规则 {name} 写在设置里。"),
    (r"(?P<path>.+) lies outside the folders of the setting farm_roots\.", "{path} 不在设置 farm_roots 的文件夹内。"),
    (r"A worker called (?P<name>.+) runs on this machine already\.", "本机已有名为 {name} 的 Worker 在运行。"),
    (r"--map (?P<given>.+): (?P<path>.+) is mapped twice\.", "--map {given}：{path} 映射了两次。"),
)
