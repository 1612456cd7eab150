"""``python -m albumforge.services.darkroom_process``: does work on pictures for the process that started it.

Started by `services.darkroom`. From standard input it reads its orders and then one job a line, on standard output it
says how each went, one JSON object a line. When its input ends nobody needs it any more, and it ends at once.
"""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from albumforge import logs
from albumforge.errors import ForgeError
from albumforge.media.memory import return_large_blocks
from albumforge.plugins import Registry
from albumforge.processes import Teller, read_orders
from albumforge.services.error_lines import dump_error
from albumforge.services.picture_work import AT_ONCE, Bench

NICE = 10
"""Behind the server that waits for it, and behind the films."""
_OOM_SCORE = 500
"""Where memory runs out, this process goes first; its work is begun anew."""

_ONE_THREAD = ("OPENCV_FOR_THREADS_NUM", "OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS")
"""A job shall take one processor; these are read when the libraries are loaded, which they are not yet."""

_log = logging.getLogger(__name__)


def main() -> int:
    """Work until there is nobody to work for."""
    say = Teller()
    for signum in (signal.SIGINT, signal.SIGTERM):  # for whoever started it, though all in a terminal get them
        signal.signal(signum, signal.SIG_IGN)
    os.nice(NICE)
    os.environ.update(dict.fromkeys(_ONE_THREAD, "1"))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(_OOM_SCORE), encoding="ascii")
    return_large_blocks()
    line = sys.stdin.buffer.readline()
    if not line:
        return 0
    settings, _ = read_orders(line)
    logs.set_up(settings, "helper")
    bench = Bench(settings, Registry(settings.plugins_dirs, settings))
    say({"ready": True})
    pool = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="albumforge-darkroom")
    for line in sys.stdin.buffer:
        pool.submit(_answer, bench, json.loads(line), say)
    os._exit(0)  # whatever is still being done, nobody waits for it


def _answer(bench: Bench, job: dict[str, Any], say: Callable[[dict[str, Any]], None]) -> None:
    about = None if job["about"] is None else Path(job["about"])
    with logs.about(**job.get("log", {})):
        _answered(bench, job, about, say)


def _answered(bench: Bench, job: dict[str, Any], about: Path | None, say: Callable[[dict[str, Any]], None]) -> None:
    try:
        say({"id": job["id"], "result": bench.do(job["job"], about=about, **job["arguments"])})
    except ForgeError as error:
        say({"id": job["id"], "error": dump_error(error)})
    except Exception as error:
        _log.exception("%s failed", job["job"])
        failure = ForgeError(f"The job {job['job']} failed ({type(error).__name__}); the log says more.")
        say({"id": job["id"], "error": dump_error(failure)})


if __name__ == "__main__":
    sys.exit(main())
