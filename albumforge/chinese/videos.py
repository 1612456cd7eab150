"""What is said of a video that is to be cut, and of its transcript, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (
        r"it is cut off: its index \(moov\), which recorders write at the end, is missing\.",
        "文件不完整：缺少录制软件最后写入的索引（moov）。",
    ),
    (
        r"Copy or upload it again; a recording that broke off has to be repaired first\.",
        "请重新复制或上传；若录制本身中断，须先修复文件。",
    ),
    (r"it is a text, not a video\.", "这是文本，不是视频。"),
    (r"it is a picture, not a video\.", "这是图片，不是视频。"),
    (r"Give a video, such as an MP4\.", "请提供视频，例如 MP4。"),
    (r"none of its pictures has a time", "画面都没有时间"),
    (r"its times cannot be right: it would last (?P<length>\S+)", "时间信息有误：片长会是 {length}"),
    (r"no picture of it can be decoded(?: \(.*\))?", "没有一帧画面能解码"),
    (r"its frame rate cannot be found out", "无法得知帧率"),
    (r"its sound cannot be decoded \(.*\)", "声音无法解码"),
    (r"the sound is too long for a WAV file", "声音太长，WAV 文件放不下"),
    (r"Cut the video in two first\.", "请先把视频分成两段。"),
    (
        r"The frame rate varies; the cut has (?P<rate>\S+) frames a second throughout\.",
        "原视频帧率不固定；剪辑统一为每秒 {rate} 帧。",
    ),
    (
        r"The pictures are stored turned; the cut shows them upright, (?P<size>.+)\.",
        "画面是旋转存储的；剪辑中已转正，尺寸为 {size}。",
    ),
    (
        r"The pixels are not square; the cut has square ones, (?P<size>.+)\.",
        "像素不是正方形；剪辑改用正方形像素，尺寸为 {size}。",
    ),
    (r"The video is HDR; the cut is in standard range\.", "原视频是 HDR；剪辑为标准动态范围。"),
    (r"The video has no sound\.", "视频没有声音。"),
    (
        r"The video has (?P<count>\d+) sound tracks; number (?P<number>\d+)(?: \((?P<language>\w+)\))? is used\.",
        "视频有 {count} 条音轨；采用第 {number} 条。",
    ),
    (r"The sound has (?P<count>\d+) channels; the cut is in stereo\.", "声音有 {count} 个声道；剪辑为立体声。"),
    (
        r"The picture begins (?P<late>\S+) s after the sound; until then its first one is shown\.",
        "画面比声音晚 {late} 秒开始；此前显示第一帧。",
    ),
    (
        r"The end is missing: of (?P<whole>\S+) the first (?P<part>\S+) are there\.",
        "缺少结尾：片长应为 {whole}，只有前 {part}。",
    ),
    (
        r"The end is damaged: of (?P<whole>\S+) the first (?P<part>\S+) can be used\.",
        "结尾已损坏：片长 {whole}，可用前 {part}。",
    ),
    (
        r"(?P<count>\d+) pictures? could not be decoded; others are shown instead\.",
        "有 {count} 帧画面无法解码，以其他画面代替。",
    ),
    (r"The sound cannot be used: (?P<reason>.+)\.", "声音不能用：{reason}。"),
    (r"No transcript: (?P<reason>.+)", "没有文字稿：{reason}"),
    (r"Nothing is said in the video\.", "视频里没有人说话。"),
    (r"Nothing that is said was understood\.", "没有听清任何话语。"),
    (
        r"No speech model is set\.(?: Name the folder of a Whisper model in the setting whisper_model\.)?",
        "没有设置语音模型。请在设置 whisper_model 中指明 Whisper 模型所在的文件夹。",
    ),
    (
        r"The library faster-whisper is missing\.(?: Install it: .+)?",
        "没有安装 faster-whisper。请安装：pip install 'albumforge[transcribe]'。",
    ),
    (
        r"The speech model (?P<name>'[^']*') is not on this machine\."
        r"(?: Download it, and name its folder in the setting whisper_model\.)?",
        "本机没有语音模型 {name}。请下载后在设置 whisper_model 中指明其文件夹。",
    ),
    (
        r"The speech model (?P<name>'[^']*') is not complete: (?P<files>.+) is missing\."
        r"(?: Download it again, in the form that faster-whisper reads\.)?",
        "语音模型 {name} 不完整：缺少 {files}。请重新下载 faster-whisper 格式的模型。",
    ),
    (
        r"The speech model (?P<name>'[^']*') cannot be read: .+",
        "语音模型 {name} 无法读取。请重新下载 faster-whisper 格式的模型。",
    ),
    (
        r"The speech model (?P<name>'[^']*') knows English only, and (?P<language>'\w+') is what is said\."
        r"(?: Name another model in the setting whisper_model\.)?",
        "语音模型 {name} 只懂英语，而视频里说的是 {language}。请在设置 whisper_model 中换用其他模型。",
    ),
    (
        r"The speech model (?P<name>'[^']*') knows no language (?P<language>'\w+'), and '\w+' is what is said\."
        r"(?: Name another model in the setting whisper_model\.)?",
        "语音模型 {name} 不懂 {language}。请在设置 whisper_model 中换用其他模型。",
    ),
    (r"The transcriber (?P<name>\S+) failed: (?P<error>.+)", "转写工具 {name} 出错：{error}"),
)
