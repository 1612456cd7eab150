"""``albumforge token``."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from albumforge.forge import Forge


def test_a_token_is_printed_once_and_alone(cli: Callable[..., Any]) -> None:
    ran = cli("token", "add", "--label", "laptop")
    assert ran.code == 0
    assert re.fullmatch(r"af_[\w-]{43}\n", ran.out)
    assert re.fullmatch(
        r"This is token 1 of local, good until \d{4}-\d\d-\d\d \d\d:\d\d\. It is shown only this once\.\n", ran.err
    )
    secret = ran.out.strip()
    for arguments in (["token", "list"], ["token", "list", "--json"], ["--debug", "token", "revoke", "1"]):
        later = cli(*arguments)
        assert later.code == 0
        assert secret not in later.out + later.err


def test_a_token_lets_its_user_in_until_it_is_revoked(cli: Callable[..., Any]) -> None:
    cli("user", "add", "Ann")
    added = cli("token", "add", "--user", "Ann", "--days", "2", "--json")
    assert added.err == ""
    document = added.json
    secret = document.pop("token")
    assert (document["user"], document["kind"], document["used"]) == ("Ann", "api", None)
    created, expires = (datetime.fromisoformat(document[name]) for name in ("created", "expires"))
    assert expires - created == timedelta(days=2)
    assert cli("token", "list", "--json").json == {"tokens": [document]}
    assert cli("token", "list", "--user", "local").out == "there are no tokens\n"
    with Forge() as forge:
        assert forge.accounts.identify(secret) is not None
    listed = cli("token", "list").out.splitlines()
    assert listed[0].split() == ["id", "user", "kind", "until", "last", "used", "label"]
    assert re.fullmatch(r"1 +Ann +program( +\d{4}-\d\d-\d\d \d\d:\d\d){2} *", listed[1])
    assert cli("token", "revoke", "1").out == "revoked token 1\n"
    with Forge() as forge:
        assert forge.accounts.identify(secret) is None
    assert cli("token", "revoke", "1").code == 4
    assert cli("token", "list", "--json").json == {"tokens": []}


def test_a_browser_is_listed_and_signed_out(cli: Callable[..., Any]) -> None:
    with Forge() as forge:
        session = forge.accounts.use_login_link(forge.accounts.login_link(forge.accounts.local().id))
    (listed,) = cli("token", "list", "--json").json["tokens"]
    assert (listed["kind"], listed["user"]) == ("session", "local")
    assert " browser " in cli("token", "list").out
    assert cli("token", "revoke", listed["id"], "--json").json == {"id": listed["id"], "revoked": True}
    with Forge() as forge:
        assert forge.accounts.identify(session) is None


def test_how_long_it_is_good_for_is_as_said_or_as_set(cli: Callable[..., Any]) -> None:
    for_ever = cli("token", "add", "--days", "0")
    assert "good until it is revoked" in for_ever.err
    assert "revoked" in cli("token", "list").out
    document = cli("--set", "token_days=7", "token", "add", "--json").json
    created, expires = (datetime.fromisoformat(document[name]) for name in ("created", "expires"))
    assert expires - created == timedelta(days=7)


def test_labels_and_names_are_shown_as_they_are(cli: Callable[..., Any]) -> None:
    cli("user", "add", "[red]Ann")
    cli("token", "add", "--user", "[red]Ann", "--label", "[bold]奶奶[/]")
    out = cli("token", "list").out
    assert "[red]Ann" in out
    assert "[bold]奶奶[/]" in out
    assert "[red]Ann" in cli("user", "list").out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["add", "--user", "nobody"], 4),
        (["add", "--days", "-1"], 2),
        (["add", "--days", "nan"], 2),
        (["add", "--days", "soon"], 2),
        (["add", "--label", "a\nb"], 2),
        (["list", "--user", "nobody"], 4),
        (["revoke", "1"], 4),
        (["revoke", "99999999999999999999"], 4),
        (["revoke", "x"], 2),
    ],
)
def test_what_does_not_fit_is_told_by_the_exit_code(cli: Callable[..., Any], arguments: list[str], code: int) -> None:
    ran = cli("token", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err
