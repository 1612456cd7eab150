"""What is said of videos that several workers encode together, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (r"Not shared with other workers: (?P<reason>.+)\.", "没有与其他 Worker 共同编码：{reason}。"),
    (r"its preset asks for a bitrate, which only one encoder can keep to", "预设要求平均码率，只能由一个编码器控制"),
    (r"what (?P<encoder>\S+) encodes apart cannot be joined", "{encoder} 分段编码的结果无法拼接"),
    (r"it is interlaced, and each picture is made with those beside it", "视频是隔行的，每帧都要参考相邻的帧"),
    (r"it has too few key frames", "关键帧太少"),
    (r"its pictures have no times of their own", "画面没有各自的时间"),
    (r"the disk of the cache has no room for its segments", "缓存所在磁盘放不下各分段"),
    (
        r"its pictures from second (?P<second>[\d.]+) on are not those of its index",
        "从第 {second} 秒起，画面与索引不符",
    ),
    (
        r"it is not what it was when it was cut into segments, at second (?P<second>[\d.]+)",
        "第 {second} 秒处的内容在分段之后有变化",
    ),
    (r"this segment was encoded with other parameters than the others", "这一分段的编码参数与其他分段不同"),
    (
        r"The segments of this video would not be the same here: files or libraries differ\.",
        "这台机器上的分段会不一样：文件或程序库不同",
    ),
    (r"The video's worker keeps its segments elsewhere\.", "该视频的 Worker 把分段放在别处"),
    (r"This worker was told to stay away\.", "该 Worker 已收到下线指令"),
    (r"The transcoder (?P<name>\S+) works alone here\.", "转码器 {name} 在这里只能单独工作"),
)
