"""What is said of cutting jobs, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    (r"There is no such job\.", "没有这个剪辑任务。"),
    (r"There is no such file in the job\.", "剪辑任务中没有这个文件。"),
    (r"The job's files were removed\.", "剪辑任务的文件已被删除。"),
    (r"The job is neither queued nor being made\.", "剪辑任务不在队列中，也不在执行。"),
    (r"The cut is not decided yet\.", "还没有决定剪法。"),
    (r"at: must be seconds of the video\.", "at：应为视频中的时间。"),
    (r"The job is being made\.", "剪辑任务正在执行。"),
    (r"The job has expired: its files were removed\.", "剪辑任务已过期：它的文件已被删除。"),
    (r"Upload the video again\.", "请重新上传视频。"),
    (r"The job is changed by others all the time\.", "剪辑任务一直在被别人修改。"),
    (r"Too many jobs were made at this moment\.", "这一刻新建的剪辑任务太多。"),
    (r"cancelled", "已取消"),
    (r"There is no video\.", "没有收到视频。"),
    (r"Send the file as the part called video\.", "请把文件放在名为 video 的字段里。"),
    (r"The part called video is no file\.", "名为 video 的字段不是文件。"),
    (r"Send it with a file name\.", "请带上文件名发送。"),
    (r"video: one is cut at a time, and there are several\.", "video：一次只剪一个视频，收到了几个。"),
    (r"A video may have at most (?P<most>[\d,]+) bytes\.", "视频最多可有 {most} 字节。"),
    (r"The parts without the video are too large\.", "视频以外的字段太大。"),
    (r"(?P<name>\w+): is not UTF-8 text\.", "{name}：不是 UTF-8 文本。"),
    (r"(?P<name>\w+): holds characters that no text has\.", "{name}：含有文本中不该有的字符。"),
    (r"quality: must be one of (?P<names>.+)\.", "quality：应为 {names} 之一。"),
    (r"There is no such address\.", "没有这个地址。"),
    (r"This method is not taken here\.", "这里不支持此请求方法。"),
    (r"It stopped its worker (?P<count>\d+) times\.", "它 {count} 次使工作进程中止。"),
    (r"The generator (?P<name>\S+) does not cut videos\.", "生成器 {name} 不能剪辑视频。"),
)
