"""Requests, counted by all processes that serve a home: each writes to files of its own, which the others read.

A process takes over the files of one that ended, so no count is ever lost or taken back, and there are never more files
than processes. They are those of `prometheus_client` for several processes.
"""

from __future__ import annotations

import json
import struct
import threading
import weakref
from bisect import bisect_left
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from prometheus_client.core import Metric
from prometheus_client.mmap_dict import MmapedDict
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.utils import floatToGoString

from albumforge.queue.runtime import FileLock

BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0, float("inf"))
_Store: Any = MmapedDict  # it has no types, nor have these
_text: Any = floatToGoString
_merge: Any = MultiProcessCollector.merge
_REQUESTS = ("albumforge_http_requests", "Requests answered.")
_SECONDS = ("albumforge_http_request_seconds", "Seconds until the answer began.")


class Counted:
    """The requests of a home. Nothing is opened before the first is counted; safe to use from many threads."""

    def __init__(self, home: Path) -> None:
        self._folder = home / "metrics"
        self._lock = threading.Lock()
        self._routes: set[str] = set()
        self._own: FileLock | None = None
        self._counts: Any = None
        self._times: Any = None

    def note(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer."""
        with self._lock:
            if self._counts is None or self._times is None:
                self._counts, self._times = self._open()
            name, about = _REQUESTS
            _add(
                self._counts,
                name,
                f"{name}_total",
                {"route": route, "method": method, "status": str(status)},
                about,
                1.0,
            )
            name, about = _SECONDS
            labels = {"route": route}
            reached = BUCKETS[bisect_left(BUCKETS, seconds)]
            # All of a route's, from its first request on; each file has those that its process knows.
            for bound in BUCKETS if route not in self._routes else (reached,):
                told = {**labels, "le": _text(bound)}
                _add(self._times, name, f"{name}_bucket", told, about, float(bound == reached))
            self._routes.add(route)
            _add(self._times, name, f"{name}_sum", labels, about, seconds)

    def metrics(self) -> Iterable[Metric]:
        """Return what all processes counted, of this run and of earlier ones."""
        files = sorted(str(path) for path in self._folder.glob("*_*.db") if path.stat().st_size)
        found: Iterable[Metric] = _merge(files)
        return found

    def _open(self) -> tuple[Any, Any]:
        number = 0
        while self._own is None:
            lock = FileLock(self._folder / f"{number}.lock")
            if lock.acquire():
                self._own = lock  # until this process ends
            else:
                number += 1
        counts, times = (_opened(self._folder / f"{kind}_{number}.db") for kind in ("counter", "histogram"))
        weakref.finalize(self, _close, counts, times, self._own)
        return counts, times


def _opened(path: Path) -> Any:
    if path.exists() and path.stat().st_size:
        try:
            list(_Store.read_all_values_from_file(str(path)))
        except (RuntimeError, ValueError, struct.error):  # a power failure damaged it
            path.unlink()
    return _Store(str(path))


def _close(counts: Any, times: Any, lock: FileLock) -> None:
    counts.close()
    times.close()
    lock.release()


def _add(store: Any, metric: str, name: str, labels: dict[str, str], about: str, value: float) -> None:
    key = json.dumps([metric, name, labels, about], sort_keys=True)
    store.write_value(key, store.read_value(key)[0] + value, 0.0)
