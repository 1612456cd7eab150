"""What a client says to the server of transfers: the documented routes, as forms, with the user's token."""

from __future__ import annotations

import json
import socket
from collections.abc import Mapping
from typing import Any, TypeVar
from urllib.parse import urlencode, urlsplit

import msgspec
import urllib3

from albumforge.errors import ForgeError, InvalidInput, Unavailable
from albumforge.transferring import PlaceAway

Kind = TypeVar("Kind")

TIMEOUT = 15.0
"""Seconds to connect, and for each wait."""
_LARGEST_ANSWER = 16 << 20

WAITING, SPLITTING, ENCRYPTING, UPLOADING, DOWNLOADING = 0, 1, 2, 3, 4
CONSENT, FETCHING_KEY, MERGING, DONE, FAILED = 5, 6, 7, 8, 9
"""States of a task, as the document of the routes has them."""


class ServerAway(PlaceAway):
    """Raised when the server does not answer, or answers that it cannot just now; to be tried again."""


class Refused(ForgeError):
    """Raised when the server says no.

    Attributes:
        status: of HTTP.
        said: its message.
    """

    exit_code = 4

    def __init__(self, status: int, said: str, *, hint: str = "") -> None:
        super().__init__(f"The server refuses it ({status}): {said}", hint=hint)
        self.http_status = self.status = status
        self.said = said


class User(msgspec.Struct, frozen=True):
    """Somebody whom the server knows."""

    id: int
    name: str


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """A task of any of the three kinds; what a kind does not have is empty.

    Attributes:
        hash: CID of the public block; of a private task that is released, of the private block.
        message: of a download, what its owner says; it comes beside the task.
    """

    id: int
    status: int
    percent: float = 0.0
    series_id: int = 0
    source_id: int = 0
    source_name: str = ""
    uuid: str = ""
    ip: str = ""
    file: str = ""
    name: str = ""
    size: float = 0
    hash: str = ""
    created_at: str = ""
    private_status: int = WAITING
    private_name: str = ""
    private_size: float = 0
    private_hash: str = ""
    sender: User | None = None
    sender_key: str | None = None
    download_id: int = 0
    receiver: User | None = None
    receiver_key: str | None = None
    message: str = ""


class Server:
    """The server, as one user speaks to it; safe to use from several threads."""

    def __init__(self, url: str, token: str = "", *, timeout: float = TIMEOUT) -> None:
        """Prepare; nothing is sent.

        Args:
            url: such as ``https://films.example.org``, with a path where the server stands below one.
            token: the user's; empty: the server trusts this machine.
            timeout: seconds.

        Raises:
            InvalidInput: the address or the token is none.
        """
        parts = urlsplit(url if "://" in url else f"http://{url}")
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query or parts.username:
            raise InvalidInput(f"{url}: is no address of a server.", hint="Such as https://films.example.org.")
        if not token.isascii() or not token.isprintable() or " " in token:
            raise InvalidInput("The token has characters that no token has.")
        self.url = f"{parts.scheme}://{parts.netloc}{parts.path.rstrip('/')}"
        self._host, self._port = parts.hostname, parts.port or (443 if parts.scheme == "https" else 80)
        headers = {"Accept": "application/json", "Accept-Language": "en"}  # translated where it is shown
        self._headers = headers | ({"HTTP_TOKEN": token} if token else {})
        wait = urllib3.Timeout(connect=timeout, read=timeout)
        self._pool = urllib3.PoolManager(timeout=wait, retries=False, maxsize=4)

    def me(self) -> User:
        """Return whom the token belongs to."""
        return self._read(self._ask("GET", "users/me/")["data"], User)

    def key(self) -> str:
        """Return the line of text of the user's public keys that the server has; "" for none."""
        try:
            return str(self._data("GET", "users/me/key").get("key") or "")
        except Refused as error:
            if error.status != 404:
                raise
            return ""

    def set_key(self, line: str) -> None:
        """Set the user's public keys."""
        self._ask("PUT", "users/me/key", {"key": line})

    def new_upload(self, *, series_id: int, uuid: str, source_name: str) -> Task:
        """Make an upload task."""
        fields = {"series_id": series_id, "uuid": uuid, "source_name": source_name}
        return self._task("POST", "tasks/upload/public/", fields)

    def find_upload(self, uuid: str, after: int) -> Task | None:
        """Return the upload task of a UUID with an id above `after`, among the newest ones; None: there is none."""
        found = self._read(self._ask("GET", "transfers/uploads?per_page=100").get("data"), list[Task])
        return next((task for task in found if task.uuid == uuid and task.id > after), None)

    def report_upload(self, task: int, fields: Mapping[str, object]) -> Task:
        """Tell how an upload fares: ``status, name, file, hash, size, ip``, and ``percent``."""
        return self._task("PATCH", f"tasks/upload/public/{task}/", fields)

    def refused(self, source_id: int) -> Task | None:
        """Return the newest download of a programme among the user's newest ones, if its owner refuses it."""
        answer = self._ask("GET", "transfers/downloads?per_page=100")
        tasks = self._read(answer.get("data"), list[Task])
        task = next((task for task in tasks if task.source_id == source_id), None)
        if task is None or task.status != FAILED or not task.message:
            return None
        return msgspec.structs.replace(task, message=_visible(task.message))

    def ask(self, source_id: int) -> Task:
        """Ask for a programme; the task of a download that has not ended is given again."""
        return self._task("POST", "tasks/download/", {"source_id": source_id})

    def download(self, task: int) -> Task:
        """Return how a download stands."""
        return self._task("GET", f"tasks/download/{task}/")

    def report_download(self, task: int, fields: Mapping[str, object]) -> Task:
        """Tell how a download fares: ``status``, and ``percent``."""
        return self._task("PATCH", f"tasks/download/{task}/", fields)

    def due(self) -> list[Task]:
        """Return the private blocks that this user still has to upload."""
        found = self._ask("GET", "tasks/upload/private/").get("data")
        return self._read(found, list[Task])

    def report_private(self, task: int, fields: Mapping[str, object]) -> Task:
        """Tell how the upload of a private block fares, with the fields of `report_upload`; or refuse it."""
        return self._task("PATCH", f"tasks/upload/private/{task}", fields)

    def own_address(self) -> str:
        """Return the address by which this machine reaches the server; "" where it does not."""
        try:
            with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:  # sends nothing
                probe.connect((self._host, self._port))
                return str(probe.getsockname()[0])
        except OSError:
            return ""

    def close(self) -> None:
        """Give back connections."""
        self._pool.clear()

    def _task(self, method: str, route: str, fields: Mapping[str, object] | None = None) -> Task:
        answer = self._ask(method, route, fields)
        data = answer["data"]
        return self._read({**data, "message": answer["message"]} if isinstance(data, dict) else data, Task)

    def _read(self, data: object, kind: type[Kind]) -> Kind:
        try:
            return msgspec.convert(data, kind, strict=False)
        except msgspec.ValidationError as error:
            raise Refused(200, f"its answer is not that of a server of transfers ({error}).") from None

    def _data(self, method: str, route: str) -> dict[str, Any]:
        data = self._ask(method, route).get("data")
        return data if isinstance(data, dict) else {}

    def _ask(self, method: str, route: str, fields: Mapping[str, object] | None = None) -> dict[str, Any]:
        status, text = self._exchange(method, f"{self.url}/api/v1/{route}", fields)
        try:
            answer = json.loads(text)
        except ValueError:
            answer = None
        if status >= 500 or status == 429:
            raise ServerAway(f"{self.url} answers with status {status}.")
        if isinstance(answer, dict):
            answer["message"] = _visible(answer.get("message"))
        if not isinstance(answer, dict) or "data" not in answer:
            raise Refused(status, "this is no server of transfers.", hint=f"Check the address {self.url}.")
        if status >= 400:
            hint = "Give --token with a token of yours." if status == 401 else ""
            raise Refused(status, str(answer["message"]), hint=hint)
        return answer

    def _exchange(self, method: str, url: str, fields: Mapping[str, object] | None) -> tuple[int, bytes]:
        body, headers = None, self._headers
        if fields is not None:
            body = urlencode({name: str(value) for name, value in fields.items()})
            headers = {**headers, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            answer = self._pool.urlopen(
                method, url, redirect=False, body=body, headers=headers, preload_content=False, retries=False
            )
            try:
                return answer.status, answer.read(_LARGEST_ANSWER)
            finally:
                answer.drain_conn()
                answer.release_conn()
        except urllib3.exceptions.SSLError as error:
            raise Unavailable(f"The certificate of {self.url} is not accepted: {error}.") from error
        except (urllib3.exceptions.HTTPError, OSError) as error:
            raise ServerAway(f"{self.url} does not answer.", hint="Check the address, and that it runs.") from error


def _visible(text: object) -> str:
    """Return what somebody else wrote without what moves a cursor or turns the direction of a line."""
    words = text if isinstance(text, str) else ""
    return "".join(char if char.isprintable() or char == "\n" else "\N{REPLACEMENT CHARACTER}" for char in words)
