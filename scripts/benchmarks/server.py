"""Measure the server: answers while a film is made, memory under uploads and at rest.

Called by scripts/bench http. Films with and without clients are made by turns in one run.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

from figures import Row, printed_by, table, tell
from page import write_section

from albumforge.samples import SCENES, write_clip, write_samples

CLIENTS = 64
UPLOADS, UPLOAD_BYTES = 20, 50_000_000
LARGE_BYTES = 2_000_000_000
SECONDS = 40
CHUNK = 1 << 20


def main() -> None:
    arguments = _arguments()
    with tempfile.TemporaryDirectory(prefix="albumforge-bench-") as folder, Server(Path(folder)) as server:
        bench = Bench(Path(folder), server)
        rows = [*bench.rest(), *bench.uploads(), *bench.status(arguments.rounds)]
    tell(rows, width=78)
    if arguments.write:
        write_section(
            "Server",
            f"{printed_by('scripts/bench http')}, on {os.cpu_count()} shared processors, which the film, the server and"
            f" the clients share. The film lasts {SECONDS} s at 1080p30; times are medians over {arguments.rounds}"
            " rounds with and without clients by turns. Memory is the proportional set size of all processes of"
            f" `albumforge serve`, in MiB.\n\n{table(rows)}\n",
        )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="scripts/bench http", description=__doc__)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--write", action="store_true", help="write the figures to docs/benchmarks.md")
    return parser.parse_args()


class Server:
    """`albumforge serve` in a home of its own."""

    def __init__(self, folder: Path) -> None:
        self.home = folder / "home"
        self.port = _free_port()
        self.token = ""
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Server:
        run = [sys.executable, "-m", "albumforge", "--home", str(self.home)]
        self.token = subprocess.run([*run, "token", "add"], check=True, capture_output=True, text=True).stdout.strip()
        self._process = subprocess.Popen([*run, "serve", "--port", str(self.port), "--no-open"])
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                self.call("/healthz")
                return self
            time.sleep(0.1)
        raise SystemExit("the server does not answer")

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.terminate()  # of SIGINT, what runs in the background of a shell does not hear
            self._process.wait(30)

    def call(self, path: str) -> dict[str, object]:
        """Return the answer of a route in JSON."""
        request = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=self.headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            document: dict[str, object] = json.loads(answer.read())
            return document

    @property
    def headers(self) -> dict[str, str]:
        """What lets a client in."""
        return {"Authorization": f"Bearer {self.token}"}

    def memory(self) -> int:
        """Return the proportional set size in bytes of all processes of the server."""
        if self._process is None:
            return 0
        return sum(_pss(process) for process in _family(self._process.pid) | _queue_servers(self.home))


class Bench:
    """One run against one server."""

    def __init__(self, folder: Path, server: Server) -> None:
        self.server = server
        self.folder = folder
        self.photos = write_samples(folder / "photos")

    def rest(self) -> list[Row]:
        """Return the memory of a server that has done nothing yet."""
        time.sleep(3)
        return [("memory at rest, MiB, all processes, workers not yet used", _mib(self.server.memory()), 150)]

    def uploads(self) -> list[Row]:
        """Return by how much memory grows with many uploads at once, and with a large one."""
        clip = write_clip(self.folder / "clip.mp4", SCENES["summer-sea"], 3.0, 30, True)
        many = [_padded(clip, self.folder / f"clip{number}.mp4", UPLOAD_BYTES, number) for number in range(UPLOADS)]
        work_id = str(self.server.call("/movie/new")["work_id"])
        self._upload(work_id, [clip])  # what the first upload brings in stays
        growth = self._growth(lambda: self._upload(work_id, many))
        large = _padded(clip, self.folder / "large.mp4", LARGE_BYTES, 99)
        grown = self._growth(lambda: self._upload(work_id, [large]))
        self.server.call(f"/movie/{work_id}/delete")
        for file in (*many, large):
            file.unlink()
        return [
            (f"{UPLOADS} uploads of {UPLOAD_BYTES // 10**6} MB at once: growth of memory, MiB", growth, 64),
            (f"an upload of {LARGE_BYTES / 10**9:g} GB: growth of memory, MiB", grown, 64),
        ]

    def status(self, rounds: int) -> list[Row]:
        """Return how quick `status` is answered while a film is made, and what this costs the film."""
        alone, shared, times, errors = [], [], [], 0
        for number in range(rounds):
            alone.append(self._film(seed=2 * number))
            with _polling(self.server) as polled:
                shared.append(self._film(seed=2 * number + 1, poll=polled))
            times += polled.seconds
            errors += polled.errors
        print(f"status: {len(times)} answers; median {1000 * statistics.median(times):.1f} ms\n")
        p99 = sorted(times)[int(0.99 * len(times))]
        return [
            (f"status asked by {CLIENTS} clients once a second, film in the making: p99, ms", 1000 * p99, 100),
            ("of these, errors", float(errors), 0),
            ("film made meanwhile ÷ without clients", statistics.median(shared) / statistics.median(alone), 1.15),
        ]

    def _film(self, *, seed: int, poll: Polled | None = None) -> float:
        """Return the seconds from start to done of a film, from a cold cache."""
        shutil.rmtree(self.server.home / "cache", ignore_errors=True)
        work_id = str(self.server.call("/movie/new")["work_id"])
        self._upload(work_id, self.photos)
        if poll is not None:
            poll.path = f"/movie/{work_id}/status"
        began = time.perf_counter()
        self.server.call(f"/movie/{work_id}/start?duration={SECONDS}&seed={seed}&title=By+the+sea")
        while True:
            status = self.server.call(f"/movie/{work_id}/status")["status"]
            if status == 3:
                break
            if status == -1:
                raise SystemExit("the film failed")
            time.sleep(0.2)
        seconds = time.perf_counter() - began
        if poll is not None:
            poll.path = ""
        self.server.call(f"/movie/{work_id}/delete")
        return seconds

    def _upload(self, work_id: str, files: list[Path]) -> None:
        path = f"/movie/{work_id}/upload"
        asyncio.run(_upload_all(self.server, path, files))

    def _growth(self, task: Callable[[], None]) -> float:
        """Return by how many MiB the server's memory grows at most while something is done."""
        before, peak, over = self.server.memory(), 0, threading.Event()

        def watch() -> None:
            nonlocal peak
            while not over.wait(0.05):
                peak = max(peak, self.server.memory())

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            task()
        finally:
            over.set()
            watcher.join()
        return _mib(peak - before)


class Polled:
    """What clients saw that ask for the status of a film."""

    def __init__(self) -> None:
        self.path = ""
        self.seconds: list[float] = []
        self.errors = 0


@contextlib.contextmanager
def _polling(server: Server) -> Iterator[Polled]:
    """Let clients ask once a second, each over a connection of its own, while the body runs."""
    polled, over = Polled(), threading.Event()

    async def client(number: int) -> None:
        await asyncio.sleep(number / CLIENTS)
        reader: asyncio.StreamReader | None = None
        writer: asyncio.StreamWriter | None = None
        due = time.monotonic()
        while not over.is_set():
            if polled.path:
                began = time.perf_counter()
                try:
                    if reader is None or writer is None:
                        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
                    writer.write(_head("GET", polled.path, server, {}))
                    status, _ = await asyncio.wait_for(_answer(reader), 10)
                    polled.seconds.append(time.perf_counter() - began)
                    polled.errors += status != 200 and bool(polled.path)
                except (OSError, TimeoutError, EOFError, ValueError):
                    polled.errors += 1
                    reader = writer = None
            due += 1
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def clients() -> None:
        await asyncio.gather(*(client(number) for number in range(CLIENTS)))

    thread = threading.Thread(target=lambda: asyncio.run(clients()))
    thread.start()
    try:
        yield polled
    finally:
        over.set()
        thread.join()


async def _upload_all(server: Server, path: str, files: list[Path]) -> None:
    async def one(file: Path) -> None:
        boundary = "----albumforgebench"
        head = (
            f'--{boundary}\r\nContent-Disposition: form-data; name="file"; filename="{file.name}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        ).encode()
        tail = f"\r\n--{boundary}--\r\n".encode()
        length = len(head) + file.stat().st_size + len(tail)
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        fields = {"Content-Type": f"multipart/form-data; boundary={boundary}", "Content-Length": str(length)}
        writer.write(_head("POST", path, server, fields) + head)
        async for chunk in _chunks(file):
            writer.write(chunk)
            await writer.drain()
        writer.write(tail)
        await writer.drain()
        status, body = await _answer(reader)
        writer.close()
        if status != 200:
            raise SystemExit(f"upload of {file.name}: {status} {body.decode(errors='replace')}")

    await asyncio.gather(*(one(file) for file in files))


async def _chunks(file: Path) -> AsyncIterator[bytes]:
    with file.open("rb") as source:
        while chunk := source.read(CHUNK):
            yield chunk


def _head(method: str, path: str, server: Server, fields: dict[str, str]) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{server.port}"]
    lines += [f"{name}: {value}" for name, value in {**server.headers, **fields}.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


async def _answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Read an answer with a known length."""
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    first, *fields = head.strip().split("\r\n")
    named = {name.lower(): value.strip() for name, value in (field.split(":", 1) for field in fields)}
    return int(first.split()[1]), await reader.readexactly(int(named["content-length"]))


def _padded(clip: Path, target: Path, size: int, number: int) -> Path:
    """Write a clip with a box of nothing behind it (ISO/IEC 14496-12, ``free``), so that it has so many bytes."""
    content = clip.read_bytes()
    box = size - len(content)
    with target.open("wb") as out:
        out.write(content + box.to_bytes(4, "big") + b"free" + number.to_bytes(4, "big"))
        out.truncate(size)
    return target


def _family(pid: int) -> set[int]:
    """Return a process and all its descendants."""
    parents = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError, IndexError, ValueError):
                parents[int(entry.name)] = int((entry / "stat").read_text().rsplit(")", 1)[1].split()[1])
    family, new = {pid}, {pid}
    while new:
        new = {child for child, parent in parents.items() if parent in new} - family
        family |= new
    return family


def _queue_servers(home: Path) -> set[int]:
    """Return the embedded queue server of a home, which outlives who started it and so is nobody's child."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            with contextlib.suppress(OSError):
                if (entry / "cwd").readlink().is_relative_to(home):
                    found.add(int(entry.name))
    return found


def _pss(pid: int) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
    return 0


def _mib(count: int) -> float:
    return count / 2**20


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    main()
