"""The poet against a real server on this machine that speaks the protocol, well and badly."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from albumforge_poet_openai import OpenAIPoet

from albumforge.backends import Poet, Theme, Verse
from albumforge.context import Context
from albumforge.errors import Cancelled, Unavailable
from albumforge.generators.album.poem.writer import write_poem
from albumforge.remote import LARGEST_ANSWER
from albumforge.testing import PoetContract

PLUGIN = Path(__file__).resolve().parent.parent
THEMES = (Theme(weather="snow", mood="calm", colours=("white",)), Theme(things=("sea",)))
SNOW = ["The snow came down on field and wall", "and made no difference at all."]
SEA = ["The sea went out, the sea came in,", "and where it was, it will begin;", "it turned", "and turned again."]


class Server(ThreadingHTTPServer):
    """Answers every request with `status` and `body` after `delay`, and keeps what it was asked."""

    daemon_threads = True
    status = 200
    body = b"{}"
    delay = 0.0
    trickle = False

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.done = threading.Event()

    def says(self, content: object) -> None:
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        self.body = json.dumps({"choices": [{"message": {"role": "assistant", "content": text}}]}).encode()


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), json.loads(body)))
        self.server.done.wait(self.server.delay)
        try:
            self.send_response(self.server.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(self.server.body)))
            self.end_headers()
            for byte in self.server.body if self.server.trickle else ():
                self.wfile.write(bytes([byte]))
                if self.server.done.wait(0.05):
                    return
            self.wfile.write(b"" if self.server.trickle else self.server.body)
        except OSError:
            return

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    with Server() as found:
        thread = threading.Thread(target=found.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        monkeypatch.setenv("ALBUMFORGE_POET_URL", f"http://127.0.0.1:{found.server_address[1]}/v1/")
        monkeypatch.setenv("ALBUMFORGE_POET_MODEL", "small")
        monkeypatch.setenv("ALBUMFORGE_POET_TIMEOUT", "5")
        yield found
        found.done.set()
        found.shutdown()
        thread.join()


def write(language: str = "en", themes: tuple[Theme, ...] = THEMES, context: Context | None = None) -> Any:
    return OpenAIPoet().write(themes, language=language, seed=7, title="By the sea", context=context or Context())


ENGLISH = [*SNOW, *SEA[:2], "A quiet road, a folded map,", "a window and an empty seat."]
CHINESE = ["雪落无声夜", "灯前一卷书", "海上生微浪", "人归踏浅沙", "小路无人问", "空窗对晚霞"]


class TestContract(PoetContract):
    @pytest.fixture(autouse=True)
    def _server(self, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let the server answer in the language that it is asked in."""
        self._asked, write = server, OpenAIPoet.write

        def answered(poet: OpenAIPoet, themes: Any, **options: Any) -> Any:
            lines = CHINESE if options["language"] == "zh" else ENGLISH
            server.says({"verses": [lines[at : at + 2] for at in (0, 2, 4)]})
            return write(poet, themes, **options)

        monkeypatch.setattr(OpenAIPoet, "write", answered)

    def backend(self) -> OpenAIPoet:
        return OpenAIPoet()


def test_a_good_answer_becomes_verses(server: Server) -> None:
    server.says({"verses": [SNOW, [f" {line} " for line in SEA]]})
    assert write() == (Verse(tuple(SNOW), "couplet"), Verse(tuple(SEA), "quatrain"))
    server.says({"verses": [["雪落無聲夜", "灯前一卷书"], ["海上生微浪", "人归踏浅沙"]]})
    assert write("zh")[1].lines == ("海上生微浪", "人归踏浅沙")


def test_json_in_a_fence_is_taken(server: Server) -> None:
    server.says("```json\n" + json.dumps({"verses": [SNOW, SEA]}) + "\n```")
    assert len(write()) == 2


def test_the_question_says_what_is_known_and_no_more(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALBUMFORGE_POET_KEY", "secret")
    server.says({"verses": [SNOW, SEA]})
    write()
    ((path, headers, body),) = server.asked
    assert path == "/v1/chat/completions"
    assert headers["Authorization"] == "Bearer secret"
    assert (body["model"], body["seed"]) == ("small", 7)
    assert json.loads(body["messages"][1]["content"]) == {
        "language": "English",
        "title": "By the sea",
        "themes": [
            {"weather": "snow", "mood": "calm", "colours": ["white"], "most_lines": 4},
            {"things": ["sea"], "most_lines": 4},
        ],
    }


def test_without_a_key_none_is_sent_and_without_themes_nothing(server: Server) -> None:
    server.says({"verses": [SNOW, SEA]})
    write()
    assert "Authorization" not in server.asked[0][1]
    assert write(themes=()) == ()
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("Roses are red", "JSON"),
        ("[" * 100_000, "JSON"),
        ({"poems": []}, "JSON"),
        ({"verses": "snow"}, "no list of verses"),
        ({"verses": [SNOW]}, "1 verses for 2 themes"),
        ({"verses": [SNOW, SEA[:3]]}, "neither two nor four"),
        ({"verses": [SNOW, []]}, "neither two nor four"),
        ({"verses": [SNOW, [1, 2]]}, "no text"),
        ({"verses": [SNOW, ["", "a"]]}, "no text"),
        ({"verses": [SNOW, ["a\nb", "c"]]}, "no text"),
        ({"verses": [SNOW, ["a" * 57, "b"]]}, "more than 56 characters"),
        ({"verses": [SNOW, ["雪落无声", "海上微浪"]]}, "not English"),
        ({"verses": [SNOW, ["…", "!"]]}, "not English"),
        ({"verses": [SNOW, [SNOW[0].upper(), "b"]]}, "a line twice"),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_reason(server: Server, content: object, reason: str) -> None:
    server.says(content)
    with pytest.raises(Unavailable, match=reason):
        write()


def test_english_in_a_chinese_film_is_refused(server: Server) -> None:
    server.says({"verses": [[SNOW[0], "雪"], ["海", "山"]]})
    with pytest.raises(Unavailable, match=r"more than 14|not Chinese"):
        write("zh")


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"\xff\xfe", b"[]", b'{"choices": []}', b'{"choices": [{}]}', b"null"]
)
def test_an_answer_outside_the_protocol_is_refused(server: Server, body: bytes) -> None:
    server.body = body
    with pytest.raises(Unavailable, match="as the protocol says"):
        write()


@pytest.mark.parametrize("status", [401, 404, 429, 500, 503])
def test_an_error_of_the_server_is_named(server: Server, status: int) -> None:
    server.status = status
    with pytest.raises(Unavailable, match=f"it answered {status}"):
        write()


def test_an_endless_answer_is_not_read_to_its_end(server: Server) -> None:
    server.body = b" " * (LARGEST_ANSWER + 10)
    with pytest.raises(Unavailable, match="too long"):
        write()


@pytest.mark.parametrize("trickle", [False, True])
def test_a_slow_server_is_not_waited_for(server: Server, monkeypatch: pytest.MonkeyPatch, trickle: bool) -> None:
    monkeypatch.setenv("ALBUMFORGE_POET_TIMEOUT", "0.5")
    server.says({"verses": [SNOW, SEA]})
    server.delay, server.trickle = (0.0 if trickle else 30.0), trickle
    start = time.monotonic()
    with pytest.raises(Unavailable, match=r"no answer within 0\.5 seconds"):
        write()
    assert time.monotonic() - start < 5


def test_a_cancelled_film_does_not_wait(server: Server) -> None:
    server.delay = 30.0
    start = time.monotonic()
    with pytest.raises(Cancelled):
        write(context=Context(cancelled=lambda: time.monotonic() - start > 0.3))
    assert time.monotonic() - start < 3


def test_a_server_that_is_not_there_is_said(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with Server() as gone:
        port = gone.server_address[1]
    monkeypatch.setenv("ALBUMFORGE_POET_URL", f"http://127.0.0.1:{port}")
    with pytest.raises(Unavailable, match="could not ask its server"):
        write()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("URL", ""),
        ("MODEL", " "),
        ("URL", "file:///etc/passwd"),
        ("URL", "http://"),
        ("TIMEOUT", "soon"),
        ("TIMEOUT", "0"),
    ],
)
def test_what_the_environment_lacks_is_named(
    server: Server, monkeypatch: pytest.MonkeyPatch, name: str, value: str
) -> None:
    monkeypatch.setenv(f"ALBUMFORGE_POET_{name}", value)
    with pytest.raises(Unavailable, match=f"ALBUMFORGE_POET_{name}"):
        write()
    assert server.asked == []


def test_the_built_in_poet_takes_over(server: Server) -> None:
    server.status = 500
    said: list[str] = []
    poets = {"openai": OpenAIPoet()}
    assert isinstance(poets["openai"], Poet)
    arguments: dict[str, Any] = {"language": "en", "seed": 1, "title": "", "context": Context(on_log=said.append)}
    verses = write_poem(poets, "openai", THEMES, **arguments)
    assert verses == write_poem({}, "builtin", THEMES, **arguments)
    assert any("it answered 500" in line for line in said)


def test_installed_by_itself_it_is_one_of_the_poets(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(PLUGIN, source, ignore=shutil.ignore_patterns("tests", "__pycache__", "build", "*.egg-info"))
    install = [sys.executable, "-m", "pip", "install", "-qq", "--no-deps", "--no-build-isolation", "--target"]
    subprocess.run([*install, tmp_path / "site", source], check=True, stdin=subprocess.DEVNULL)
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "ALBUMFORGE_HOME": str(tmp_path / "home")}
    done = subprocess.run(
        [sys.executable, "-m", "albumforge", "plugins", "--json"], env=environment, capture_output=True, check=True
    )
    found = [plugin for plugin in json.loads(done.stdout)["plugins"] if plugin["name"] == "openai"]
    assert [(plugin["kind"], plugin["problem"]) for plugin in found] == [("poet", "")]
