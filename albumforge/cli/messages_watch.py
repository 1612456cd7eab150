"""What the command line says of watch folders, in English and in Chinese."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, str]] = {
    "part.watcher": ("the watcher of folders", "监视文件夹的进程"),
    "watch_ready": ("Watching; Ctrl-C ends it.", "正在监视；按 Ctrl-C 结束。"),
    "watch_do": ("--do is missing: film, cut, transcode or send.", "缺少 --do：film、cut、transcode 或 send。"),
    "watch_nothing": (
        "There is nothing to watch: give folders and --do, or write rules into the setting watch.",
        "没有要监视的文件夹：请给出文件夹和 --do，或把规则写进 watch 设置。",
    ),
    "watch_no_folder": ("--{option} describes a rule: give its folders.", "--{option} 属于一条规则：请给出文件夹。"),
    "watch_no_rule": ("There is no rule {name}.", "没有规则 {name}。"),
    "watch_option": (
        "--option {text}: must be NAME=VALUE, such as template=seaside.",
        "--option {text}：应为 NAME=VALUE，例如 template=seaside。",
    ),
    "watch_retried": ("{count} tried again", "重试 {count} 项"),
    "watch_none": ("There are no rules.", "没有规则。"),
    "watch_removed": ("{name} removed; files and results stay", "已删除 {name}；文件和结果都还在"),
    "watch_followed": (
        "The command that {name} was made by is running: end it first.",
        "建立 {name} 的命令正在运行：请先结束它。",
    ),
    "watch_origin.settings": ("of the settings", "来自设置"),
    "watch_origin.page": ("of the page", "来自页面"),
    "watch_origin.command": ("of the command line", "来自命令行"),
    "watch_by.paused": ("{origin}; paused", "{origin}；已暂停"),
    "watch_by.now": ("{origin}; followed now", "{origin}；正在执行"),
    "watch_by.away": ("{origin}; not followed while no folder of it is there", "{origin}；文件夹都不在，暂不执行"),
    "watch_by.nobody": (
        "{origin}; nothing follows it now: `albumforge serve` does, and `albumforge watch`",
        "{origin}；目前没有进程执行：请运行 `albumforge serve` 或 `albumforge watch`",
    ),
    "watch_by.command": (
        "{origin}; nothing follows it now: the same `albumforge watch DIR` does; "
        "`albumforge watch --remove NAME` forgets it",
        "{origin}；目前没有进程执行：再次运行同样的 `albumforge watch DIR` 即可；"
        "用 `albumforge watch --remove NAME` 删除",
    ),
    "watch_root.last": ("{folder}: {files} files at the last look", "{folder}：上次查看时有 {files} 个文件"),
    "watch_rule": ("{name} ({do}, {when})", "{name}（{do}，{when}）"),
    "watch_root.watched": ("{folder}: {files} files, watched", "{folder}：{files} 个文件，监视中"),
    "watch_root.polled": (
        "{folder}: {files} files, looked at from time to time",
        "{folder}：{files} 个文件，定时查看",
    ),
    "watch_root.offline": ("{folder} is away; it is waited for", "{folder} 不在；等它回来"),
    "watch_counts": (
        "{new} new, {ready} ready, {taken} taken, {known} known before, {failed} failed, {gone} gone",
        "新 {new}，就绪 {ready}，已取 {taken}，早已有 {known}，失败 {failed}，已消失 {gone}",
    ),
    "watch_file.failed": ("{rule}: {path} cannot be used: {reason}", "{rule}：{path} 无法使用：{reason}"),
    "watch_file.tried": (
        "{rule}: {path} cannot be used yet, and is looked at again: {reason}",
        "{rule}：{path} 暂时无法使用，稍后再看：{reason}",
    ),
    "watch_file.left": (
        "{rule}: {path} was left out, and is looked at again next time: {reason}",
        "{rule}：{path} 未使用，下次再看：{reason}",
    ),
    "watch_few": (
        "{rule}: {files} files are ready, and wait for more; at least {least} are used at a time",
        "{rule}：{files} 个文件已就绪，等待更多文件；每次至少需要 {least} 个",
    ),
    "watch_other": ("{rule}: another process looks after it", "{rule}：由另一个进程照看"),
    "watch_batch.waiting": ("{title}: {files} files taken", "{title}：取了 {files} 个文件"),
    "watch_batch.waiting_one": ("{title}: taken", "{title}：已取"),
    "watch_batch.held_up": ("{title}: waits", "{title}：等待中"),
    "watch_batch.left": ("{title}: left for the next time", "{title}：留待下次"),
    "watch_batch.running": ("{title}: begun", "{title}：已开始"),
    "watch_batch.done": ("{title}: done", "{title}：完成"),
    "watch_batch.done_to": ("{title}: done, {result}", "{title}：完成，{result}"),
    "watch_batch.failed": ("{title}: failed", "{title}：失败"),
}
