"""What the trace of a cutting job says of its actions, in Chinese."""

from __future__ import annotations

_BY = {"silence": "静音", "speech": "讲话", "scenes": "场景", "highlights": "精彩片段"}
_KEPT = r"(?P<count>\d+) pieces?, (?P<after>[\d.]+) of (?P<before>[\d.]+) s"

LINES: tuple[tuple[str, str], ...] = (
    (r"(?P<what>\d+ × \d+, [\d.]+ fps, [\d.]+ s, \w+), no sound", "{what}，无声"),
    (r"Extracted the sound as (?P<file>\S+), (?P<length>[\d.]+) s", "声音存为 {file}，{length} 秒"),
    (r"Heard, (?P<length>[\d.]+) s", "已听 {length} 秒"),
    (r"Found (?P<count>\d+) scenes? in (?P<pictures>\d+) pictures", "{pictures} 帧画面中有 {count} 个场景"),
    (r"There were (?P<count>\d+) scenes? already", "先前已找到 {count} 个场景"),
    (r"Told voices from other sounds by Silero VAD", "用 Silero VAD 区分人声与其他声音"),
    (
        r"Found (?P<count>\d+) stretch(?:es)? of speech, (?P<said>[\d.]+) s, and (?P<silent>[\d.]+) s of silence",
        "讲话 {count} 段，共 {said} 秒；静音 {silent} 秒",
    ),
    (r"There is no sound to find speech in", "没有声音，无从寻找讲话"),
    (
        r"Wrote down (?P<words>\d+) words in (?P<sentences>\d+) sentences(?: \((?P<language>\w+)\))?",
        "写下 {sentences} 句，{words} 个词",
    ),
    (r"The transcript was there already: (?P<reason>.+)", "文字稿已经存在：{reason}"),
    *(
        (rf"Decided the cut by {name}: {_KEPT}", f"按{said}剪辑：{{count}} 段，{{before}} 秒中保留 {{after}} 秒")
        for name, said in _BY.items()
    ),
    (rf"Read the cut from the editing document: {_KEPT}", "按剪辑文档：{count} 段，{before} 秒中保留 {after} 秒"),
    (rf"Read the cut from the EDL: {_KEPT}", "按 EDL：{count} 段，{before} 秒中保留 {after} 秒"),
    (r"Wrote (?P<one>\S+) and (?P<two>\S+): (?P<count>\d+) texts", "写出 {one} 和 {two}：{count} 条"),
    (r"Wrote (?P<file>\S+\.\w+)", "写出 {file}"),
    (r"Exported to (?P<file>\S+\.\w+)", "写出 {file}"),
    (r"(?P<file>\S+\.\w+) was there already", "{file} 已经存在"),
    (r"Created timeline: (?P<name>.+)", "时间线 {name}"),
    (r"Appended scene (?P<id>\S+) \[(?P<start>\d+)-(?P<end>\d+)\]", "{id}，第 {start} 至 {end} 帧"),
    (
        r"(?P<copied>\d+) of (?P<count>\d+) frames are copied from the source as they are, (?P<rest>\d+) are encoded",
        "{count} 帧中有 {copied} 帧原样复制，{rest} 帧重新编码",
    ),
    (r"All (?P<count>\d+) frames are encoded: (?P<reason>.+)", "{count} 帧全部重新编码：{reason}"),
    (r"Cut the sound of (?P<count>\d+) pieces", "剪了 {count} 段声音"),
    (r"Rendered (?P<count>\d+) subtitle segments", "渲染了 {count} 条字幕"),
    (r"The job was stopped, and goes on", "任务曾中断，现继续执行"),
    # What broke off, and why.
    (
        r"Appended scene (?P<id>\S+) \[(?P<start>\d+)-(?P<end>\d+)\]: (?P<reason>.+)",
        "{id}，第 {start} 至 {end} 帧：{reason}",
    ),
    (r"Exported to (?P<file>\S+\.\w+): (?P<reason>.+)", "写出 {file} 时：{reason}"),
    (r"Examined the video: (?P<reason>.+)", "查看视频时：{reason}"),
    (r"Looked for scenes: (?P<reason>.+)", "寻找场景时：{reason}"),
    (r"Wrote the transcript: (?P<reason>.+)", "转写讲话时：{reason}"),
    (r"(?:Decided the cut by \w+|Read the cut from the [\w ]+): (?P<reason>.+)", "决定剪法时：{reason}"),
    # Why nothing is copied.
    (r"that was asked for", "要求如此"),
    (r"its frame rate varies", "原视频帧率不固定"),
    (r"no stretch between its key frames lies within a piece", "没有一段完整的画面组落在保留的片段里"),
    (r"its pictures are stored turned", "画面是旋转存储的"),
    (r"its pixels are not square", "像素不是正方形"),
    (r"it has a high dynamic range", "原视频是高动态范围"),
    (r"it has the full range of levels", "原视频采用全范围电平"),
    (r"its samples are (?P<found>\S+), not (?P<wanted>\S+)", "像素格式是 {found}，不是 {wanted}"),
    (
        r"its pictures are (?P<found>\d+ × \d+) pixels, those of the cut (?P<wanted>\d+ × \d+)",
        "原画面为 {found} 像素，剪辑为 {wanted}",
    ),
    (r"it is coded as (?P<codec>\w+), not h264", "编码是 {codec}，不是 h264"),
    (
        r"its parameter sets are not stored beside its frames, as in a transport stream",
        "参数集没有与画面分开存储，例如传输流",
    ),
    (r"it has another profile than baseline, main or high", "编码档次不是 baseline、main 或 high"),
    (r"its parameter sets leave no number free", "参数集编号已用完"),
    (r"its parameter sets are damaged", "参数集已损坏"),
    (r"its parameter sets change on the way", "参数集中途改变"),
    (r"its samples are not 8 bit 4:2:0", "采样不是 8 位 4:2:0"),
    (r"it is interlaced", "原视频是隔行扫描"),
    (r"it has one key frame only", "只有一个关键帧"),
    (r"its groups of pictures refer to each other", "各画面组互相引用"),
)
"""Pattern of the whole English line → Chinese."""
