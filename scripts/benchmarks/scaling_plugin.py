"""Notes in a worker when each step of a film begins and ends, for the benchmark of scaling; brings no backend.

The benchmark puts this file into a folder of plugins. Each line it writes is one step: its name, the key of a segment,
when it began and ended, and the seconds of its thread on a processor.
"""

from __future__ import annotations

import functools
import json
import os
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.rendering import generate, segment_run
from albumforge.media import finish

_guard = threading.Lock()


def _noted(owner: Any, attribute: str, name: str, key: Callable[..., str] = lambda *_, **__: "") -> None:
    original = getattr(owner, attribute)

    @functools.wraps(original)
    def noted(*arguments: Any, **named: Any) -> Any:
        began, used = time.monotonic(), time.thread_time()
        try:
            return original(*arguments, **named)
        finally:
            line = [name, key(*arguments, **named), began, time.monotonic(), time.thread_time() - used]
            with _guard, (Path(os.environ["BENCH_STEPS"]) / str(os.getpid())).open("a", encoding="utf-8") as out:
                out.write(json.dumps(line) + "\n")

    setattr(owner, attribute, noted)


def albumforge_backends() -> dict[str, list[type]]:
    """Return nothing; have steps noted from now on."""
    if "BENCH_STEPS" in os.environ and not hasattr(generate, "_bench"):
        generate._bench = True  # type: ignore[attr-defined]
        _noted(AlbumGenerator, "plan", "plan")
        _noted(generate, "_render_all", "parts")
        _noted(generate, "_render_sound", "sound")
        _noted(generate, "_draw_poster", "poster")
        _noted(segment_run, "_render_segment", "segment", lambda _run, _shelf, segment, _file: segment.key)
        _noted(finish, "assemble", "join")
        _noted(finish, "verify_film", "verify")
    return {}
