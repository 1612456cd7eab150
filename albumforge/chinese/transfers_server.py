"""What the server says of master transfers, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    (r"This method is not taken here\.", "不支持此请求方法。"),
    (r"(?P<name>\w+): is missing\.", "缺少参数 {name}。"),
    (r"(?P<name>\w+): must not be empty\.", "{name}：不能为空。"),
    (r"(?P<name>\w+): holds characters that no text has\.", "{name}：含有文本中不该有的字符。"),
    (r"(?P<name>\w+): must be of characters that can be seen\.", "{name}：应由可见字符组成。"),
    (r"hash: (?P<said>'.*') is no CID that names a file\.", "hash：{said} 不是文件的 CID。"),
    (
        r"hash: (?P<said>'.*') names a block by (?P<kind>.+); only sha2-256 is used here\.",
        "hash：{said} 使用 {kind}，这里只接受 sha2-256。",
    ),
    (r"hash: must be given once the upload is completed\.", "hash：上载完成时必须提供。"),
    (r"size: must be given once the upload is completed\.", "size：上载完成时必须提供。"),
    (r"key: This is no public key of albumforge\.", "key：不是 albumforge 的公钥。"),
    (r"key: This public key is weak\.", "key：这个公钥是弱密钥。"),
    (r"It is one line, albumforge-key-1:…\.", "公钥是一行文本，以 albumforge-key-1: 开头。"),
    (r"There is no such source\.", "节目不存在。"),
    (r"The public block of this source is not completely uploaded yet\.", "该节目的公有块尚未上载完成，"),
    (r"Ask later\.", "请稍后再试。"),
    (r"The task is completed, and does not change any more\.", "任务已完成，不能再更改。"),
    (
        r"The task has failed; it is begun again before it can be completed\.",
        "任务出现过错误，需重新开始后才能完成。",
    ),
    (
        r"The task stands at status (?P<now>\d+), and does not go back to (?P<said>\d+)\.",
        "任务状态已是 {now}，不能退回 {said}。",
    ),
    (r"The owner does not agree to this download\.", "权利人拒绝了本次下载。"),
    (
        r"The owner has not agreed to this download yet; there is no private block\.",
        "权利人尚未授权本次下载，私有块还没有上载。",
    ),
    (
        r"(?P<place>.+) has (?P<free>[\d,]+) bytes free; the block has (?P<size>[\d,]+)\.",
        "{place} 剩余 {free} 字节，公有块有 {size} 字节。",
    ),
    (r"No free number was found for the source\.", "没有找到可用的节目编号，"),
)
