"""Files in parts, as RFC 9110 has it."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from email.utils import formatdate
from pathlib import Path

import bottle
import pytest

from albumforge.http.problems import Problem
from albumforge.http.ranges import open_inside, send

DATA = bytes(range(256)) * 4  # 1,024 bytes


@pytest.fixture
def ask(tmp_path: Path) -> Callable[..., tuple[int, dict[str, str], bytes]]:
    (tmp_path / "film.mp4").write_bytes(DATA)
    os.utime(tmp_path / "film.mp4", (1_700_000_000.5, 1_700_000_000.5))

    def ask(*, data: bytes = DATA, **headers: str) -> tuple[int, dict[str, str], bytes]:
        if data != DATA:
            (tmp_path / "film.mp4").write_bytes(data)
        environ = {f"HTTP_{name.upper()}": value for name, value in headers.items()}
        try:
            response: bottle.HTTPResponse = send(environ, open_inside(tmp_path, "film.mp4"), "video/mp4")
        except Problem as problem:
            return problem.http_status, problem.headers, b""
        body = b"" if response.status_code == 304 else response.body
        content = body if isinstance(body, bytes) else b"".join(body)
        if hasattr(body, "close"):
            body.close()
        said = {name.replace("Etag", "ETag"): value for name, value in response.headerlist}
        if "Content-Length" in said:
            assert int(said["Content-Length"]) == len(content)
        return response.status_code, said, content

    before = set(Path("/proc/self/fd").iterdir())
    yield ask
    assert set(Path("/proc/self/fd").iterdir()) == before, "a file was left open"


def test_the_whole_file(ask: Callable[..., tuple[int, dict[str, str], bytes]]) -> None:
    status, headers, body = ask()
    assert (status, body, headers["Content-Type"], headers["Accept-Ranges"]) == (200, DATA, "video/mp4", "bytes")
    assert headers["Last-Modified"] == formatdate(1_700_000_000, usegmt=True)


@pytest.mark.parametrize(
    "said, first, last",
    [
        ("bytes=0-0", 0, 0),
        ("bytes=0-99", 0, 99),
        ("bytes=1000-", 1000, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=-5000", 0, 1023),
        ("bytes=1000-99999999", 1000, 1023),
        ("Bytes = 5-6", 5, 6),
        ("bytes=0-9,2000-3000", 0, 9),  # of two, one that is there
        ("bytes= , 0-9 ,", 0, 9),
    ],
)
def test_one_part(ask: Callable[..., tuple[int, dict[str, str], bytes]], said: str, first: int, last: int) -> None:
    status, headers, body = ask(range=said)
    assert (status, body) == (206, DATA[first : last + 1])
    assert headers["Content-Range"] == f"bytes {first}-{last}/1024"


@pytest.mark.parametrize("said", ["bytes=1024-", "bytes=5000-6000", "bytes=-0", "bytes=1024-2000,9999-"])
def test_no_such_part(ask: Callable[..., tuple[int, dict[str, str], bytes]], said: str) -> None:
    status, headers, _ = ask(range=said)
    assert (status, headers["Content-Range"]) == (416, "bytes */1024")


@pytest.mark.parametrize(
    "said",
    ["bytes", "bytes=", "bytes=-", "bytes=5-2", "bytes=a-b", "bytes=1", "lines=1-2", "bytes=0-1-2", "bytes=--5",
     "bytes=" + ",".join(f"{n}-{n}" for n in range(17)), "bytes=0-,0-,0-", "bytes=99999999999999999999-",
     "bytes=１-２"],
)  # fmt: skip
def test_what_is_no_range_is_ignored(ask: Callable[..., tuple[int, dict[str, str], bytes]], said: str) -> None:
    assert ask(range=said)[::2] == (200, DATA)


def test_several_parts(ask: Callable[..., tuple[int, dict[str, str], bytes]]) -> None:
    status, headers, body = ask(range="bytes=0-9, 500-509,-4")
    assert status == 206
    assert "Content-Range" not in headers
    found = re.fullmatch(r"multipart/byteranges; boundary=(\w+)", headers["Content-Type"])
    assert found
    boundary = found[1].encode()
    parts = body.split(b"--" + boundary)
    assert (parts[0], parts[-1]) == (b"", b"--\r\n")
    for part, (first, last) in zip(parts[1:-1], [(0, 9), (500, 509), (1020, 1023)], strict=True):
        head, _, content = part.partition(b"\r\n\r\n")
        assert content.removesuffix(b"\r\n") == DATA[first : last + 1]
        assert f"Content-Range: bytes {first}-{last}/1024".encode() in head
        assert b"Content-Type: video/mp4" in head


def test_if_range(ask: Callable[..., tuple[int, dict[str, str], bytes]]) -> None:
    _, headers, _ = ask()
    tag, date = headers["ETag"], headers["Last-Modified"]
    for same in (tag, date):
        assert ask(range="bytes=0-9", if_range=same)[::2] == (206, DATA[:10])
    for other in ('"other"', f"W/{tag}", formatdate(1_600_000_000, usegmt=True), "nonsense", "*"):
        assert ask(range="bytes=0-9", if_range=other)[::2] == (200, DATA)
    changed = DATA[::-1]
    assert ask(data=changed, range="bytes=0-9", if_range=tag)[::2] == (200, changed)


def test_not_modified(ask: Callable[..., tuple[int, dict[str, str], bytes]]) -> None:
    _, headers, _ = ask()
    tag, date = headers["ETag"], headers["Last-Modified"]
    for said in (tag, f"W/{tag}", f'"a", {tag}', "*"):
        assert ask(if_none_match=said)[0] == 304
        assert ask(if_none_match=said, range="bytes=0-9")[0] == 304
    assert ask(if_none_match='"a"', if_modified_since=date)[0] == 200  # the tag counts
    assert ask(if_modified_since=date)[0] == 304
    assert ask(if_modified_since=formatdate(1_600_000_000, usegmt=True))[0] == 200
    assert ask(if_modified_since="nonsense")[0] == 200


def test_an_empty_file(ask: Callable[..., tuple[int, dict[str, str], bytes]]) -> None:
    assert ask(data=b"")[::2] == (200, b"")
    assert ask(range="bytes=0-")[0] == 416
    assert ask(range="bytes=-5")[0] == 416


def test_only_regular_files_of_the_folder(tmp_path: Path) -> None:
    film = tmp_path / "film"
    film.mkdir()
    (tmp_path / "secret").write_text("secret")
    (film / "link").symlink_to(tmp_path / "secret")
    (film / "folder").mkdir()
    os.mkfifo(film / "pipe")
    for name in ("link", "folder", "pipe", "missing", "", ".", "..", "../secret", "folder/../../secret", "a\0b"):
        with pytest.raises(Problem) as refused:
            open_inside(film, name)
        assert refused.value.code == "not_found"
    with pytest.raises(Problem):
        open_inside(tmp_path / "nothing", "film.mp4")
