"""Whoever is named in the settings is told of each task that ended."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from farm_rig import make_rig
from http_parts import worker
from served import free_port, until

from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.services.farm import webhook
from albumforge.services.farm.webhook import PAUSES, post


class Listener:
    """A server that keeps what it is told, and answers with `statuses`, then with 200."""

    def __init__(self) -> None:
        self.told: list[dict[str, Any]] = []
        self.statuses: list[int] = []
        listener = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                listener.told.append(body)
                status = listener.statuses.pop(0) if listener.statuses else 200
                self.send_response(status)
                self.send_header("Location", "/elsewhere")
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/farm"


@pytest.fixture
def listener() -> Iterator[Listener]:
    one = Listener()
    thread = threading.Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield one
    one.server.shutdown()
    thread.join()
    one.server.server_close()


def test_an_event_is_posted_as_json(listener: Listener) -> None:
    post(listener.address, json.dumps({"event": "completed", "video_path": "/视频.mp4"}))
    assert listener.told == [{"event": "completed", "video_path": "/视频.mp4"}]


@pytest.mark.parametrize("status", [302, 404, 500])
def test_what_is_not_taken_is_told(listener: Listener, status: int) -> None:
    listener.statuses = [status]
    with pytest.raises(Unavailable, match=f"answered {status}"):
        post(listener.address, "{}")
    assert len(listener.told) == 1  # and no redirection followed


@pytest.mark.parametrize("address", ["file:///etc/passwd", "ftp://127.0.0.1/", "nonsense"])
def test_other_addresses_are_refused(address: str) -> None:
    with pytest.raises(Unavailable, match="no address"):
        post(address, "{}")


def test_nobody_listens_and_nobody_waits_long(listener: Listener, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Unavailable, match="does not answer"):
        post(f"http://127.0.0.1:{free_port()}/", "{}")
    monkeypatch.setattr(webhook, "SECONDS", 0.2)
    silent = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)  # takes connections, and never answers
    began = time.monotonic()
    with pytest.raises(Unavailable, match="does not answer"):
        post(f"http://127.0.0.1:{silent.server_port}/", "{}")
    assert time.monotonic() - began < 20
    silent.server_close()


def test_three_tries_and_no_more(open_forge: Callable[..., Forge], listener: Listener) -> None:
    forge = open_forge(farm_webhook=listener.address)
    listener.statuses = [500, 500, 500]
    pauses = [forge.farm.notify("{}", tries) for tries in range(3)]
    assert pauses == [*PAUSES, None]
    assert forge.farm.notify("{}", 0) is None


def test_a_worker_process_tells_of_failures(
    open_forge: Callable[..., Forge], listener: Listener, tmp_path: Path
) -> None:
    rig = make_rig(open_forge, tmp_path, farm_webhook=listener.address)
    source = rig.clip("a.mp4")
    rig.scan()
    task = rig.claim(rig.worker())
    rig.fail(task, "it broke")
    with worker(rig.forge, "farm.webhook", farm_webhook=listener.address):
        until(lambda: listener.told)
    (told,) = listener.told
    assert (told["event"], told["task_id"], told["error_message"]) == ("failed", str(task.id), "it broke")
    assert (told["video_path"], told["worker_name"], told["status_of_video"]) == (str(source), "one", 0)
