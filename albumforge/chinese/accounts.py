"""What is said of users, tokens and links, in Chinese."""

from __future__ import annotations

from itertools import combinations

_FIELD = {"name": "名字", "label": "标签"}
_OWNED = (
    ("films", "film", "部影片"),
    ("jobs", "cutting job", "个剪辑任务"),
    ("transfers", "master transfer", "个母带传输任务"),
)

LINES: tuple[tuple[str, str], ...] = (
    # As in `messages`: (pattern of the whole English text, Chinese).
    (r"There is no such user\.", "没有这个用户。"),
    (r"`albumforge user list` names all\.", "用 `albumforge user list` 查看所有用户。"),
    (r"There is a user (?P<name>.+) already\.", "已经有名为 {name} 的用户。"),
    (r"Choose another name\.", "请换个名字。"),
    (r"name: must not be empty\.", "名字不能为空。"),
    (r"name: must be without / and \\\.", "名字里不能有 / 和 \\。"),
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
    *(
        (
            r"(?P<name>.+) has " + " and ".join(rf"(?P<{noun}>\d+) {english}s?" for noun, english, _ in some) + r"\.",
            "{name} 有 " + "和 ".join(f"{{{noun}}} {chinese}" for noun, _, chinese in some) + "。",
        )
        for count in range(1, len(_OWNED) + 1)
        for some in combinations(_OWNED, count)
    ),
    (r"--with-films deletes them, too\.", "加 --with-films 会一并删除。"),
    (r"(?P<name>.+) makes films all the time\.", "{name} 一直在新建影片。"),
    (r"Try again\.", "请再试一次。"),
    (r"There is no such token\.", "没有这个令牌。"),
)
