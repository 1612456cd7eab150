"""The rules of a forge: added, changed, paused, removed; those of the settings; who looks after one."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest
from watch_parts import by_hand

from albumforge.errors import Conflict, InvalidInput, NotFound, Unavailable
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.watch.states import Origin

FILM = {"name": "Sunday", "folders": ["/in"], "do": "film", "when": "sunday 18:00"}


def test_a_rule_from_its_beginning_to_its_end(forge: Forge) -> None:
    rules = forge.watch.rules
    assert not forge.watch.is_wanted()
    made = rules.add(FILM)
    assert (made.name, made.origin, made.paused, made.watched) == ("Sunday", Origin.PAGE, False, False)
    assert made.due is not None and now() < made.due <= now() + timedelta(days=7, hours=1)
    assert forge.watch.is_wanted()
    changed = rules.change(made.id, {**FILM, "name": "Monday", "when": "at once"})
    assert (changed.id, changed.name, changed.due, changed.asked) == (made.id, "Monday", None, True)
    assert rules.pause(made.id, True).paused
    assert not forge.watch.is_wanted()
    assert rules.ask(made.id).asked
    rules.remove(made.id)
    assert rules.all() == []
    for call in (rules.get, rules.ask, rules.remove):
        with pytest.raises(NotFound):
            call(made.id)


def test_what_would_not_work_is_refused_at_once(forge: Forge) -> None:
    rules = forge.watch.rules
    rules.add(FILM)
    with pytest.raises(Conflict, match="'Sunday'"):
        rules.add(FILM)
    other = rules.add({**FILM, "name": "other"})
    with pytest.raises(Conflict):
        rules.change(other.id, FILM)
    with pytest.raises(InvalidInput, match="template"):
        rules.add({**FILM, "name": "x", "request": {"template": "no such"}})
    with pytest.raises(Unavailable, match="no such"):
        rules.add({**FILM, "name": "x", "backend": "no such"})
    transcode = {"folders": ["/in"], "do": "transcode", "target": "/out"}
    with pytest.raises(InvalidInput, match="no such"):
        rules.add({**transcode, "preset": "no such"})
    with pytest.raises(InvalidInput, match="nowhere"):
        rules.add({"folders": ["/in"], "do": "send", "series": 1, "place": "nowhere"})
    assert len(rules.all()) == 2


def test_rules_of_the_settings_are_changed_there(forge: Forge) -> None:
    rules = forge.watch.rules
    (kept,) = rules.take_over([FILM], Origin.SETTINGS)
    with pytest.raises(Conflict, match="stands in the settings"):
        rules.change(kept.id, FILM)
    with pytest.raises(Conflict, match="stands in the settings"):
        rules.remove(kept.id)
    assert rules.pause(kept.id, True).paused
    (again,) = rules.take_over([{**FILM, "when": "at once"}], Origin.SETTINGS)
    assert (again.id, again.paused, again.due) == (kept.id, True, None)
    assert rules.take_over([], Origin.SETTINGS) == []
    assert rules.all() == []


@pytest.mark.parametrize(
    "document",
    [
        7,
        {},
        {"name": "x"},
        {**FILM, "name": "x", "do": 3},
        {**FILM, "name": "x", "backend": "none"},
        {**FILM, "name": "x", "folders": ["~no-such-user/in"]},
        {**FILM, "name": "a\0b\ud800", "when": date(2026, 1, 1), "request": {date(2026, 1, 1): float("nan")}},
        {7: date(2026, 1, 1)},
    ],
)
def test_a_rule_of_the_settings_that_is_wrong_is_shown_and_stops_no_other(forge: Forge, document: object) -> None:
    kept = forge.watch.rules.take_over([document, FILM], Origin.SETTINGS)  # type: ignore[list-item]
    assert kept[0].problem
    assert not kept[1].problem
    assert len(forge.watch.rules.all()) == 2


def test_a_rule_that_breaks_a_plugin_stops_no_other(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = local_forge.plugins.generator("small")
    monkeypatch.setattr(type(broken), "check_request", lambda *_: 1 // 0)
    bad, good = local_forge.watch.rules.take_over([{**FILM, "name": "bad", "backend": "small"}, FILM], Origin.SETTINGS)
    assert bad.problem.startswith("Something unexpected went wrong: ZeroDivisionError")
    assert not good.problem


def test_two_rules_of_one_name(forge: Forge) -> None:
    forge.watch.rules.add(FILM)
    (kept,) = forge.watch.rules.take_over([FILM], Origin.SETTINGS)
    assert kept.problem == "Another rule is named 'Sunday'."
    assert [rule.name for rule in forge.watch.rules.all()] == ["Sunday", "Sunday (settings 1)"]


def test_two_rules_of_the_settings_of_one_name(forge: Forge) -> None:
    for _ in range(2):
        first, second = forge.watch.rules.take_over([FILM, {**FILM, "when": "at once"}], Origin.SETTINGS)
        assert (first.name, first.problem) == ("Sunday", "")
        assert (second.name, second.problem) == ("Sunday (settings 2)", "Another rule is named 'Sunday'.")


def test_one_looks_after_a_rule_until_it_lets_go_or_dies(forge: Forge, tmp_path: Path) -> None:
    hand = by_hand(forge, tmp_path / "in")
    rules, number = forge.watch.rules, hand.watched.id
    assert rules.claim(number, "one")
    assert rules.claim(number, "one")
    assert not rules.claim(number, "two")
    assert rules.get(number).watched
    assert not rules.write(number, "two", due=now())
    rules.release("one")
    assert rules.claim(number, "two")
    with forge.database.transaction() as tables:
        tables.watch_rule.update(lease_expires=now() - timedelta(seconds=1)).execute()
    assert rules.claim(number, "one")
    assert not rules.write(number, "two", due=now())
