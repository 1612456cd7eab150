"""What is said of cuts of one video, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    (
        r"One video is cut at a time, and (?P<count>\d+) files were given\.",
        "一次只剪一个视频，却给了 {count} 个文件。",
    ),
    (r"(?P<path>.+): is a folder; one video is cut at a time\.", "{path} 是文件夹；一次只剪一个视频。"),
    (r"(?P<path>.+): there is no such file\.", "{path}：没有这个文件。"),
    (r"(?P<path>.+) is the video itself\.", "{path} 就是原视频。"),
    (r"Choose another name for the cut\.", "请给剪辑另取名字。"),
    (r"The generator (?P<name>\S+) does not cut videos\.", "生成器 {name} 不剪视频。"),
    (r"it is not what it was when the plan was made", "它已不是制定方案时的那个文件"),
    (r"Make the plan again\.", "请重新生成方案。"),
    (r"it is not there any more", "它已不在原处"),
    (r"Put it back, or make the plan again\.", "请把它放回原处，或重新生成方案。"),
    (r"its pictures have no time base", "它的画面没有时间基准"),
    (
        r"(?P<path>.+): a cut is exported as OTIO, EDL, SRT or VTT\.",
        "{path}：剪辑可导出为 OTIO、EDL、SRT 或 VTT。",
    ),
    (r"Let its name end with \.otio, \.edl, \.srt or \.vtt\.", "请让文件名以 .otio、.edl、.srt 或 .vtt 结尾。"),
    (
        r"(?P<path>.+): there are no subtitles to write: it is not known what is said in the cut\.",
        "{path}：没有字幕可写：不知道剪辑里说了什么。",
    ),
    (
        r"Name a speech model in the setting whisper_model, which writes it down\.",
        "请用设置 whisper_model 指定语音模型来转写。",
    ),
    (
        r"Cut out: (?P<start>\S+) to (?P<end>\S+) \((?P<length>\S+) s\)\.",
        "剪去：{start} 至 {end}（{length} 秒）。",
    ),
    (
        r"less of interest, (?P<value>\S+): speech (?P<speech>\S+), loudness (?P<loudness>\S+), "
        r"motion (?P<motion>\S+), faces (?P<faces>\S+)",
        "不够精彩，得分 {value}（讲话 {speech}、音量 {loudness}、运动 {motion}、人脸 {faces}）",
    ),
    (r"not the best part of scene (?P<name>\S+)", "不是场景 {name} 最好的部分"),
    (r"no part of scene (?P<name>\S+) is short enough", "场景 {name} 没有足够短的部分"),
    (r"scene (?P<name>\S+) is too short to be kept", "场景 {name} 太短，不保留"),
    (r"Option (?P<name>--\S+) is not used: the EDL is the whole cut\.", "没有使用选项 {name}：EDL 已是整个剪辑。"),
    (
        r"Option (?P<name>--\S+) is not used: the editing document is the whole cut\.",
        "没有使用选项 {name}：剪辑文档已是整个剪辑。",
    ),
    (r"Option edl: the EDL is empty\.", "选项 edl：EDL 是空的。"),
    (r"Option dsl: the editing document is empty\.", "选项 dsl：剪辑文档是空的。"),
    (r"Leave the option out to have the cut decided\.", "不给这个选项，就由程序决定剪法。"),
    (r"not in the EDL", "不在 EDL 中"),
    (r"not kept by the document", "剪辑文档未保留"),
    (r"cut by (?P<place>\$\.actions\[\d+\])", "由 {place} 剪去"),
    (r"cut by (?P<place>\$\.actions\[\d+\]), label (?P<name>.+)", "由 {place} 剪去（标签 {name}）"),
)
"""Pattern of the whole English line → Chinese."""
