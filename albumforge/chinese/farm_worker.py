"""What is said of a worker of the farm and of its master, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (
        r"--map (?P<text>.*): must be MASTER=LOCAL, two folders from the root on\.",
        "--map {text}：格式是 MASTER=LOCAL，两边都是从根目录开始的文件夹。",
    ),
    (r"Such as --map /srv/videos=/mnt/videos\.", "例如 --map /srv/videos=/mnt/videos。"),
    (r"--map (?P<text>.*): (?P<folder>/.*) is mapped twice\.", "--map {text}：{folder} 映射了两次。"),
    (r"Give it once\.", "只能给一次。"),
    (
        r"(?P<path>.*): must be a path from the root on, without '\.\.'\.",
        "{path}：必须是从根目录开始、不含“..”的路径。",
    ),
    (r"(?P<url>\S+): is no address of a master\.", "{url}：不是主节点的地址。"),
    (r"Such as http://master:8000\.", "例如 http://master:8000。"),
    (r"The token has characters that no token has\.", "令牌里有不可能出现的字符。"),
    (r"(?P<url>\S+) answers, but not as a master of the farm does\.", "{url} 有应答，但不像转码集群的主节点。"),
    (
        r"The master's order lacks (?P<name>\S+)\. It may be of another version\.",
        "主节点的指令缺少 {name}，版本可能不同。",
    ),
    (r"The master answers with status (?P<status>\d+)\.", "主节点应答状态码 {status}。"),
    (r"The master refuses it \((?P<status>\d+)\): (?P<reason>.*)", "主节点拒绝（{status}）：{reason}"),
    (r"The master refuses it \((?P<status>\d+)\): (?P<said>.*)", "主节点拒绝（{status}）：{said}"),
    (r"Give --token with a token of its operator\.", "请用 --token 给出其管理员的令牌。"),
    (r"Check the address (?P<url>\S+)\.", "请检查地址 {url}。"),
    (r"The certificate of (?P<url>\S+) is not accepted: (?P<why>.*)\.", "{url} 的证书不被接受：{why}。"),
    (r"There is no host (?P<host>'.*') here\.", "找不到主机 {host}。"),
    (r"Check the address\.", "请检查地址。"),
    (r"(?P<url>\S+) does not answer within (?P<seconds>\S+) s\.", "{url} 在 {seconds} 秒内没有应答。"),
    (r"(?P<url>\S+) does not answer: (?P<why>.*)\.", "{url} 没有应答：{why}。"),
    (r"A worker called (?P<name>'.*') runs on this machine already\.", "本机已有名为 {name} 的工作节点在运行。"),
    (r"Give this one another --name\.", "请用 --name 另取名字。"),
    (
        r"The transcoder (?P<name>\S+) does not work on this machine \((?P<why>.*)\)\.",
        "转码器 {name} 在本机不可用（{why}）。",
    ),
    (r"Leave out --no-fallback to let software do its work\.", "去掉 --no-fallback 可改用软件编码。"),
    (
        r"The transcoder (?P<name>\S+) cannot encode (?P<codec>\S+) here \((?P<why>.*)\)\.",
        "转码器 {name} 在本机不能编码 {codec}（{why}）。",
    ),
    (r"The transcoder '(?P<name>\S+)' was set aside: (?P<why>.*)", "转码器 {name} 已停用：{why}"),
    (r"There is no transcoder '(?P<name>\S+)'\.", "没有转码器 {name}。"),
    (r"The process that encodes ended with (?P<code>\d+)\.", "编码进程已退出（返回值 {code}）。"),
    (
        r"The process that encodes was killed by SIGKILL \(the machine may have run out of memory\)\.",
        "编码进程被 SIGKILL 终止（可能是内存不足）。",
    ),
    (r"The process that encodes was killed by (?P<name>\S+)\.", "编码进程被 {name} 终止。"),
    (r"The machine could not be powered off: (?P<why>.*)\.", "无法关机：{why}。"),
    (
        r"(?P<path>.*): the worker does not find it\. Check the path mappings of the worker \(--map\)\.",
        "{path}：工作节点找不到它，请检查其路径映射（--map）。",
    ),
    (
        r"(?P<path>.*): what the worker finds there is not the file that was scanned",
        "{path}：工作节点在那里看到的不是扫描时的文件",
    ),
    (
        r"The disk of the result has (?P<free>[\d.]+ \w+) free; (?P<needed>[\d.]+ \w+) are needed\.",
        "存放结果的磁盘剩余 {free}，需要 {needed}。",
    ),
    (r"worker stopped", "工作节点已停止"),
)
