"""When the files of a watch folder are taken: at once, after quiet minutes, or by a schedule.

A schedule is written in words (``sunday 18:00``, ``daily 03:30``) or as the five fields of cron(5), which
https://github.com/cuu508/cronsim reads; its times are those of the machine's clock.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from cronsim import CronSim, CronSimError

from albumforge.errors import InvalidInput

_DAYS = {
    "daily": "*",
    "weekdays": "mon-fri",
    "weekends": "sat,sun",
    "monday": "mon",
    "tuesday": "tue",
    "wednesday": "wed",
    "thursday": "thu",
    "friday": "fri",
    "saturday": "sat",
    "sunday": "sun",
    "每天": "*",
    "工作日": "mon-fri",
    "周末": "sat,sun",
    **{
        f"{week}{day}": name
        for week in ("周", "每周", "星期")
        for day, name in zip("一二三四五六日天", ("mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"), strict=True)
    },
}
_AT_ONCE = ("at once", "立即")
_QUIET = re.compile(r"(?:quiet|静置)\s*(\d+(?:\.\d+)?)\s*(?:min(?:utes?)?|分钟)?")
_WORDS = re.compile(
    r"(?P<day>[^\s\d]+?)\s*(?P<before>上午|下午|晚上|早上)?\s*(?P<hour>\d{1,2})"
    r"(?:[:：](?P<minute>\d{2})|[点时](?:(?P<past>\d{1,2})分?|(?P<half>半))?|(?=\s*[ap]m))\s*(?P<after>[ap]m)?"
)
_MIDNIGHT = ("daily", "每天")
"""Without a time."""
_LONGEST_QUIET = 10_080.0
"""Minutes: a week."""


@dataclass(frozen=True)
class When:
    """When what is ready is taken.

    Attributes:
        text: as it was written.
        quiet: minutes in which nothing new may have come, or None.
        cron: five fields of cron(5), or "".
    """

    text: str
    quiet: float | None = None
    cron: str = ""

    @property
    def at_once(self) -> bool:
        """Whether nothing is waited for but that the files are whole."""
        return self.quiet is None and not self.cron

    def due_after(self, moment: datetime) -> datetime | None:
        """Return when the schedule is due next after a moment; None where there is no schedule.

        Args:
            moment: aware; what is returned is aware too, in UTC's terms the same clock.
        """
        if not self.cron:
            return None
        local = moment.astimezone().replace(tzinfo=None)
        return next(CronSim(self.cron, local)).astimezone(moment.tzinfo)


def read_when(text: str) -> When:
    """Return what a text says.

    Raises:
        InvalidInput: it says nothing that is understood.
    """
    said = " ".join(text.strip().lower().split())
    if said in _AT_ONCE:
        return When(said)
    if found := _QUIET.fullmatch(said):
        minutes = float(found[1])
        if minutes > _LONGEST_QUIET:
            raise InvalidInput(f"when: {text!r} is longer than a week.")
        return When(said, quiet=minutes)
    cron = "0 0 * * *" if said in _MIDNIGHT else said
    if (found := _WORDS.fullmatch(said)) and found["day"] in _DAYS:
        minute = 30 if found["half"] else int(found["minute"] or found["past"] or 0)
        cron = f"{minute} {_hour(found)} * * {_DAYS[found['day']]}"
    try:
        if len(cron.split()) != 5:
            raise InvalidInput(f"when: {text!r} is not understood.", hint=_HINT)
        first = next(CronSim(cron, datetime(2024, 1, 1)))  # noqa: DTZ001 - fields of cron know no zone
    except (CronSimError, StopIteration) as error:
        raise InvalidInput(f"when: {text!r} is not understood.", hint=_HINT) from error
    if first > datetime(2024, 1, 1) + timedelta(days=3000):  # noqa: DTZ001
        raise InvalidInput(f"when: {text!r} is hardly ever due.")
    return When(said, cron=cron)


def _hour(found: re.Match[str]) -> int:
    """Return the hour, of the clock of 24 hours; one that the clock of 12 hours does not have is left to be refused."""
    hour, half = int(found["hour"]), found["after"] or {"上午": "am", "早上": "am"}.get(found["before"] or "", "")
    if found["before"] in ("下午", "晚上"):
        half = "pm"
    if found["after"] and not 1 <= hour <= 12:
        return 99
    if half == "pm":
        return hour + 12 if hour < 12 else hour
    return 0 if half == "am" and hour == 12 else hour


_HINT = "Such as: at once; quiet 10 (minutes); sunday 18:00; daily 03:30; 0 18 * * sun."
