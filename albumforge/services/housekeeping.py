"""What is cleared away from time to time: films and jobs that nobody touched, ended tokens, samples, old lines
of logs, lost uploads."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass

from albumforge.errors import ForgeError
from albumforge.media.cache import trim_cache
from albumforge.media.publish import sweep_temporaries
from albumforge.services.movie_pictures import COPIES, THUMBS
from albumforge.services.movie_queue import movies_folder
from albumforge.settings import Settings

LONGEST_PAUSE, SHORTEST_PAUSE = 3600.0, 1.0
"""Seconds between two rounds."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Sweepers:
    """What each part of a forge clears away by itself."""

    expire: Callable[[float], list[str]]
    """Films that nothing happened to for so many days."""
    expire_jobs: Callable[[float], list[str]]
    """Cutting jobs, likewise."""
    jobs: Callable[[], None]
    """What uploads of videos left."""
    tokens: Callable[[], int]
    samples: Callable[[], int]
    farm: Callable[[], None]
    """Originals that were kept long enough."""
    lines: Callable[[float], int] = lambda _days: 0
    """Lines of logs that are older than so many days."""


class Housekeeping:
    """Rounds of cleaning; several processes may make them at once."""

    def __init__(self, settings: Settings, sweepers: Sweepers) -> None:
        self._settings = settings
        self._sweepers = sweepers
        self._due = time.monotonic()

    @property
    def pause(self) -> float:
        """Seconds between two rounds: an hour, or less where films expire sooner."""
        days = self._settings.expire_days
        return min(LONGEST_PAUSE, max(SHORTEST_PAUSE, days * 86_400 / 10)) if days > 0 else LONGEST_PAUSE

    def tend(self) -> bool:
        """Make a round if one is due; answer whether it was."""
        if time.monotonic() < self._due:
            return False
        self._due = time.monotonic() + self.pause
        self.sweep()
        return True

    def sweep(self) -> None:
        """Make a round; what cannot be cleared away now is left for the next one."""
        for name, sweep in (
            ("films", self._films),
            ("tokens", self._sweepers.tokens),
            ("samples", self._sweepers.samples),
            ("uploads", self._uploads),
            ("jobs", self._sweepers.jobs),
            ("farm", self._sweepers.farm),
            ("lines", self._lines),
            ("cache", self._cache),
        ):
            try:
                sweep()
            except (ForgeError, OSError) as error:
                _log.warning("housekeeping: %s: %s", name, error)

    def _films(self) -> None:
        if self._settings.expire_days > 0:
            for work_id in self._sweepers.expire(self._settings.expire_days):
                _log.info("film %s: expired", work_id)
            for work_id in self._sweepers.expire_jobs(self._settings.expire_days):
                _log.info("job %s: expired", work_id)

    def _uploads(self) -> None:
        """Remove what a server that was killed left of files that were on their way."""
        folder = movies_folder(self._settings)
        for film in folder.iterdir() if folder.is_dir() else ():
            if film.is_dir():
                sweep_temporaries(film)

    def _lines(self) -> None:
        if self._settings.log_days > 0:
            self._sweepers.lines(self._settings.log_days)

    def _cache(self) -> None:
        for name in (THUMBS, COPIES):
            sweep_temporaries(self._settings.cache / name)
        if self._settings.cache.is_dir():
            settings = self._settings
            trim_cache(settings.cache, round(settings.cache_gb * 1e9), settings.cache_days * 86_400)
