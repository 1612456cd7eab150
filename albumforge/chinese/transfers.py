"""What is said of masters that travel, by the engines and by the client, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # Public blocks and their DAG.
    (r"(?P<path>.+): its encryption did not come to an end\.", "{path}：加密没有完成。"),
    (r"(?P<path>.+): its journal is damaged\.", "{path}：日志已损坏。"),
    (r"Send it anew\.", "请重新发送。"),
    (r"(?P<path>.+): another process is at it\.", "{path}：另一个进程正在处理。"),
    (r"(?P<path>.+) is not the master that its sender described\.", "{path} 与发送方所述的母带不符。"),
    (r"(?P<path>.+) is there already, and is not written over\.", "{path} 已存在，不会被覆盖。"),
    (
        r"(?P<path>.+) is there already with other content, and is not written over\.",
        "{path} 已存在且内容不同，不会被覆盖。",
    ),
    (r"No place has the block (?P<block>\S+)\.", "所有来源都没有数据块 {block}。"),
    (r"(?P<reason>.+) Trying again\.", "{reason}正在重试。"),
    (
        r"(?P<block>\S+) is no public block: its segment (?P<number>\d+) has (?P<size>[\d,]+) bytes\.",
        "{block} 不是公有块：第 {number} 段有 {size} 字节。",
    ),
    (
        r"(?P<block>\S+) has (?P<length>[\d,]+) bytes, not (?P<most>[\d,]+)\.",
        "{block} 有 {length} 字节，而不是 {most}。",
    ),
    (
        r"(?P<block>\S+) is a file, but no public block: its parts are cut in another way\.",
        "{block} 是文件，但不是公有块：分块方式不同。",
    ),
    (
        r"A file of (?P<size>[\d,]+) bytes is too large for one public block\.",
        "文件有 {size} 字节，超过一个公有块的上限。",
    ),
    (r"No public block has (?P<length>[\d,]+) bytes\.", "没有哪个公有块是 {length} 字节。"),
    (r"It does not begin as a public block does\.", "开头不是公有块的格式。"),
    (r"The header of the public block is not the one of this master\.", "公有块的头部不属于该母带。"),
    (r"Segment (?P<number>\d+) of the public block is cut off\.", "公有块的第 {number} 段不完整。"),
    (
        r"Segment (?P<number>\d+) of the public block is damaged, or belongs elsewhere\.",
        "公有块的第 {number} 段已损坏，或不属于这里。",
    ),
    (
        r"Segment (?P<number>\d+) of the public block is damaged on this disk, and is fetched again\.",
        "公有块的第 {number} 段在本机磁盘上损坏，正在重新下载。",
    ),
    (r"A file without any bytes has no public block\.", "空文件没有公有块。"),
    (r"The bytes of (?P<block>\S+) are not its own\.", "{block} 的数据不是它本身的内容。"),
    (r"(?P<block>\S+) is no node of a public block\.", "{block} 不是公有块的节点。"),
    (r"(?P<text>'.*') is no CID that names a file\.", "{text} 不是文件的 CID。"),
    (
        r"(?P<text>'.*') names a block by (?P<name>.+); only sha2-256 is used here\.",
        "{text} 使用 {name}，这里只接受 sha2-256。",
    ),
    (r"it changed since its encryption began", "加密开始后文件有改动"),
    (r"it has not the (?P<size>[\d,]+) bytes of the public block", "不是公有块的 {size} 字节"),
    # Private blocks and keys.
    (r"The key of the private block is not that of the public block\.", "私有块中的密钥与公有块不符。"),
    (
        r"The private block is damaged, or not what its sender signed for this download\.",
        "私有块已损坏，或不是发送方为本次下载签署的。",
    ),
    (r"The private block was not sealed for these keys\.", "私有块不是用本机的密钥加密的。"),
    (r"The private block was made by somebody else than its signature says\.", "私有块的制作者与签名不符。"),
    (r"The private block does not say what it must\.", "私有块缺少必需的内容。"),
    (r"The private block is that of another master\.", "这是另一个母带的私有块。"),
    (r"The private block is too large\.", "私有块过大。"),
    (r"The private block is damaged\.", "私有块已损坏。"),
    (
        r"The private block is of version (?P<found>\S+); this albumforge knows (?P<known>\d+)\.",
        "私有块的版本是 {found}，本版 albumforge 支持 {known}。",
    ),
    (r"This is no public key of albumforge\.", "这不是 albumforge 的公钥。"),
    (r"This public key is weak\.", "这个公钥是弱密钥。"),
    (r"Nobody makes such a key by chance\.", "这样的密钥不会偶然产生。"),
    (
        r"The key of this master was kept by other keys than these, or is damaged\.",
        "该母带的密钥是用另一组密钥保存的，或已损坏。",
    ),
    (r"(?P<path>.+) is there already; keys are never written over\.", "{path} 已存在；密钥从不覆盖。"),
    (r"There are no keys at (?P<path>.+)\.", "{path} 处没有密钥。"),
    (r"albumforge transfer keys make makes some\.", "可用 albumforge transfer keys make 生成。"),
    (r"(?P<path>.+) cannot be read: (?P<why>.+)\.", "{path} 无法读取：{why}。"),
    (r"Others may read (?P<path>.+)\.", "其他用户可以读取 {path}。"),
    (r"chmod 600 makes it yours alone\.", "用 chmod 600 可改为仅本人可读。"),
    (r"(?P<path>.+) holds no keys of albumforge\.", "{path} 中没有 albumforge 的密钥。"),
    (
        r"(?P<path>.+) is of version (?P<found>\S+); this albumforge knows (?P<known>\d+)\.",
        "{path} 的版本是 {found}，本版 albumforge 支持 {known}。",
    ),
    # The client.
    (
        r"The owner has consented, but no place has the private block (?P<block>\S+)\.",
        "已获授权，但所有来源都没有私有块 {block}。",
    ),
    (
        r"Ask in which place it was put, and name that with --from\.",
        "请询问它放在哪里，并用 --from 指定。",
    ),
    (r"Move it away, or receive into another folder\.", "请把它移开，或接收到另一个文件夹。"),
    (r"Wait until it ends\.", "请等它结束。"),
    (
        r"(?P<path>.+): it was sent in series (?P<series>\d+), as source (?P<source>\d+)\.",
        "{path}：已在系列 {series} 中发送，节目号 {source}。",
    ),
    (r"--anew sends it in this one, too, as a new version\.", "加 --anew 可在这个系列中作为新版本再发送。"),
    (
        r"Only the keys\.json of the machine that sent it opens it; without that, send the master anew\.",
        "只有发送它的机器上的 keys.json 能打开；若已丢失，请重新发送母带。",
    ),
    (
        r"(?P<path>.+): The key of this master was kept by other keys than these, or is damaged\.",
        "{path}：该母带的密钥是用另一组密钥保存的，或已损坏。",
    ),
    (
        r"(?P<path>.+) is damaged, or no file of a private block: (?P<why>.+)\.",
        "{path} 已损坏，或不是私有块文件：{why}。",
    ),
    (r"(?P<path>.+) is damaged\.", "{path} 已损坏。"),
    (r"Remove it; fingerprints are then asked anew\.", "删除它之后会重新核对指纹。"),
    (r"Remove it to begin anew\.", "删除它即可重新开始。"),
    (
        r"The key of (?P<who>.+) changed: it was (?P<old>[0-9a-f ]+), and is (?P<new>[0-9a-f ]+)\.",
        "{who} 的密钥变了：原来是 {old}，现在是 {new}。",
    ),
    (
        r"Ask them by another way than this server\. If it is theirs: albumforge transfer keys trust\.",
        "请通过此服务器以外的渠道与对方核对。若确属对方，运行 albumforge transfer keys trust。",
    ),
    (r"(?P<text>'.*') is no fingerprint\.", "{text} 不是指纹。"),
    (r"It has forty hexadecimal digits\.", "指纹是四十位十六进制数字。"),
    (r"this is no server of transfers\.", "这不是母带传输的服务器。"),
    (
        r"its answer is not that of a server of transfers \((?P<why>.+)\)\.",
        "它的应答不是母带传输服务器的应答（{why}）。",
    ),
    (r"The server refuses it \((?P<status>\d+)\): (?P<reason>.+)", "服务器拒绝（{status}）：{reason}"),
    (r"Give --token with a token of yours\.", "请用 --token 给出你的令牌。"),
    (r"Check the address (?P<url>\S+)\.", "请检查地址 {url}。"),
    (r"Check the address, and that it runs\.", "请检查地址，以及它是否在运行。"),
    (r"(?P<url>\S+): is no address of a server\.", "{url}：不是服务器的地址。"),
    (r"Such as https://films\.example\.org\.", "例如 https://films.example.org。"),
    (r"The token has characters that no token has\.", "令牌中有不该有的字符。"),
    (r"The certificate of (?P<url>\S+) is not accepted: (?P<why>.+)\.", "{url} 的证书不被接受：{why}。"),
    (r"(?P<url>\S+) does not answer\.", "{url} 没有应答。"),
    (
        r"(?P<server>\S+) knows other keys of yours than those in (?P<path>.+)\.",
        "{server} 登记的是你的另一组密钥，与 {path} 中的不同。",
    ),
    (
        r"Copy that file from the machine that has them: what was sent or asked for with them needs it\. For new keys: "
        r"albumforge transfer keys publish\.",
        "请从有那组密钥的机器复制该文件：此前发送或申请的内容都离不开它。"
        "要启用新密钥，运行 albumforge transfer keys publish。",
    ),
    (r"it changed since it was first sent", "首次发送之后文件有改动"),
    (r"--anew sends it as a new version\.", "加 --anew 可作为新版本发送。"),
    (
        r"(?P<place>.+) has room for (?P<room>.+); (?P<name>.+) needs (?P<size>.+)\.",
        "{place} 只剩 {room}；{name} 需要 {size}。",
    ),
    (
        r"(?P<folder>.+) has (?P<free>.+) free; this programme needs (?P<size>.+) while it is received\.",
        "{folder} 剩余 {free}；接收该节目期间需要 {size}。",
    ),
    (r"--again asks once more\.", "加 --again 可再次申请。"),
    (r"The owner of programme (?P<id>\d+) refuses it: without a reason", "节目 {id} 的版权方拒绝，未说明原因"),
    (r"The owner of programme (?P<id>\d+) refuses it: (?P<why>(?s:.+))", "节目 {id} 的版权方拒绝：{why}"),
    (
        r"The server does not tell whose signature programme (?P<id>\d+) must have\.",
        "服务器没有说明节目 {id} 应由谁签名。",
    ),
    (r"The public block has another length than its sender says\.", "公有块的长度与发送方所述不符。"),
    (r"The ASC MHL of the sender does not list what was sent\.", "发送方的 ASC MHL 没有列出所发送的内容。"),
    (r"Say why it is refused; the receiver sees it\.", "请说明拒绝的理由，接收方会看到。"),
    (r"its private block was not found in the folder", "在文件夹中没有找到它的私有块"),
    (r"the receiver has no key yet; their client makes one", "接收方还没有密钥，其客户端会生成"),
    (r"(?P<text>'.*') is no place of blocks\.", "{text} 不是存放数据块的位置。"),
    (
        r"Such as ipfs:http://127\.0\.0\.1:5001, or local:/mnt/blocks\.",
        "例如 ipfs:http://127.0.0.1:5001 或 local:/mnt/blocks。",
    ),
)
