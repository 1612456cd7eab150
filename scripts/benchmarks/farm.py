"""Measure the farm's master on SQLite and PostgreSQL: claims a second, and how long its lists take.

Called by scripts/bench farm.
"""

from __future__ import annotations

import argparse
import io
import json
import multiprocessing
import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from databases import KINDS, addresses
from figures import Row, printed_by, table, tell
from page import write_section

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.models.database import Database
from albumforge.services.farm.known_facts import columns_of
from albumforge.services.farm.states import WorkerType
from albumforge.services.farm.workers import Described
from albumforge.settings import Settings
from albumforge.transcoding import VideoFacts

WORKERS, VIDEOS = 8, 2000
LISTED, LOGGED = 100_000, 1_000_000
MOST_SECONDS = 0.1
TRIES = 5


def main() -> None:
    parser = argparse.ArgumentParser(prog="scripts/bench farm", description=__doc__)
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    parser.add_argument("--only", choices=KINDS, help="of one database")
    parser.add_argument("--all", action="store_true", help="print every list, not only the slowest")
    arguments = parser.parse_args()
    rows: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-") as place:
        for name in [arguments.only] if arguments.only else KINDS:
            with addresses(name, Path(place)) as url:
                rows += _claims(name, Path(place) / f"{name}-claims", url("claims"))
                rows += _lists(name, Path(place) / f"{name}-lists", url("lists"), arguments.all)
    tell(rows, width=78)
    if arguments.write:
        write_section(
            "Farm",
            f"{printed_by('scripts/bench farm')}, on {os.cpu_count()} shared processors. {WORKERS} processes claim as"
            f" fast as they can from {VIDEOS:,} videos, each of which they must get exactly once. Lists are asked for"
            f" over their routes, with {LISTED:,} videos, as many tasks and {LOGGED:,} lines of the log: each filter,"
            f" each sort and order, first and last page; told is the slowest, by the best of {TRIES} tries.\n\n"
            f"{table(rows)}\n",
        )


def _settings(home: Path, url: str) -> Settings:
    folder = home / "videos"
    folder.mkdir(parents=True, exist_ok=True)
    return Settings.load(environ={}, file=Path(os.devnull), home=home, database_url=url, farm_roots=(folder,))


def _claims(name: str, home: Path, url: str) -> list[Row]:
    settings = _settings(home, url)
    with Forge(settings) as forge, forge.database.transaction() as tables:
        for number in range(VIDEOS):
            path = settings.farm_roots[0] / f"{number:05}.mkv"
            path.write_bytes(b"video")
            facts = _facts(path)
            tables.farm_video.create(path=str(path), **columns_of(facts))
    context = multiprocessing.get_context("spawn")
    begin, found = context.Event(), context.Queue()
    children = [context.Process(target=_claim_all, args=(home, url, number, begin, found)) for number in range(WORKERS)]
    for child in children:
        child.start()
    for _ in children:
        found.get()  # ready
    begin.set()
    came = [found.get() for _ in children]
    for child in children:
        child.join()
    claimed = [path for paths, _, _ in came for path in paths]
    if sorted(claimed) != sorted({*claimed}) or len(claimed) != VIDEOS:
        raise SystemExit(f"{name}: {len(claimed)} claims of {len({*claimed})} videos; {VIDEOS} were there")
    seconds = max(end for _, _, end in came) - min(start for _, start, _ in came)
    return [(f"{name}: claims a second of {WORKERS} workers, each video exactly once", len(claimed) / seconds, None)]


def _facts(path: Path) -> VideoFacts:
    from fractions import Fraction

    status = path.stat()
    return VideoFacts(
        path, status.st_size, status.st_mtime_ns, "matroska,webm", "h264", 5000, Fraction(25), 1920, 1080, 60
    )


def _claim_all(home: Path, url: str, number: int, begin: Any, found: Any) -> None:
    from albumforge.errors import NotFound

    with Forge(_settings(home, url)) as forge:
        worker = forge.farm.workers.register(Described(f"worker {number}", WorkerType.CPU, vr=False))
        found.put("ready")
        begin.wait()
        start, paths = time.time(), []
        try:
            while True:
                paths.append(forge.farm.claims.claim(worker.id, vr=False).video_path)
        except NotFound:
            found.put((paths, start, time.time()))


def _lists(name: str, home: Path, url: str, show: bool) -> list[Row]:
    settings = _settings(home, url)
    with Forge(settings) as forge:
        _fill(forge.database)
        application = app(forge)
        measured = []
        for query in _queries():
            times = []
            for _ in range(TRIES):
                began = time.perf_counter()
                _get(application, query)
                times.append(time.perf_counter() - began)
            measured.append((min(times), query))
    measured.sort(reverse=True)
    for seconds, query in measured if show else measured[:5]:
        print(f"{name} {seconds * 1000:8.1f} ms  {query}")
    return [(f"{name}: seconds of the slowest of {len(measured)} lists", measured[0][0], MOST_SECONDS)]


def _queries() -> Iterator[str]:
    lists = {
        "videos": (
            ["video_path", "codec", "bitrate_k", "resolutionall", "video_size", "transcode_status", "updatetime"],
            [
                "",
                "transcode_status=0",
                "transcode_status=3",
                "transcode_status=2,4",
                "is_vr=1",
                "codec=vp9",
                "codec=h264,hevc",
                "is_vr=0&transcode_status=1&codec=h264",
            ],
        ),
        "tasks": (["start_time", "progress", "status"], ["", "status=2", "status=1", "status=0,3"]),
        "logs": (
            ["id", "log_time", "log_level"],
            [
                "",
                "log_level=20",
                "log_level=50",
                "log_level=20,40",
                "log_level=10,20,30,40,50",
                "start_time=2026-01-02",
                "start_time=2026-01-03&end_time=2026-01-09",
                "end_time=2026-01-01T00:10:00",
                "log_level=30,40&start_time=2026-01-03&end_time=2026-01-09",
            ],
        ),
    }
    for name, (sorts, filters) in lists.items():
        for chosen in filters:
            for sort in ["", *(f"sort_by={sort}&order={order}" for sort in sorts for order in ("asc", "desc"))]:
                for page in ("", "last"):
                    query = "&".join(part for part in (chosen, sort) if part)
                    yield f"/api/v1/{name}?{query}{f'&page={page}' if page else ''}"
    yield "/api/v1/farm"
    yield "/api/v1/workers"


_LAST: dict[str, int] = {}


def _get(application: Any, query: str) -> bytes:
    if query.endswith("&page=last"):
        first = query.removesuffix("&page=last")
        path = first.partition("?")[0]
        if path != "/api/v1/tasks":
            if first not in _LAST:
                _LAST[first] = json.loads(_ask(application, first))["data"]["pagination"]["pages"]
            query = f"{first}&page={max(1, _LAST[first])}"
        else:
            share = {"": 1.0, "status=2": 0.94, "status=1": 0.01, "status=0,3": 0.05}
            chosen = next((key for key in share if key and key in first), "")
            query = f"{first}&page={int(LISTED * share[chosen] / 20)}"
    return _ask(application, query)


def _ask(application: Any, query: str) -> bytes:
    path, _, text = query.partition("?")
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": path,
        "QUERY_STRING": text,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "8000",
        "HTTP_HOST": "127.0.0.1:8000",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }
    statuses: list[str] = []
    body = b"".join(application(environ, lambda status, _headers, _error=None: statuses.append(status)))
    if not statuses[0].startswith("200"):
        raise SystemExit(f"{query}: {statuses[0]} {body.decode()}")
    return body


_NUMBERS = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count}) ",
    "postgresql": "WITH s AS (SELECT generate_series(1::bigint, {count}) AS n) ",
}
_MOMENT = {
    "sqlite": "datetime('2026-01-01', '+' || ({seconds}) || ' seconds') || '.000000'",
    "postgresql": "timestamp '2026-01-01' + ({seconds}) * interval '1 second'",
}


def _fill(database: Database) -> None:
    """Write rows that look like those of a farm in its second week."""
    with database.transaction() as tables:
        peewee = tables.farm_video._meta.database
        kind = "sqlite" if "Sqlite" in type(peewee).__name__ else "postgresql"
        moment, true, false = _MOMENT[kind].format, *(("1", "0") if kind == "sqlite" else ("TRUE", "FALSE"))
        videos = {
            "path": "'/library/folder-' || (n * 7919 % 5000) || '/some film or other, part ' || n || '.mkv'",
            "status": _case("n % 100", {60: 2, 90: 0, 94: 4, 99: 3}, 1),
            "vr": f"CASE WHEN n % 50 = 0 THEN {true} ELSE {false} END",
            "codec": "CASE n % 10 WHEN 0 THEN 'hevc' WHEN 1 THEN 'vp9' WHEN 2 THEN 'mpeg2video' ELSE 'h264' END",
            "bitrate_k": "n * 7919 % 20000",
            "size": "n * 104729 % 9000000",
            "width": "1920 - n % 5 * 100",
            "height": "1080 - n % 5 * 50",
            "pixels": "(1920 - n % 5 * 100) * (1080 - n % 5 * 50)",
            "facts": f"'{'x' * 600}'",
            "updated": moment(seconds="n * 7919 % 1000000"),
            **dict.fromkeys(("rank", "attempts", "mtime_ns"), "0"),
            **dict.fromkeys(("fps", "duration"), "25"),
            "gone": false,
            "error": "''",
        }
        tasks = {
            "video_id": "n",
            "worker": "n % 6 + 1",
            "worker_name": "'worker'",
            "status": _case("n % 100", {94: 2, 95: 1}, 3),
            "progress": "CASE WHEN n % 100 < 94 THEN 100 ELSE n % 100 END",
            "preset": f"'{'x' * 300}'",
            "source_size": "1000000",
            "result_size": "400000",
            "started": moment(seconds="n"),
            "reported": moment(seconds="200000000"),
            **dict.fromkeys(("source_mtime_ns", "elapsed"), "0"),
            **dict.fromkeys(("verifying", "placing", "in_place"), false),
            **dict.fromkeys(("registration", "dest", "part", "error", "note"), "''"),
        }
        levels = {"n % 100000 = 0": 50, "n % 100 = 1": 40, "n % 20 = 2": 30, "n % 2 = 0": 20}
        logs = {
            "task": "n % 100000",
            "video": "n % 100000",
            "time": moment(seconds="n"),
            "level": " ".join(
                ["CASE", *(f"WHEN {when} THEN {level}" for when, level in levels.items()), "ELSE 10 END"]
            ),
            "message": "'Given to worker number ' || n || '.'",
        }
        for table, count, columns in (
            ("farm_video", LISTED, videos),
            ("farm_task", LISTED, tasks),
            ("farm_log", LOGGED, logs),
        ):
            names = ", ".join(f'"{name}"' for name in columns)
            sql = f"INSERT INTO {table} ({names}) SELECT {', '.join(columns.values())} FROM s"
            sql = _NUMBERS[kind].format(count=count) + sql
            # A percent sign is one, also where psycopg looks for placeholders.
            peewee.execute_sql(sql if kind == "sqlite" else sql.replace("%", "%%"))
    with database.session() as tables:
        tables.farm_video._meta.database.execute_sql("ANALYZE")


def _case(number: str, below: dict[int, int], rest: int) -> str:
    whens = (f"WHEN {number} < {end} THEN {value}" for end, value in below.items())
    return f"CASE {' '.join(whens)} ELSE {rest} END"


if __name__ == "__main__":
    main()
