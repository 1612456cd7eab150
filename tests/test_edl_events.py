"""Edit decision lists as events with the numbers of their lines."""

from albumforge.generators.autocut.edl.lines import read_lines

LIST = """TITLE: My film\r
FCM: NON-DROP FRAME\r
\r
* a remark
001  TALK V C 00:00:00:00 00:00:02:00 00:00:00:00 00:00:02:00
M2   TALK 050.0 00:00:00:00
002  TALK V C 00:00:02:00 00:00:02:00 00:00:02:00 00:00:02:00
002  NEXT V D 010 00:00:04:00 00:00:06:00 00:00:02:00 00:00:04:00
* FROM CLIP NAME: x
003  TALK AA/V C 00:00:00:00 00:00:02:00 00:00:04:00 00:00:06:00
003  TALK A2 C 00:00:00:00 00:00:02:00 00:00:04:00 00:00:06:00
FCM: DROP FRAME
* FPS: 29.97
004  BL V2 C 00:00:00:00 00:00:02:00 00:00:04:00 00:00:06:00
"""


def test_events_know_their_lines_and_what_belongs_to_them() -> None:
    listing = read_lines(LIST)
    assert listing.title == "My film"
    assert [event.line for event in listing.events] == [5, 8, 10, 11, 14]
    assert listing.events[0].comments == ["M2   TALK 050.0 00:00:00:00"]
    assert [event.channel for event in listing.events] == ["V", "V", "AA/V", "A2", "V2"]
    assert [event.is_video for event in listing.events] == [True, True, True, False, False]
    assert [event.is_sound for event in listing.events] == [False, False, False, True, False]
    assert [event.drop for event in listing.events] == [False] * 4 + [True]
    assert listing.events[4].reel == "BL"
    assert listing.rates == [(13, "29.97")]
    assert listing.odd == []


def test_lines_that_belong_to_nothing_are_known() -> None:
    assert read_lines("\ufeffhello\n\n* remark\nworld").odd == [(1, "hello"), (4, "world")]
    assert read_lines("").events == []
