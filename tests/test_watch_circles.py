"""Rules that feed each other: chains are told, circles refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from albumforge.errors import InvalidInput
from albumforge.forge import Forge
from albumforge.services.watch.circles import circle, notes
from albumforge.services.watch.rule import Rule, read_rule
from albumforge.services.watch.states import Origin


def rule(name: str, folder: str, target: str | None, do: str = "transcode", **fields: Any) -> Rule:
    return read_rule({"name": name, "folders": [folder], "target": target, "do": do, **fields})


@pytest.mark.parametrize(
    ("rules", "names"),
    [
        ([rule("A", "/in", "/out"), rule("B", "/out", "/in")], ["A", "B"]),
        ([rule("A", "/in", "/out/x"), rule("B", "/out", "/in/y")], ["A", "B"]),
        ([rule("A", "/a", "/b"), rule("B", "/b", "/c"), rule("C", "/c", "/a")], ["A", "B", "C"]),
        ([rule("A", "/a", "/b"), rule("B", "/b", "/c"), rule("C", "/c", "/d"), rule("D", "/b", "/a")], ["A", "D"]),
        ([rule("A", "/in", "/in/x"), rule("B", "/in", "/in/y")], ["A", "B"]),
        ([rule("A", "/out/x", "/in"), rule("B", "/in", "/out")], ["A", "B"]),  # laid out as the originals are
        ([rule("A", "/a", "/b"), rule("B", "/b", "/c")], []),
        ([rule("A", "/in", "/in/x"), rule("B", "/in", "/in/x/y")], []),  # left out by both
        ([rule("A", "/in", "/in/x"), rule("B", "/in", "/out")], []),
        ([rule("A", "/in", "/out"), rule("B", "/out", "/in", patterns=["*.mxf"])], []),
        ([rule("A", "/in", "/out"), rule("B", "/out", "/in", patterns=["proxy*"])], ["A", "B"]),
        ([rule("A", "/in", "/out", "film"), rule("B", "/out", "/in", "cut", ignore=["*.MP4"])], []),
        ([rule("A", "/in", "/out"), rule("B", "/out", None, "film"), rule("C", "/out", None, "send", series=1)], []),
    ],
)
def test_circles(rules: list[Rule], names: list[str]) -> None:
    assert circle(rules[0], rules[1:]) == names


def test_of_a_chain_both_sides_are_told() -> None:
    proxies, cuts = rule("proxies", "/in", "/out"), rule("cuts", "/out", "/cuts", "cut")
    assert notes(proxies, [cuts]) == [("target", "The rule 'cuts' takes what comes into /out.")]
    assert notes(cuts, [proxies]) == [("folders", "What the rule 'proxies' makes in /out is taken as well.")]
    assert notes(cuts, [rule("other", "/in", "/elsewhere")]) == []


def test_links_make_circles_as_well(local_forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "in")
    with pytest.raises(InvalidInput, match="its own results"):
        local_forge.watch.rules.check(
            {"folders": [str(tmp_path / "in")], "do": "transcode", "target": str(tmp_path / "link")}
        )


FIRST = {"name": "A", "folders": ["/in"], "do": "transcode", "target": "/out"}
SECOND = {"name": "B", "folders": ["/out"], "do": "transcode", "target": "/in"}
SAID = "target: each would take the results of the one before, without end:"


def test_a_circle_is_refused_wherever_it_closes(forge: Forge) -> None:
    rules = forge.watch.rules
    first = rules.add(FIRST)
    with pytest.raises(InvalidInput, match=f"{SAID} B → A → B"):
        rules.add(SECOND)
    second = rules.add({**SECOND, "target": "/elsewhere"})
    with pytest.raises(InvalidInput, match=f"{SAID} B → A → B"):
        rules.change(second.id, SECOND)
    with pytest.raises(InvalidInput, match=f"{SAID} A → B → A"):
        rules.change(first.id, {**FIRST, "folders": ["/elsewhere"]})
    rules.remove(second.id)
    rules.change(first.id, {**FIRST, "name": "C"})  # not with itself of before
    rules.remove(first.id)
    (kept,) = rules.take_over([FIRST], Origin.COMMAND)
    rules.check(SECOND)  # nothing follows that of the command
    assert rules.claim(kept.id, "it runs")
    with pytest.raises(InvalidInput):
        rules.check(SECOND)


def test_a_circle_in_the_settings_is_shown(forge: Forge) -> None:
    rules = forge.watch.rules
    first, second = rules.take_over([FIRST, SECOND], Origin.SETTINGS)
    assert not first.problem
    assert second.problem.startswith(SAID)
    turned = [{**FIRST, "folders": ["/out"], "target": "/in"}, {**SECOND, "folders": ["/in"], "target": "/new"}]
    assert [one.problem for one in rules.take_over(turned[::-1], Origin.SETTINGS)] == ["", ""]


def test_what_albumforge_keeps_is_not_watched(local_forge: Forge) -> None:
    with pytest.raises(InvalidInput, match="a folder of albumforge's own"):
        local_forge.watch.rules.check({"folders": [str(local_forge.settings.media / "x")], "do": "film"})
