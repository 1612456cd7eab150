"""Whatever stands in the headers and in the path, nothing breaks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from http_parts import new
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.settings import Settings

ODD = st.text(st.characters(min_codepoint=1, max_codepoint=255, exclude_characters="\r\n"), max_size=60)
LIKELY = st.sampled_from(
    [
        "bytes=0-1,5-",
        "bytes=-",
        '"x", W/"y"',
        "Wed, 21 Oct 2015 07:28:00 GMT",
        "Wed, 99 Foo 99999 07:28:00 GMT",
        'albumforge_session="\\377"; a=b',
        "albumforge_session=; albumforge_session=x; $Path=/",
        "http://[::1",
        "http://127.0.0.1:99999999",
        "http://127.0.0.1:x",
        "127.0.0.1:",
        "[127.0.0.1",
        "multipart/form-data; boundary=\"a;b\"; charset=utf-7",
        "multipart/form-data; boundary=" + "x" * 2000,
        "multipart/form-data; boundary=é",
        "application/json; charset=utf-16",
        "-1",
        "１２",
        "99999999999999999999",
        "zh;q=x, ,,en",
    ]
)  # fmt: skip
NAMES = [
    "Host", "Cookie", "Origin", "Referer", "Sec-Fetch-Site", "Range", "If-Range", "If-None-Match", "If-Modified-Since",
    "Authorization", "Token", "Accept-Language", "X-Forwarded-Proto", "X-Forwarded-For", "Transfer-Encoding",
]  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Client, str, str]]:
    """A client, a film, and the address of a picture in it."""
    home = tmp_path_factory.mktemp("headers")
    with Forge(Settings.load(environ={}, file=Path(os.devnull), home=home)) as forge:
        client = Client(app(forge))
        work_id = new(client, pictures=1)
        yield client, work_id, client.get(f"/movie/{work_id}").json["files"][0]["url"]


@settings(max_examples=400, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(st.sampled_from(NAMES), st.one_of(LIKELY, ODD), max_size=4),
    st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "X"]),
    st.integers(0, 11),
    st.one_of(LIKELY, ODD),
    st.one_of(st.none(), st.integers(0, 40)),
)
@example({"Cookie": 'albumforge_session="\\377"'}, "GET", 0, "", None)
def test_nothing_breaks(
    served: tuple[Client, str, str], headers: dict[str, str], method: str, place: int, kind: str, cut: int | None
) -> None:
    client, work_id, picture = served
    paths = [
        "/movie/list",
        f"/movie/{work_id}",
        f"/movie/{work_id}/upload",
        f"/movie/{work_id}/files",
        f"/movie/{work_id}/share",
        f"/movie/{work_id}/status",
        picture,
        "/static/main.js",
        "/login/x",
        "/logout",
        f"/movies?limit={kind[:8].encode().hex()}&mine=%{kind[:2].encode().hex()}",
        "/" + "".join(f"%{byte:02x}" for byte in kind.encode()),
    ]
    body = b"" if cut is None else b'{"title": "x"}\r\n--x\r\n'[:cut]
    answer = client.ask(method, paths[place], body, kind, headers)
    assert answer.status < 500
    if method == "HEAD":
        assert answer.body == b""
    elif answer.status in (403, 405, 411, 413, 416):
        assert answer.headers["content-type"].startswith("text/html") or "msg" in answer.json
