"""What operating costs: a question for the metrics of a full server, a backup and a restore."""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from figures import printed_by
from page import write_section

from albumforge.forge import Forge
from albumforge.http.metrics import Metrics
from albumforge.models.tables import LOCAL_USER

FILMS, VIDEOS, CACHED, MIB, TRIES = 100_000, 100_000, 20_000, 1024, 5
STATUSES = (3, 3, 3, -1, -2, 0)


def main() -> None:
    """Measure, print, and with --write put the table into docs/benchmarks.md."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-") as folder:
        text = table(Path(folder))
    print(text)
    if arguments.write:
        write_section("Operating", text)


def table(folder: Path) -> str:
    """The section of the page."""
    rows = []
    with Forge(home=folder / "home") as forge:
        fill(forge)
        metrics = Metrics(forge)
        metrics.text()  # looks through the cache, which later questions do not
        scrape = min(timed(metrics.text) for _ in range(TRIES))
        rows.append((f"`/metrics`, {FILMS:,} films, {VIDEOS:,} videos of the farm, {CACHED:,} cached files", scrape))
        rows.append((f"backup of {FILMS + VIDEOS:,} rows", timed(lambda: forge.backup(folder / "rows"))))
        film = forge.movies.create("Large")
        for number in range(8):
            with (film.folder / f"{number}.bin").open("wb") as out:
                for _ in range(MIB // 8):
                    out.write(os.urandom(1 << 20))
        rows.append((f"the same with {MIB} MiB of media", timed(lambda: forge.backup(folder / "media"))))
        again = timed(lambda: forge.backup(folder / "again", previous=folder / "media"))
        rows.append(("the same again, with `--previous`", again))
    with Forge(home=folder / "other") as forge:
        rows.append(("restoring it", timed(lambda: forge.restore(folder / "media"))))
    lines = "\n".join(f"| {what} | {seconds:.2f} |" for what, seconds in rows)
    return (
        f"{printed_by('scripts/bench operations')}, on {os.cpu_count()} shared processors, with SQLite; the question"
        f" for the metrics is the best of {TRIES}.\n\n| what | seconds |\n|---|---|\n{lines}\n"
    )


def fill(forge: Forge) -> None:
    """A server that has been used for years."""
    films = [
        {"work_id": f"w{number}", "user": LOCAL_USER, "status": STATUSES[number % len(STATUSES)], "duration": 30.0}
        for number in range(FILMS)
    ]
    videos = [{"path": f"/videos/{number}.mp4", "status": number % 5} for number in range(VIDEOS)]
    with forge.database.transaction() as tables:
        for table_, rows in ((tables.movie, films), (tables.farm_video, videos)):
            for start in range(0, len(rows), 500):
                table_.insert_many(rows[start : start + 500]).execute()
    for number in range(CACHED):
        place = forge.settings.cache / f"{number % 100}"
        place.mkdir(parents=True, exist_ok=True)
        (place / str(number)).write_bytes(b"x")


def timed(action: Callable[[], Any]) -> float:
    """Seconds that something takes."""
    begun = time.perf_counter()
    action()
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()
