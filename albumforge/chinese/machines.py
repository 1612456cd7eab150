"""What is said of several machines with one database and one queue, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (
        r"(?P<where>.+) does not answer: it was silent for (?P<seconds>\S+) s\.",
        "{where} 没有应答：等了 {seconds} 秒。",
    ),
    (r"The database (?P<where>.+) does not answer: (?P<why>.+)\.", "数据库 {where} 没有应答：{why}。"),
    (r"The Redis server (?P<where>\S+) does not answer: (?P<why>.+)\.", "Redis 服务器 {where} 没有应答：{why}。"),
    (r"The embedded Valkey does not answer: (?P<why>.+)\.", "内置 Valkey 没有应答：{why}。"),
    (
        r"The master (?P<name>\S+) of the Sentinels (?P<places>.+) does not answer: (?P<why>.+)\.",
        "哨兵 {places} 的主节点 {name} 没有应答：{why}。",
    ),
    (
        r"The master (?P<name>\S+) of the Sentinels (?P<places>.+) is not found: (?P<why>.+)\.",
        "哨兵 {places} 找不到主节点 {name}：{why}。",
    ),
    (r"it is down, and no other was chosen", "它已停机，尚未选出新的主节点"),
    (r"Check that it runs, and the setting redis_url\.", "请确认它在运行，并检查设置 redis_url。"),
    (r"Check that it runs, and the setting database_url\.", "请确认它在运行，并检查设置 database_url。"),
    (r"Check the setting database_url, and that the server runs\.", "请检查设置 database_url，并确认服务器在运行。"),
    (r"Check the Sentinels, and the setting redis_url\.", "请检查各哨兵和设置 redis_url。"),
    (
        r"The setting redis_url is no address of Sentinels: (?P<reason>.+)\.",
        "设置 redis_url 不是哨兵地址：{reason}。",
    ),
    (
        r"there is no option (?P<name>'.*'); there are (?P<names>.+, ssl_ca_certs)",
        "没有 {name} 这个选项；可用的有 {names}",
    ),
    (r"the name of the master is missing", "缺少主节点的名字"),
    (r"the number of the database is (?P<number>'.*')", "数据库编号是 {number}"),
    (r"(?P<text>'.*') is no host with a port", "{text} 不是带端口的主机"),
    (r"a Sentinel's host is missing", "缺少哨兵的主机名"),
    (r"the address cannot be read", "无法解析这个地址"),
    (
        r"Use redis\+sentinel://host:26379,host:26379/MASTER/0\?password=…&sentinel_password=…",
        "请写成 redis+sentinel://host:26379,host:26379/MASTER/0?password=…&sentinel_password=…",
    ),
    (r"not made yet", "尚未建立"),
    (r"not running: nobody needs it now", "没有运行：现在没有人用它"),
    (
        r"(?P<kind>PostgreSQL|SQLite), schema (?P<schema>\S+); "
        r"the next start of this version brings it to (?P<next>\S+)",
        "{kind}，结构 {schema}；此版本下次启动时升级到 {next}",
    ),
    (r"(?P<kind>PostgreSQL|SQLite), schema (?P<schema>\S+)", "{kind}，结构 {schema}"),
    (r"version (?P<version>\S+)", "版本 {version}"),
    (
        r"The database (?P<where>.+) was made by a newer albumforge \((?P<schema>\S+)\)\.",
        "数据库 {where} 是由更新版本的 albumforge 建立的（{schema}）。",
    ),
    (
        r"The setting (?P<given>database_url|redis_url) is set and (?P<missing>\S+) is not: "
        r"the (?:database would be a file|queue would be one) of this machine alone\.",
        "设置了 {given} 而没有设置 {missing}：后者会只属于本机。",
    ),
    (
        r"Several machines need both addresses; one that is alone needs neither\.",
        "多台机器需要同时设置两个地址；只有一台时两个都不需要。",
    ),
    (
        r"The home (?P<home>.+) is on a network file system \((?P<kind>.+)\), "
        r"with SQLite and an embedded queue in it\.",
        "主目录 {home} 在网络文件系统（{kind}）上，里面有 SQLite 和内置队列。",
    ),
    (
        r"Several machines need the settings database_url and redis_url, and each a home on its own disk\.",
        "多台机器需要设置 database_url 和 redis_url，并且各自的主目录在自己的磁盘上。",
    ),
    (
        r"This machine cannot work with the others: (?P<name>[^:]+(?:: [^:]+)?): (?P<reason>.+)\.",
        "本机不能与其他机器一起工作（{name}）：{reason}。",
    ),
    (
        r"This machine cannot work with the others: (?P<name>[^:]+(?:: [^:]+)?): (?P<why>.+)\.",
        "本机不能与其他机器一起工作（{name}）：{why}。",
    ),
    (
        r"(?P<folder>.+) is not the folder that (?P<host>\S+) has its media in",
        "{folder} 不是 {host} 存放媒体的那个文件夹",
    ),
    (
        r"Mount the same folder, and name it with media_root\.",
        "请挂载同一个文件夹，并用设置 media_root 指明。",
    ),
    (
        r"this is (?P<here>\S+), and (?P<hosts>.+) has (?P<there>\S+)",
        "本机是 {here}，而 {hosts} 是 {there}",
    ),
    (r"Bring all machines to one version soon\.", "请尽快把所有机器升级到同一版本。"),
    (r"The setting roles is empty: this machine is for nothing\.", "设置 roles 是空的：本机没有任何角色。"),
    (r"Such as roles: \[worker\]\.", "例如 roles: [worker]。"),
    (r"Do it with that version\.", "请用那个版本来做。"),
    (r"Update albumforge, or use another home\.", "请升级 albumforge，或换一个主目录。"),
)
