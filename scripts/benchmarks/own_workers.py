"""Worker processes of albumforge, as its supervisor starts them."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager

from albumforge.actors.process import orders
from albumforge.settings import Settings

WARM_SECONDS = 1.0
"""How long workers have to look around, once all are there."""


@contextmanager
def workers(
    settings: Settings, queues: Sequence[str], count: int, environ: Mapping[str, str] | None = None
) -> Iterator[list[subprocess.Popen[bytes]]]:
    """Have so many worker processes serve some queues, for as long as the body runs.

    Args:
        environ: of the workers, besides this process's own.
    """
    processes = [_start(settings, list(queues), environ or {}) for _ in range(count)]
    try:
        yield processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.communicate()


def await_workers(settings: Settings, count: int) -> None:
    """Wait until so many workers are there, and have had time to look around."""
    folder = settings.home / "queue" / "workers"
    while len(list(folder.glob("*.lock"))) < count:
        time.sleep(0.05)
    time.sleep(WARM_SECONDS)


def _start(settings: Settings, queues: list[str], environ: Mapping[str, str]) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "albumforge.actors.process"]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, env={**os.environ, **environ})
    if process.stdin is not None:
        process.stdin.write(orders(settings, queues))
        process.stdin.flush()
    return process
