"""Servers that backends ask: forms, keys, errors, time; the plugins' tests ask whole protocols."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from email.parser import BytesParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from albumforge.chinese import in_chinese
from albumforge.context import Context
from albumforge.errors import Cancelled, Unavailable
from albumforge.remote import Remote, multipart


class Server(ThreadingHTTPServer):
    """Answers with the body that it was sent, or with a status; keeps what it was told of itself."""

    daemon_threads = True
    status = 200

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.told: list[tuple[str, str | None, str | None]] = []
        self.held = threading.Event()
        self.held.set()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((self.path, self.headers["Authorization"], self.headers["Content-Type"]))
        self.server.held.wait(60)
        try:
            self.send_response(self.server.status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def server() -> Iterator[Server]:
    with Server() as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield found
        found.held.set()
        found.shutdown()
        thread.join()


@pytest.fixture
def remote(server: Server, monkeypatch: pytest.MonkeyPatch) -> Remote:
    values = {"URL": f"http://127.0.0.1:{server.server_address[1]}/v1//", "MODEL": " small ", "KEY": "secret"}
    for name, value in values.items():
        monkeypatch.setenv(f"ALBUMFORGE_PLUGIN_TRIED_{name}", value)
    return Remote.of_environment("The poet tried", "ALBUMFORGE_PLUGIN_TRIED_", timeout=30.0)


def test_a_body_is_sent_with_its_kind_and_the_key(remote: Remote, server: Server) -> None:
    assert (remote.model, remote.timeout, remote.url[-3:]) == ("small", 30.0, "/v1")
    assert remote.post("/said", b"hello", "text/plain", Context()) == b"hello"
    assert server.told == [("/v1/said", "Bearer secret", "text/plain")]


def test_an_answer_that_is_too_long_is_not_read_to_its_end(remote: Remote) -> None:
    with pytest.raises(Unavailable, match="its answer is too long"):
        remote.post("/", b"hello", "text/plain", Context(), most=4)


def test_an_error_is_named_in_both_languages(remote: Remote, server: Server) -> None:
    server.status = 503
    with pytest.raises(Unavailable) as refused:
        remote.post("/", b"", "text/plain", Context())
    said = "The poet tried could not ask its server: it answered 503 Service Unavailable."
    assert str(refused.value) == said
    assert in_chinese(said) == "tried 的服务器没有应答：回答是 503 Service Unavailable。"


def test_whoever_is_cancelled_does_not_wait(remote: Remote, server: Server) -> None:
    server.held.clear()
    with pytest.raises(Cancelled):
        remote.post("/", b"", "text/plain", Context(cancelled=lambda: bool(server.told)))


@pytest.mark.parametrize(
    ("name", "value", "said", "chinese"),
    [
        ("URL", "", "The poet tried needs ALBUMFORGE_PLUGIN_TRIED_URL in the environment.", "缺少环境变量"),
        ("URL", "ftp://a", "URL must be an address such as http://localhost:11434/v1.", "应为地址"),
        ("TIMEOUT", "-1", "TIMEOUT must be a number of seconds from 0 to 3600, not '-1'.", "应为 0 到 3600 的秒数"),
    ],
)
def test_what_the_environment_lacks_is_named(
    remote: Remote, monkeypatch: pytest.MonkeyPatch, name: str, value: str, said: str, chinese: str
) -> None:
    monkeypatch.setenv(f"ALBUMFORGE_PLUGIN_TRIED_{name}", value)
    with pytest.raises(Unavailable) as refused:
        Remote.of_environment(remote.who, "ALBUMFORGE_PLUGIN_TRIED_")
    assert str(refused.value).endswith(said)
    assert chinese in in_chinese(str(refused.value))


def test_a_form_with_a_file_is_read_back() -> None:
    data = bytes(range(256)) * 10
    body, kind = multipart({"model": "klein", "text[]": "雪"}, "file", "a.wav", data, "audio/wav")
    message = BytesParser().parsebytes(f"Content-Type: {kind}\r\n\r\n".encode() + body)
    parts = {
        part.get_param("name", header="content-disposition"): part for part in message.walk() if part is not message
    }
    assert {name: part.get_payload(decode=True) for name, part in parts.items()} == {
        "model": b"klein",
        "text[]": "雪".encode(),
        "file": data,
    }
    assert (parts["file"].get_filename(), parts["file"].get_content_type()) == ("a.wav", "audio/wav")
