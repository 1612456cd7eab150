"""What is said of editing documents, edit decision lists and requests of cuts, in Chinese."""

from __future__ import annotations

_AT = r"(?P<at>\$[\w.\[\]]*)"
_RATE = r"(?:the EDL is of another frame rate than the video, which has (?P<rate>\S+)\.)"
_OTHER = "EDL 的帧率与视频（每秒 {rate} 帧）不同。"

_DOCUMENTS: tuple[tuple[str, str], ...] = (
    (
        rf"{_AT}: must be \"(?P<schema>\S+)\"; this is not (?:an editing document|a plan of a cut)\.",
        '{at}：应为 "{schema}"。',
    ),
    (
        rf"{_AT}: this (?:editing document|plan) has version (?P<had>.+); this albumforge reads version "
        rf"(?P<reads>\d+)\.",
        "{at}：版本是 {had}，此程序读的是版本 {reads}。",
    ),
    (r"Make the plan again with --plan-only\.", "请用 --plan-only 重新生成方案。"),
    (r"The (?:editing document|plan of a cut) is not JSON: (?P<what>.+)\.", "不是 JSON：{what}。"),
    (r"The (?:editing document|plan of a cut) is not valid: it is nested too deeply\.", "无效：嵌套太深。"),
    (r"The (?:editing document|plan of a cut) is not valid: (?P<what>.+)\.", "无效：{what}。"),
    (
        r"The editing document is too long: at most (?P<most>[\d,]+) characters are read\.",
        "剪辑文档太长：最多 {most} 个字符。",
    ),
    (rf"{_AT}: must be a number, not (?P<value>\S+)\.", "{at}：应为数字，不能是 {value}。"),
    (rf"{_AT}: must be given\.", "{at}：不能省略。"),
    (rf"{_AT}: there is no action (?P<name>.+)\.", "{at}：没有动作 {name}。"),
    (r"Actions: (?P<names>.+)\.", "可用的动作：{names}。"),
    (rf"{_AT}: must not be empty\.", "{at}：不能为空。"),
    (rf"{_AT}: the id (?P<name>.+) is there twice\.", "{at}：编号 {name} 出现了两次。"),
    (r"Give each label its own\.", "请给每个标签不同的编号。"),
    (rf"{_AT}: stands instead of start and end, not beside them\.", "{at}：用来代替 start 和 end，不能同时给出。"),
    (rf"{_AT}: there is no label (?P<name>.+)\.", "{at}：没有标签 {name}。"),
    (r"Add it to \$\.labels\.", "请把它加进 $.labels。"),
    (rf"{_AT}: must be 0 seconds or more, not (?P<value>\S+)\.", "{at}：不能小于 0 秒，现为 {value}。"),
    (
        rf"{_AT}: (?P<time>\S+) s is past the end of the video, at (?P<end>\S+) s\.",
        "{at}：{time} 秒超出了视频的结尾（{end} 秒）。",
    ),
    (
        r"Name a time within the video, or leave the end out for its end\.",
        "请写视频之内的时间；要到结尾，可以省略 end。",
    ),
    (
        rf"{_AT}: (?P<time>\S+) s is the end of the video: nothing is left\.",
        "{at}：{time} 秒是视频的结尾，后面没有内容。",
    ),
    (rf"{_AT}: (?P<end>\S+) s is not after the start, (?P<start>\S+) s\.", "{at}：{end} 秒不在起点 {start} 秒之后。"),
    (r"The range is empty or reversed\.", "范围是空的，或首尾颠倒。"),
    (
        rf"{_AT}: must be (?P<low>\S+) to (?P<high>\S+), not (?P<value>\S+)\.",
        "{at}：应在 {low} 到 {high} 之间，不能是 {value}。",
    ),
    (
        rf"{_AT}: must be (?P<low>\S+) to (?P<high>\S+) seconds, not (?P<value>\S+)\.",
        "{at}：应在 {low} 到 {high} 秒之间，不能是 {value}。",
    ),
    (
        rf"{_AT}: must be (?P<low>\S+) to (?P<high>\S+) seconds, the length of the piece\.",
        "{at}：应在 {low} 到 {high} 秒之间，不能超过这一段的长度。",
    ),
    (
        rf"{_AT}: with fade_in it lasts longer than the (?P<length>\S+) seconds of the piece\.",
        "{at}：与 fade_in 合计超过了这一段的 {length} 秒。",
    ),
    (rf"{_AT}: must have words\.", "{at}：不能没有文字。"),
    (r"Leave the (?:action|text) out\.", "请把它去掉。"),
    (rf"{_AT}: must be at most (?P<most>\d+) characters\.", "{at}：最多 {most} 个字符。"),
    (rf"{_AT}: a caption needs start and end, or a label\.", "{at}：说明文字需要 start 和 end，或一个标签。"),
    (
        rf"{_AT}: overlaps with (?P<other>\S+), from (?P<start>\S+) to (?P<end>\S+) s\.",
        "{at}：与 {other} 在 {start} 至 {end} 秒重叠。",
    ),
    (r"Let one end where the other starts\.", "请让一个在另一个开始处结束。"),
    (
        r'Let one end where the other starts, or say "again": true to show it twice\.',
        '请让一个在另一个开始处结束；要重复出现，请写 "again": true。',
    ),
    (
        rf"{_AT}: with the speed of what is kept there, (?P<speed>\S+) comes out; (?P<low>\S+) to "
        rf"(?P<high>\S+) are possible\.",
        "{at}：与所保留部分的速度相乘得 {speed}，只能在 {low} 到 {high} 之间。",
    ),
    (rf"{_AT}: nothing of the video is kept\.", "{at}：视频没有任何部分被保留。"),
    (r"Keep more, cut less, or leave larger margins\.", "请多保留、少剪去，或放宽边距。"),
    (
        rf"{_AT}: must be an even number of pixels from (?P<low>\d+) to (?P<high>\d+), or null(?: for "
        rf"that of the source)?, "
        r"not (?P<value>\S+)\.",
        "{at}：应为 {low} 到 {high} 之间的偶数像素，或 null，不能是 {value}。",
    ),
    (rf"{_AT}: a cut has at least one piece\.", "{at}：至少要有一段。"),
    (rf"{_AT}: every id must be there once only\.", "{at}：编号不能重复。"),
    (
        rf"{_AT}: must be a frame of the video, 0 to (?P<last>\d+), not (?P<value>\S+)\.",
        "{at}：应为视频的帧（0 到 {last}），不能是 {value}。",
    ),
    (r"Name another frame, or leave the piece out\.", "请换一帧，或去掉这一段。"),
    (
        rf"{_AT}: must be after the start at (?P<start>\d+), and at most (?P<most>\d+), not (?P<value>\S+)\.",
        "{at}：应在起点 {start} 之后，且不超过 {most}，不能是 {value}。",
    ),
    (
        rf"{_AT}: must be 0 or more and less than the (?P<length>\S+) seconds of the cut\.",
        "{at}：应不小于 0，且小于剪辑的 {length} 秒。",
    ),
    (
        rf"{_AT}: must be after the start, and at most the (?P<length>\S+) seconds of the cut\.",
        "{at}：应在起点之后，且不超过剪辑的 {length} 秒。",
    ),
    (
        rf"{_AT}: must be a fraction such as \"30000/1001\", not (?P<value>.+)\.",
        "{at}：应为像 30000/1001 这样的分数，不能是 {value}。",
    ),
)

_LISTS: tuple[tuple[str, str], ...] = (
    (r"The EDL cannot be executed\.", "这份 EDL 无法执行。"),
    (r"It has no events\.", "里面没有任何事件。"),
    (
        r"It has (?P<count>[\d,]+) events; at most (?P<most>[\d,]+) are taken\.",
        "有 {count} 个事件，最多接受 {most} 个。",
    ),
    (
        r"Line (?P<line>\d+): black cannot be cut from the video; take this event out\.",
        "第 {line} 行：黑场无法从视频中剪出；请删去这个事件。",
    ),
    (
        r"Line (?P<line>\d+): “(?P<channel>.*)” is no channel such as V, A or AA/V\.",
        "第 {line} 行：“{channel}”不是像 V、A 或 AA/V 这样的通道。",
    ),
    (r"(?P<count>\d+) more lines are wrong\.", "另有 {count} 行有误。"),
    (
        r"Line (?P<line>\d+): “(?P<text>.*)” is no line of an EDL \(CMX 3600\)\.",
        "第 {line} 行：“{text}”不是 EDL（CMX 3600）的内容。",
    ),
    (
        r"Line (?P<line>\d+): the EDL has (?P<rate>\S+) frames a second, the video has (?P<own>\S+)\.",
        "第 {line} 行：EDL 每秒 {rate} 帧，视频每秒 {own} 帧。",
    ),
    (
        r"Line (?P<line>\d+): the EDL has drop-frame timecode, as at 29\.97 frames a second; the video "
        r"has (?P<own>\S+)\.",
        "第 {line} 行：EDL 用的是丢帧时间码（如每秒 29.97 帧），视频每秒 {own} 帧。",
    ),
    (r"Line (?P<line>\d+): no event is for the pictures \(channel V\)\.", "第 {line} 行：没有画面（V 通道）的事件。"),
    (
        r"Line (?P<line>\d+): an event has 8 fields, or 9 with a transition; here are (?P<count>\d+)\.",
        "第 {line} 行：一个事件有 8 栏，带转场时 9 栏；这里有 {count} 栏。",
    ),
    (r"Line (?P<line>\d+): a freeze frame cannot be cut from the video\.", "第 {line} 行：定格画面无法从视频中剪出。"),
    (
        r"Line (?P<line>\d+): the speed is (?P<speed>\S+); (?P<low>\S+) to (?P<high>\S+) are possible\.",
        "第 {line} 行：速度为 {speed}，只能在 {low} 到 {high} 之间。",
    ),
    (
        r"Line (?P<line>\d+): the record ends at (?P<end>\S+), which is not after its start at (?P<start>\S+)\.",
        "第 {line} 行：成片结束于 {end}，不在起点 {start} 之后。",
    ),
    (
        r"Line (?P<line>\d+): the source ends at (?P<end>\S+), which is not after its start at (?P<start>\S+)\.",
        "第 {line} 行：素材结束于 {end}，不在起点 {start} 之后。",
    ),
    (
        r"Line (?P<line>\d+): (?P<time>\S+) is before the start of the video at (?P<start>\S+)\.",
        "第 {line} 行：{time} 在视频开头 {start} 之前。",
    ),
    (
        r"Line (?P<line>\d+): (?P<time>\S+) is past the end of the video: the video ends at (?P<end>\S+)\.",
        "第 {line} 行：{time} 超出视频的结尾 {end}。",
    ),
    (
        r"Line (?P<line>\d+): source and record are not equally long, and no speed \(M2\) is given\.",
        "第 {line} 行：素材与成片的长度不同，又没有给出速度（M2）。",
    ),
    (
        r"Line (?P<line>\d+): it is neither a cut \(C\), a dissolve \(D\) nor a wipe \(W001\)\.",
        "第 {line} 行：既不是切（C），也不是叠化（D）或划像（W001）。",
    ),
    (r"Line (?P<line>\d+): it cannot be read: (?P<what>.+)\.", "第 {line} 行：无法读取：{what}。"),
    (
        rf"Line (?P<line>\d+): (?P<time>\S+) has a frame that \S+ frames a second do not have: {_RATE}",
        f"第 {{line}} 行：{{time}} 的帧号超出范围：{_OTHER}",
    ),
    (
        rf"Line (?P<line>\d+): (?P<time>\S+) is drop-frame timecode: {_RATE}",
        f"第 {{line}} 行：{{time}} 是丢帧时间码：{_OTHER}",
    ),
    (
        r"Line (?P<line>\d+): (?P<time>.*) is no timecode such as 00:01:02:03\.",
        "第 {line} 行：{time} 不是像 00:01:02:03 这样的时间码。",
    ),
    (
        r"Lines of the EDL that are for other tracks than V are left out: (?P<lines>.+)\.",
        "EDL 中其他轨道（非 V）的行没有采用：{lines}。",
    ),
    (r"Dissolves and wipes of the EDL are cuts here\.", "EDL 中的叠化和划像在这里都是硬切。"),
)

_REQUESTS: tuple[tuple[str, str], ...] = (
    (r"Options: (?P<names>.+)\.", "选项：{names}。"),
    (r"Option (?P<name>\w+): does not take (?P<value>.+)\.", "选项 {name}：不能是 {value}。"),
    (
        r"Option drop_words: must be a list of words, not (?P<value>.+)\.",
        "选项 drop_words：应为词语的列表，不能是 {value}。",
    ),
    (
        r"Option drop_words: must be at most (?P<count>\d+) phrases of at most (?P<most>\d+) characters\.",
        "选项 drop_words：最多 {count} 个词语，每个最多 {most} 个字符。",
    ),
    (
        r"Option height: must be an even number from (?P<low>\d+) to (?P<high>\d+), not (?P<value>\S+)\.",
        "选项 height：应为 {low} 到 {high} 之间的偶数，不能是 {value}。",
    ),
    (
        r"Option language: must be a code such as en or zh, not (?P<value>.+)\.",
        "选项 language：应为像 en 或 zh 这样的代码，不能是 {value}。",
    ),
    (r"Option (?P<name>title|edl): must be at most (?P<most>[\d,]+) characters\.", "选项 {name}：最多 {most} 个字符。"),
    (r"Options edl and dsl: give one of them\.", "选项 edl 与 dsl 只能给一个。"),
    (r"Each of them is the whole cut\.", "每一个都已是整个剪辑。"),
)

_NOTES: tuple[tuple[str, str], ...] = (
    (r"The video has no sound, so all of it is kept\.", "视频没有声音，因此全部保留。"),
    (r"The video's sound is silent throughout, so all of it is kept\.", "视频的声音自始至终是静音，因此全部保留。"),
    (
        r"There is no transcript, so all that stands out from silence counts as speech\.",
        "没有转写文字，因此凡不是静音的都算作讲话。",
    ),
    (r"No scene has a part that fits, so all of the video is kept\.", "没有一个场景有合适的部分，因此全部保留。"),
    (
        r"Scenes without a part that is short enough are left out: (?P<names>.+)\.",
        "没有足够短的部分的场景没有采用：{names}。",
    ),
    (
        r"The video is no longer than the highlights were to be, so all of it is kept\.",
        "视频不比所要的精华长，因此全部保留。",
    ),
    (
        r"No sentence fits into (?P<length>\S+) s; the shortest one is kept\.",
        "没有一句话能放进 {length} 秒，保留了最短的一句。",
    ),
    (r"No sentence could be dropped by its words: there is no transcript\.", "没有转写文字，无法按词语剪去句子。"),
    (r"“(?P<phrase>.+)” is said nowhere\.", "没有人说“{phrase}”。"),
    (
        r"Option target_seconds is not used by the strategy (?P<name>\w+)\.",
        "策略 {name} 不用选项 target_seconds。",
    ),
    (r"silence for (?P<length>\S+) s", "静音 {length} 秒"),
    (r"no speech for (?P<length>\S+) s", "{length} 秒没有讲话"),
    (r"sentence with “(?P<phrase>.+)”", "含有“{phrase}”的句子"),
    (r"best part of scene (?P<name>\S+), interest (?P<value>\S+)", "场景 {name} 最好的部分，得分 {value}"),
    (r"highlight, interest (?P<value>\S+)", "精华，得分 {value}"),
)

LINES = (*_DOCUMENTS, *_LISTS, *_REQUESTS, *_NOTES)
"""Pattern of the whole English line → Chinese."""
