"""What is said of backups and of running a server, in Chinese."""

from __future__ import annotations

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (r"(?P<place>.+) lies among the media\.", "{place} 在媒体文件夹里面。"),
    (r"Choose a folder elsewhere, on another disk\.", "请选别处的文件夹，最好在另一块磁盘上。"),
    (r"(?P<place>.+) is there already\.", "{place} 已经存在。"),
    (r"Give each backup a name of its own, such as the date\.", "请给每次备份起不同的名字，例如日期。"),
    (r"A backup to (?P<place>.+) is being made already\.", "已经有一个到 {place} 的备份正在进行。"),
    (r"Choose another name\.", "请换一个名字。"),
    (r"(?P<path>.+) changes while it is copied\.", "{path} 在复制时不断变化。"),
    (r"Try again when nobody writes to it\.", "请在没有人写入时再试。"),
    (
        r"(?P<place>.+): (?P<needed>[\d.]+ .B) are needed, (?P<free>[\d.]+ .B) are free; it cannot be written: "
        r"(?P<reason>.+)\.",
        "{place}：需要 {needed}，剩余 {free}；无法写入：{reason}。",
    ),
    (r"(?P<backup>.+): there is no whole backup\.", "{backup}：没有完整的备份。"),
    (r"A backup is a folder with a file manifest\.json in it\.", "备份是一个含有 manifest.json 的文件夹。"),
    (r"(?P<path>.+): it is damaged: its digest is another one", "{path}：已损坏：摘要不符"),
    (r"(?P<path>.+): it cannot be read: (?P<why>.+)", "{path}：无法读取：{why}"),
    (
        r"(?P<backup>.+): the backup was made by a newer albumforge(?: \((?P<schema>\S+)\))?\.",
        "{backup}：备份是由更新版本的 albumforge 制作的。",
    ),
    (r"Update albumforge\.", "请升级 albumforge。"),
    (r"(?P<manifest>.+): (?P<path>'.+') is no place in a backup\.", "{manifest}：{path} 不是备份中的位置。"),
    (
        r"(?P<manifest>.+): the table (?P<table>'.+') is not described as it must be\.",
        "{manifest}：表 {table} 的描述不对。",
    ),
    (
        r"(?P<backup>.+): (?P<count>\d+) files? of the backup cannot be used:",
        "{backup}：备份中有 {count} 个文件不能用：",
    ),
    (r"  (?P<path>.+): it is damaged", "  {path}：已损坏"),
    (r"  (?P<path>.+): it is missing", "  {path}：缺失"),
    (r"(?P<backup>.+): its rows do not fit the database: (?P<why>.+)", "{backup}：其中的记录不适合这个数据库：{why}"),
    (
        r"The database (?P<where>.+) is not empty: there are rows in the table (?P<table>\S+)\.",
        "数据库 {where} 不是空的：表 {table} 中有记录。",
    ),
    (r"Use another home, or another database\.", "请换一个主目录，或另一个数据库。"),
    (r"The home (?P<home>.+) is in use by a server or a worker\.", "主目录 {home} 正被服务器或工作进程使用。"),
    (r"Stop it, or use another home\.", "请先停止，或换一个主目录。"),
    (r"The folder (?P<folder>.+) is not empty\.", "文件夹 {folder} 不是空的。"),
    (
        r"Use another one with the settings home or media_root\.",
        "请用设置 home 或 media_root 换一个。",
    ),
    (r"A backup is being restored to (?P<media>.+) already\.", "已经有一个备份正在恢复到 {media}。"),
    (r"Wait for it\.", "请等它完成。"),
)
