"""What the command line says of the server, in English and in Chinese; joined to `messages`."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, str]] = {
    # key: (English, Chinese)
    "serve_ready": ("albumforge is ready: {url}", "albumforge 已就绪：{url}"),
    "serve_link": (
        "  to sign in (once, within 15 minutes; `albumforge url` prints another link):\n  {url}",
        "  登录链接（只能用一次，15 分钟内有效；`albumforge url` 可再生成一个）：\n  {url}",
    ),
    "serve_lan": (
        "  for a phone in the same network (once, within 15 minutes):\n  {url}",
        "  同一网络中的手机请打开（只能用一次，15 分钟内有效）：\n  {url}",
    ),
    "serve_stop": ("  Ctrl-C to stop", "  按 Ctrl-C 停止"),
    "workers_or_none": ("Give either --workers or --no-worker.", "--workers 与 --no-worker 只能给一个。"),
    "lan_or_host": (
        "--lan listens at all addresses; leave out --host.",
        "--lan 会在所有地址上监听，请去掉 --host。",
    ),
    "part.web": ("the web server", "网页服务器"),
    "part.supervisor": ("the workers' supervisor", "工作进程的管理者"),
    "part.worker": ("a worker", "一个工作进程"),
    "part.broker": ("the queue's server", "队列服务器"),
    "ended_signal": ("by {name}", "信号 {name}"),
    "ended_code": ("with {code}", "返回值 {code}"),
    "part_ended": ("{part} ended ({how}); it is started again{again}", "{part}已退出（{how}），{again}重新启动"),
    "part_was_away": ("{part} ended, and was started again", "{part}曾退出，已重新启动"),
    "again_now": (" now", "现在"),
    "again_in": (" in {seconds} s", "{seconds} 秒后"),
    "no_server": ("There is no server running for {home}.", "{home} 没有正在运行的服务器。"),
    "no_server_hint": ("Start one with `albumforge serve`.", "请用 `albumforge serve` 启动。"),
    "no_lan": ("The server answers only on this machine: {url}", "服务器只在本机应答：{url}"),
    "no_lan_hint": ("Start it with `albumforge serve --lan`.", "请用 `albumforge serve --lan` 启动。"),
}

LINES = (
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
)
