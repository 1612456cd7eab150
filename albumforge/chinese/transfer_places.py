"""What is said of the places that blocks are put in and fetched from, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # Any place.
    (
        r"(?P<place>.+) gives other bytes for (?P<block>\S+) than its own\.",
        "{place} 给出的数据不是 {block} 本身的内容。",
    ),
    (r"(?P<place>.+) does not answer: (?P<reason>.+)\.", "{place} 没有应答：{reason}。"),
    # Folders.
    (r"(?P<path>'.*'|\".*\") is no path of a folder\.", "{path} 不是文件夹的路径。"),
    (r"Such as local:/mnt/blocks\.", "例如 local:/mnt/blocks。"),
    (r"(?P<place>.+) has no block (?P<block>\S+)\.", "{place} 没有数据块 {block}。"),
    (r"(?P<place>.+) is not a folder\.", "{place} 不是文件夹。"),
    (r"There is no folder (?P<place>.+)\.", "没有文件夹 {place}。"),
    (r"Make it, or mount its disk\.", "请先创建它，或挂载所在的磁盘。"),
    # Addresses of nodes and gateways, and the way there.
    (r"(?P<address>'.*'|\".*\") is no address of an IPFS node\.", "{address} 不是 IPFS 节点的地址。"),
    (r"Such as ipfs:http://127\.0\.0\.1:5001\.", "例如 ipfs:http://127.0.0.1:5001。"),
    (r"(?P<url>\S+) is no address\.", "{url} 不是有效的地址。"),
    (r"(?P<url>\S+) answers with more than a block\.", "{url} 的应答超过一个数据块的大小。"),
    (
        r"(?P<url>\S+) does not come to an end of its answer within (?P<seconds>\S+) s\.",
        "{url} 的应答在 {seconds} 秒内没有结束。",
    ),
    (r"(?P<url>\S+) does not speak HTTPS: (?P<why>.*)\.", "{url} 不支持 HTTPS：{why}。"),
    (r"(?P<url>\S+) sends one elsewhere \(status (?P<status>\d+)\)\.", "{url} 要求改用别的地址（状态码 {status}）。"),
    (r"Give the address that it means\.", "请直接给出它所指的地址。"),
    (r"(?P<url>\S+) refuses it \(status (?P<status>\d+)\)\.", "{url} 拒绝访问（状态码 {status}）。"),
    (
        r"If it wants a user, write the address as ipfs:http://user:password@host:5001\.",
        "如果它需要登录，请把地址写成 ipfs:http://用户:密码@主机:5001。",
    ),
    (
        r"(?P<url>\S+) takes no request as large as a block \(status 413\)\.",
        "{url} 不接受一个数据块那么大的请求（状态码 413）。",
    ),
    (r"Allow 2 MiB in the server in front of the node\.", "请在节点前面的服务器上允许 2 MiB 的请求。"),
    (r"(?P<url>\S+) answers with status (?P<status>\d+)\.", "{url} 应答状态码 {status}。"),
    # What a node says; its own words stay as they are.
    (
        r"(?P<url>\S+) is not the RPC API of an IPFS node \(it answers with status (?P<status>\d+)\)\.",
        "{url} 不是 IPFS 节点的 RPC 接口（应答状态码 {status}）。",
    ),
    (
        r"(?P<url>\S+) is a gateway, not the RPC API of an IPFS node\.",
        "{url} 是网关，不是 IPFS 节点的 RPC 接口。",
    ),
    (r"To fetch from it, give it as (?P<url>\S+)\.", "要从它那里获取，请写成 {url}。"),
    (r"(?P<url>\S+) takes the block (?P<block>\S+) for (?P<other>.+)\.", "{url} 把数据块 {block} 当成了 {other}。"),
    (r"(?P<url>\S+) does not find the block in time: (?P<said>.+)\.", "{url} 没有及时找到数据块：{said}。"),
    (r"(?P<url>\S+) has not the block: (?P<said>.+)\.", "{url} 没有这个数据块：{said}。"),
    (r"(?P<url>\S+) cannot write: (?P<said>.+)\.", "{url} 无法写入：{said}。"),
    (r"(?P<url>\S+) refuses it: (?P<said>.+)\.", "{url} 拒绝：{said}。"),
    (r"(?P<url>\S+) cannot do it: (?P<said>.+)\.", "{url} 无法完成：{said}。"),
    (r"(?P<url>\S+) keeps (?P<block>\S+), which is pinned\.", "{url} 保留了 {block}，因为它已被固定。"),
    (r"Unpin it first\.", "请先取消固定。"),
    (
        r"(?P<url>\S+) does not pin (?P<block>\S+); something below it may be missing\.",
        "{url} 没有固定 {block}，其下可能缺少数据块。",
    ),
    (r"(?P<url>\S+) does not say what became of the file\.", "{url} 没有说明文件的处理结果。"),
    (r"(?P<url>\S+) breaks off in the middle of a file\.", "{url} 在文件中途断开。"),
    # Gateways.
    (
        r"(?P<url>\S+) is no trustless gateway of IPFS \(it answers with status (?P<status>\d+)\)\.",
        "{url} 不是 IPFS 的可验证（trustless）网关（应答状态码 {status}）。",
    ),
    (
        r"(?P<url>\S+) has no block (?P<block>\S+) \(status (?P<status>\d+)\)\.",
        "{url} 没有数据块 {block}（状态码 {status}）。",
    ),
    (
        r"(?P<url>\S+) is a gateway, which blocks can only be fetched from\.",
        "{url} 是网关，只能从中获取数据块。",
    ),
    (
        r"To put them, give the RPC API of a node, such as (?P<url>\S+)\.",
        "要存放数据块，请给出节点的 RPC 接口，例如 {url}。",
    ),
)
