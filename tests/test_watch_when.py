"""When a rule takes what is ready: in words, and as cron has it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import pytest

from albumforge.errors import InvalidInput
from albumforge.services.watch.when import read_when

SUNDAY_NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture
def shanghai(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("sunday 18:00", datetime(2026, 11, 22, 18, tzinfo=UTC)),
        ("Sunday  12:00", datetime(2026, 11, 29, 12, tzinfo=UTC)),
        ("每周日 18:00", datetime(2026, 11, 22, 18, tzinfo=UTC)),
        ("周一 07：30", datetime(2026, 11, 23, 7, 30, tzinfo=UTC)),
        ("daily 03:30", datetime(2026, 11, 23, 3, 30, tzinfo=UTC)),
        ("每天 12:01", datetime(2026, 11, 22, 12, 1, tzinfo=UTC)),
        ("daily", datetime(2026, 11, 23, tzinfo=UTC)),
        ("每天", datetime(2026, 11, 23, tzinfo=UTC)),
        ("sunday 6pm", datetime(2026, 11, 22, 18, tzinfo=UTC)),
        ("sunday 6:30 PM", datetime(2026, 11, 22, 18, 30, tzinfo=UTC)),
        ("sunday 12 am", datetime(2026, 11, 29, tzinfo=UTC)),
        ("monday 12pm", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("每周日 18点", datetime(2026, 11, 22, 18, tzinfo=UTC)),
        ("每周日18点半", datetime(2026, 11, 22, 18, 30, tzinfo=UTC)),
        ("周一晚上8点05分", datetime(2026, 11, 23, 20, 5, tzinfo=UTC)),
        ("每天 下午 3:20", datetime(2026, 11, 22, 15, 20, tzinfo=UTC)),
        ("weekdays 12:00", datetime(2026, 11, 23, 12, tzinfo=UTC)),
        ("weekends 13:00", datetime(2026, 11, 22, 13, tzinfo=UTC)),
        ("0 18 * * sun", datetime(2026, 11, 22, 18, tzinfo=UTC)),
        ("*/20 * * * *", datetime(2026, 11, 22, 12, 20, tzinfo=UTC)),
        ("0 0 1 1 *", datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_schedules(text: str, due: datetime) -> None:
    when = read_when(text)
    assert when.due_after(SUNDAY_NOON) == due
    assert not when.at_once
    assert read_when(when.text) == when


@pytest.mark.usefixtures("shanghai")
def test_times_are_those_of_the_machine() -> None:
    try:
        assert read_when("sunday 18:00").due_after(SUNDAY_NOON) == datetime(2026, 11, 29, 10, tzinfo=UTC)
        assert read_when("monday 03:00").due_after(SUNDAY_NOON) == datetime(2026, 11, 22, 19, tzinfo=UTC)
    finally:
        time.tzset()


def test_words_without_a_schedule() -> None:
    for text in ("at once", "  At  Once ", "立即"):
        assert read_when(text).at_once
    for text, minutes in (("quiet 10", 10.0), ("quiet 2.5 minutes", 2.5), ("静置 30 分钟", 30.0), ("quiet 0", 0.0)):
        when = read_when(text)
        assert when.quiet == minutes
        assert not when.at_once
        assert when.due_after(SUNDAY_NOON) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "soon",
        "sunday",
        "sunday 25:00",
        "sunday 18:60",
        "sunday 18",
        "sunday 13pm",
        "sunday 0am",
        "0 0 30 2 *",
        "* * * *",
        "* * * * * *",
        "quiet",
        "quiet -1",
    ],
)
def test_what_says_nothing_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"^when: ") as caught:
        read_when(text)
    assert "sunday 18:00" in caught.value.hint


def test_a_week_is_the_longest_quiet() -> None:
    assert read_when("quiet 10080").quiet == 10_080
    with pytest.raises(InvalidInput, match="longer than a week"):
        read_when("quiet 10081")
