"""README's "From Python" and the mounting of docs/http.md in Flask, run as they are written."""

from __future__ import annotations

import contextlib
import importlib
import io
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from http_parts import jpeg
from media_files import texture, write_picture
from served import command, until

import albumforge
from albumforge.media.probe import probe_video
from albumforge.services.states import Status

ROOT = Path(__file__).resolve().parent.parent
GUIDE = (ROOT / "docs" / "http.md").read_text(encoding="utf-8")


def code(page: str, word: str) -> str:
    """The block of Python of a page that has a word."""
    (block,) = (block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if word in block)
    return block


def test_a_film_from_python(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    (tmp_path / "Pictures" / "trip").mkdir(parents=True)
    write_picture(tmp_path / "Pictures" / "trip" / "a.jpg", texture(320, 240, seed=1))
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(code((ROOT / "README.md").read_text(encoding="utf-8"), "forge.make("), "README.md", "exec"), {})
    film = probe_video(tmp_path / "trip.mp4")
    assert (film.width, film.height) == (1920, 1080)
    assert re.fullmatch(r"\d+ [\d.]+ \(\) \(.*\)\n", printed.getvalue()), printed.getvalue()


@pytest.fixture
def site(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The site of the guide, with its home where the test may write, and a door of its own."""
    forges: list[albumforge.Forge] = []

    def forge(home: str, **given: Any) -> albumforge.Forge:
        assert home == "/srv/films"
        forges.append(usual(home=tmp_path / "films", **given))
        return forges[-1]

    usual = albumforge.Forge
    monkeypatch.setattr(albumforge, "Forge", forge)
    (tmp_path / "site_of_the_guide.py").write_text(code(GUIDE, "from flask import"), encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    module = importlib.import_module("site_of_the_guide")

    @module.site.route("/login/<name>")
    def login(name: str) -> str:
        module.session["user"] = name
        return "welcome"

    yield module.site
    monkeypatch.delitem(sys.modules, "site_of_the_guide")
    for one in forges:
        one.close()


def test_a_site_in_flask_makes_films(site: Any, tmp_path: Path) -> None:
    assert b'href="/login"' in site.test_client().get("/films/").data
    anna, ben = site.test_client(), site.test_client()
    for browser in (anna, ben):
        browser.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"  # as browsers say of what a page asks for
    anna.get("/login/Anna")
    ben.get("/login/Ben")
    assert anna.get("/films/me").json["name"] == "Anna"
    assert anna.get("/films/static/base.css").status_code == 200
    work_id = anna.post("/films/movie/new?shared=0").json["work_id"]
    sent = anna.post(f"/films/movie/{work_id}/upload", data={"file": (io.BytesIO(jpeg(320, 240)), "beach.jpg")})
    assert sent.status_code == 200, sent.data
    small = {"resolution": "128x96", "fps": "10", "seconds_per_photo": "1", "music": "none"}
    started = anna.post(f"/films/movie/{work_id}/start", query_string=small)
    assert started.status_code == 200, started.data
    assert "$ albumforge --home /srv/films worker" in GUIDE
    worker = subprocess.Popen(command(tmp_path / "films", "worker", plugins=False), stderr=subprocess.DEVNULL)

    def done() -> bool:
        assert worker.poll() is None, "the worker ended"
        film = json.loads(anna.get(f"/films/movie/{work_id}/status").data)
        assert film["status"] != Status.FAILED, film
        return bool(film["status"] == Status.DONE)

    try:
        until(done, 180)
    finally:
        worker.terminate()
        worker.wait(60)
    film = anna.get(f"/films/media/movie/{work_id}/result.mp4")
    (tmp_path / "result.mp4").write_bytes(film.data)
    assert probe_video(tmp_path / "result.mp4").width == 128
    assert ben.get(f"/films/media/movie/{work_id}/result.mp4").status_code == 404
