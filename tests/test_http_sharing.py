"""Links to films for people without an account; the page's files; what the server says of itself."""

from __future__ import annotations

import re
import time
from dataclasses import replace
from typing import Any

import pytest
from http_parts import jpeg, new, small, worker
from served import until
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.http.page import folder


@pytest.fixture
def client(local_forge: Forge) -> Client:
    return Client(app(local_forge))


@pytest.fixture
def stranger(local_forge: Forge) -> Client:
    return Client(app(local_forge, trust_loopback=False))


@pytest.fixture
def film(client: Client, local_forge: Forge) -> str:
    """A film that is done, and not shared with other users."""
    work_id = small(local_forge, client)
    client.get(f"/movie/{work_id}/start?shared=0")
    with worker(local_forge):
        until(lambda: client.get(f"/movie/{work_id}/status").json["status"] == 3, 30)
    return work_id


def test_a_link_shows_one_film_until_it_ends(client: Client, stranger: Client, film: str) -> None:
    made = client.send("POST", f"/movie/{film}/share", {"days": 2, "label": "für Oma"}).json
    assert made["share"]["label"] == "für Oma"
    path = made["url"].removeprefix("http://127.0.0.1:8000")
    assert re.fullmatch(r"/s/[\w-]{20,}", path)
    page = stranger.get(path)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["referrer-policy"] == "no-referrer"
    assert stranger.get(path + "/").headers["location"] == path
    assert stranger.get(f"{path}/film.json").json["title"] == "Reise"
    whole = stranger.get(f"{path}/film.mp4")
    assert (whole.status, whole.body[4:8]) == (200, b"ftyp")
    assert stranger.get(f"{path}/film.mp4", Range="bytes=-10").body == whole.body[-10:]
    assert stranger.get(f"{path}/poster.jpg").body[:2] == b"\xff\xd8"
    for other in (f"/movie/{film}/status", f"/media/movie/{film}/result.mp4", "/movie/list"):
        assert stranger.get(other).status == 403
    (listed,) = client.get(f"/movie/{film}/shares").json["shares"]
    assert (listed["id"], listed["label"]) == (made["share"]["id"], "für Oma")
    assert client.ask("DELETE", f"/movie/{film}/shares/{listed['id']}").msg == (200, "操作成功")
    _has_ended(stranger, path)
    assert client.get(f"/movie/{film}/shares").json["shares"] == []


def test_the_page_of_a_link_names_the_film(local_forge: Forge, client: Client, stranger: Client, film: str) -> None:
    path = client.send("POST", f"/movie/{film}/share").json["url"].removeprefix("http://127.0.0.1:8000")
    local_forge.movies.update(film, title='Two <b> & "days"', description="At the lake")
    page = stranger.get(path).body.decode()
    assert page.count("<title>") == 1
    assert "<title>Two &lt;b&gt; &amp; &quot;days&quot;</title>" in page
    assert '<meta property="og:title" content="Two &lt;b&gt; &amp; &quot;days&quot;">' in page
    assert f'<meta property="og:image" content="http://127.0.0.1:8000{path}/poster.jpg">' in page
    assert "At the lake" in page and film not in page
    saved = stranger.get(f"{path}/film.mp4?download=1").headers["content-disposition"]
    assert saved.startswith("attachment") and "days" in saved


def _has_ended(stranger: Client, path: str) -> None:
    page = stranger.get(path)
    assert page.status == 404
    assert "This link has ended" in page.body.decode() and "此链接已失效" in page.body.decode()
    for file in ("film.mp4", "poster.jpg", "film.json"):
        assert stranger.get(f"{path}/{file}").status == 404, file


def test_a_link_ends_by_itself_and_with_the_film(client: Client, stranger: Client, film: str) -> None:
    short = client.send("POST", f"/movie/{film}/share", {"days": 1 / 86_400}).json["url"]
    long = client.send("POST", f"/movie/{film}/share").json["url"]
    short, long = (url.removeprefix("http://127.0.0.1:8000") for url in (short, long))
    assert stranger.get(short).status == 200
    time.sleep(1.1)
    _has_ended(stranger, short)
    assert stranger.get(long).status == 200
    client.get(f"/movie/{film}/delete")
    _has_ended(stranger, long)


@pytest.mark.parametrize(
    "body", [{"days": 0}, {"days": -1}, {"days": 1e9}, {"days": "x"}, {"days": True}, {"label": 5}]
)
def test_links_that_do_not_fit(client: Client, body: Any) -> None:
    answer = client.send("POST", f"/movie/{new(client)}/share", body)
    assert (answer.status, answer.json["code"]) == (403, "invalid")


def test_the_page_and_its_files(stranger: Client) -> None:
    page = stranger.get("/")
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    named = re.findall(r'(?:src|href)="(static/[^"#]+)"', page.body.decode())
    assert named
    for path in named:
        answer = stranger.get(f"/{path}")
        assert answer.status == 200, path
        assert stranger.get(f"/{path}", If_None_Match=answer.headers["etag"]).status == 304
    for file in folder().rglob("*"):
        if file.is_file():
            assert stranger.get(f"/static/{file.relative_to(folder())}").status == 200, file


@pytest.mark.parametrize(
    "path",
    [
        "/static/",
        "/static",
        "/static/../page.py",
        "/static/..%2fpage.py",
        "/static/%2e%2e/page.py",
        "/static//etc/passwd",
        "/static/.hidden.js",
        "/static/nothing.js",
        "/static/a%00.js",
        "/static/page.py",
        "/static/x/y/z.js",
        "/static/" + "a" * 5000 + ".js",
        "/static/%ff%fe.js",
        "//etc/passwd",
    ],
)
def test_nothing_else_is_a_file_of_the_page(stranger: Client, path: str) -> None:
    assert stranger.get(path).status == 404


def test_no_script_stands_in_a_page(stranger: Client) -> None:
    """The policy that goes with every page forbids it; so nothing may need it."""
    for path in ("/", "/docs", "/s/nothing", "/login/nothing"):
        text = stranger.get(path).body.decode()
        assert not re.search(r"<script(?![^>]*src=)|\son\w+=|javascript:", text), path
        assert not re.search(r'(?:src|href)="https?://', text), path


def test_no_style_stands_in_a_page_either(stranger: Client) -> None:
    for path in ("/", "/docs", "/s/nothing", "/login/nothing"):
        answer = stranger.get(path)
        assert "unsafe" not in answer.headers["content-security-policy"], path
        text = answer.body.decode()
        assert not re.search(r"<style|\sstyle=", text), path
        sheets = re.findall(r'rel="?stylesheet"? href="([^"]+)"', text)
        assert sheets, path
        for sheet in sheets:
            found = stranger.get("/" + sheet.lstrip("/"))
            assert (found.status, found.headers["content-type"]) == (200, "text/css; charset=utf-8"), sheet


def test_below_a_prefix(local_forge: Forge) -> None:
    below = Client(app(local_forge, prefix="/films"))
    assert below.get("/").status == 404
    assert below.get("/filmsX/movie/list").status == 404
    assert below.get("/films/").status == 200
    assert (below.get("/films").status, below.get("/films").headers["location"]) == (308, "/films/")
    work_id = below.get("/films/movie/new").json["work_id"]
    picture = below.upload(f"/films/movie/{work_id}/upload", ("a.jpg", jpeg())).json["url"]
    assert picture.startswith(f"/films/media/movies/{work_id}/")
    assert below.get(picture).status == 200
    status = below.get(f"/films/movie/{work_id}/status").json
    assert status["image_urls"] == [f"http://127.0.0.1:8000{picture}"]
    assert below.get("/films/openapi.json").json["servers"] == [{"url": "/films"}]


def test_mounted_in_another_application(local_forge: Forge) -> None:
    ours = app(local_forge)

    def other(environ: dict[str, Any], start: Any) -> Any:
        assert environ["PATH_INFO"].startswith("/shop")
        return ours({**environ, "SCRIPT_NAME": "/shop", "PATH_INFO": environ["PATH_INFO"][5:]}, start)

    client = Client(other)
    work_id = client.get("/shop/movie/new").json["work_id"]
    url = client.upload(f"/shop/movie/{work_id}/upload", ("a.jpg", jpeg())).json["url"]
    assert url.startswith("/shop/media/") and client.get(url).status == 200


def test_health(client: Client, stranger: Client, local_forge: Forge) -> None:
    assert (stranger.get("/healthz").status, stranger.get("/healthz").json) == (200, {"status": "ok"})


def test_ill_health(open_forge: Any) -> None:
    sick = Client(app(open_forge(redis_url="redis://127.0.0.1:1/0", database_url="")))
    answer = sick.get("/healthz")
    assert (answer.status, answer.json["parts"]) == (503, {"queue": "does not answer"})
    work_id = new(sick, pictures=1)
    refused = sick.get(f"/movie/{work_id}/start")
    assert (refused.status, refused.json["code"]) == (503, "unavailable")
    assert "127.0.0.1" not in refused.json["detail"]
    assert sick.get(f"/movie/{work_id}/status").json["status"] == 0


def test_what_is_counted(client: Client, stranger: Client, local_forge: Forge) -> None:
    work_id = new(client, pictures=1)
    client.get(f"/movie/{work_id}/start")
    client.get("/movie/nothing/status")
    text = client.get("/metrics").body.decode()
    for line in (
        'albumforge_http_requests_total{method="GET",route="/movie/new",status="200"} 1.0',
        'albumforge_http_requests_total{method="GET",route="/movie/{work_id}/status",status="403"} 1.0',
        'albumforge_http_request_seconds_count{route="/movie/new"} 1.0',
        'albumforge_films{status="queued"} 1.0',
        'albumforge_queue_waiting{queue="generator.album"} 1.0',
        "albumforge_workers 0.0",
    ):
        assert line in text.splitlines(), text
    assert "albumforge_disk_free_bytes" in text
    assert work_id not in text
    assert stranger.get("/metrics").status == 403


def test_a_link_is_good_for_others_where_the_server_is_open_to_them(local_forge: Forge, film: str) -> None:
    def link(client: Client) -> str:
        url: str = client.send("POST", f"/movie/{film}/share").json["url"]
        return url.partition("/s/")[0]

    assert link(Client(app(local_forge))) == "http://127.0.0.1:8000"
    _, secret = local_forge.accounts.add_token(local_forge.accounts.local().id)
    for asked, told in {
        "127.0.0.1:8000": "http://192.168.7.5:8000",
        "localhost:8000": "http://192.168.7.5:8000",
        "192.168.7.5:8000": "http://192.168.7.5:8000",
        "films.example.org": "http://films.example.org",
    }.items():
        settings = replace(local_forge.settings, http_host="0.0.0.0", http_hosts=("192.168.7.5", "films.example.org"))
        with Forge(settings) as open_forge:
            client = Client(app(open_forge), {"Host": asked, "Token": secret})
            assert link(client) == told
