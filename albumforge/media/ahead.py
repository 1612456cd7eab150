"""Let one step of a work run ahead of the next, in a thread of its own."""

from __future__ import annotations

import contextlib
import queue
import threading
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import TypeVar

_WAIT_SECONDS = 0.1

Item = TypeVar("Item")


@dataclass(frozen=True)
class _End:
    """What comes after the last item: the error that ended the work, if one did."""

    error: BaseException | None = None


@contextlib.contextmanager
def ahead(items: Generator[Item, None, None], depth: int) -> Iterator[Iterator[Item]]:
    """Yield an iterator of the same items, up to `depth` of which are made before they are asked for.

    Errors are raised where the items are asked for. At the end of the body the thread has ended and `items` is closed,
    also where not all were taken.

    Args:
        items: whatever they use must not be touched by others meanwhile.
    """
    made: queue.Queue[Item | _End] = queue.Queue(depth)
    stop = threading.Event()
    thread = threading.Thread(target=_make, args=(items, made, stop), name="albumforge-ahead", daemon=True)
    thread.start()
    try:
        yield _taken(made)
    finally:
        stop.set()
        thread.join()


def _make(items: Generator[Item, None, None], made: queue.Queue[Item | _End], stop: threading.Event) -> None:
    end = _End()
    try:
        with contextlib.closing(items):
            for item in items:
                if not _put(item, made, stop):
                    return
    except BaseException as error:  # whatever it is, it is raised where the items are wanted
        end = _End(error)
    _put(end, made, stop)


def _put(item: Item | _End, made: queue.Queue[Item | _End], stop: threading.Event) -> bool:
    while not stop.is_set():
        try:
            made.put(item, timeout=_WAIT_SECONDS)
        except queue.Full:
            continue
        return True
    return False


def _taken(made: queue.Queue[Item | _End]) -> Iterator[Item]:
    while True:
        item = made.get()
        if isinstance(item, _End):
            if item.error is not None:
                raise item.error
            return
        yield item
