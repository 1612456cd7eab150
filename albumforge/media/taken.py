"""When pictures and clips were taken, and the order of time: what files tell of it, brought to one clock.

Photos mostly tell the time on the camera's clock, some with its offset from UTC; many clips tell UTC alone. A file that
tells nothing may have the time in its name, as phones write it; else it stays beside the one before it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

_IN_NAME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)([-_.]?)(\d\d)\2(\d\d)[-_. T]?(?:at )?(\d\d)[-_.:]?(\d\d)[-_.:]?(\d\d)(?!\d{4})"
)


@dataclass(frozen=True)
class Taken:
    """What a file tells of its moment.

    Attributes:
        clock: on the camera's clock, without a zone, or None.
        offset: how far that clock was ahead of UTC, or None.
        utc: in UTC, where no clock is told, or None.
    """

    clock: datetime | None = None
    offset: timedelta | None = None
    utc: datetime | None = None

    def __str__(self) -> str:
        """Return it as text of ISO 8601: with the offset where that is known, with a Z where only UTC is; else ""."""
        if self.clock is not None:
            offset = self.offset if self.offset is None or abs(self.offset) < timedelta(days=1) else None
            return self.clock.isoformat() + ("" if offset is None else _sign(offset))
        return "" if self.utc is None else self.utc.astimezone(UTC).replace(tzinfo=None).isoformat() + "Z"

    @classmethod
    def of(cls, text: str | None) -> Taken:
        """Return what `str` wrote down; nothing for what it cannot have written."""
        try:
            moment = datetime.fromisoformat(text or "")
        except ValueError:
            return cls()
        if text and text.endswith("Z"):
            return cls(utc=moment)
        return cls(moment.replace(tzinfo=None), moment.utcoffset())


def time_in_name(name: str) -> datetime | None:
    """Return the date with time of day that phones write into names, as in ``IMG_20240713_101502.jpg``, or None."""
    match = _IN_NAME.search(name)
    if match is None:
        return None
    year, month, day, hour, minute, second = (int(match[group]) for group in (1, 3, 4, 5, 6, 7))
    try:
        return datetime(year, month, day, hour, minute, second)  # noqa: DTZ001 - the camera's clock knows no zone
    except ValueError:
        return None


def clocks(files: Sequence[Taken]) -> list[datetime | None]:
    """Return for each file its time on the camera's clock, without a zone, from wherever it can be known.

    Where a file tells only UTC, the clock of the photo taken nearest to it counts; without one, that of this machine.
    """
    zones = [(one.clock - one.offset, one.offset) for one in files if one.clock is not None and one.offset is not None]
    found = []
    for one in files:
        moment = one.clock
        if moment is None and one.utc is not None:
            utc = one.utc.astimezone(UTC).replace(tzinfo=None)
            if zones:
                moment = utc + min(zones, key=lambda zone: abs(zone[0] - utc))[1]
            else:
                moment = one.utc.astimezone().replace(tzinfo=None)
        found.append(moment)
    return found


def by_time(times: Sequence[datetime | None]) -> list[int]:
    """Return the places of files in the order of time; one without a time stays behind the one before it."""
    moment = next((time for time in times if time is not None), datetime.min)  # noqa: DTZ901
    placed = []
    for place, time in enumerate(times):
        moment = time or moment
        placed.append((moment, place))
    return [place for _, place in sorted(placed)]


def _sign(offset: timedelta) -> str:
    minutes = round(abs(offset) / timedelta(minutes=1))
    return f"{'-' if offset < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"
