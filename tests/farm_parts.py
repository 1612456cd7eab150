"""A farm of real processes, for tests: its master, its workers, and what its routes say."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from media_files import texture, write_clip
from served import Served, until

EXAMPLE = Path(__file__).resolve().parents[1] / "docs" / "farm_worker_example.py"

WAITING, RUNNING, DONE, FAILED, SKIPPED = range(5)
"""States of videos."""


def preset_file(folder: Path, **video: Any) -> Path:
    """A preset that is quick and takes any size: what tests look for is the farm."""
    picture = {"codec": "hevc", "crf": 28, "speed": "ultrafast", **video}
    path = folder / "quick.yaml"
    path.write_text(json.dumps({"name": "quick", "video": picture, "min_saving": None}), encoding="utf-8")
    return path


def long_clip(folder: Path) -> Path:
    """A clip that takes a while to encode, and to verify."""
    return write_clip(folder / "a.mp4", width=480, height=270, frames=150, paint=lambda at: texture(480, 270, at))


class Api:
    """The routes of a farm's master."""

    def __init__(self, port: int, below: Path) -> None:
        self.port = port
        self.below = below
        """Only videos in this folder, and tasks at them, are told."""

    def ask(self, method: str, route: str, **body: Any) -> tuple[int, Any]:
        """Status and answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            content = json.dumps(body) if body else None
            connection.request(method, f"/api/v1/{route}", content, {"Content-Type": "application/json"})
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read())
        finally:
            connection.close()

    def data(self, method: str, route: str, **body: Any) -> Any:
        """What an answer that is as it should be brings."""
        status, answer = self.ask(method, route, **body)
        assert status in (200, 201), answer
        return answer.get("data")

    def videos(self) -> dict[str, dict[str, Any]]:
        """The videos by the names of their files."""
        found = self._below(self.data("GET", "videos?per_page=100&details=1")["videos"])
        return {Path(one["video_path"]).name: one for one in found}

    def states(self) -> dict[str, int]:
        """The states of the videos by name."""
        return {name: one["transcode_status"] for name, one in self.videos().items()}

    def tasks(self) -> list[dict[str, Any]]:
        """All tasks, the oldest first."""
        found = self._below(self.data("GET", "tasks?per_page=100&details=1"))
        return sorted(found, key=lambda one: int(one["task_id"]))

    def running(self, name: str) -> dict[str, Any] | None:
        """The task at a video that is being encoded and has come some way."""
        for one in self.tasks():
            if one["status"] == 1 and Path(one["video_path"]).name == name and one["progress"] > 0:
                return one
        return None

    def workers(self) -> dict[str, dict[str, Any]]:
        """The workers by name."""
        return {one["worker_name"]: one for one in self.data("GET", "workers?details=1")}

    def log(self) -> str:
        """The messages of the log."""
        return "\n".join(line["log_message"] for line in self.data("GET", "logs?per_page=200")["logs"])

    def scan(self) -> Any:
        """Have the folder scanned."""
        return self.data("POST", "videos/scan", path=str(self.below))

    def prefer(self, name: str, priority: int = 5) -> None:
        """Let a video come before the others."""
        self.data("PATCH", f"videos/{self.videos()[name]['id']}", priority=priority)

    def _below(self, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        return [one for one in rows if Path(one["video_path"]).is_relative_to(self.below)]


class FarmWorker:
    """One worker as a process."""

    def __init__(self, command: Sequence[object], state: Path, **environment: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, "XDG_STATE_HOME": str(state), **environment},
            preexec_fn=_own_group,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        """All that it printed so far."""
        return "".join(self.lines)

    def kill(self) -> None:
        """End it as a power failure would."""
        self.process.kill()
        self._ended()

    def stop(self, signum: int = signal.SIGTERM) -> int:
        """Ask it to stop; return its exit code."""
        self.process.send_signal(signum)
        return self.wait()

    def wait(self, seconds: float = 60.0) -> int:
        """Wait until it has ended; return its exit code."""
        code = self.process.wait(seconds)
        self._ended()
        return code

    def end(self) -> None:
        """End it however it fares."""
        if self.process.poll() is None:
            self.process.kill()
        self._ended()

    def _ended(self) -> None:
        self.process.wait()
        self._reader.join(10)
        if self.process.stdout is not None and not self._reader.is_alive():
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)


class Farm:
    """A master with its folder of videos, and the workers that were started for it; a context manager."""

    def __init__(self, folder: Path, preset: Path | None = None, **settings: object) -> None:
        """Start the master.

        Args:
            preset: what videos become; None: `preset_file`.
            settings: of the master, besides those that make it quick.
        """
        self.folder = folder
        self.root = folder / "videos"
        self.root.mkdir(parents=True, exist_ok=True)
        self._settings = {"farm_roots": self.root, "farm_preset": preset or preset_file(folder), **settings}
        self._workers: list[FarmWorker] = []
        self.served = self._serve(0)
        self.api = Api(self.served.port, self.root)

    def __enter__(self) -> Farm:
        return self

    def __exit__(self, *_: object) -> None:
        self.end_workers()
        self.served.end()

    @contextlib.contextmanager
    def with_video(self, folder: str, clip: Path) -> Iterator[Farm]:
        """The farm, with a folder of a test's own and a copy of a clip in it, a.mp4; afterwards its workers end."""
        self.api.below = self.root / folder
        self.api.below.mkdir()
        shutil.copy(clip, self.api.below / "a.mp4")
        self.api.scan()
        yield self
        self.end_workers()

    def restart(self) -> None:
        """Start the master again, where it was; it must have ended."""
        self.served.end()
        self.served = self._serve(self.served.port)

    def worker(self, name: str, *arguments: object, reserve_gb: float = 0.01, **environment: str) -> FarmWorker:
        """Start a worker of albumforge's own."""
        quick = ("--set", "heartbeat_seconds=1", "--set", f"disk_reserve_gb={reserve_gb}")
        program = (sys.executable, "-W", "error", "-m", "albumforge", "--home", self.folder / "elsewhere", *quick)
        address = f"http://127.0.0.1:{self.served.port}"
        return self._started([*program, "farm-worker", address, "--name", name, *arguments], environment)

    def end_workers(self) -> None:
        """End all workers, however they fare."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def example(self, name: str) -> FarmWorker:
        """Start the worker of the documentation."""
        return self._started([sys.executable, EXAMPLE, f"127.0.0.1:{self.served.port}", name], {})

    def until_ended(self, seconds: float) -> dict[str, int]:
        """Wait until no video waits or runs; return their states."""

        def look() -> dict[str, int] | None:
            states = self.api.states()
            return None if {WAITING, RUNNING} & set(states.values()) else states

        try:
            states: dict[str, int] = until(look, seconds)
        except AssertionError:
            told = "\n".join(worker.said for worker in self._workers)
            raise AssertionError(f"{self.api.states()}\n{self.api.log()}\n{self.served.said}\n{told}") from None
        return states

    def _started(self, command: Sequence[object], environment: dict[str, str]) -> FarmWorker:
        worker = FarmWorker(command, self.folder / "state", **environment)
        self._workers.append(worker)
        return worker

    def _serve(self, port: int) -> Served:
        settings = [f"{name}={value}" for name, value in self._settings.items()]
        return Served(self.folder / "home", port=port, plugins=False, settings=settings).ready()


def _own_group() -> None:
    os.setpgid(0, 0)
