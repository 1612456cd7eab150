"""What the command line says of masters that are transferred, in English and in Chinese; joined to `messages`."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, str]] = {
    # key: (English, Chinese)
    "stage.encrypt": ("encrypting", "加密"),
    "stage.publish": ("publishing", "上载公有块"),
    "stage.fetch": ("fetching", "下载公有块"),
    "stage.decrypt": ("decrypting", "解密合成"),
    "stage.check": ("checking", "校验"),
    "stage.verify": ("checking", "校验"),
    "heading.source_id": ("source", "节目号"),
    "heading.master": ("master", "母带"),
    "heading.hash": ("public block", "公有块"),
    "heading.size": ("size", "大小"),
    "heading.fingerprint": ("fingerprint of their key", "密钥指纹"),
    "heading.who": ("who", "用户"),
    "transfer_sending": ("{number} of {count}: {name}", "第 {number} 个，共 {count} 个：{name}"),
    "transfer_stopped": (
        "stopped; the same command goes on from here",
        "已停止；再次运行同一命令会从这里继续",
    ),
    "transfer_late": (
        "the owner has consented; the private block is in none of the places yet, trying again",
        "已获授权；各来源还没有私有块，正在重试",
    ),
    "transfer_here": (
        "{path}: it was received before, and is here (--again receives it once more)",
        "{path}：此前已接收，就在这里（加 --again 可再次接收）",
    ),
    "transfer_since": (", since {when}", "，申请于 {when}"),
    "transfer_sent_before": ("sent before", "此前已发送"),
    "transfer_sent_now": ("sent", "已发送"),
    "transfer_failed": ("{path}: {why}", "{path}：{why}"),
    "transfer_kept": (
        "What opens them is kept in {folder}; without it nobody can be given them. Make a copy of it, and of {keys}.",
        "私有块保存在 {folder}；没有它就无法授权任何人下载。请备份该文件夹和 {keys}。",
    ),
    "transfer_waiting": (
        "programme {source_id}: the public block is here; waiting for its owner's consent (Ctrl-C to stop; the same "
        "command goes on)",
        "节目 {source_id}：公有块已下载，等待授权（按 Ctrl-C 可停止，再次运行同一命令会继续）",
    ),
    "transfer_not_yet": (
        "programme {source_id}: the public block is here; its owner has not consented yet",
        "节目 {source_id}：公有块已下载，版权方尚未授权",
    ),
    "transfer_received": (
        "{path}: {size}, verified\n  C4 ID {c4}\n  ASC MHL {manifest}",
        "{path}：{size}，已校验\n  C4 ID {c4}\n  ASC MHL {manifest}",
    ),
    "transfer_new_key": ("new key of {who}: {fingerprint}", "{who} 的新密钥：{fingerprint}"),
    "transfer_new_key_hint": (
        "Compare it with them by another way; a changed one is refused from now on.",
        "请通过其他渠道与对方核对；此后密钥若有变化将被拒绝。",
    ),
    "transfer_fault": ("{address}: {why}", "{address}：{why}"),
    "transfer_nothing_due": ("nobody waits for a private block", "没有等待授权的下载"),
    "transfer_series": ("series {series}", "系列 {series}"),
    "transfer_due": (
        "  task {id}: {name} for {receiver}\n    fingerprint {fingerprint}",
        "  任务 {id}：{name}，接收方 {receiver}\n    密钥指纹 {fingerprint}",
    ),
    "transfer_due_new": (" (new)", "（首次）"),
    "transfer_due_problem": (
        "  task {id}: {name} for {receiver}\n    cannot be released: {why}",
        "  任务 {id}：{name}，接收方 {receiver}\n    无法授权：{why}",
    ),
    "transfer_ask": ("Release {name} to {receiver}?", "是否授权 {receiver} 下载 {name}？"),
    "transfer_released": ("released to {receiver}: {name} ({hash})", "已授权 {receiver}：{name}（{hash}）"),
    "transfer_refused": ("refused to {receiver}: {name}", "已拒绝 {receiver}：{name}"),
    "transfer_say_yes": (
        "Nothing was released: add --yes, or --task with the number of a task.",
        "没有授权任何下载：请加 --yes，或用 --task 指定任务号。",
    ),
    "transfer_no_task": ("No task {id} waits to be released.", "没有等待授权的任务 {id}。"),
    "transfer_refuse_why": (
        "--refuse needs --message: the receiver sees it.",
        "--refuse 需要 --message：接收方会看到。",
    ),
    "transfer_whole": ("{what}: whole, {count} segments", "{what}：完整，共 {count} 段"),
    "transfer_not_whole": (
        "{what}: {damaged} damaged and {missing} missing of {count} segments",
        "{what}：共 {count} 段，损坏 {damaged} 段，缺失 {missing} 段",
    ),
    "transfer_segments": ("  {kind}: {numbers}", "  {kind}：{numbers}"),
    "transfer_damaged": ("damaged", "损坏"),
    "transfer_missing": ("missing", "缺失"),
    "transfer_root": ("{path}: as a public block its CID is {hash}", "{path}：作为公有块，其 CID 为 {hash}"),
    "transfer_other_hash": ("{path} is not {hash}.", "{path} 不是 {hash}。"),
    "transfer_target": (
        "{target} is neither a folder, nor a file, nor a CID.",
        "{target} 不是文件夹、文件，也不是 CID。",
    ),
    "transfer_folder_good": ("{folder}: {count} files as the ASC MHL says", "{folder}：{count} 个文件与 ASC MHL 一致"),
    "transfer_folder_bad": ("{folder}: not as the ASC MHL says", "{folder}：与 ASC MHL 不一致"),
    "transfer_folder_line": ("  {kind}: {name}", "  {kind}：{name}"),
    "transfer_changed": ("changed", "已改变"),
    "transfer_additional": ("additional", "多出"),
    "transfer_unproven": ("without a digest that is known here", "没有可用的摘要"),
    "transfer_problem": ("history", "历史记录"),
    "keys_made": (
        "keys are in {path}; make a copy of it, nobody can restore it",
        "密钥保存在 {path}；请备份，丢失后无法恢复",
    ),
    "keys_fingerprint": ("fingerprint {fingerprint}", "密钥指纹 {fingerprint}"),
    "keys_published": ("{url} has this key now", "{url} 已登记此密钥"),
    "keys_none_known": ("no key of anybody is known yet", "尚未登记任何人的密钥"),
    "keys_trusted": ("{who}: trusted with {fingerprint}", "{who}：信任指纹 {fingerprint}"),
    "keys_forgotten": ("{who}: the next key is asked about as a new one", "{who}：下一个密钥将作为新密钥核对"),
    "keys_not_one": ("{text} fits {count} of those that are known.", "{text} 匹配到 {count} 个已知用户。"),
    "keys_not_one_hint": (
        "`albumforge transfer keys known` lists them.",
        "用 `albumforge transfer keys known` 查看列表。",
    ),
}
