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
_WORDS = re.compile(r"(\S+)\s+(\d{1,2})[:：](\d{2})")
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
    cron = said
    if (found := _WORDS.fullmatch(said)) and found[1] in _DAYS:
        cron = f"{int(found[3])} {int(found[2])} * * {_DAYS[found[1]]}"
    try:
        if len(cron.split()) != 5:
            raise InvalidInput(f"when: {text!r} is not understood.", hint=_HINT)
        first = next(CronSim(cron, datetime(2024, 1, 1)))  # noqa: DTZ001 - fields of cron know no zone
    except (CronSimError, StopIteration) as error:
        raise InvalidInput(f"when: {text!r} is not understood.", hint=_HINT) from error
    if first > datetime(2024, 1, 1) + timedelta(days=3000):  # noqa: DTZ001
        raise InvalidInput(f"when: {text!r} is hardly ever due.")
    return When(said, cron=cron)


_HINT = "Such as: at once; quiet 10 (minutes); sunday 18:00; daily 03:30; 0 18 * * sun."
