"""Pictures for pages, made beside ``albumforge serve`` as people run it."""

from __future__ import annotations

import http.client
import json
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import pytest
from http_parts import jpeg
from served import Served, until
from wsgi_client import multipart

ENGINES = ("cv2", "_multiarray_umath", "libavcodec", "_imaging.")


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., Served]]:
    """Starts servers, and ends them after the test."""
    started: list[Served] = []

    def start(*arguments: object, **more: Any) -> Served:
        started.append(Served(tmp_path / "home", *arguments, **more))
        return started[-1]

    yield start
    for one in started:
        one.end()


def _darkrooms(served: Served) -> list[psutil.Process]:
    found = []
    for one in psutil.Process(served.process.pid).children(recursive=True):
        try:
            if "albumforge.services.darkroom_process" in one.cmdline():
                found.append(one)
        except psutil.Error:
            continue
    return found


def _busy(served: Served) -> psutil.Process:
    """Wait until there is one that has something to do."""
    (one,) = until(lambda: _darkrooms(served), 30)
    until(lambda: sum(one.cpu_times()[:2]) > 0.4)  # it has come up, and paints
    return one  # type: ignore[no-any-return]


def _is_gone(one: psutil.Process) -> bool:
    return not one.is_running() or one.status() == psutil.STATUS_ZOMBIE


def _upload(served: Served, work_id: str, count: int) -> list[int]:
    body, kind = multipart([(f"{number}.jpg", jpeg() + bytes([number])) for number in range(count)])
    answer = _patiently(served, f"/movie/{work_id}/upload", "POST", body, {"Content-Type": kind})
    return [file["id"] for file in json.loads(answer[1])["files"]]


def _patiently(served: Served, path: str, method: str = "GET", *request: Any) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=90)
    try:
        connection.request(method, path, *request)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_the_server_itself_stays_small(serve: Callable[..., Served]) -> None:
    served = serve("--no-worker", plugins=False).ready()
    web = served.whole(workers=0)["answering"][0]
    work_id = json.loads(served.get("/movie/new")[1])["work_id"]
    assert not _darkrooms(served)
    files = _upload(served, work_id, 6)
    assert len(files) == 6
    for path in ("/album/templates", "/album/music", "/options", f"/movie/{work_id}", "/me", "/album/music/lotus.m4a"):
        assert served.get(path)[0] == 200, path
    with ThreadPoolExecutor(6) as pool:
        thumbs = list(pool.map(lambda file: served.get(f"/movie/{work_id}/files/{file}/thumb.jpg"), files * 2))
    assert {status for status, _ in thumbs} == {200}
    assert all(body.startswith(b"\xff\xd8") for _, body in thumbs)
    assert len(_darkrooms(served)) == 1
    loaded = " ".join({Path(part.path).name for part in web.memory_maps()})
    assert not [name for name in ENGINES if name in loaded]
    assert web.memory_full_info().pss < 80e6


def test_killed_in_the_middle_of_a_sample_it_is_made_all_the_same(serve: Callable[..., Served]) -> None:
    served = serve("--no-worker", plugins=False).ready()
    with ThreadPoolExecutor(3) as pool:
        asked = [pool.submit(_patiently, served, "/album/templates/clean.jpg") for _ in range(3)]
        darkroom = _busy(served)
        darkroom.kill()
        answers = {one.result() for one in asked}
    ((status, body),) = answers
    assert (status, body[:2]) == (200, b"\xff\xd8")
    until(lambda: _is_gone(darkroom))
    assert served.well()


@pytest.mark.parametrize("who", ["server", "answering"])
def test_no_process_is_left_behind(serve: Callable[..., Served], who: str) -> None:
    served = serve("--no-worker", plugins=False).ready()
    web = served.whole(workers=0)["answering"][0]
    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(_patiently, served, "/album/templates/clean.jpg")
        darkroom = _busy(served)
        if who == "server":
            code, seconds = served.stop(signal.SIGINT)
            assert (code, seconds < 5) == (0, True)
        else:
            web.kill()
        begun = time.monotonic()
        until(lambda: _is_gone(darkroom), 5)
        assert who == "answering" or time.monotonic() - begun < 3
        assert asked.exception() is not None  # nobody answers any more
