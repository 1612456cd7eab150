"""What the benchmarks measure and tell: figures with their limits, times, and the peak memory of a process."""

from __future__ import annotations

import contextlib
import subprocess
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

Row = tuple[str, float, float | None]
"""What was measured, the figure, and what it should not exceed."""


def printed_by(command: str) -> str:
    """Return how a section of the page begins: what prints its figures, and when it did."""
    return f"Printed by `{command}` on {datetime.now(UTC).date().isoformat()}"


def tell(rows: Sequence[Row], *, width: int, digits: int = 3) -> None:
    """Print figures, their names in a column of `width`, and whether they keep their limits."""
    for name, value, limit in rows:
        judged = "" if limit is None else f"   limit {limit:g}   {'ok' if value <= limit else 'OVER'}"
        print(f"{name:{width}s} {value:{digits + 5}.{digits}f}{judged}")


def table(rows: Sequence[Row], *, digits: int = 3) -> str:
    """Return figures as a table in Markdown."""
    lines = [
        f"| {name} | {value:.{digits}f} | {'' if limit is None else f'{limit:g}'} |" for name, value, limit in rows
    ]
    return "| what | measured | limit |\n|---|---|---|\n" + "\n".join(lines)


def timed(task: Callable[[], object]) -> float:
    """Return the seconds that something takes."""
    began = time.perf_counter()
    task()
    return time.perf_counter() - began


def memory_row(name: str, peak: Callable[[int], int]) -> Row:
    """Return how much more memory a film of 300 photos takes than one of 30, given the peak in KiB of so many."""
    few, many = peak(30), peak(300)
    print(f"peak memory: {few / 1024:.0f} MiB with 30 photos, {many / 1024:.0f} MiB with 300\n")
    return name, many / few, 1.15


def peak_memory(command: Sequence[object]) -> int:
    """Return the peak resident memory in KiB of a process, whose standard output is dropped."""
    process = subprocess.Popen([str(part) for part in command], stdout=subprocess.DEVNULL)
    peak = 0
    # Not ru_maxrss: that of a child begins with what its parent had when it forked.
    while process.poll() is None:
        with contextlib.suppress(OSError):
            status = Path(f"/proc/{process.pid}/status").read_text(encoding="ascii")
            peak = max([peak, *(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))])
        time.sleep(0.05)
    if process.returncode:
        raise SystemExit(f"{' '.join(map(str, command))} failed")
    return peak
