"""What the command line says of users and tokens, in English and in Chinese; joined to `messages`."""

from __future__ import annotations

CATALOGUE: dict[str, tuple[str, str]] = {
    # key: (English, Chinese)
    "user_added": ("added the user {name}", "已添加用户 {name}"),
    "user_removed": ("removed the user {name}", "已删除用户 {name}"),
    "token_added": (
        "This is token {id} of {name}, good until {until}. It is shown only this once.",
        "这是用户 {name} 的令牌 {id}，有效期至 {until}。它只显示这一次。",
    ),
    "token_added_for_ever": (
        "This is token {id} of {name}, good until it is revoked. It is shown only this once.",
        "这是用户 {name} 的令牌 {id}，撤销之前一直有效。它只显示这一次。",
    ),
    "token_revoked": ("revoked token {id}", "已撤销令牌 {id}"),
    "no_tokens": ("there are no tokens", "还没有令牌"),
    "kind.api": ("program", "程序"),
    "kind.session": ("browser", "浏览器"),
    "heading.name": ("name", "名字"),
    "heading.since": ("since", "创建于"),
    "heading.user": ("user", "用户"),
    "heading.kind": ("kind", "种类"),
    "heading.label": ("label", "标签"),
    "heading.until": ("until", "有效期至"),
    "heading.used": ("last used", "上次使用"),
    "never": ("never", "从未"),
    "for_ever": ("revoked", "撤销为止"),
}
