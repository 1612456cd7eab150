"""A client that speaks to a WSGI application without a socket, and keeps the server's side of the protocol honest."""

from __future__ import annotations

import io
import json
import secrets
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode
from wsgiref.validate import validator

_METHODS_WITHOUT_BODY = ("GET", "HEAD", "DELETE")


@dataclass
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: list[str]

    @property
    def json(self) -> Any:
        """The body as JSON."""
        assert self.headers["content-type"].startswith("application/json"), self.headers
        return json.loads(self.body)

    @property
    def msg(self) -> tuple[int, str]:
        """Status and message."""
        return self.status, self.json["msg"]


class CutShort(io.RawIOBase):
    """A body that ends early, as granian shows a client that left."""

    def __init__(self, data: bytes) -> None:
        self._data = io.BytesIO(data)

    def read(self, size: int = -1) -> bytes:
        return self._data.read(size)

    def readline(self, size: int | None = -1) -> bytes:
        return self._data.readline(-1 if size is None else size)

    def readlines(self, hint: int | None = -1) -> list[bytes]:
        return self._data.readlines(-1 if hint is None else hint)

    def __iter__(self) -> Iterator[bytes]:
        return iter(self._data)


class Client:
    """Asks an application; `headers` go along with every request."""

    def __init__(self, app: Any, headers: Mapping[str, str] | None = None, remote: str = "127.0.0.1") -> None:
        self.app = app
        self.headers = {"Host": "127.0.0.1:8000", **(headers or {})}
        self.remote = remote

    def signed(self, token: str) -> Client:
        """The same client with a token."""
        return Client(self.app, {**self.headers, "HTTP_TOKEN": token}, self.remote)

    def get(self, path: str, **headers: str) -> Answer:
        return self.ask("GET", path, headers=_dashed(headers))

    def post(self, path: str, form: Mapping[str, Any] | None = None, **headers: str) -> Answer:
        body = urlencode(form).encode() if form else b""
        return self.ask("POST", path, body, "application/x-www-form-urlencoded" if form else "", _dashed(headers))

    def send(self, method: str, path: str, value: Any = None, **headers: str) -> Answer:
        """Send JSON."""
        return self.ask(method, path, json.dumps(value or {}).encode(), "application/json", _dashed(headers))

    def upload(self, path: str, *files: tuple[str, bytes], part: str = "file", **headers: str) -> Answer:
        body, kind = multipart(files, part)
        return self.ask("POST", path, body, kind, _dashed(headers))

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "",
        headers: Mapping[str, str] | None = None,
        length: int | None = None,
    ) -> Answer:
        """Send a request and read the whole answer; `length` is what Content-Length says, if not the truth."""
        response, result = self.begin(method, path, body, kind, headers, length)
        try:
            content = b"".join(result)
        finally:
            if hasattr(result, "close"):
                result.close()
        response.body = content
        return response

    def begin(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        kind: str = "",
        headers: Mapping[str, str] | None = None,
        length: int | None = None,
        app: Callable[..., Any] | None = None,
    ) -> tuple[Answer, Iterable[bytes]]:
        """Send a request; return the answer without its body, and the body as it comes."""
        path, _, query = path.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path).decode("latin-1"),
            "QUERY_STRING": query,
            "SERVER_NAME": "127.0.0.1",
            "SERVER_PORT": "8000",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": self.remote,
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": CutShort(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if method not in _METHODS_WITHOUT_BODY or body or length is not None:
            environ["CONTENT_LENGTH"] = str(len(body) if length is None else length)
        if kind:
            environ["CONTENT_TYPE"] = kind
        for name, value in {**self.headers, **(headers or {})}.items():
            if value:
                environ["HTTP_" + name.upper().replace("-", "_")] = value
        said: list[Any] = []
        result = (app or self.app)(environ, lambda status, headers, exc_info=None: said.append((status, headers)))
        result = _begun(result)
        status, pairs = said[-1]
        answer = Answer(
            int(status.split()[0]),
            {name.lower(): value for name, value in pairs},
            b"",
            [value for name, value in pairs if name.lower() == "set-cookie"],
        )
        return answer, result

    def valid(self, method: str, path: str) -> Answer:
        """Ask with the standard library's checker of WSGI between us."""
        answer, result = self.begin(method, path, app=validator(self.app))
        answer.body = b"".join(result)
        result.close()  # type: ignore[attr-defined]
        return answer


def multipart(files: Iterable[tuple[str, bytes]], part: str = "file") -> tuple[bytes, str]:
    """Return a body with files, and its content type."""
    boundary = secrets.token_hex(16)
    body = b"".join(
        f'--{boundary}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n".encode()
        + data
        + b"\r\n"
        for name, data in files
    )
    return body + f"--{boundary}--\r\n".encode(), f"multipart/form-data; boundary={boundary}"


def _begun(result: Iterable[bytes]) -> Iterable[bytes]:
    """Applications may call start_response when the first part is asked for; none of ours does."""
    return result


def _dashed(headers: Mapping[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
