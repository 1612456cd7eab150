"""What is said of films as jobs, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    (r"There is no such film\.", "没有这部影片。"),
    (r"Several films begin with (?P<id>[0-9a-f]+)\.", "有几部影片的编号以 {id} 开头。"),
    (r"Give more characters of the id\.", "请多写几个字符。"),
    (r"The film has no pictures\.", "影片还没有照片。"),
    (r"Add some first\.", "请先添加一些。"),
    (r"The film is being made(?: already)?\.", "影片正在制作。"),
    (r"The film is done\.", "影片已经完成。"),
    (r"The film waits in the queue already\.", "影片已在队列中。"),
    (r"The film is neither queued nor being made\.", "影片不在队列中，也不在制作。"),
    (r"The film has expired: its files were removed\.", "影片已过期：它的文件已被删除。"),
    (r"There is no such file in the film\.", "影片中没有这个文件。"),
    (r"The film's files were removed\.", "影片的文件已被删除。"),
    (r"The film has no plan yet\.", "影片还没有剪辑方案。"),
    (r"The film was changed at this very moment\.", "影片刚刚被修改过。"),
    (r"The film was never made\.", "影片还没有制作过。"),
    (
        r"The film was changed after its plan was edited: it is planned anew\.",
        "修改剪辑方案之后，影片又有改动：重新编排。",
    ),
    (
        r"Option duration: (?P<count>\d+) files? cannot fill (?P<length>\S+) seconds: a photo may stand for at most "
        r"(?P<most>\d+) seconds\.",
        "选项 duration：{count} 个文件撑不满 {length} 秒：一张照片最多停留 {most} 秒。",
    ),
    (
        r"Ask for at most (?P<most>\d+) seconds, or add more pictures\.",
        "请把片长定在 {most} 秒以内，或多加些照片。",
    ),
    (
        r"the clip lasts (?P<length>\S+) s, which is too short to be seen between two transitions",
        "短片只有 {length} 秒，夹在两次转场之间看不清",
    ),
    (
        r"There is room for (?P<shown>\d+) pictures? in (?P<length>\S+) seconds\. "
        r"Take about (?P<all>\d+) seconds for all of them\.",
        "{length} 秒只放得下 {shown} 张照片。要全部放入，片长约需 {all} 秒。",
    ),
    (
        r"There is room for (?P<shown>\d+) pictures? in (?P<length>\S+) seconds\. "
        r"Take the template Collage, which shows several at once, for about (?P<more>\d+), "
        r"or about (?P<all>\d+) seconds for all of them\.",
        "{length} 秒只放得下 {shown} 张照片。“拼贴”模板一屏多张，约可放 {more} 张；要全部放入，片长约需 {all} 秒。",
    ),
    (
        r"(?P<path>.+): its caption is not shown: the picture stands beside others\.",
        "{path}：说明文字没有显示，因为它与别的照片同屏。",
    ),
    (
        r"(?P<path>.+): its caption is not shown: the picture stands under the title\.",
        "{path}：说明文字没有显示，因为它在片名之下。",
    ),
    (
        r"(?P<path>.+): its caption is not shown: there is no time to read it, or room for it beside a face\.",
        "{path}：说明文字没有显示，因为时间太短来不及读，或会遮住人脸。",
    ),
    (
        r"The captions of (?P<count>\d+) more pictures are not shown, for the same reasons\.",
        "另有 {count} 张照片的说明文字因同样的缘故没有显示。",
    ),
    (r"Not used: (?P<reason>Option .+)", "没有采用：{reason}"),
    (r"Not used: Option (?P<name>\w+): (?P<rest>.+)", "没有采用选项 {name}：{rest}"),
    (r"Not used: There is no option (?P<name>\S+)\.", "没有采用：没有名为 {name} 的选项。"),
    (r"Not used: (?P<rest>.+)", "没有采用：{rest}"),
    (
        r"\$\.sources\[(?P<at>\d+)\]\.path: must be the name of one of the film's own files\.",
        "$.sources[{at}].path：只能是本影片自己的文件。",
    ),
    (r"The disk is full\.", "磁盘已满。"),
    (r"The disk is full\. Delete films that are not needed any more\.", "磁盘已满。请删除不再需要的影片。"),
    (r"The server cannot write its files: (?P<reason>.+)\.", "服务器无法写入文件：{reason}。"),
    (
        r"Try (?P<number>\d+) failed: (?P<reason>.+) The next one is in (?P<seconds>\S+) seconds\.",
        "第 {number} 次尝试失败：{reason}{seconds} 秒后再试。",
    ),
    (r"Delete films that are not needed any more\.", "请删除不再需要的影片。"),
    (r"Delete films, pictures or jobs that are not needed any more\.", "请删除不再需要的影片、照片或剪辑任务。"),
    (
        r"Films and jobs may take (?P<quota>\S+) GB; they take (?P<used>\S+) GB, "
        r"and this would be (?P<more>\S+) GB more\.",
        "影片和剪辑任务最多可占 {quota} GB，现已占 {used} GB，这次还要 {more} GB。",
    ),
    (r"There is no such template\.", "没有这个模板。"),
    (r"There is no such piece of music\.", "没有这首乐曲。"),
)
