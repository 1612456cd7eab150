"""Which files become one batch, in which order, and what it is called."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from albumforge.services.watch.grouping import Batch, Ready, batches
from albumforge.services.watch.rule import Rule, read_rule

NOON = datetime(2026, 7, 4, 12)  # noqa: DTZ001 - the camera's clock
SEEN = datetime(2026, 7, 10, tzinfo=UTC)


def ready(number: int, hours: float, folder: str = "/in") -> Ready:
    taken = NOON + timedelta(hours=hours)
    return Ready(number, Path(folder, f"{number}.jpg"), f"digest {number}", 1, taken, SEEN + timedelta(seconds=number))


def film(**fields: Any) -> Rule:
    return read_rule({"folders": ["/in"], "do": "film", **fields})


def numbers(found: list[Batch]) -> list[list[int]]:
    return [[file.id for file in batch.files] for batch in found]


def titles(found: list[Batch]) -> list[str]:
    return [batch.title for batch in found]


def test_all_in_the_order_of_their_moments() -> None:
    found = batches(film(name="Sunday"), [ready(1, 5), ready(2, -30), ready(3, 0)], 100)
    assert numbers(found) == [[2, 3, 1]]
    assert titles(found) == ["Sunday 2026-07-03 – 07-04"]
    assert found[0].changed == SEEN + timedelta(seconds=3)


def test_a_rule_that_was_not_named_is_called_by_its_folder() -> None:
    assert titles(batches(film(), [ready(1, 0)], 9)) == ["in 2026-07-04"]


def test_folders() -> None:
    files = [ready(1, 0, "/in/a"), ready(2, 1, "/in/b/c"), ready(3, 2, "/in/a"), ready(4, 3)]
    found = batches(film(group="folder"), files, 100)
    assert numbers(found) == [[1, 3], [2], [4]]
    assert titles(found) == ["a", "c", "in"]
    assert [batch.key for batch in found] == ["/in/a", "/in/b/c", "/in"]


def test_days() -> None:
    found = batches(film(group="day"), [ready(1, 11.9), ready(2, 12.1), ready(3, -11)], 100)
    assert numbers(found) == [[3, 1], [2]]
    assert titles(found) == ["2026-07-04", "2026-07-05"]


def test_an_event_ends_with_six_hours_of_nothing() -> None:
    found = batches(film(group="event"), [ready(1, 0), ready(2, 5.9), ready(3, 11.9), ready(4, 17.95)], 100)
    assert numbers(found) == [[1, 2, 3], [4]]
    assert titles(found) == ["2026-07-04", "2026-07-05"]


def test_too_many_become_several_of_one_size() -> None:
    found = batches(film(name="All"), [ready(number, number / 100) for number in range(25)], 10)
    assert [len(batch.files) for batch in found] == [8, 8, 9]
    assert [number for batch in numbers(found) for number in batch] == list(range(25))
    assert titles(found) == ["All 2026-07-04 (1)", "All 2026-07-04 (2)", "All 2026-07-04 (3)"]


def test_titles_of_ones_own() -> None:
    rule = film(name="N", group="folder", title="{folder}, {date}: {name} {number}")
    assert titles(batches(rule, [ready(1, 0, "/in/Trip")], 9)) == ["Trip, 2026-07-04: N 1"]
    assert titles(batches(film(title="x" * 200, group="day"), [ready(1, 0)] * 2, 1)) == ["x" * 200] * 2


def test_each_by_itself() -> None:
    rule = read_rule({"folders": ["/in"], "do": "cut"})
    found = batches(rule, [ready(1, 0), ready(2, 0, "/in/b")], 100)
    assert numbers(found) == [[1], [2]]
    assert titles(found) == ["1", "2"]


def test_a_moment_that_is_not_told_is_that_of_the_file() -> None:
    class Row:
        id, path, digest, size, taken, changed = 1, "/in/a.jpg", "d", 1, "", SEEN
        mtime_ns = int(datetime(2026, 1, 2, 3, 4, 5).astimezone().timestamp() * 1e9)

    assert Ready.of(Row).taken == datetime(2026, 1, 2, 3, 4, 5)  # noqa: DTZ001
    Row.taken = "2020-01-01T10:00:00+08:00"
    assert Ready.of(Row).taken == datetime(2020, 1, 1, 10)  # noqa: DTZ001
    Row.taken = "2020-01-01T10:00:00Z"
    assert Ready.of(Row).taken == datetime(2020, 1, 1, 10, tzinfo=UTC).astimezone().replace(tzinfo=None)
