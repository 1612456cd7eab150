"""Edit decision lists (CMX 3600) as events with the numbers of their lines."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

_NUMBER = re.compile(r"^(\d+)\s")
_FIELDS = re.compile(r"^\d+\s+(?P<reel>\S+)\s+(?P<channel>\S+)\s+\S+")
_RATE = re.compile(r"^\*?\s*(?:FPS|FRAME ?RATE|TIMEBASE)\s*[:=]?\s*(\d+(?:[./]\d+)?)\s*(?:FPS)?\s*$", re.IGNORECASE)
_REMARK = re.compile(r"[*>#]|(?:M2|AUD|REEL|FINAL CUT PRO|BLEND|B/W)\b|[A-Z][\w /.-]*:", re.IGNORECASE)
_CHANNEL = re.compile(r"NONE|B|[AV][AV\d/]*")
_MODE = re.compile(r"^FCM:?\s*(?P<non>NON[- ]?)?DROP", re.IGNORECASE)


@dataclass
class Event:
    """One event: the line that says what is shown, and what belongs to it.

    Attributes:
        line: its number in the list, from 1 on.
        text: of that line; of a dissolve, that of the picture that appears.
        comments: the other lines, among them that of a speed.
        drop: its timecode was said to be drop-frame; None where nothing was said.
    """

    line: int
    text: str
    comments: list[str] = field(default_factory=list)
    drop: bool | None = None

    @property
    def channel(self) -> str:
        """Which tracks it is for, such as ``V`` or ``AA/V``; "" where the line is no event."""
        match = _FIELDS.match(self.text)
        return match.group("channel").upper() if match else ""

    @property
    def is_known(self) -> bool:
        """Whether it is for tracks at all."""
        return bool(_CHANNEL.fullmatch(self.channel))

    @property
    def reel(self) -> str:
        """Name of the reel; ``BL`` is black."""
        match = _FIELDS.match(self.text)
        return match.group("reel").upper() if match else ""

    @property
    def is_video(self) -> bool:
        """Whether it is for the (first) track of pictures."""
        return self.channel in ("V", "V1", "B", "A2/V", "AA/V") or self.channel.endswith("/V")

    @property
    def is_sound(self) -> bool:
        """Whether it is for sound alone."""
        return bool(re.fullmatch(r"A\d*|AA|NONE", self.channel))


@dataclass
class Listing:
    """A list, read line by line.

    Attributes:
        title: of the list.
        events: in order.
        rates: frame rates that comments name, as text, each with the number of its line.
        odd: numbers of lines that are no lines of such a list, and the lines.
    """

    title: str = ""
    events: list[Event] = field(default_factory=list)
    rates: list[tuple[int, str]] = field(default_factory=list)
    odd: list[tuple[int, str]] = field(default_factory=list)


def read_lines(text: str) -> Listing:
    """Return an edit decision list as its events; what is wrong in them is not looked at."""
    listing, drop, number = Listing(), None, ""
    for at, line in enumerate(_lines(text), 1):
        begins, mode, rate = _NUMBER.match(line), _MODE.match(line), _RATE.match(line)
        if not line or line.startswith("SPLIT"):
            continue
        if begins:
            event = Event(at, line, drop=drop)
            # The second line of a dissolve has the number of the first, which shows what it begins from.
            if begins.group(1) == number and listing.events and not _shows(listing.events[-1]):
                listing.events.pop()
            number = begins.group(1)
            listing.events.append(event)
        elif line.upper().startswith("TITLE:"):
            listing.title = line.partition(":")[2].strip()
        elif mode:
            drop = not mode.group("non")
        elif rate:
            listing.rates.append((at, rate.group(1)))
        elif not _REMARK.match(line):
            listing.odd.append((at, line))
        elif listing.events:
            listing.events[-1].comments.append(line)
    return listing


def _lines(text: str) -> Iterable[str]:
    # Not `splitlines`, to which some letters of old encodings are line ends.
    return (line.strip() for line in re.split(r"\r\n|\r|\n", text.removeprefix("\ufeff")))


def _shows(event: Event) -> bool:
    """Whether an event lasts: its timecodes in the source differ."""
    fields = event.text.split()
    return len(fields) < 8 or fields[-4] != fields[-3]
