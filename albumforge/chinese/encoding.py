"""What is said of a video while it is encoded and verified, in Chinese."""

from __future__ import annotations

_TRACK = r"(?P<kind>sound|subtitle|video) track (?P<number>\d+) \((?P<codec>[^)]+)\)"

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    # Why a source is refused.
    (
        r"it is (?P<kind>Dolby Vision|HDR10\+|HDR Vivid), whose metadata changes with the pictures and would be lost",
        "视频是 {kind}，其逐帧元数据转码后会丢失",
    ),
    (
        r"it is HDR, which the 8 bit of the preset cannot show without bands",
        "视频是 HDR，预设的 8 位会产生色带",
    ),
    (r"it is a VR video, which (?P<container>\w+) cannot hold", "VR 视频不能存入 {container}"),
    (r"The container mp4 can\.", "请改用 mp4。"),
    (r"The containers mp4 and mkv can\.", "请改用 mp4 或 mkv。"),
    (r"it is a VR video that no container here can hold: .+", "这种 VR 视频没有容器能保存"),
    (r"MOV cannot hold (?P<codec>\w+)", "MOV 不能存放 {codec}"),
    (rf"nothing tells how its {_TRACK} is coded", "无从得知轨道 {number}（{codec}）的编码方式"),
    (rf"The {_TRACK} is empty, and left out\.", "轨道 {number}（{codec}）没有内容，未保留。"),
    (rf"its {_TRACK} cannot be kept in (?P<container>\w+)", "轨道 {number}（{codec}）不能存入 {container}"),
    (r"its attachment ?(?P<name>.*) cannot be kept in (?P<container>\w+)", "附件 {name} 不能存入 {container}"),
    (r"Matroska holds more kinds\.", "Matroska 能存放更多种类。"),
    (r"its streams cannot be put into (?P<container>\w+) \(.*\)", "其中的轨道不能存入 {container}"),
    (r"it cannot be read on \(.*\), at second (?P<second>[\d.]+)", "第 {second} 秒之后无法读取"),
    (r"it is cut off or damaged, at second (?P<second>[\d.]+)", "文件不完整或已损坏，在第 {second} 秒"),
    (r"a picture cannot be decoded \(.*\), at second (?P<second>[\d.]+)", "有画面无法解码，在第 {second} 秒"),
    (r"a picture is damaged, at second (?P<second>[\d.]+)", "有画面已损坏，在第 {second} 秒"),
    (r"a picture has no time, at second (?P<second>[\d.]+)", "有画面没有时间，在第 {second} 秒"),
    (
        r"(?P<missing>\d+) of (?P<all>\d+) pictures cannot be decoded, at second (?P<second>[\d.]+)",
        "{all} 帧画面中有 {missing} 帧无法解码，在第 {second} 秒",
    ),
    (
        r"it ends early: (?P<whole>[\d.]+) s were to be there, at second (?P<second>[\d.]+)",
        "文件提前结束：应有 {whole} 秒，到第 {second} 秒为止",
    ),
    (
        r"its pictures carry data of an unknown kind, which hides whether they are HDR or VR",
        "画面带有未知种类的数据，无法得知是否为 HDR 或 VR",
    ),
    (r"its index is damaged: .+", "文件索引已损坏"),
    (r"its index is too large: (?P<size>\d+) bytes", "文件索引过大：{size} 字节"),
    (r"it has no index \(moov\), or is cut off before it", "缺少索引（moov），文件可能不完整"),
    (r"its subtitles cannot be decoded \(.*\)", "字幕无法解码"),
    (r"its cover picture is empty", "封面图片是空的"),
    # Encoders.
    (
        r"No encoder for (?P<codec>\w+) works here: (?P<why>.+?)\.(?: Choose a preset with another codec\.)?",
        "本机没有可用的 {codec} 编码器：{why}。请选用其他编码的预设。",
    ),
    (r"The encoder (?P<name>\S+) failed: (?P<why>.+)\.", "编码器 {name} 出错：{why}。"),
    (r"Choose a preset with another codec\.", "请选用其他编码的预设。"),
    (r"The encoder (?P<name>\S+) does not take these pictures: (?P<why>.+)\.", "编码器 {name} 不接受这些画面：{why}。"),
    (
        r"(?P<backend>\w+) cannot encode it here, (?P<name>\S+) did: (?P<why>.+)\.",
        "{backend} 在本机不能编码，已改用 {name}：{why}。",
    ),
    # What the owner should know of a result.
    (
        r"The pictures have (?P<bits>\d+) bit a sample; the result has (?P<fewer>\d+)\.",
        "原视频每个样本 {bits} 位；结果为 {fewer} 位。",
    ),
    (r"The pictures can be transparent; the result is not\.", "原视频含透明通道；结果没有。"),
    (
        r"The pictures have full colour resolution; the result has a half \(4:2:0\), as players want it\.",
        "原视频色彩分辨率更高；结果为播放器通用的 4:2:0。",
    ),
    (r"The pixels are not square; those of the result are\.", "原视频像素不是正方形；结果是。"),
    (
        rf"The {_TRACK} is (?P<now>\w+) now(?P<styles>, without its styles)?: "
        r"(?P<container>\w+) cannot hold it otherwise\.",
        "轨道 {number}（{codec}）已转为 {now}：{container} 不能存放原格式。",
    ),
    (
        rf"MOV has no mark for forced subtitles; those of the {_TRACK} lose it\.",
        "MOV 没有强制字幕标记；字幕轨 {number} 失去该标记。",
    ),
    (
        r"The font (?P<name>.*) is left out: (?P<container>\w+) has no place for it\.",
        "字体 {name} 未保留：{container} 不能存放。",
    ),
    (r"The cover is left out: MOV has no place for it\.", "封面未保留：MOV 不能存放。"),
    (
        r"The time code is kept as a tag: Matroska has no track for it\.",
        "时间码以标签形式保留：Matroska 没有时间码轨。",
    ),
    (
        r"A track of data \((?P<name>.+)\) is left out: (?P<container>\w+) has no place for it\.",
        "数据轨（{name}）未保留：{container} 不能存放。",
    ),
    # What is wrong with a result.
    (r"it has (?P<found>\d+) (?P<kind>\w+) streams?, not (?P<wanted>\d+)", "{kind} 轨有 {found} 条，应为 {wanted} 条"),
    (r"its streams are coded as (?P<found>.+), not (?P<wanted>.+)", "编码为 {found}，应为 {wanted}"),
    (r"it has (?P<found>\d+) chapters?, not (?P<wanted>\d+)", "章节有 {found} 个，应为 {wanted} 个"),
    (r"its pictures have (?P<found>\d+×\d+) pixels, not (?P<wanted>\d+×\d+)", "画面为 {found} 像素，应为 {wanted}"),
    (r"its pictures are not upright", "画面没有转正"),
    (r"its pixels are (?P<found>[\d/]+) wide, not (?P<wanted>[\d/]+)", "像素宽高比为 {found}，应为 {wanted}"),
    (r"its samples have (?P<bits>\d+) bit", "样本为 {bits} 位，不是应有的位数"),
    (
        r"the (?P<name>\w+) of its colours is (?P<found>\d+), not (?P<wanted>\d+) \(ITU-T H\.273\)",
        "色彩参数 {name} 为 {found}，应为 {wanted}（ITU-T H.273）",
    ),
    (r"it lost what HDR10 says of the display of the mastering", "丢失了 HDR10 的母版显示器信息"),
    (r"it lost what HDR10 says of its brightness", "丢失了 HDR10 的亮度信息"),
    (r"it lost what makes it a VR video", "丢失了 VR 信息"),
    (r"It could not be transcoded here: (?P<reason>.+)\.", "在这里无法转码：{reason}。"),
    (
        r"its sound track (?P<number>\d+) is not that of its source at second (?P<second>\d+)",
        "音轨 {number} 在第 {second} 秒与源视频不同",
    ),
    (r"it shows another picture than its source at second (?P<second>[\d.]+)", "第 {second} 秒的画面与源视频不同"),
    (
        r"its (?:sound|subtitles|pictures) cannot be decoded at second (?P<second>[\d.]+) \(.*\)",
        "第 {second} 秒无法解码",
    ),
    (r"it has (?P<found>\d+) pictures?, its source (?P<wanted>\d+)", "有 {found} 帧画面，原片有 {wanted} 帧"),
    (
        r"its pictures last (?P<found>[\d.]+) s, those of its source (?P<wanted>[\d.]+) s",
        "画面长 {found} 秒，原片长 {wanted} 秒",
    ),
    (
        r"its sound track (?P<number>\d+) lasts (?P<found>[\d.]+) s, that of its source (?P<wanted>[\d.]+) s",
        "音轨 {number} 长 {found} 秒，原片的长 {wanted} 秒",
    ),
    (
        r"the sound track (?P<number>\d+) of the result begins (?P<late>[\d.]+) s later than in the source",
        "结果的音轨 {number} 比原片晚 {late} 秒开始",
    ),
    (
        r"the sound track (?P<number>\d+) of the result begins (?P<late>[\d.]+) s earlier than in the source",
        "结果的音轨 {number} 比原片早 {late} 秒开始",
    ),
)
"""As in `messages`: (pattern of the whole English text, Chinese)."""
