"""The same thing asked for by several threads at once is done once."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from typing import Generic, TypeVar

T = TypeVar("T")


class Once(Generic[T]):
    """Lets the first who asks do it, and the others have what came of it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._under_way: dict[Hashable, Future[T]] = {}

    def __call__(self, key: Hashable, do: Callable[[], T]) -> T:
        """Return what `do` returns, or raise what it raises; nothing is kept once it is done.

        Args:
            key: says what is done.
        """
        with self._lock:
            others = self._under_way.get(key)
            ours: Future[T] = Future()
            if others is None:
                self._under_way[key] = ours
        if others is not None:
            return others.result()
        try:
            result = do()
        except BaseException as error:
            self._forget(key)
            ours.set_exception(error)
            raise
        self._forget(key)
        ours.set_result(result)
        return result

    def _forget(self, key: Hashable) -> None:
        with self._lock:
            del self._under_way[key]
