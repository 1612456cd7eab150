from __future__ import annotations

import pytest

from albumforge.services.states import STAGES, Refusal, Stage, StartRefused, Status, overall


def test_numbers_are_those_of_the_documents() -> None:
    assert {status.name: int(status) for status in Status} == {
        "NEW": 0,
        "QUEUED": 1,
        "RUNNING": 2,
        "DONE": 3,
        "FAILED": -1,
        "EXPIRED": -2,
    }
    names = ("queued", "request", "info", "poem", "templates", "render", "done")
    assert [int(STAGES[name]) for name in names] == [100, 101, 102, 103, 104, 105, 200]
    assert [status.name for status in Status if status.active] == ["QUEUED", "RUNNING"]


def test_the_whole_grows_through_the_stages() -> None:
    steps = [overall(stage, part) for stage in sorted(Stage) for part in (0.0, 0.5, 1.0)]
    assert steps == sorted(steps)
    assert (steps[0], steps[-1]) == (0.0, 1.0)
    assert overall(Stage.RENDER, 0.5) == pytest.approx(0.6)


@pytest.mark.parametrize("reason", list(Refusal))
def test_every_refusal_has_its_words(reason: Refusal) -> None:
    error = StartRefused(reason)
    assert error.reason is reason
    assert error.message.endswith(".")
    assert error.http_status == 409
