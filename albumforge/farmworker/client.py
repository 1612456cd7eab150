"""What a worker says to its master over HTTP: the documented routes and the order of a task.

Each call is one request on a connection of its own, so that nothing has to be mended after the master was away. A call
from several threads at once is fine.
"""

from __future__ import annotations

import http.client
import json
import random
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from albumforge.errors import Cancelled, ForgeError, InvalidInput, Unavailable, plain

TIMEOUT = 10.0
"""Seconds that a request may take, to connect and for each wait."""
LONGEST_PAUSE = 5.0
"""Seconds, at most, between two tries while the master is away."""
_LARGEST_ANSWER = 4 << 20
"""Bytes; presets and orders are small."""

Answer = TypeVar("Answer")


class MasterAway(Unavailable):
    """Raised when the master does not answer, or answers that it cannot just now; to be tried again.

    Attributes:
        heard: it may have done what was asked all the same.
    """

    def __init__(self, message: str, *, hint: str = "", heard: bool = True) -> None:
        super().__init__(message, hint=hint)
        self.heard = heard


class Refused(ForgeError):
    """Raised when the master says no.

    Attributes:
        status: 400, 401, 404 or 409.
        said: its message.
    """

    exit_code = 4

    def __init__(self, status: int, said: str, *, hint: str = "") -> None:
        super().__init__(f"The master refuses it ({status}): {said}", hint=hint)
        self.http_status = self.status = status
        self.said = said


@dataclass(frozen=True)
class Order:
    """All that a worker needs for a task; paths are the master's.

    Attributes:
        task_id: of the task.
        video_path: the source.
        dest_path: the file that the result becomes; the master alone puts it there.
        part_path: where the worker writes.
        preset: as `albumforge.transcoding.Preset` in JSON.
        source_size: bytes of the source when it was scanned.
        source_mtime_ns: and the time of its last change.
    """

    task_id: str
    video_path: str
    dest_path: str
    part_path: str
    preset: dict[str, Any]
    source_size: int
    source_mtime_ns: int


class Master:
    """The master, as one worker speaks to it."""

    def __init__(self, url: str, token: str = "", *, timeout: float = TIMEOUT) -> None:
        """Prepare; nothing is sent.

        Args:
            url: such as ``http://master:8000``, with a path where the master is served below one.
            token: of the master's operator; empty: this network needs none.
            timeout: seconds.

        Raises:
            InvalidInput: the address is none.
        """
        parts = urlsplit(url if "://" in url else f"http://{url}")
        try:
            self._port = parts.port
        except ValueError as error:
            raise InvalidInput(f"{url}: {error}.") from None
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise InvalidInput(f"{url}: is no address of a master.", hint="Such as http://master:8000.")
        if not token.isascii() or not token.isprintable():
            raise InvalidInput("The token has characters that no token has.")
        self._secure, self._host, self._prefix = parts.scheme == "https", parts.hostname, parts.path.rstrip("/")
        # What is refused is said in English, and translated where it is shown.
        self._headers = {
            "Accept": "application/json",
            "Accept-Language": "en",
            **({"Authorization": f"Bearer {token}"} if token else {}),
        }
        self._timeout = timeout
        self.url = f"{parts.scheme}://{parts.netloc}{self._prefix}"

    def register(self, name: str, worker_type: int, support_vr: bool) -> int:
        """Make this worker known, or online again, and return its id."""
        data = self._data(
            "POST",
            "workers",
            {"worker_name": name, "worker_type": worker_type, "support_vr": int(support_vr)},
        )
        return int(data["worker_id"])

    def heartbeat(self, name: str, worker_id: int) -> str:
        """Say that this worker lives; return the standing order: ``offline``, ``shutdown``, or "" for none."""
        answer = self._ask("POST", "workers/heartbeat", {"worker_name": name, "worker_id": worker_id})
        data = answer.get("data")
        return str(data.get("action") or "") if isinstance(data, dict) else ""

    def sign_off(self, name: str, worker_id: int) -> None:
        """Say that this worker ends."""
        self._ask("POST", "workers/heartbeat", {"worker_name": name, "worker_id": worker_id, "leaving": True})

    def claim(self, worker_id: int, worker_type: int, support_vr: bool, dest_path: str) -> str:
        """Ask for the next video and return the id of its task; `dest_path` "": where the master wants it."""
        body = {
            "worker_id": worker_id,
            "worker_type": worker_type,
            "support_vr": int(support_vr),
            "dest_path": dest_path,
        }
        return str(self._data("POST", "tasks", body)["task_id"])

    def order(self, task_id: str) -> Order:
        """Return all that is needed for a task that was claimed."""
        data = self._data("GET", f"tasks/{task_id}/order")
        try:
            return Order(**{name: data[name] for name in Order.__dataclass_fields__})
        except KeyError as missing:
            raise MasterAway(f"The master's order lacks {missing}.", hint="It may be of another version.") from None

    def task(self, task_id: str) -> dict[str, Any]:
        """Return what the master says of a task."""
        return self._data("GET", f"tasks/{task_id}")

    def report(self, task_id: str, **fields: Any) -> None:
        """Tell how a task fares: ``worker_id, progress, status, error_message, elapsed_time, remaining_time``."""
        self._ask("PATCH", f"tasks/{task_id}", fields)

    def _data(self, method: str, route: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = self._ask(method, route, body).get("data")
        if not isinstance(data, dict):
            raise MasterAway(f"{self.url} answers, but not as a master of the farm does.")
        return data

    def _ask(self, method: str, route: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        status, text = self._exchange(method, f"{self._prefix}/api/v1/{route}?details=1", body)
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if status >= 500:
            raise MasterAway(f"The master answers with status {status}.")
        if not isinstance(answer, dict):
            raise Refused(status, "this is no master of the farm", hint=f"Check the address {self.url}.")
        if status >= 400:
            hint = "Give --token with a token of its operator." if status == 401 else ""
            raise Refused(status, str(answer.get("detail") or answer.get("message", "")), hint=hint)
        return answer

    def _exchange(self, method: str, path: str, body: dict[str, Any] | None) -> tuple[int, bytes]:
        connection = self._connection()
        headers = dict(self._headers)
        content = None
        if body is not None:
            content = json.dumps(body).encode()
            headers["Content-Type"] = "application/json"
        heard = False
        try:
            connection.connect()
            heard = True
            connection.request(method, path, content, headers)
            answer = connection.getresponse()
            return answer.status, answer.read(_LARGEST_ANSWER)
        except ssl.SSLCertVerificationError as error:
            raise Unavailable(f"The certificate of {self.url} is not accepted: {error.verify_message}.") from error
        except socket.gaierror as error:
            raise MasterAway(
                f"There is no host {self._host!r} here.", hint="Check the address.", heard=False
            ) from error
        except TimeoutError as error:
            raise MasterAway(f"{self.url} does not answer within {self._timeout:g} s.", heard=heard) from error
        except (OSError, http.client.HTTPException) as error:
            why = plain(error) or type(error).__name__
            raise MasterAway(f"{self.url} does not answer: {why}.", heard=heard) from error
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        return kind(self._host, self._port, timeout=self._timeout)


def insist(
    call: Callable[[], Answer],
    stopped: Callable[[], bool],
    *,
    on_away: Callable[[MasterAway], object] = lambda _: None,
) -> Answer:
    """Call until the master answers, with pauses that grow; return what it gave, and raise what it refused.

    Args:
        stopped: asked several times a second; once it is true nothing is tried again.
        on_away: is told of the first try that failed.

    Raises:
        Cancelled: `stopped` while the master was away.
    """
    pause, told = 0.5, False
    while True:
        try:
            return call()
        except MasterAway as error:
            if not told:
                told = True
                on_away(error)
        wait(pause * random.uniform(0.8, 1.2), stopped)  # so that the workers of a farm do not all come at once
        if stopped():
            raise Cancelled
        pause = min(LONGEST_PAUSE, pause * 2)


def wait(seconds: float, stopped: Callable[[], bool]) -> None:
    """Wait, but no longer than until `stopped` is true."""
    until = time.monotonic() + seconds
    while (left := until - time.monotonic()) > 0 and not stopped():
        time.sleep(min(0.1, left))
