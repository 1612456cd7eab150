"""A run of ffmpeg: its progress, its end, and the end of all that it started."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import subprocess
import threading
from collections.abc import Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from albumforge.context import Context

# The shell becomes ffmpeg. What it starts before ends the group once standard input ends: whoever held that is gone,
# however it went.
_GROUP = 'exec 3<&0; (cat <&3; kill -9 0) >/dev/null 2>&1 & exec "$@" 3<&- </dev/null'
_POLL = 0.1  # seconds


class Failed(Exception):
    """Raised when the program ends with an error; says its last words."""


def progress_of(command: Sequence[str], context: Context) -> Iterator[dict[str, str]]:
    """Run ffmpeg with ``-progress pipe:1``, and yield each of its reports as a mapping, until it has ended well.

    Raises:
        Failed: it did not, or cannot be run.
        Cancelled: the context asked to stop; the process and all that it started are gone then.
    """
    with TemporaryFile() as said:
        shell = ["/bin/sh", "-c", _GROUP, "sh", *command]
        try:
            process = subprocess.Popen(
                shell, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=said, process_group=0
            )
        except OSError as error:
            raise Failed(error.strerror or str(error)) from error
        try:
            yield from _reports(process, context)
            if process.wait() != 0:
                raise Failed(_last_words(said) or f"it ended with code {process.returncode}")
        finally:
            _end(process)


def _reports(process: subprocess.Popen[bytes], context: Context) -> Iterator[dict[str, str]]:
    lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
    assert process.stdout is not None
    reader = threading.Thread(target=_read, args=(process.stdout, lines), name="albumforge-ffmpeg", daemon=True)
    reader.start()
    report: dict[str, str] = {}
    while True:
        context.check()
        try:
            line = lines.get(timeout=_POLL)
        except queue.Empty:
            continue
        if line is None:
            return
        name, _, value = line.decode("ascii", "replace").strip().partition("=")
        report[name] = value.strip()
        if name == "progress":
            yield report
            report = {}


def _read(stream: IO[bytes], lines: queue.SimpleQueue[bytes | None]) -> None:
    for line in stream:
        lines.put(line)
    lines.put(None)


def _end(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with contextlib.suppress(OSError):
                stream.close()


def _last_words(said: IO[bytes]) -> str:
    said.seek(max(0, said.seek(0, os.SEEK_END) - 4000))
    lines = [line.strip() for line in said.read().decode("utf-8", "replace").splitlines() if line.strip()]
    return lines[-1].rstrip(".") if lines else ""
