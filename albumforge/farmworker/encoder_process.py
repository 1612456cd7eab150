"""``python -m albumforge.farmworker.encoder_process``: does one job of a worker, in a process that may die of it.

Started by `farmworker.encoding`. It reads its orders from standard input and tells on standard output, one JSON object
a line, how far it is and what came of it. When its input ends, the worker is gone: it ends, with all that it started.
"""

from __future__ import annotations

import contextlib
import logging
import os
import signal
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from albumforge import logs
from albumforge.context import Context, Progress
from albumforge.errors import ForgeError, Unavailable
from albumforge.media.memory import return_large_blocks
from albumforge.plugins import Registry, contained
from albumforge.processes import Teller, read_orders, when_orphaned
from albumforge.services.error_lines import dump_error
from albumforge.settings import Settings
from albumforge.transcoders.presets import preset_of_json
from albumforge.transcoding import Preset, Transcoder

_OOM_SCORE = 500
"""Where memory runs out, this process goes first: the worker tells what happened."""
_log = logging.getLogger(__name__)


def main() -> int:
    """Do the job; return the exit code."""
    say = Teller()
    for signum in (signal.SIGINT, signal.SIGTERM):  # for the worker, though a service manager tells everybody
        signal.signal(signum, signal.SIG_IGN)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(_OOM_SCORE), encoding="ascii")
    return_large_blocks()
    settings, job = read_orders(sys.stdin.buffer.readline())
    when_orphaned(lambda: os.killpg(0, signal.SIGKILL))
    if settings.log_level != "debug":
        _quiet()
    logs.set_up(settings, "encoder")
    try:
        with logs.about(**job.get("log", {})), contained():
            _do(settings, job, say)
    except ForgeError as error:
        say({"error": dump_error(error)})
    except Exception as error:
        _log.exception("the job failed")
        say({"error": dump_error(ForgeError(f"Internal error: {type(error).__name__}: {error}"))})
    return 0


def _do(settings: Settings, job: dict[str, Any], say: Teller) -> None:
    backend = Registry(settings.plugins_dirs, settings).transcoder(job["backend"])
    if "source" in job:
        say({"done": _transcode(backend, job, say)})
    else:
        say({"done": {"encoders": [asdict(one) for one in backend.encoders()]}})


def _transcode(backend: Transcoder, job: dict[str, Any], say: Teller) -> dict[str, Any]:
    preset = preset_of_json(job["preset"])
    if not job["fallback"]:
        _check_own(backend, preset)

    context = Context(on_progress=_Thinned(say), on_log=lambda line: say({"log": line}))
    made = backend.transcode(Path(job["source"]), Path(job["output"]), preset, threads=job["threads"], context=context)
    return {**asdict(made), "path": str(made.path)}


def _check_own(backend: Transcoder, preset: Preset) -> None:
    """Raise `Unavailable` where none of the backend's own encoders can make what the preset wants."""
    mine = [one for one in backend.encoders() if one.codec == preset.video.codec]
    if not any(not one.problem for one in mine):
        why = "; ".join(f"{one.name}: {one.problem}" for one in mine) or "it has none for it"
        raise Unavailable(f"The transcoder {backend.name} cannot encode {preset.video.codec} here ({why}).")


def _quiet() -> None:
    """Keep what encoders print of themselves off standard error; what Python says there stays."""
    sys.stderr = os.fdopen(os.dup(2), "w", encoding="utf-8", errors="backslashreplace", buffering=1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


class _Thinned:
    """Passes on progress at each percent, and each second where that takes longer."""

    def __init__(self, say: Teller) -> None:
        self._say = say
        self._last: tuple[str, int] = ("", -1)
        self._due = 0.0

    def __call__(self, one: Progress) -> None:
        at, moment = (one.stage, int(one.fraction * 100)), time.monotonic()
        if at != self._last or moment >= self._due:
            self._last, self._due = at, moment + 1.0
            self._say({"stage": one.stage, "fraction": one.fraction, "message": one.message})


if __name__ == "__main__":
    sys.exit(main())
