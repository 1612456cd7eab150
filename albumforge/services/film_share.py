"""The parts of a film, or of a video of the farm, as its maker shares them.

They are offered to idle workers, taken by lease, and never waited for in vain.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from albumforge.errors import StorageError, Unavailable
from albumforge.media.cache import make_cache, mark_used
from albumforge.media.publish import TEMPORARY_PREFIX, sweep_temporaries, write_text
from albumforge.queue.broker import Broker
from albumforge.queue.shares import Offer, Shares

_log = logging.getLogger(__name__)


def sign_of(cache: Path, token: str) -> Path:
    """Return the file by which a helper sees that its cache is the one that the maker of a film uses."""
    return cache / f"{TEMPORARY_PREFIX}{token}.share"


class FilmShare:
    """The share of the worker that claimed a film; a context manager, and an `albumforge.backends.Share`.

    The film does not depend on it: where the queue does not answer, its maker renders all by itself.
    """

    def __init__(
        self, broker: Broker, cache: Path, *, actor: str, work_id: str, token: str, noun: str = "film"
    ) -> None:
        """Prepare; nothing is offered yet.

        Args:
            actor: the film's, such as ``generator.album``.
            token: of the claim on the film.
            noun: what it is, for the log.
        """
        self._shares = Shares(broker)
        self._cache = cache
        self._sign = sign_of(cache, token)
        self._actor = actor
        self._work_id = work_id
        self._token = token
        self._noun = noun

    def __enter__(self) -> FilmShare:
        self._shares.__enter__()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._shares.__exit__(kind, error, trace)
        with contextlib.suppress(OSError):
            self._sign.unlink()

    def invite(self, mark: str, /) -> None:
        """Offer the film to idle workers."""
        try:
            sweep_temporaries(make_cache(self._cache))
            write_text(self._sign, "")
            self._shares.offer(Offer(self._actor, self._work_id, self._token, mark))
        except (StorageError, Unavailable) as error:
            _log.warning("%s %s: nobody is asked to help: %s", self._noun, self._work_id, error)

    def take(self, key: str, /) -> bool:
        """Take a part unless a helper has it."""
        try:
            return self._shares.take(key)
        except Unavailable:
            return True

    def leave(self, key: str, /) -> None:
        """Give a part back."""
        self._shares.leave(key)
        mark_used(self._sign)  # or it would be swept away as abandoned

    def taken(self, keys: Sequence[str], /) -> frozenset[str]:
        """Return those parts that are taken."""
        try:
            return self._shares.taken(keys)
        except Unavailable:
            return frozenset()
