"""``albumforge serve`` as people run it: a process of its own, with its children."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from served import Served, command, free_port, until

from albumforge.forge import Forge
from albumforge.services.states import Movie, Stage, Status
from albumforge.serving.address import lan_address
from albumforge.serving.running import Running


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def serve(home: Path) -> Iterator[Callable[..., Served]]:
    """Starts servers, and ends them after the test."""
    started: list[Served] = []

    def start(*arguments: object, **more: Any) -> Served:
        started.append(Served(home, *arguments, **more))
        return started[-1]

    yield start
    for one in started:
        one.end()


def _run(home: Path, *arguments: object, **environment: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, **environment}
    return subprocess.run(command(home, *arguments), capture_output=True, text=True, timeout=30, env=environment)


def _film(forge: Forge, pictures: list[Path], **request: Any) -> Movie:
    movie = forge.movies.create("Reise", request, generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    forge.movies.start(movie.work_id)
    return movie


def _notes(path: Path) -> list[str]:
    return path.read_text().splitlines() if path.exists() else []


def _frames(path: Path) -> list[str]:
    return [line.rsplit(" ", 1)[0] for line in _notes(path) if line.startswith("frame")]


def _gone(processes: list[psutil.Process], seconds: float) -> None:
    until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes), seconds)


def _in(process: psutil.Process, folder: Path) -> bool:
    try:
        return Path(process.cwd()).is_relative_to(folder)
    except psutil.Error:
        return False


def _everybody(served: Served) -> list[psutil.Process]:
    return [one for processes in served.whole().values() for one in processes]


def test_from_the_first_link_to_the_last_word(serve: Callable[..., Served], home: Path) -> None:
    served = serve().ready()
    address = f"http://127.0.0.1:{served.port}/"
    assert f"albumforge is ready: {address}" in served.said
    assert served.link.startswith(address + "login/")
    everybody = _everybody(served)

    again = _run(home, "serve", "--port", free_port())
    assert again.returncode == 4
    assert address in again.stderr
    assert "albumforge url" in again.stderr

    shown = _run(home, "url")
    assert (shown.returncode, shown.stderr) == (0, "")
    link = shown.stdout.strip()
    assert link.startswith(address + "login/")
    assert link != served.link
    assert served.get(link.removeprefix(address.rstrip("/")))[0] in (302, 303)
    as_json = json.loads(_run(home, "url", "--json").stdout)
    assert as_json["address"] == address
    assert as_json["url"].startswith(address + "login/")
    not_opened = _run(home, "url", "--lan")
    assert not_opened.returncode == 4
    assert "--lan" in not_opened.stderr
    stranger = _run(home, "url", "--user", "nobody")
    assert stranger.returncode == 4
    assert "nobody" not in stranger.stdout

    code, seconds = served.stop()
    assert code == 0
    assert seconds < 5
    assert "stopping" in served.said
    _gone(everybody, 20)
    assert not list((home / "queue").glob("workers/*.lock"))
    with socket.socket() as one:
        one.bind(("127.0.0.1", served.port))
    nobody = _run(home, "url")
    assert nobody.returncode == 6
    assert "albumforge serve" in nobody.stderr


@pytest.mark.parametrize("who", ["answering", "web", "worker", "supervisor"])
def test_what_is_killed_comes_back_and_is_told(serve: Callable[..., Served], who: str) -> None:
    served = serve().ready()
    before = served.whole()
    victim = before[who][0]
    victim.kill()
    until(lambda: "started again" in served.said)
    after = served.whole()
    assert after[who][0].pid != victim.pid
    _gone([victim], 20)
    words = {"supervisor": "the workers' supervisor", "worker": "a worker"}.get(who, "the web server")
    said = served.said.partition("Ctrl-C to stop\n")[2].splitlines()
    assert len(said) == 1 and said[0].startswith(f"{words} ended"), served.said  # once, and plainly
    if who == "supervisor":
        _gone(before["worker"], 20)
    if who == "web":
        _gone(before["answering"], 20)
    assert len(after["answering"]) == 1


def test_a_killed_queue_server_comes_back_and_is_told(serve: Callable[..., Served], local_forge: Forge) -> None:
    served = serve().ready()
    served.whole()
    os.kill(int(local_forge.broker.client.info("server")["process_id"]), signal.SIGKILL)
    until(lambda: "the queue's server ended, and was started again" in served.said)
    until(served.well)


def test_stopped_in_the_middle_of_a_film_it_goes_on_from_there(
    serve: Callable[..., Served], local_forge: Forge, pictures: list[Path], tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    served = serve().ready()
    movie = _film(local_forge, pictures, frames=30, delay=0.15, notes=str(notes))
    waiting = _film(local_forge, pictures, frames=2)
    until(lambda: len(_frames(notes)) >= 5)
    code, seconds = served.stop()
    assert (code, seconds < 5) == (0, True)
    stopped = local_forge.movies.get(movie.work_id)
    assert (stopped.status, stopped.attempts) == (Status.QUEUED, 0)
    local_forge.close()  # the embedded queue stops too; what is in it is kept
    made = len(_frames(notes))
    serve().ready()
    with Forge(local_forge.settings) as forge:
        assert forge.movies.wait(movie.work_id, timeout=60).status is Status.DONE
        assert forge.movies.wait(waiting.work_id, timeout=60).status is Status.DONE
    assert made < 30
    assert sorted(_frames(notes)) == sorted(f"frame {number}" for number in range(30))  # none twice


def test_told_all_at_once_as_a_service_manager_does_it_stops_as_well(
    serve: Callable[..., Served], local_forge: Forge, pictures: list[Path]
) -> None:
    served = serve().ready()
    movie = _film(local_forge, pictures, frames=400, delay=0.1)
    until(lambda: local_forge.movies.get(movie.work_id).stage is Stage.RENDER)
    everybody = _everybody(served)
    for one in everybody:
        one.terminate()
    code, seconds = served.stop(signal.SIGTERM)
    assert (code, seconds < 5) == (0, True)
    _gone(everybody, 20)
    stopped = local_forge.movies.get(movie.work_id)
    assert (stopped.status, stopped.attempts) == (Status.QUEUED, 0)


@pytest.mark.parametrize("times", [1, 2])
def test_a_film_that_does_not_stop_is_not_lost(
    serve: Callable[..., Served], local_forge: Forge, pictures: list[Path], tmp_path: Path, times: int
) -> None:
    notes = tmp_path / "notes"
    served = serve().ready()
    movie = _film(local_forge, pictures, hold=60.0, notes=str(notes))
    until(lambda: any(line.startswith("render") for line in _notes(notes)))
    everybody = _everybody(served)
    if times == 2:
        served.process.send_signal(signal.SIGINT)
        until(lambda: "stopping" in served.said)
    code, seconds = served.stop()
    assert code == (0 if times == 1 else 130)
    assert seconds < (5 if times == 1 else 3)
    _gone(everybody, 20)
    serve().ready()
    until(lambda: sum(line.startswith("render") for line in _notes(notes)) == 2)
    local_forge.movies.cancel(movie.work_id)


def test_killed_itself_it_leaves_nobody_behind(
    serve: Callable[..., Served], local_forge: Forge, pictures: list[Path]
) -> None:
    served = serve().ready()
    everybody = _everybody(served)
    movie = _film(local_forge, pictures, frames=400, delay=0.1)
    until(lambda: local_forge.movies.get(movie.work_id).stage is Stage.RENDER)
    served.process.kill()
    served.process.wait()
    assert Running(served.home).found() is None
    again = serve(port=served.port).ready()  # at once: it waits for the port
    _gone(everybody, 20)
    again.whole()
    until(lambda: local_forge.movies.get(movie.work_id).status is Status.RUNNING)
    local_forge.movies.cancel(movie.work_id)


def test_open_connections_do_not_hold_it_up(serve: Callable[..., Served]) -> None:
    served = serve().ready()
    work_id = json.loads(served.get("/movie/new")[1])["work_id"]
    media = served.home / "media"
    head = f"Host: 127.0.0.1:{served.port}\r\n"
    upload = f"{head}Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 50000000\r\n\r\n--x\r\n"
    part = 'Content-Disposition: form-data; name="file"; filename="a.jpg"\r\n\r\n'
    with (
        socket.create_connection(("127.0.0.1", served.port)) as listener,
        socket.create_connection(("127.0.0.1", served.port)) as sender,
    ):
        listener.sendall(f"GET /movie/events HTTP/1.1\r\n{head}\r\n".encode())
        assert listener.recv(100).startswith(b"HTTP/1.1 200")
        sender.sendall(f"POST /movie/{work_id}/upload HTTP/1.1\r\n{upload}{part}".encode() + bytes(3_000_000))
        until(lambda: [path for path in media.rglob("*") if path.is_file() and path.stat().st_size > 1_000_000])
        code, seconds = served.stop()
    assert code == 0
    assert seconds < 5
    assert not [path for path in media.rglob("*") if path.is_file()]


def test_idle_it_is_small_and_has_no_engine_loaded(serve: Callable[..., Served]) -> None:
    served = serve(plugins=False).ready()
    parts = [psutil.Process(served.process.pid), *_everybody(served)]
    queue = [one for one in psutil.process_iter(["name"]) if "valkey" in one.name() and _in(one, served.home)]
    assert len(queue) == 1
    sizes = {f"{one.pid} {one.name()}": one.memory_full_info().pss / 1e6 for one in (*parts, *queue)}
    assert sum(sizes.values()) < 150, sizes
    for one in parts:
        loaded = " ".join({Path(part.path).name for part in one.memory_maps()})
        assert not [name for name in ("cv2", "_multiarray_umath", "libavcodec", "_imaging.") if name in loaded]


def test_in_the_local_network_only_when_asked(serve: Callable[..., Served], home: Path) -> None:
    lan = lan_address()
    if not lan:
        assert _run(home, "serve", "--lan").returncode == 6
        return
    closed = serve().ready()
    with pytest.raises(OSError), socket.create_connection((lan, closed.port), 2):
        pass
    closed.stop()
    served = serve("--lan").ready()
    phone = f"http://{lan}:{served.port}/login/"
    assert phone in served.said
    assert "█" not in served.said  # no pattern where there is no terminal
    with socket.create_connection((lan, served.port), 5) as one:
        one.sendall(f"GET /movie/list HTTP/1.0\r\nHost: {lan}:{served.port}\r\n\r\n".encode())
        assert b" 403 " in one.recv(100)  # who is not signed in is nobody here
    assert served.get("/movie/list")[0] == 403
    shown = _run(home, "url", "--lan", "--json")
    assert json.loads(shown.stdout)["url"].startswith(phone)
    both = _run(home, "serve", "--lan", "--host", "127.0.0.1")
    assert both.returncode == 2


def test_a_port_in_use_is_told_with_one_that_is_free(home: Path) -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        port = one.getsockname()[1]
        refused = _run(home, "serve", "--port", port)
    assert refused.returncode == 4
    assert f"Port {port} of 127.0.0.1 is in use" in refused.stderr
    assert "--port " in refused.stderr
    assert Running(home).found() is None


def test_without_workers_films_wait(serve: Callable[..., Served], local_forge: Forge, pictures: list[Path]) -> None:
    served = serve("--no-worker").ready()
    served.whole(workers=0)
    movie = _film(local_forge, pictures)
    time.sleep(1.0)
    assert local_forge.movies.get(movie.work_id).status is Status.QUEUED


def test_under_a_prefix_and_in_chinese(serve: Callable[..., Served], home: Path) -> None:
    served = serve("--url-prefix", "/films", "--workers", 2, LANG="zh_CN.UTF-8")
    until(lambda: "Ctrl-C" in served.said)
    assert f"albumforge 已就绪：http://127.0.0.1:{served.port}/films/" in served.said
    assert "/films/login/" in served.link
    assert served.get("/films/healthz")[0] == 200
    assert served.get("/healthz")[0] == 404
    assert served.get("/films/movie/list")[0] == 403  # behind a proxy, loopback says nothing of who asks
    assert "/films/login/" in _run(home, "url").stdout
    until(lambda: len(served.children()["worker"]) == 2)
    again = _run(home, "serve", LANG="zh_CN.UTF-8")
    assert "服务器已经在运行" in again.stderr
