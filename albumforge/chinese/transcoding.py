"""What is said of transcodes, presets and originals that are kept, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # Why a video needs no transcode.
    (r"Its path matches (?P<pattern>.+)\.", "路径符合规则 {pattern}。"),
    (r"It is (?P<codec>\S+) already\.", "编码已是 {codec}。"),
    (
        r"(?P<rate>[\d,]+) kbit/s is below the (?P<least>[\d,]+) of the preset\.",
        "码率 {rate} kbit/s 低于预设的 {least}。",
    ),
    (r"(?P<size>[\d,.]+) MB is below the (?P<least>[\d,.]+) of the preset\.", "大小 {size} MB 低于预设的 {least}。"),
    (r"It was done before: (?P<path>.+)\.", "以前已转码：{path}。"),
    (r"It was made by this preset before\.", "以前已用此预设转码。"),
    (r"It was put back after it had been replaced\.", "曾被替换，后来恢复为原片。"),
    (
        r"It has (?P<count>\d+) names \(hard links\): replaced under one of them, it would take more room, not less\.",
        "它有 {count} 个名字（硬链接）：只替换其中一个，占用的空间反而更多。",
    ),
    (
        r"(?P<name>.+) does not become small enough: the result has (?P<least>at least )?(?P<size>[\d.,]+ [kM]B), "
        r"the source (?P<source>[\d.,]+ [kM]B), and the preset allows (?P<most>[\d.,]+ [kM]B)\.",
        "{name} 转码后不够小：结果有 {size}，原片 {source}，预设允许 {most}。",
    ),
    (
        r"The target of (?P<target>\S+) \((?P<metric>\w+)\) was not reached: (?P<score>\S+) with the best factor\.",
        "未达到目标画质 {target}（{metric}）：以最高质量编码为 {score}。",
    ),
    # Where results go.
    (
        r"It must be said where results go: give either output or replace\.",
        "请指明结果放在哪里：output 与 replace 二选一。",
    ),
    (
        r"output is a folder; replace keeps the originals in a quarantine\.",
        "output 是文件夹；replace 会把原片保留在隔离区。",
    ),
    (r"(?P<path>.+) is the name of a file; several results need a folder\.", "{path} 是文件名；多个结果需要文件夹。"),
    (r"(?P<path>.+): results are MP4, MOV or Matroska\.", "{path}：结果只能是 MP4、MOV 或 Matroska。"),
    (r"Let the name end with \.mp4, \.mov or \.mkv\.", "文件名请以 .mp4、.mov 或 .mkv 结尾。"),
    (r"(?P<path>.+): there are no videos\.", "{path}：没有视频。"),
    (r"no permission to read the folder", "没有读取文件夹的权限"),
    (r"(?P<path>.+): another albumforge is transcoding there\.", "{path}：另一个 albumforge 正在那里转码。"),
    (
        r"(?P<path>.+): another albumforge is transcoding in (?P<other>.+), which (?:it holds|holds it)\.",
        "{path}：另一个 albumforge 正在 {other} 转码，两者有包含关系。",
    ),
    (
        r"(?P<count>[\d,]+) files? of (?:another kind was|other kinds were) not looked at: (?P<kinds>.+)\.",
        "未查看 {count} 个其他类型的文件：{kinds}。",
    ),
    (
        r"something unexpected went wrong \((?P<what>.+)\)",
        "出现意外错误（{what}）",
    ),
    (r"There is no transcoder (?P<name>.+)\.", "没有转码器 {name}。"),
    (
        r"(?P<path>.+) has (?P<free>[\d.]+ \w+) free; (?P<needed>[\d.]+ \w+) are needed\."
        r"(?: The setting disk_reserve_gb says how much stays free\.)?",
        "{path} 剩余 {free}，需要 {needed}。设置 disk_reserve_gb 指明保留多少空间。",
    ),
    (r"The setting disk_reserve_gb says how much stays free\.", "设置 disk_reserve_gb 指明保留多少空间。"),
    (r"(?P<path>.+): no name is free there for (?P<name>.+)\.", "{path}：没有可用的文件名给 {name}。"),
    (r"(?P<path>.+) cannot be written: another file has this name\.", "无法写入 {path}：已有同名文件。"),
    (r"(?P<path>.+) would be replaced, and nothing would keep it\.", "{path} 会被替换，却没有地方保留它。"),
    (
        r"(?P<path>.+) was changed while it was transcoded; nothing was replaced\.",
        "{path} 在转码期间被改动；没有替换。",
    ),
    (r"it was changed while it was transcoded", "转码期间被改动"),
    (r"the result is gone", "结果文件已不存在"),
    (r"(?P<path>.+) is a link\.(?: Name the file that it leads to\.)?", "{path} 是链接，请指明它指向的文件。"),
    (r"Name the file that it leads to\.", "请指明它指向的文件。"),
    # Originals that are kept.
    (
        r"(?P<path>.+) lies outside (?P<root>.+), where its original would be kept\.",
        "{path} 不在 {root} 之内，原片无法保留。",
    ),
    (
        r"(?P<path>.+) lies on another file system than (?P<folder>.+), where its original would be kept\."
        r"(?: Name a folder of its file system instead\.)?",
        "{path} 与隔离区 {folder} 不在同一文件系统，请指明它所在文件系统的文件夹。",
    ),
    (r"Name a folder of its file system instead\.", "请指明它所在文件系统的文件夹。"),
    (r"(?P<path>.+): no original of it is kept\.", "{path}：没有保留它的原片。"),
    (r"(?P<path>.+): it is no longer kept\.", "{path}：原片已不再保留。"),
    (r"See `albumforge farm restore --list FOLDER`\.", "请用 `albumforge farm restore --list FOLDER` 查看。"),
    (r"(?P<path>.+): another file has this name now\.", "{path}：这个名字现在属于另一个文件。"),
    (
        r"(?P<count>[\d,]+) originals? w(?:as|ere) deleted, replaced before (?P<day>\S+): (?P<size>[\d.]+ \w+) freed\.",
        "已删除 {count} 个 {day} 之前被替换的原片：释放 {size}。",
    ),
    (
        r"(?P<count>[\d,]+) originals? w(?:as|ere) deleted: (?P<size>[\d.]+ \w+) freed\.",
        "已删除 {count} 个原片：释放 {size}。",
    ),
    (r"its replacement is missing", "它的替代文件不见了"),
    (r"its replacement was changed", "它的替代文件被改动过"),
    (r"its replacement is damaged", "它的替代文件已损坏"),
    (r"its replacement cannot be read: (?P<reason>.+)", "它的替代文件无法读取：{reason}"),
    (r"its original is missing", "它的原片不见了"),
    (r"its original cannot be read: (?P<reason>.+)", "它的原片无法读取：{reason}"),
    (r"Move it away first\.", "请先把它移开。"),
    (r"(?P<path>.+) was changed since it replaced its original\.", "{path} 替换原片之后又被改动过。"),
    (r"Use --force\.", "请用 --force。"),
    # Videos that cannot be used.
    (r"it is damaged: it would last (?P<length>\S+) s", "文件已损坏：片长会是 {length} 秒"),
    (
        r"it ends early, or is damaged: there are no pictures at second (?P<second>\S+)",
        "提前结束或已损坏：第 {second} 秒没有画面",
    ),
    (r"it is cut off: (?P<count>[\d,]+) bytes or more are missing", "文件不完整：至少缺少 {count} 字节"),
    # Presets.
    (r"There is no preset (?P<name>.+)\.", "没有预设 {name}。"),
    (
        r"Did you mean (?P<name>'[^']+')\? Known: (?P<names>.+); or the path of a YAML file\.",
        "是否指 {name}？已有：{names}；或 YAML 文件的路径。",
    ),
    (r"Did you mean (?P<name>'[^']+')\?", "是否指 {name}？"),
    (r"Preset (?P<path>.+): names a user who has no home here\.", "预设 {path}：这个用户在本机没有主目录。"),
    (r"Preset (?P<path>.+): cannot be read as UTF-8 text\.", "预设 {path}：不是 UTF-8 文本。"),
    (r"Preset (?P<path>.+): cannot be read: (?P<why>.+)\.", "预设 {path}：无法读取：{why}。"),
    (r"Preset (?P<path>.+): (?P<reason>[^:]+)\.", "预设 {path}：{reason}。"),
    (r"The preset is not valid: (?P<place>[\w.]+): (?P<reason>.+)", "预设有误：{place}：{reason}"),
    (r"The preset is not valid: (?P<why>.+)", "预设有误：{why}"),
    (
        r"(?P<file>[^:]+\.ya?ml), line (?P<number>\d+): (?P<place>[\w.\[\]-]+): (?P<reason>.+)",
        "{file} 第 {number} 行：{place}：{reason}",
    ),
    (r"(?P<file>[^:]+\.ya?ml), line (?P<number>\d+): (?P<reason>.+)", "{file} 第 {number} 行：{reason}"),
    (r"there is no such key\.", "没有这个字段。"),
    (r"stands there twice\.", "出现了两次。"),
    (r"Object missing required field `(?P<field>\w+)`", "缺少字段 {field}"),
    (r"the key (?P<field>\w+) is missing\.", "缺少字段 {field}。"),
    (r"must be one of (?P<names>[\w, -]+), not (?P<given>.+)\.", "应为 {names} 之一，不能是 {given}。"),
    (r"must be text(?: or null)?, not [a-z ]+\.", "应为文字。"),
    (r"must be a whole number(?: or null)?, not [a-z ]+\.", "应为整数。"),
    (r"must be a number(?: or null)?, not [a-z ]+\.", "应为数字。"),
    (r"must be true or false(?: or null)?, not [a-z ]+\.", "应为 true 或 false。"),
    (r"must be a list(?: or null)?, not [a-z ]+\.", "应为列表。"),
    (r"must be a mapping(?: or null)?, not [a-z ]+\.", "应为字段的集合。"),
    (r"Invalid enum value '(?P<value>[^']*)'\.", "不能是 {value}。"),
    (r"Expected `(?P<kind>[^`]+)`, got `(?P<given>[^`]+)`", "应为 {kind}，不能是 {given}"),
    (r"'(?P<value>.*)' is no number to work with\.", "{value} 不是可用的数。"),
    (r"a preset is a mapping with the keys name and video\.", "预设应包含字段 name 和 video。"),
    (r"must be lower-case letters, digits and '-', at most 64\.", "只能用小写字母、数字和“-”，最多 64 个。"),
    (
        r"must have one of crf, bitrate_k and target: how well it is encoded\.",
        "必须有 crf、bitrate_k、target 之一，指明编码质量。",
    ),
    (
        r"there is (?P<given>\w+) already; only one of crf, bitrate_k and target may be given\.",
        "已有 {given}；crf、bitrate_k、target 只能有一个。",
    ),
    (r"must be one of (?P<names>[\w, ]+)\.", "应为 {names} 之一。"),
    (r"must be in one of (?P<names>[\w, ]+)\.", "语言应为 {names} 之一。"),
    (r"must be 0 to 99 percent, or null\.", "应为 0 到 99 的百分数，或 null。"),
    (r"must be at least 0 (?P<unit>\S+)\.", "不能小于 0 {unit}。"),
    (r"must not be empty\.", "不能为空。"),
    (r"must be more than lowest, (?P<lowest>\S+)\.", "应大于 lowest，即 {lowest}。"),
    (
        r"must be (?P<least>[\d.,]+) to (?P<most>[\d.,]+?)(?: (?P<unit>kbit/s|pixels|seconds)| for (?P<metric>\w+))?\.",
        "应为 {least} 到 {most}。",
    ),
)
"""As in `messages`: (pattern of the whole English text, Chinese)."""
