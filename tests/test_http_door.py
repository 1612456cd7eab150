"""Who is let in, by which name, and from which page."""

from __future__ import annotations

import logging
import re
import time
from pathlib import Path
from typing import Any

import pytest
from http_parts import jpeg, new
from wsgi_client import Answer, Client

from albumforge.forge import Forge
from albumforge.http import app

IN, OUT = (200, "操作成功"), (403, "未登录或登录超时")
OURS = "http://127.0.0.1:8000"


@pytest.fixture
def client(local_forge: Forge) -> Client:
    return Client(app(local_forge))


@pytest.fixture
def far(local_forge: Forge) -> Client:
    """One who has to show who they are."""
    return Client(app(local_forge, trust_loopback=False))


@pytest.fixture
def token(local_forge: Forge) -> str:
    return local_forge.accounts.add_token(local_forge.accounts.local().id)[1]


def _session(forge: Forge, client: Client) -> str:
    """Sign in by a link; return what a browser then sends."""
    answer = client.get(f"/login/{forge.accounts.login_link(forge.accounts.local().id)}")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    return answer.cookies[0].partition(";")[0]


@pytest.mark.parametrize("header", ["HTTP_TOKEN", "Token", "Authorization"])
def test_forms_of_a_token(far: Client, token: str, header: str) -> None:
    value = f"Bearer {token}" if header == "Authorization" else token
    ask: Any = lambda said: far.ask("GET", "/movie/list", headers={header: said}).msg  # noqa: E731
    assert ask(value) == IN
    assert ask(value[:-1]) == OUT
    assert ask(value + "x") == OUT
    assert ask("Bearer") == OUT
    assert far.get("/movie/list").msg == OUT


def test_an_empty_or_wrong_token_is_refused_where_none_would_be_trusted(client: Client) -> None:
    assert client.get("/movie/list").msg == IN
    assert client.get("/movie/list", Token="wrong").msg == OUT
    assert client.get("/movie/list", Authorization="Bearer wrong").msg == OUT


def test_a_token_ends(local_forge: Forge, far: Client) -> None:
    user = local_forge.accounts.local().id
    made, secret = local_forge.accounts.add_token(user)
    assert far.signed(secret).get("/movie/list").msg == IN
    local_forge.accounts.revoke(made.id, user)
    assert far.signed(secret).get("/movie/list").msg == OUT
    short = local_forge.accounts.add_token(user, days=0.01 / 86_400)[1]
    time.sleep(0.02)
    assert far.signed(short).get("/movie/list").msg == OUT


def test_what_is_for_something_else_is_no_token(local_forge: Forge, far: Client) -> None:
    user = local_forge.accounts.local().id
    link = local_forge.accounts.login_link(user)
    share = local_forge.accounts.share(local_forge.movies.create().work_id, user)[1]
    for secret in (link, share):
        assert far.signed(secret).get("/movie/list").msg == OUT
        assert far.get("/movie/list", Cookie=f"albumforge_session={secret}").msg == OUT


def test_a_login_link_works_once_and_sets_the_cookie(local_forge: Forge, far: Client) -> None:
    link = local_forge.accounts.login_link(local_forge.accounts.local().id)
    assert far.ask("HEAD", f"/login/{link}").status == 405  # a preview of the link does not use it up
    answer = far.get(f"/login/{link}")
    (cookie,) = answer.cookies
    assert (answer.status, answer.headers["location"], answer.headers["cache-control"]) == (303, "/", "no-store")
    assert re.match(r"albumforge_session=[\w-]{20,};", cookie)
    assert {"HttpOnly", "SameSite=lax", "Path=/"} <= set(re.split(r"; ?", cookie))
    assert "Secure" not in cookie
    session = cookie.partition(";")[0]
    assert far.get("/movie/list", Cookie=session).msg == IN
    again = far.get(f"/login/{link}")
    assert (again.status, again.cookies) == (403, [])
    text = again.body.decode()
    assert "This link has been used" in text and "此链接已被使用" in text
    assert far.post("/logout", Cookie=session, Origin=OURS).msg == IN
    assert far.get("/movie/list", Cookie=session).msg == OUT


def test_the_cookie_is_secure_and_below_the_prefix(local_forge: Forge) -> None:
    below = Client(app(local_forge, prefix="/films", trust_loopback=False))
    link = local_forge.accounts.login_link(local_forge.accounts.local().id)
    answer = below.get(f"/films/login/{link}", X_Forwarded_Proto="https")
    assert answer.headers["location"] == "/films/"
    assert {"Secure", "Path=/films"} <= set(re.split(r"; ?", answer.cookies[0]))


CHANGING = ("/movie/new", "/movie/{0}/start", "/movie/{0}/delete")
"""Routes that a link or a picture of another page could ask for."""


@pytest.mark.parametrize("route", CHANGING)
@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "cross-site", "Origin": OURS},
        {"Origin": "https://evil.example"},
        {"Origin": "http://127.0.0.1:9000"},
        {"Origin": "null"},
        {"Referer": "https://evil.example/page"},
        {"Referer": "nonsense"},
        {},
    ],
)
def test_a_page_of_another_site_changes_nothing(
    local_forge: Forge, far: Client, client: Client, route: str, headers: dict[str, str]
) -> None:
    work_id = new(client, pictures=1)
    session = _session(local_forge, far)
    before = local_forge.movies.list()
    path = route.format(work_id)
    for method in ("GET", "POST"):
        answer = far.ask(method, path, headers={"Cookie": session, **headers})
        assert (answer.status, answer.json["code"]) == (403, "foreign_origin")
        if headers:  # trusted because it is near, and no less in danger
            answer = client.ask(method, path, headers=headers)
            assert (answer.status, answer.json["code"]) == (403, "foreign_origin")
    assert local_forge.movies.list() == before


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "same-origin"},
        {"Sec-Fetch-Site": "none"},
        {"Origin": OURS},
        {"Referer": f"{OURS}/#/film"},
    ],
)
def test_our_own_page_may(local_forge: Forge, far: Client, headers: dict[str, str]) -> None:
    assert far.ask("GET", "/movie/new", headers={"Cookie": _session(local_forge, far), **headers}).msg == IN


def test_a_token_says_enough_whatever_the_page(far: Client, token: str) -> None:
    answer = far.ask("GET", "/movie/new", headers={"Token": token, "Sec-Fetch-Site": "cross-site"})
    assert answer.msg == IN


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost", "LOCALHOST:8000", "[::1]:8000", "localhost."])
def test_names_we_are_called_by(client: Client, host: str) -> None:
    assert client.get("/movie/list", Host=host).msg == IN


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "192.168.1.5:8000", "[::2]", "x:y:z", ""])
@pytest.mark.parametrize("path", ["/movie/list", "/", "/openapi.json", "/healthz", "/login/x"])
def test_names_we_are_not_called_by(client: Client, host: str, path: str) -> None:
    answer = client.ask("GET", path, headers={"Host": host, "Sec-Fetch-Site": "same-origin"})
    assert (answer.status, answer.json["code"]) == (403, "foreign_host")


def test_more_names(open_forge: Any) -> None:
    client = Client(app(open_forge(http_hosts=("films.example", "192.168.1.5"))))
    assert client.get("/movie/list", Host="films.example:443").msg == IN
    assert client.get("/movie/list", Host="192.168.1.5:8000").msg == IN
    assert client.get("/movie/list", Host="other.example").status == 403


def test_only_near_ones_are_trusted(local_forge: Forge, open_forge: Any) -> None:
    for remote in ("192.168.1.7", "10.0.0.1", "", "nonsense", "::2"):
        assert Client(app(local_forge), remote=remote).get("/movie/list").msg == OUT
    for remote in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"):
        assert Client(app(local_forge), remote=remote).get("/movie/list").msg == IN
    for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"):
        assert Client(app(local_forge), {name: "1.2.3.4"}).get("/movie/list").msg == OUT


def test_nobody_is_trusted_on_a_server_that_is_open(open_forge: Any) -> None:
    open_one = Client(app(open_forge(http_host="0.0.0.0")))
    assert open_one.get("/movie/list").msg == OUT
    assert open_one.get("/movie/list", Host="192.168.1.5:8000").msg == OUT  # by a number, and still not trusted
    assert open_one.get("/movie/list", Host="evil.example").json["code"] == "foreign_host"


def test_the_host_application_knows_its_users(local_forge: Forge) -> None:
    users = {"a": "Anna", "b": "Bert"}
    mounted = Client(app(local_forge, authenticate=lambda environ: users.get(environ.get("HTTP_X_WHO", ""))))
    assert mounted.get("/movie/list").msg == OUT  # near, and still nobody
    work_id = mounted.get("/movie/new?shared=0", X_Who="a", Host="shop.example").json["work_id"]
    assert mounted.get("/me", X_Who="a").json["name"] == "Anna"
    assert mounted.get(f"/movie/{work_id}/status", X_Who="a").msg == IN
    assert mounted.get(f"/movie/{work_id}/status", X_Who="b").msg == (403, "找不到作业集")
    assert mounted.get("/movie/new", X_Who="a", Origin="https://evil.example").json["code"] == "foreign_origin"


def test_whom_the_host_does_not_know_is_sent_to_its_own_sign_in(local_forge: Forge) -> None:
    def who(environ: dict[str, Any]) -> str | None:
        return environ.get("HTTP_X_WHO")

    mounted = Client(app(local_forge, authenticate=who, login_url='/enter?next="x"'))
    for path in ("/", "/login/nothing"):
        guest = mounted.get(path)
        text = guest.body.decode()
        assert (guest.status, guest.headers["content-type"]) == (403, "text/html; charset=utf-8")
        assert "Sign in to this site first." in text and "请先登录本站" in text
        assert "albumforge url" not in text
        assert text.count('href="/enter?next=&quot;x&quot;"') == 2
    assert mounted.get("/", X_Who="Anna").status == 200
    without = Client(app(local_forge, authenticate=who)).get("/").body.decode()
    assert "Sign in to this site first." in without and "<a " not in without
    assert Client(app(local_forge, trust_loopback=False)).get("/").status == 200  # whose page says more


def test_the_example_of_the_docs_mounts_under_a_path(local_forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    page = (Path(__file__).parent.parent / "docs" / "http.md").read_text(encoding="utf-8")
    example = next(code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "SCRIPT_NAME" in code)
    monkeypatch.setattr("albumforge.Forge", lambda **given: local_forge)
    names: dict[str, Any] = {}
    exec(compile(example, "docs/http.md", "exec"), names)
    mounted = Client(names["application"])

    def signed_in(environ: dict[str, Any], start_response: Any) -> Any:
        return names["application"]({**environ, "REMOTE_USER": "Anna"}, start_response)

    assert mounted.get("/filmstar").body == mounted.get("/").body == b"The rest of the site\n"
    assert mounted.get("/films").headers["location"] == "/films/"
    assert b'href="/login"' in mounted.get("/films/").body
    anna = Client(signed_in)
    assert anna.get("/films/me").json["name"] == "Anna"
    assert anna.get("/films/").status == 200
    assert "worker" in page and "shared=0" in page


@pytest.mark.parametrize(("prefix", "path"), [("", "/nowhere"), ("/films", "/films/nowhere"), ("/films", "/beside")])
def test_a_browser_at_an_unknown_path_gets_a_page(local_forge: Forge, prefix: str, path: str) -> None:
    asked = Client(app(local_forge, prefix=prefix))
    page = asked.get(path, Accept="text/html,application/xhtml+xml,*/*;q=0.8")
    text = page.body.decode()
    assert (page.status, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such page." in text and "没有这个页面。" in text
    assert f'href="{prefix}/static/notice.css"' in text and f'href="{prefix}/"' in text
    assert page.headers["content-security-policy"].startswith("default-src 'self'")
    assert asked.get(path).json["code"] == asked.get(path, Accept="*/*").json["code"] == "no_route"


def test_headers_that_keep_browsers_safe(client: Client) -> None:
    work_id = new(client, pictures=1)
    picture = client.get(f"/movie/{work_id}/status").json["image_urls"][0].removeprefix(OURS)
    for path in ("/", "/movie/list", "/docs", picture, "/nowhere", "/s/x", "/static/nothing.js"):
        headers = client.get(path).headers
        assert "default-src 'self'" in headers["content-security-policy"], path
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert (headers["x-content-type-options"], headers["referrer-policy"]) in (
            ("nosniff", "same-origin"),
            ("nosniff", "no-referrer"),
        )


def test_no_secret_is_ever_logged(
    local_forge: Forge,
    far: Client,
    token: str,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    user = local_forge.accounts.local().id
    link, share = (
        local_forge.accounts.login_link(user),
        local_forge.accounts.share(local_forge.movies.create().work_id, user)[1],
    )
    session = _session(local_forge, far)
    secrets = [token, link, share, session.partition("=")[2]]
    for _ in range(2):
        with caplog.at_level(logging.DEBUG):
            for headers in ({"Token": token}, {"Authorization": f"Bearer {token}"}, {"Cookie": session}):
                far.ask("GET", "/movie/list", headers=headers)
                far.ask("GET", "/movie/new", headers=headers)
                far.ask("POST", f"/movie/nothing/upload?token={token}", jpeg(), "image/jpeg", headers)
            for path in (f"/login/{link}", f"/s/{share}", f"/s/{share}/film.mp4", f"/s/{share}/nothing"):
                far.get(path)
        # Once more, with everything broken.
        monkeypatch.setattr(type(local_forge.accounts), "identify", _breaks)
        monkeypatch.setattr(type(local_forge.accounts), "use_login_link", _breaks)
        monkeypatch.setattr(type(local_forge.accounts), "shared_film", _breaks)
    monkeypatch.undo()
    said = caplog.text + "".join(capfd.readouterr())
    assert "GET /s/{secret}/film.mp4 failed" in said
    for secret in secrets:
        assert secret not in said


def _breaks(self: object, secret: str) -> Any:
    raise RuntimeError("broken on purpose")


def test_the_protocol_is_kept(client: Client) -> None:
    work_id = new(client, pictures=1)
    for path in ("/movie/list", f"/movie/{work_id}/status", "/", "/nowhere", "/docs"):
        answer: Answer = client.valid("GET", path)
        assert answer.status in (200, 404)
        assert client.valid("HEAD", path).body == b""
