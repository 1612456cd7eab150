"""Lines of edit decision lists."""

from fractions import Fraction
from pathlib import Path

from albumforge.media.edl_lines import mode_line, one_line, place_of, reel_names, with_comments


def test_text_is_brought_on_one_line() -> None:
    assert one_line("a\n\n b\tc\x1b[1m\r\nd") == "a / b c [1m / d"
    assert one_line("") == ""


def test_reels_are_short_plain_and_different() -> None:
    names = reel_names(map(Path, ("a holiday in rome.mp4", "a holiday in paris.mp4", "海边.mp4", "山.mp4", "ax.mp4")))
    assert names == ["AHOLIDAY", "AHOLIDA2", "REEL", "REEL2", "AX2"]


def test_places_never_break_a_line() -> None:
    assert place_of(Path("/a/b c.mp4")) == "/a/b c.mp4"
    assert "\n" not in place_of(Path("/a/b\nc.mp4"))


def test_timecode_is_drop_frame_where_it_would_lag() -> None:
    assert mode_line(Fraction(30000, 1001)) == "FCM: DROP FRAME"
    assert mode_line(Fraction(24000, 1001)) == mode_line(Fraction(30)) == "FCM: NON-DROP FRAME"


def test_comments_stand_behind_their_events() -> None:
    text = "TITLE: a\n\n001  R V C x\n* FROM\n002  R V C y\n002  R V D y\n"
    assert with_comments(text, "FCM: NON-DROP FRAME", [["* one"], ["* two"]]).splitlines() == [
        "TITLE: a",
        "FCM: NON-DROP FRAME",
        "001  R V C x",
        "* FROM",
        "* one",
        "002  R V C y",
        "002  R V D y",
        "* two",
    ]
