"""``albumforge settings``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from albumforge.settings import TABLE


def test_every_setting_is_shown_with_its_origin(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMFORGE_WORKERS", "4")
    rows = {row["name"]: row for row in cli("settings", "--json").json["settings"]}
    assert set(rows) == set(TABLE)
    assert (rows["workers"]["value"], rows["workers"]["origin"]) == (4, "ALBUMFORGE_WORKERS")
    text = cli("settings")
    assert text.code == 0
    for name, field in TABLE.items():
        line = next(line for line in text.out.splitlines() if line.startswith(f"{name} "))
        assert field.metadata["help"] in line


def test_secrets_are_masked(cli: Callable[..., Any]) -> None:
    secret = "postgresql://ann:swordfish@db/albums"
    for form in (["settings"], ["settings", "--json"]):
        ran = cli("--set", f"database_url={secret}", *form)
        assert ran.code == 0
        assert "swordfish" not in ran.out + ran.err
        assert "••••" in ran.out


def test_an_empty_secret_is_shown_as_empty(cli: Callable[..., Any]) -> None:
    rows = {row["name"]: row["value"] for row in cli("settings", "--json").json["settings"]}
    assert rows["database_url"] == ""


def test_lists_are_shown_as_they_are_given(cli: Callable[..., Any]) -> None:
    out = cli("--set", "http_hosts=films.example,10.0.0.7", "--set", "plugins_dirs=/a:/b", "settings").out
    lines = {line.split(" ")[0]: line for line in out.splitlines()}
    assert " films.example,10.0.0.7 " in lines["http_hosts"]
    assert " /a:/b " in lines["plugins_dirs"]
