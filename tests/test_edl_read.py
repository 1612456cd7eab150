"""From edit decision lists to editing documents; what is wrong is refused line by line."""

from __future__ import annotations

from typing import Any

import pytest
from cut_parts import cut_source

from albumforge.errors import InvalidInput
from albumforge.generators.autocut.dsl.schema import Keep
from albumforge.generators.autocut.edl.read import document_of_edl

HEAD = "TITLE: A cut\nFCM: NON-DROP FRAME\n"


def event(number: int, start: str, end: str, *, channel: str = "V", kind: str = "C", record: str = "") -> str:
    return f"{number:03}  TALK  {channel}  {kind}  {start} {end} {record or f'{start} {end}'}\n"


def kept(text: str, **more: Any) -> list[tuple[float, float]]:
    actions = document_of_edl(text, cut_source(**more)).actions
    return [(action.start or 0.0, action.end or 0.0) for action in actions]


def problems(text: str, **more: Any) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        document_of_edl(text, cut_source(**more))
    head, *lines = caught.value.message.split("\n")
    assert head == "The EDL cannot be executed."
    return lines


def test_events_are_kept_in_their_order() -> None:
    text = HEAD + event(1, "00:00:05:00", "00:00:06:15") + event(2, "00:00:00:10", "00:00:01:00")
    assert kept(text) == [(5.0, 6.5), (pytest.approx(1 / 3, abs=1e-6), 1.0)]


def test_what_is_shown_again_may_be() -> None:
    text = HEAD + event(1, "00:00:00:00", "00:00:02:00") + event(2, "00:00:01:00", "00:00:03:00")
    actions = document_of_edl(text, cut_source()).actions
    assert [action.again for action in actions if isinstance(action, Keep)] == [False, True]


def test_speeds_are_read() -> None:
    text = (
        HEAD
        + event(1, "00:00:00:00", "00:00:04:00", record="00:00:00:00 00:00:02:00")
        + "M2   TALK       060.0                00:00:00:00\n"
        + event(2, "00:00:04:00", "00:00:05:00", record="00:00:02:00 00:00:04:00")
        + "M2   TALK       015.0                00:00:04:00\n"
    )
    assert [(action.start, action.end, action.speed) for action in document_of_edl(text, cut_source()).actions] == [  # type: ignore[union-attr]
        (0.0, 4.0, 2.0),
        (4.0, 5.0, 0.5),
    ]


def test_some_programs_give_a_speed_and_the_length_of_the_record() -> None:
    text = HEAD + event(1, "00:00:01:00", "00:00:02:00") + "M2   TALK  060.0  00:00:01:00\n"
    assert kept(text) == [(1.0, 3.0)]


def test_dissolves_are_cuts_and_other_tracks_are_left_out() -> None:
    text = (
        HEAD
        + event(1, "00:00:00:00", "00:00:02:00")
        + event(1, "00:00:00:00", "00:00:02:00", channel="AA")
        + event(2, "00:00:02:00", "00:00:02:00")
        + event(2, "00:00:04:00", "00:00:06:00", kind="D 010")
        + event(3, "00:00:00:00", "00:00:02:00", channel="V2")
    )
    document = document_of_edl(text, cut_source())
    assert [(action.start, action.end) for action in document.actions] == [(0.0, 2.0), (4.0, 6.0)]
    assert document.notes == (
        "Lines of the EDL that are for other tracks than V are left out: 7.",
        "Dissolves and wipes of the EDL are cuts here.",
    )


def test_drop_frame_timecode_is_read_with_either_sign() -> None:
    source = {"fps": "30000/1001", "frames": 36_000, "duration": 36_000 * 1001 / 30000}
    for start, end in (("00:01:00:02", "00:01:10:02"), ("00:01:00;02", "00:01:10;02")):
        text = "FCM: DROP FRAME\n" + event(1, start, end)
        ((first, last),) = kept(text, **source)
        assert (round(first * 30000 / 1001), round(last * 30000 / 1001)) == (1800, 2100)


def test_every_wrong_line_is_named() -> None:
    text = HEAD + (
        event(1, "00:00:00:00", "00:00:01:00")
        + event(2, "00:00:09:00", "00:00:11:00")
        + event(3, "00:00:05:00", "00:00:04:00")
        + event(4, "00:00:xx:00", "00:00:04:00")
        + "005  TALK  V  C  00:00:01:00\n"
        + event(6, "00:00:01:00", "00:00:02:00", record="00:00:00:00 00:00:02:00")
        + event(7, "00:00:01:00", "00:00:02:00", kind="Q")
        + event(8, "00:00:20:00", "00:00:21:00")
        + event(9, "00:00:01:00", "00:00:02:00")
        + "M2   TALK  900.0  00:00:01:00\n"
        + event(10, "00:00:01:00", "00:00:02:00", record="00:00:01:00 00:00:00:00")
        + event(11, "00:00:01:00", "00:00:01:01", record="00:00:01:00 00:00:03:00")
        + "* * FREEZE FRAME\n"
    )
    found = problems(text)
    assert [line.partition(":")[0] for line in found] == [f"Line {n}" for n in (4, 5, 6, 7, 8, 9, 10, 11, 13, 14)]
    for line, said in zip(
        found,
        (
            "00:00:11:00 is past the end of the video: the video ends at 00:00:10:00.",
            "00:00:04:00, which is not after its start at 00:00:05:00",
            "00:00:xx:00 is no timecode",
            "an event has 8 fields",
            "source and record are not equally long",
            "neither a cut (C), a dissolve (D) nor a wipe",
            "00:00:20:00 is past the end",
            "the speed is 30",
            "the record ends at 00:00:00:00",
            "a freeze frame cannot be cut",
        ),
        strict=True,
    ):
        assert said in line


@pytest.mark.parametrize(
    ("text", "fps", "said"),
    [
        ("* FPS: 25\n" + event(1, "00:00:00:00", "00:00:01:00"), "30/1", "Line 1: the EDL has 25 frames a second"),
        ("FCM: DROP FRAME\n" + event(1, "00:00:00:00", "00:00:01:00"), "25/1", "Line 2: the EDL has drop-frame"),
        (event(1, "00:00:00;00", "00:00:01;00"), "25/1", "Line 1: 00:00:00;00 is drop-frame timecode"),
        (event(1, "00:00:00:00", "00:00:01:28"), "25/1", "Line 1: 00:00:01:28 has a frame that 25 frames a second do"),
    ],
)
def test_another_frame_rate_is_refused(text: str, fps: str, said: str) -> None:
    (line,) = problems(text, fps=fps)
    assert said in line
    assert fps.partition("/")[0] in line


def test_what_is_no_list_is_refused() -> None:
    assert problems("") == ["It has no events."]
    assert problems("hello\nthere")[1:] == [
        "Line 1: “hello” is no line of an EDL (CMX 3600).",
        "Line 2: “there” is no line of an EDL (CMX 3600).",
    ]
    assert problems(HEAD + event(1, "00:00:00:00", "00:00:01:00", channel="A")) == [
        "Line 3: no event is for the pictures (channel V)."
    ]


def test_lines_that_are_no_events_are_named_among_those_that_are() -> None:
    text = (
        HEAD
        + event(1, "00:00:05:00", "00:00:08:00")
        + "FROM CLIP NAME: talk.mp4\nFINAL CUT PRO REEL: TALK REPLACED BY: 001\n"
        + "002  BL  V  C  00:00:00:00 00:00:01:00 00:00:03:00 00:00:04:00\n"
        + "garbage line here\n"
        + "003 this is not an event\n"
        + event(4, "00:00:05:00", "00:00:08:00", channel="IS")
        + event(5, "00:00:05:00", "00:00:08:00", channel="A2")
    )
    assert problems(text) == [
        "Line 6: black cannot be cut from the video; take this event out.",
        "Line 7: “garbage line here” is no line of an EDL (CMX 3600).",
        "Line 8: an event has 8 fields, or 9 with a transition; here are 6.",
        "Line 9: “IS” is no channel such as V, A or AA/V.",
    ]


def test_many_wrong_lines_are_counted() -> None:
    found = problems(HEAD + "".join(event(n, "00:00:20:00", "00:00:21:00") for n in range(1, 31)))
    assert len(found) == 21
    assert found[-1] == "10 more lines are wrong."
