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

_FIELD = {"name": "名字", "label": "标签"}

LINES = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (r"There is no such user\.", "没有这个用户。"),
    (r"`albumforge user list` names all\.", "用 `albumforge user list` 查看所有用户。"),
    (r"There is a user (?P<name>.+) already\.", "已经有名为 {name} 的用户。"),
    (r"Choose another name\.", "请换个名字。"),
    (r"name: must not be empty\.", "名字不能为空。"),
    *(
        (rf"{field}: must be at most (?P<most>\d+) characters\.", chinese + "最多 {most} 个字符。")
        for field, chinese in _FIELD.items()
    ),
    *(
        (rf"{field}: must be of characters that can be seen\.", f"{chinese}只能用看得见的字符。")
        for field, chinese in _FIELD.items()
    ),
    (r"days: must be more than 0 and at most (?P<most>[\d,]+)\.", "天数应大于 0，不超过 {most}。"),
    (r"The local user stays\.", "本机用户不能删除。"),
    (r"Delete the films one by one\.", "请逐部删除影片。"),
    (r"(?P<name>.+) has (?P<count>\d+) films?\.", "{name} 有 {count} 部影片。"),
    (r"--with-films deletes them, too\.", "加 --with-films 会一并删除。"),
    (r"(?P<name>.+) makes films all the time\.", "{name} 一直在新建影片。"),
    (r"Try again\.", "请再试一次。"),
    (r"There is no such token\.", "没有这个令牌。"),
)
