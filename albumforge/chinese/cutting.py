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
    (
        r"Cut out: (?P<start>\S+) to (?P<end>\S+) \((?P<length>\S+) s\)\.",
        "剪去：{start} 至 {end}（{length} 秒）。",
    ),
)
"""Pattern of the whole English line → Chinese."""
