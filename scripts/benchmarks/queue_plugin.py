"""A generator that makes nothing, for the benchmark of queues, which puts this file into a folder of plugins."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from albumforge.backends import API_VERSION, Film, Planned
from albumforge.context import Context

if "BENCH_STEPS" in os.environ:
    from queue_steps import watch_worker

    watch_worker(Path(os.environ["BENCH_STEPS"]))


class Nothing:
    """Plans nothing, and renders a file of a few bytes: what is measured is all that is around it."""

    name: ClassVar[str] = "nothing"
    api_version: ClassVar[int] = API_VERSION

    def check_request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Take any request."""
        return dict(request)

    def plan(self, _files: Sequence[Path], _request: Mapping[str, Any], _context: Context) -> Planned:
        """Return a plan of nothing."""
        return Planned("{}")

    def render(self, _document: str, output: Path, *, context: Context, **_: Any) -> Film:
        """Put a file there."""
        context.progress("render", 0.0)
        output.write_bytes(b"nothing")
        context.progress("render", 1.0)
        return Film(output, None, 2, 2, 1, 0.04)


def albumforge_backends() -> dict[str, list[type]]:
    """Return what this file brings."""
    return {"generator": [Nothing]}
