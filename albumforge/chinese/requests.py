"""What is said of requests over HTTP, in Chinese."""

from __future__ import annotations

import re

_WANTED = {
    "a number of seconds": "秒数",
    "a whole number": "整数",
    "true or false": "true 或 false",
    "1 or 0": "1 或 0",
    "text": "文字",
    'a number or a fraction such as "30000/1001"': "数字，或像 30000/1001 这样的分数",
    "a mapping of paths to words": "从路径到文字的对应表",
    "a list of sentences": "句子的列表",
}

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (r"Sign in first, or send a token\.", "请先登录，或附带令牌。"),
    (r"The token is not known, or no longer good\.", "令牌无效或已过期。"),
    (r"This server is not called by that name\.", "此服务器不接受这个主机名。"),
    (r"The setting http_hosts takes the names by which it may be called\.", "可在设置 http_hosts 中加入允许的主机名。"),
    (
        r"This was sent by a page of another site(, or by a browser that does not say)?\.",
        "此请求来自其他网站的页面。",
    ),
    (r"Too many event streams are open\.", "打开的页面太多。"),
    (r"Close another page of this server\.", "请关闭此服务器的其他页面。"),
    (r"There is no part with a file\.", "没有收到文件。"),
    (r"A part with a file is called “(?P<name>.*)”\.", "有一个文件所在的部分名为“{name}”。"),
    (r"Send the file as the part called file\.", "请把文件放在名为 file 的部分里。"),
    (r"The upload ended before it was complete; nothing of it was kept\.", "上传中断，没有保留任何内容。"),
    (
        r"The body is not complete, or no multipart form; nothing of it was kept\.",
        "上传的内容不完整，或不是 multipart 表单；没有保留任何内容。",
    ),
    (r"A film takes at most (?P<count>\d+) files\.", "一部影集最多可有 {count} 个文件。"),
    (r"A file may have at most (?P<count>[\d,]+) bytes\.", "一个文件最多 {count} 字节。"),
    (
        r"The body has (?P<size>[\d,]+) bytes; at most (?P<most>[\d,]+) are taken\.",
        "内容有 {size} 字节，最多接受 {most}。",
    ),
    (r"The film is not made yet\.", "影集还没有生成。"),
    (r"The film has no poster yet\.", "影集还没有封面。"),
    (r"There is no frame at present\.", "目前没有画面。"),
    (r"There is no such link\.", "没有这个链接。"),
    (r"The server's disk is full\.", "服务器磁盘已满。"),
    (r"The server cannot write its files\.", "服务器无法写入文件。"),
    (r"A part of the server does not answer at present\.", "服务器的某个部分暂时没有响应。"),
    (r"The server made a mistake; its log says more\.", "服务器出错，详情见其日志。"),
    (r"The body is not JSON\.", "内容不是 JSON。"),
    (r"The body must be a JSON object\.", "内容必须是一个 JSON 对象。"),
    (r"The body holds characters that no text has\.", "内容含有文本中不应有的字符。"),
    (r"(?P<name>\w+): must be (?P<kind>text|a list|an object|a number|true or false|1 or 0)\.", "{name}：类型不对。"),
    *(
        (
            rf"Option (?P<name>\w+): must be {re.escape(wanted)}, not (?P<value>.+)\.",
            f"选项 {{name}}：应为{chinese}，不能是 {{value}}。",
        )
        for wanted, chinese in _WANTED.items()
    ),
    (
        r"Option (?P<name>\w+): must be from (?P<least>\S+) to (?P<most>\S+) seconds, not (?P<value>\S+)\.",
        "选项 {name}：应在 {least} 到 {most} 秒之间，不能是 {value}。",
    ),
    (
        r"Option fps: must be from (?P<least>\S+) to (?P<most>\S+) frames a second, not (?P<value>.+)\.",
        "选项 fps：应在每秒 {least} 到 {most} 帧之间，不能是 {value}。",
    ),
    (
        r"Option resolution: width and height must be even numbers from (?P<least>\d+) to (?P<most>\d+)\.",
        "选项 resolution：宽和高应为 {least} 到 {most} 之间的偶数。",
    ),
    (r"Options seconds_per_photo and duration: give one of them\.", "选项 seconds_per_photo 与 duration 只能给一个。"),
    (
        r"Option (?P<name>\w+): must be a name, not a file of the server\.",
        "选项 {name}：应为名称，不能是文件。",
    ),
    (r"Option (?P<name>\w+): is not to be given here\.", "不能在这里给出选项 {name}。"),
    (r"title: must be at most (?P<most>\d+) characters\.", "标题最多 {most} 个字符。"),
    (r"captions: must be at most (?P<most>\d+) characters each\.", "每条说明最多 {most} 个字符。"),
    (r"(?P<name>\w+): there is no file (?P<file>.{1,80}) in this film\.", "{name}：这部影集里没有文件 {file}。"),
    (r"(?P<name>\w+): a file is named twice\.", "{name}：同一个文件出现了两次。"),
    (r"lang: must be en or zh\.", "lang：只能是 en 或 zh。"),
    (r"days: must be more than 0 and at most (?P<most>\d+)\.", "days：必须大于 0，且不超过 {most}。"),
)
