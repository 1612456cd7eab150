"""What is said of the server, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (r"Port (?P<port>\d+) of (?P<host>\S+) is in use by another program\.", "{host} 的端口 {port} 正被其他程序占用。"),
    (
        r"Stop that program, or use a port that is free: --port (?P<port>\d+)\.",
        "请停止那个程序，或换一个空闲的端口：--port {port}。",
    ),
    (r"Port (?P<port>\d+) is not for ordinary users\.", "普通用户不能使用端口 {port}。"),
    (r"Use one from 1024 on, such as --port 8000\.", "请用 1024 以上的端口，例如 --port 8000。"),
    (r"There is no address (?P<host>'[^']*')\.", "没有地址 {host}。"),
    (r"(?P<host>\S+) is not an address of this machine\.", "{host} 不是本机的地址。"),
    (r"Use 127\.0\.0\.1 for this machine alone, or 0\.0\.0\.0 for all\.", "只供本机用 127.0.0.1，供所有人用 0.0.0.0。"),
    (r"A server of (?P<home>.+) is running already: (?P<url>\S+)", "{home} 的服务器已经在运行：{url}"),
    (
        r"`albumforge url` prints a link that signs you in; stop that server first to start another one\.",
        "用 `albumforge url` 可得到登录链接；要另启动一个，请先停止它。",
    ),
    (r"A server of (?P<home>.+) is starting or stopping\.", "{home} 的服务器正在启动或停止。"),
    (r"Try again in a moment\.", "请稍后再试。"),
    (
        r"--lan listens at all addresses, and the setting http_host names one\.",
        "--lan 会在所有地址上监听，而设置 http_host 指定了一个地址。",
    ),
    (r"Give only one of them\.", "两者只能给一个。"),
    (r"This machine has no address in a local network\.", "本机没有局域网地址。"),
    (r"Connect it, or leave out --lan\.", "请先联网，或去掉 --lan。"),
    (r"The web server does not start \(it ended with (?P<code>\S+)\)\.", "网页服务器无法启动（返回值 {code}）。"),
    (r"The supervisor does not start \(it ended with (?P<code>\S+)\)\.", "工作进程的管理者无法启动（返回值 {code}）。"),
    (r"What it says above tells why\.", "原因见上面的输出。"),
    (r"nearly the same as others", "与其他照片几乎相同"),
    (
        r"a film of this length has room for (?P<most>\d+) pictures?",
        "这样长的影片只容得下 {most} 张",
    ),
)
