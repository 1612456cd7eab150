"""Servers that backends ask over HTTP: named by the environment, waited for so long and no longer."""

from __future__ import annotations

import http.client
import os
import secrets
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from albumforge.context import Context
from albumforge.errors import Unavailable

LARGEST_ANSWER = 1_000_000
"""Bytes of an answer that are read, unless said otherwise."""


@dataclass(frozen=True)
class Remote:
    """A server that speaks a protocol of OpenAI's.

    Attributes:
        who: asks it, for messages, such as ``The poet openai``.
        url: such as ``http://localhost:11434/v1``, without a slash at its end.
        model: its name there.
        key: sent as bearer token; "": none.
        timeout: seconds to wait for an answer.
    """

    who: str
    url: str
    model: str
    key: str
    timeout: float

    @classmethod
    def of_environment(cls, who: str, prefix: str, *, timeout: float = 60.0) -> Remote:
        """Return the server that ``<prefix>URL``, ``MODEL``, ``KEY`` and ``TIMEOUT`` name.

        Raises:
            Unavailable: one of them is missing or does not fit; the message names it.
        """
        values = {name: os.environ.get(prefix + name, "").strip() for name in ("URL", "MODEL", "KEY", "TIMEOUT")}
        for name in ("URL", "MODEL"):
            if not values[name]:
                raise Unavailable(f"{who} needs {prefix}{name} in the environment.")
        url = values["URL"].rstrip("/")
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Unavailable(f"{prefix}URL must be an address such as http://localhost:11434/v1.")
        seconds = _seconds(f"{prefix}TIMEOUT", values["TIMEOUT"] or f"{timeout:g}")
        return cls(who, url, values["MODEL"], values["KEY"], seconds)

    def post(self, path: str, body: bytes, content_type: str, context: Context, *, most: int = LARGEST_ANSWER) -> bytes:
        """Send a body, and return that of the answer.

        It is waited for in a thread of its own, so that work that is cancelled need not wait.

        Args:
            path: below the URL, such as ``/chat/completions``.
            most: bytes that the answer may have.

        Raises:
            Unavailable: there was no good answer in time; the message says why.
            Cancelled: the context asked to stop.
        """
        headers = {"Content-Type": content_type, "Accept": "application/json"}
        if self.key:
            headers["Authorization"] = f"Bearer {self.key}"
        request = urllib.request.Request(self.url + path, body, headers)  # noqa: S310
        answers: list[bytes | Exception] = []

        def ask() -> None:
            try:
                answers.append(_sent(request, self.timeout, most))
            except Exception as error:  # handed over
                answers.append(error)

        thread = threading.Thread(target=ask, name="albumforge-remote", daemon=True)
        context.check()
        thread.start()
        waited = 0.0
        while thread.is_alive() and waited < self.timeout:
            context.check()
            thread.join(0.1)
            waited += 0.1
        # A server that sends a byte now and then never runs into the timeout of its socket.
        answer = answers[0] if answers else TimeoutError()
        if isinstance(answer, bytes):
            return answer
        raise Unavailable(f"{self.who} could not ask its server: {_reason(answer, self.timeout)}.") from answer


def multipart(fields: Mapping[str, str], name: str, file_name: str, data: bytes, kind: str) -> tuple[bytes, str]:
    """Return the body of a form with one file, and its content type (RFC 7578).

    Args:
        fields: of the form; no name or value of them, nor that of the file, may have line breaks or quotes in a name.
        name: of the field of the file.
        kind: media type of the file.
    """
    mark = secrets.token_hex(16)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{value}\r\n'
        for field, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{file_name}"\r\nContent-Type: {kind}'
    body = "".join(parts).encode() + f"{head}\r\n\r\n".encode() + data + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"


def _seconds(name: str, text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise Unavailable(f"{name} must be a number of seconds from 0 to 3600, not {text!r}.")
    return seconds


def _sent(request: urllib.request.Request, timeout: float, most: int) -> bytes:
    with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310  (its scheme was checked)
        body: bytes = response.read(most + 1)
    if len(body) > most:
        raise ValueError("its answer is too long")
    return body


def _reason(error: Exception, timeout: float) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"it answered {error.code} {error.reason}".rstrip()
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {timeout:g} seconds"
    if isinstance(cause, http.client.HTTPException):
        return f"it broke off ({type(cause).__name__})"
    return str(cause) or type(cause).__name__
