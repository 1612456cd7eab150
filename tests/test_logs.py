"""Lines of logs: of every process, with what they are about, and without secrets."""

from __future__ import annotations

import json
import logging
import re
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from served import Served, until

from albumforge import logs
from albumforge.forge import Forge
from albumforge.services.states import Status
from albumforge.settings import Settings

MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"


def line(kind: str, message: str, *arguments: object, error: BaseException | None = None) -> str:
    """What a formatter makes of a message."""
    info = (type(error), error, error.__traceback__) if error else None
    record = logging.LogRecord("albumforge.x", logging.WARNING, "x.py", 1, message, arguments, info)  # type: ignore[arg-type]
    return logs.formatter_of(kind, "worker").format(record)


def raised() -> Exception:
    try:
        raise ValueError("two\nlines")
    except ValueError as error:
        return error


def test_a_line_says_when_and_what_it_is_about() -> None:
    with logs.about(film="abc", actor="generator.album", job=""), logs.about(message_id="m"):
        text, document = line("text", "%d films", 3), json.loads(line("json", "%d films", 3))
    assert re.fullmatch(
        rf"{MOMENT} warning worker \d+ albumforge\.x: 3 films \[film=abc actor=generator\.album message_id=m\]", text
    )
    assert re.fullmatch(MOMENT, document["time"])
    expected = {"level": "warning", "logger": "albumforge.x", "message": "3 films", "role": "worker"}
    expected |= {"film": "abc", "actor": "generator.album", "message_id": "m"}
    assert document.items() >= expected.items()
    assert "job" not in document
    assert logs.current() == {}


def test_what_a_line_is_about_never_hides_what_it_says() -> None:
    with logs.about(message="id", level="x", time="y"):
        document = json.loads(line("json", "said"))
    assert (document["message"], document["level"]) == ("said", "warning")
    assert re.fullmatch(MOMENT, document["time"])
    assert document["about"] == {"message": "id", "level": "x", "time": "y"}


def test_an_exception_is_one_object_with_its_traceback() -> None:
    written = line("json", "it failed", error=raised())
    assert "\n" not in written
    exception = json.loads(written)["exception"]
    assert (exception["type"], exception["message"]) == ("ValueError", "two\nlines")
    assert exception["traceback"].startswith("Traceback (most recent call last):\n")
    assert "in raised" in exception["traceback"]
    assert "in raised" in line("text", "it failed", error=raised())


@pytest.mark.parametrize("kind", ["text", "json"])
@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("got af_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "0123456789"),
        ("postgresql://ann:hunter2@db/films does not answer", "hunter2"),
        ("redis://:hunter2@cache:6379/0", "hunter2"),
        ("Authorization: Bearer hunter2hunter2", "hunter2"),
        ("GET http://127.0.0.1/login/abcdefghijklmnopqrst", "abcdefgh"),
        ("HTTP_TOKEN: hunter2", "hunter2"),
    ],
)
def test_secrets_are_blotted_out(kind: str, said: str, secret: str) -> None:
    with logs.about(film=said):
        written = line(kind, "%s", said, error=RuntimeError(said))
    assert secret not in written
    assert "…" in written


def test_threads_of_a_work_are_about_it_too() -> None:
    with logs.about(film="abc"):
        pool = ThreadPoolExecutor(1, initializer=logs.carried())
    assert pool.submit(logs.current).result() == {"film": "abc"}
    pool.shutdown()


def test_names_that_are_no_text_are_written_all_the_same() -> None:
    document = json.loads(line("json", "%s", "a\udcff.jpg"))
    assert document["message"] == "a\\udcff.jpg" or document["message"] == "a\udcff.jpg"
    line("json", "%s", "a\udcff.jpg").encode()


def test_what_ends_a_process_or_a_thread_is_one_object(tmp_path: Path) -> None:
    code = (
        "import threading; from albumforge import logs; from albumforge.settings import Settings\n"
        "logs.set_up(Settings(log_format='json'), 'worker')\n"
        "thread = threading.Thread(target=lambda: 1 / 0, name='t'); thread.start(); thread.join()\n"
        "raise OSError('over')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 1
    thread, process = (json.loads(one) for one in done.stderr.splitlines())
    assert (thread["level"], thread["exception"]["type"]) == ("error", "ZeroDivisionError")
    assert (process["level"], process["exception"]["message"]) == ("critical", "over")


def test_every_process_of_a_server_writes_objects(tmp_path: Path, pictures: list[Path]) -> None:
    home = tmp_path / "served"
    served = Served(home, "--no-open", settings=("log_format=json", "log_level=info")).ready()
    try:
        with Forge(Settings(home=home, plugins_dirs=(Path(__file__).parent / "plugins",))) as forge:
            film = forge.movies.create("A film", generator="small")
            forge.movies.add_files(film.work_id, pictures)
            forge.movies.start(film.work_id)
            until(lambda: forge.movies.get(film.work_id).status is Status.DONE)
            message = forge.movies.get(film.work_id).message_id
        served.get(f"/movie/{film.work_id}/log", **{"X-Request-Id": "from-a-proxy"})
        served.stop()
    finally:
        served.end()
    said = [one for one in served.said.splitlines() if one]
    objects = [json.loads(one) for one in said if one.startswith("{")]
    assert {one["role"] for one in objects} >= {"web", "worker"}
    for one in objects:
        assert {"time", "level", "logger", "message", "role", "process"} <= set(one)
    done = [one for one in objects if one.get("film") == film.work_id and one["role"] == "worker"]
    assert any("done" in one["message"] for one in done)
    assert {one["message_id"] for one in done} == {message}
    assert {one["actor"] for one in done} == {"generator.small"}
    assert all(one["worker"] for one in done)
    (asked,) = [one for one in objects if one.get("request") == "from-a-proxy"]
    assert (asked["film"], asked["role"]) == (film.work_id, "web")
    assert "/movie/{work_id}/log: " in asked["message"]
    # The rest is what the command says to the person who started it.
    rest = [one for one in said if not one.startswith("{")]
    assert len(rest) <= 5, rest
    assert "albumforge is ready" in rest[0]


def test_a_command_writes_objects_too(cli: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> None:
    handlers, level = logging.root.handlers[:], logging.root.level
    hooks = sys.excepthook, threading.excepthook
    try:
        logging.root.handlers[:] = []
        assert cli("--set", "log_format=json", "settings").code == 0
        (handler,) = logging.root.handlers
        assert isinstance(handler.formatter, logs.Json)
    finally:
        logging.root.handlers[:], logging.root.level = handlers, level
        sys.excepthook, threading.excepthook = hooks
