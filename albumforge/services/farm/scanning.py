"""A scan that goes on, whoever has stopped waiting for it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from albumforge.errors import ForgeError
from albumforge.services.farm.scan import Scanned

if TYPE_CHECKING:
    from albumforge.services.farm.farm import Farm

_log = logging.getLogger(__name__)


class Scanning:
    """One scan, in a thread of its own.

    Attributes:
        counts: what was found so far.
    """

    def __init__(self, farm: Farm, path: str) -> None:
        """Begin; see `Farm.scan`."""
        self.counts = Scanned()
        self._farm = farm
        self._path = path
        self._error: BaseException | None = None
        self._awaited = True
        self._thread = threading.Thread(target=self._run, name="albumforge-scan", daemon=True)
        self._thread.start()

    def wait(self, seconds: float) -> bool:
        """Wait for its end, at most so long; return whether it has ended.

        Raises:
            ForgeError: what the scan raised.
        """
        self._thread.join(seconds)
        self._awaited = False
        if self._thread.is_alive():
            return False
        if self._error is not None:
            raise self._error
        return True

    def _run(self) -> None:
        try:
            self.counts = self._farm.scan(self._path, self.counts)
        except ForgeError as error:
            self._error = error
            if not self._awaited:
                _log.warning("scan of %s: %s", self._path, error)
        except BaseException as error:
            self._error = error
            _log.exception("scan of %s", self._path)
