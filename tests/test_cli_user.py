"""``albumforge user``."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from albumforge.forge import Forge
from albumforge.services.accounts import API


def test_a_user_goes_from_added_to_removed(cli: Callable[..., Any]) -> None:
    added = cli("user", "add", " 蓝 ")
    assert (added.code, added.out, added.err) == (0, "added the user 蓝\n", "")
    assert cli("user", "add", "Ann", "--json").json["name"] == "Ann"
    users = cli("user", "list", "--json").json["users"]
    assert [user["name"] for user in users] == ["local", "蓝", "Ann"]
    assert abs(datetime.now(UTC) - datetime.fromisoformat(users[1]["created"])) < timedelta(minutes=1)
    listed = cli("user", "list").out.splitlines()
    assert listed[0].split() == ["name", "since"]
    assert [re.sub(r"\d{4}-\d\d-\d\d \d\d:\d\d", "T", line).split() for line in listed[1:]] == [
        ["local", "T"],
        ["蓝", "T"],
        ["Ann", "T"],
    ]
    assert cli("user", "remove", "蓝").out == "removed the user 蓝\n"
    assert cli("user", "remove", "Ann", "--json").json["removed"] is True
    assert len(cli("user", "list", "--json").json["users"]) == 1


def test_what_does_not_fit_is_told_by_the_exit_code(cli: Callable[..., Any]) -> None:
    assert cli("user", "add", "Ann").code == 0
    again = cli("user", "add", "Ann")
    assert (again.code, again.out) == (4, "")
    assert again.err == "error: There is a user Ann already.\nChoose another name.\n"
    assert cli("user", "add", "").code == 2
    assert cli("user", "add", "a\tb").code == 2
    missing = cli("user", "remove", "Bob", "--json")
    assert (missing.code, missing.json["error"]["type"]) == (4, "NotFound")
    assert cli("user", "remove", "local", "--with-films").code == 4


def test_films_go_with_their_user_only_when_asked(cli: Callable[..., Any]) -> None:
    cli("user", "add", "Ann")
    with Forge() as forge:
        film = forge.movies.create("x", user=forge.accounts.user("Ann").id)
    kept = cli("user", "remove", "Ann")
    assert (kept.code, kept.err) == (4, "error: Ann has 1 film.\n--with-films deletes them, too.\n")
    assert film.folder.is_dir()
    assert cli("user", "remove", "Ann", "--with-films").code == 0
    assert not film.folder.exists()
    assert cli("movie", "list", "--json").json == {"movies": []}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["user", "add", "local"], "错误：已经有名为 local 的用户。\n请换个名字。\n"),
        (["user", "add", ""], "错误：名字不能为空。\n"),
        (["user", "add", "a" * 81], "错误：名字最多 80 个字符。\n"),
        (["user", "add", "a\tb"], "错误：名字只能用看得见的字符。\n"),
        (["user", "remove", "local"], "错误：本机用户不能删除。\n请逐部删除影片。\n"),
        (["user", "remove", "x"], "错误：没有这个用户。\n用 `albumforge user list` 查看所有用户。\n"),
        (["user", "remove", "Ann"], "错误：Ann 有 2 部影片。\n加 --with-films 会一并删除。\n"),
        (["token", "add", "--label", "a" * 81], "错误：标签最多 80 个字符。\n"),
        (["token", "add", "--days", "1e9"], "错误：天数应大于 0，不超过 36,500。\n"),
        (["token", "revoke", "9"], "错误：没有这个令牌。\n"),
    ],
)
def test_refusals_are_chinese_for_the_chinese(
    cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch, arguments: list[str], said: str
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    with Forge() as forge:
        ann = forge.accounts.add_user("Ann").id
        for _ in range(2):
            forge.movies.create("x", user=ann)
    ran = cli(*arguments)
    assert ran.code in (2, 4)
    assert (ran.out, ran.err) == ("", said)


def test_a_removed_user_s_tokens_let_nobody_in(cli: Callable[..., Any]) -> None:
    cli("user", "add", "Ann")
    secret = cli("token", "add", "--user", "Ann").out.strip()
    with Forge() as forge:
        identity = forge.accounts.identify(secret)
        assert identity is not None
        assert (identity.name, identity.kind) == ("Ann", API)
    assert cli("user", "remove", "Ann").code == 0
    with Forge() as forge:
        assert forge.accounts.identify(secret) is None
