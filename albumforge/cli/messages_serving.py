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
