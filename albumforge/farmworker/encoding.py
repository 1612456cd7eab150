"""A job of a worker in a child process: where FFmpeg crashes, or memory runs out, the worker lives on."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from albumforge import logs
from albumforge.errors import Cancelled, Unavailable
from albumforge.processes import orders
from albumforge.services.error_lines import load_error
from albumforge.settings import Settings

_COMMAND = (sys.executable, "-m", "albumforge.farmworker.encoder_process")
_LOOK_SECONDS = 0.1
_MEMORY = "the machine may have run out of memory"


@dataclass(frozen=True)
class Transcode:
    """What is to be encoded.

    Attributes:
        backend: name of the transcoder.
        source, output: files of this machine.
        preset: as JSON.
        threads: processors that the encoder may use; 0: all.
        fallback: whether another encoder may do it where none of the backend's own works.
    """

    backend: str
    source: Path
    output: Path
    preset: str
    threads: int = 0
    fallback: bool = True


def transcode(
    settings: Settings,
    job: Transcode,
    on_message: Callable[[dict[str, Any]], object],
    stopped: Callable[[], bool],
) -> dict[str, Any]:
    """Encode, and return what `albumforge.transcoding.Transcoded` says of it.

    Args:
        on_message: gets each ``{stage, fraction, message}`` and ``{log}``, in this thread.
        stopped: asked ten times a second; once it is true the child is killed.

    Raises:
        Cancelled: `stopped`.
        Unavailable: the child died.
        ForgeError: what the transcoder raised.
        In each case `job.output` may be there, half written.
    """
    more = {
        "backend": job.backend,
        "source": str(job.source),
        "output": str(job.output),
        "preset": job.preset,
        "threads": job.threads,
        "fallback": job.fallback,
        "log": logs.current(),
    }
    return _run(orders(settings, **more), on_message, stopped)


def encoders(settings: Settings, backend: str, stopped: Callable[[], bool]) -> list[dict[str, Any]]:
    """Return what `albumforge.transcoding.Encoder` says of each of a backend's encoders, tried here.

    Raises:
        Cancelled, Unavailable: as `transcode`.
    """
    found: list[dict[str, Any]] = _run(orders(settings, backend=backend), lambda _: None, stopped)["encoders"]
    return found


def _run(line: bytes, on_message: Callable[[dict[str, Any]], object], stopped: Callable[[], bool]) -> dict[str, Any]:
    lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    process = subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, process_group=0)
    reader = threading.Thread(target=_read, args=(process, lines), name="encoding", daemon=True)
    reader.start()
    try:
        assert process.stdin is not None
        with contextlib.suppress(BrokenPipeError):  # it died already, as its line of output will tell
            process.stdin.write(line)
            process.stdin.flush()
        return _listen(process, lines, on_message, stopped)
    finally:
        with contextlib.suppress(ProcessLookupError):  # with what it started, which may hold the pipe
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        reader.join()
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):
                    stream.close()


def _listen(
    process: subprocess.Popen[bytes],
    lines: queue.SimpleQueue[bytes],
    on_message: Callable[[dict[str, Any]], object],
    stopped: Callable[[], bool],
) -> dict[str, Any]:
    while True:
        if stopped():
            raise Cancelled
        try:
            line = lines.get(timeout=_LOOK_SECONDS)
        except queue.Empty:
            continue
        if not line.endswith(b"\n"):
            raise Unavailable(_died(process.wait()))
        message: dict[str, Any] = json.loads(line)
        if "done" in message:
            done: dict[str, Any] = message["done"]
            return done
        if "error" in message:
            raise load_error(message["error"])
        on_message(message)


def _read(process: subprocess.Popen[bytes], lines: queue.SimpleQueue[bytes]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if line.endswith(b"\n"):
            lines.put(line)
    lines.put(b"")  # the end


def _died(code: int) -> str:
    if code >= 0:
        return f"The process that encodes ended with {code}."
    try:
        name = signal.Signals(-code).name
    except ValueError:
        name = str(-code)
    why = f" ({_MEMORY})" if code == -signal.SIGKILL else ""
    return f"The process that encodes was killed by {name}{why}."
