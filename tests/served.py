"""Servers as processes of their own, for tests."""

from __future__ import annotations

import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import psutil

PLUGINS = Path(__file__).parent / "plugins"
QUICK = ("heartbeat_seconds=1", "lease_seconds=10", "reconcile_after=0.5", "retry_backoff=0.3", "threads=1")


def free_port() -> int:
    """A port at which nobody listens now."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def until(condition: Callable[[], Any], seconds: float = 60.0) -> Any:
    """Wait for what is true, and return it."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.02)
    return found


def command(home: Path, *arguments: object, plugins: bool = True, settings: Sequence[str] = ()) -> list[str]:
    """A command line of albumforge, with the small generator of the tests unless `plugins` is false."""
    assigned = (*QUICK, *([f"plugins_dirs={PLUGINS}"] if plugins else []), *settings)
    given = [part for text in assigned for part in ("--set", text)]
    return [sys.executable, "-W", "error", "-m", "albumforge", "--home", str(home), *given, *map(str, arguments)]


class Served:
    """One ``albumforge serve``."""

    def __init__(
        self,
        home: Path,
        *arguments: object,
        port: int = 0,
        plugins: bool = True,
        settings: Sequence[str] = (),
        **environment: str,
    ) -> None:
        self.home = home
        self.port = port or free_port()
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command(home, "serve", "--port", self.port, *arguments, plugins=plugins, settings=settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
            preexec_fn=_own_group,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        """All that it printed so far."""
        return "".join(self.lines)

    @property
    def link(self) -> str:
        """The link that signs in."""
        found = re.search(r"http://\S+/login/\S+", self.said)
        assert found, self.said
        return found.group()

    def ready(self) -> Served:
        """Wait until it says that it is."""
        until(lambda: "Ctrl-C" in self.said or self.process.poll() is not None)
        assert self.process.poll() is None, self.said
        return self

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        """Status and body of a page."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request("GET", path, headers=headers)
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def well(self) -> bool:
        """Whether it answers that all is well."""
        try:
            return self.get("/healthz")[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def children(self) -> dict[str, list[psutil.Process]]:
        """Its processes by what they are: supervisor, worker, web (the one started by the server), answering."""
        found: dict[str, list[psutil.Process]] = {"supervisor": [], "worker": [], "web": [], "answering": []}
        for child in psutil.Process(self.process.pid).children(recursive=True):
            try:
                words, parent = child.cmdline(), child.ppid()
            except psutil.Error:
                continue
            if "albumforge.serving.workers" in words:
                found["supervisor"].append(child)
            elif "albumforge.actors.process" in words:
                found["worker"].append(child)
            elif "albumforge.serving.web" in words:
                found["web" if parent == self.process.pid else "answering"].append(child)
            elif any("spawn_main" in word for word in words):
                found["answering"].append(child)
        return found

    def whole(self, workers: int = 1) -> dict[str, list[psutil.Process]]:
        """Wait until all processes are there and it is well; return them."""

        def look() -> Any:
            found = self.children()
            counts = {name: len(processes) for name, processes in found.items()}
            return counts == {"supervisor": 1, "worker": workers, "web": 1, "answering": 1} and self.well() and found

        return until(look)  # type: ignore[no-any-return]

    def stop(self, signum: int = signal.SIGINT) -> tuple[int, float]:
        """Ask it to stop; return its exit code and the seconds it took."""
        begin = time.monotonic()
        self.process.send_signal(signum)
        code = self.process.wait(60)
        seconds = time.monotonic() - begin
        self._reader.join(5)
        if self.process.stdout is not None and not self._reader.is_alive():
            self.process.stdout.close()
        return code, seconds

    def end(self) -> None:
        """End it however it fares."""
        if self.process.poll() is None:
            self.stop(signal.SIGTERM)
        if self.process.stdout is not None:
            self._reader.join(10)
            self.process.stdout.close()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)


def _own_group() -> None:
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell in the background lets it be ignored
