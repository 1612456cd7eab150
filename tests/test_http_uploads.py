"""Uploads, and whatever else may be sent as one: taken in whole, or refused with nothing left."""

from __future__ import annotations

import os
import struct
import threading
import zlib
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from http_parts import entries, jpeg, new
from PIL import Image
from wsgi_client import Client, CutShort, multipart

from albumforge.forge import Forge
from albumforge.http import app


@pytest.fixture
def client(local_forge: Forge) -> Client:
    return Client(app(local_forge))


@pytest.fixture
def media(local_forge: Forge) -> Path:
    return local_forge.settings.media


def _clip(path: Path) -> bytes:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("libx264", rate=10, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for level in range(5):
            picture = np.full((48, 64, 3), level * 40, np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
        container.mux(stream.encode(None))
    return path.read_bytes()


def _bomb(side: int = 50_000) -> bytes:
    """A PNG of few bytes that says it has 2.5 billion pixels."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = zlib.compress(bytes(1 << 20), 9)
    head = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_thirty_small_files_in_one_request(client: Client, media: Path) -> None:
    work_id = new(client)
    pictures = {f"IMG_{number}.jpg": jpeg(colour=(number * 8, 90, 140)) for number in range(30)}
    answer = client.upload(f"/movie/{work_id}/upload", *pictures.items())
    assert answer.msg == (200, "操作成功")
    assert [file["label"] for file in answer.json["files"]] == list(pictures)
    assert (answer.json["file"], answer.json["skipped"]) == (answer.json["files"][0], [])
    for file in answer.json["files"]:
        assert client.get(file["url"]).body == pictures[file["label"]]
    assert entries(media / "movies" / work_id) == {file["name"] for file in answer.json["files"]}


@pytest.mark.parametrize(
    "said, label",
    [
        ("我的照片 2024年.jpg", "我的照片 2024年.jpg"),
        ("../../../../etc/cron.d/x.jpg", "x.jpg"),
        ("..\\..\\x.jpg", "x.jpg"),
        ("/etc/passwd", "passwd"),
        ("..", ".."),
        ("C:\\Users\\me\\😀.JPG", "😀.JPG"),
        ("a" * 400 + ".jpg", "a" * 255),
        ("x.jpg%00.html", "x.jpg%00.html"),
    ],
)
def test_names_are_labels_only(client: Client, media: Path, said: str, label: str) -> None:
    work_id = new(client)
    answer = client.upload(f"/movie/{work_id}/upload", (said, jpeg()))
    assert answer.msg == (200, "操作成功")
    file = answer.json["file"]
    assert file["label"] == label
    assert set(file["name"]) <= set("0123456789abcdefghijklmnopqrstuvwxyz.-")
    assert entries(media) == {f"movies/{work_id}/{file['name']}"}


@pytest.mark.parametrize("part", ["fil", "FILE", "", "photo", "x\x07"])
def test_a_file_in_a_part_of_another_name_is_refused(client: Client, media: Path, part: str) -> None:
    work_id = new(client)
    refused = client.upload(f"/movie/{work_id}/upload", ("a.jpg", jpeg()), part=part, Accept_Language="zh")
    assert refused.msg == (403, "未获取到file")
    assert refused.json["hint"] == "请把文件放在名为 file 的部分里。"
    assert refused.json["code"] == "no_file"
    assert not entries(media)
    assert client.upload(f"/movie/{work_id}/upload", ("a.jpg", jpeg()), part="files").status == 200


def test_several_requests_add_up(client: Client) -> None:
    work_id = new(client, pictures=3)
    threads = [
        threading.Thread(target=client.upload, args=(f"/movie/{work_id}/upload", (f"{n}.jpg", jpeg(60, 40))))
        for n in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    files = client.get(f"/movie/{work_id}").json["files"]
    assert [file["position"] for file in files] == list(range(1, 8))


def test_a_body_that_is_cut_anywhere_leaves_nothing(client: Client, media: Path) -> None:
    work_id = new(client)
    body, kind = multipart([("a.jpg", jpeg(16, 16, quality=5)), ("b.jpg", b"\xff\xd8\xff")])
    for end in range(len(body) - 2):  # the line's end after the last boundary says nothing
        answer = client.ask("POST", f"/movie/{work_id}/upload", body[:end], kind, length=len(body))
        assert (answer.status, answer.json["code"]) == (403, "cut"), end
    assert entries(media) == set()
    assert client.get(f"/movie/{work_id}").json["files"] == []


def test_a_form_may_come_in_pieces_of_any_size(client: Client) -> None:
    work_id = new(client)
    body, kind = multipart([("a.jpg", jpeg()), ("b.jpg", jpeg())])

    class Slow(CutShort):
        def read(self, size: int = -1) -> bytes:
            return super().read(min(size, 7))

    def slow(environ: dict[str, Any], start: Any) -> Any:
        return client.app({**environ, "wsgi.input": Slow(body)}, start)

    answer, result = client.begin("POST", f"/movie/{work_id}/upload", body, kind, app=slow)
    assert answer.status == 200, b"".join(result)
    assert len(client.get(f"/movie/{work_id}").json["files"]) == 2


def test_a_client_that_breaks_off_leaves_nothing(client: Client, media: Path) -> None:
    work_id = new(client)
    body, kind = multipart([("a.jpg", jpeg() * 2000)])

    class Broken(CutShort):
        def read(self, size: int = -1) -> bytes:
            if self._data.tell() > 300_000:
                raise OSError("connection reset")
            return super().read(size)

    def broken(environ: dict[str, Any], start: Any) -> Any:
        return client.app({**environ, "wsgi.input": Broken(body)}, start)

    answer, result = client.begin("POST", f"/movie/{work_id}/upload", body, kind, app=broken)
    assert (answer.status, b"".join(result)[:1]) == (403, b"{")
    assert entries(media) == set()


@pytest.mark.parametrize(
    "name, content, said",
    [
        ("playlist.mp4", b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n", "text"),
        ("concat.mp4", b"ffconcat version 1.0\nfile /etc/passwd\n", "text"),
        ("stream.mov", b"v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nm=video 9 RTP/AVP 96\n", "text"),
        ("dash.mp4", b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011"/>', "text"),
        ("page.jpg", b"<!doctype html><script>alert(1)</script>", "text"),
        ("drawing.png", b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', ""),
        ("gif.gif", b"GIF89a/*<script>alert(1)</script>*/=1;", ""),
        ("half.jpg", jpeg(640, 480)[:200], ""),
        ("zip.jpg", b"PK\x03\x04" + bytes(200), ""),
        ("nothing.jpg", b"", "empty"),
        ("zeros.mp4", bytes(4096), ""),
        ("bomb.png", _bomb(), "pixels"),
        ("bomb.jpg", _bomb(), "pixels"),
    ],
)
def test_what_is_no_photo_or_clip_is_refused(client: Client, media: Path, name: str, content: bytes, said: str) -> None:
    work_id = new(client)
    answer = client.upload(f"/movie/{work_id}/upload", (name, content))
    assert (answer.status, answer.json["code"]) == (403, "not_media"), answer.json
    assert name in answer.json["detail"] and said in answer.json["detail"]
    assert str(media) not in answer.body.decode()
    assert entries(media) == set()


def test_a_playlist_reads_nothing(client: Client, media: Path, tmp_path: Path) -> None:
    """A pipe stands for the secret: whoever opened it would wait, or be seen as its reader."""
    secret = tmp_path / "secret.ts"
    os.mkfifo(secret)
    for text in (
        f"#EXTM3U\n#EXTINF:1,\n{secret}\n#EXT-X-ENDLIST\n",
        f"#EXTM3U\n#EXTINF:1,\nfile://{secret}\n#EXT-X-ENDLIST\n",
        f"ffconcat version 1.0\nfile '{secret}'\n",
    ):
        assert client.upload(f"/movie/{new(client)}/upload", ("a.mp4", text.encode())).status == 403
        with pytest.raises(OSError, match="No such device or address"):  # nobody has it open for reading
            os.open(secret, os.O_WRONLY | os.O_NONBLOCK)


def test_a_polyglot_is_what_it_is_by_its_content(client: Client, tmp_path: Path) -> None:
    work_id = new(client)
    page = jpeg() + b"<html><script>alert(1)</script></html>PK\x05\x06" + bytes(18)
    answer = client.upload(f"/movie/{work_id}/upload", ("page.html", page))
    assert answer.status == 200
    shown = client.get(answer.json["url"])
    assert (shown.headers["content-type"], shown.headers["x-content-type-options"]) == ("image/jpeg", "nosniff")
    clip = client.upload(f"/movie/{work_id}/upload", ("clip.html", _clip(tmp_path / "c.mp4")))
    assert (clip.status, clip.json["file"]["kind"]) == (200, "clip")
    assert client.get(clip.json["url"]).headers["content-type"] in ("video/mp4", "application/octet-stream")


def test_good_ones_among_bad_ones(client: Client, media: Path) -> None:
    work_id = new(client)
    answer = client.upload(f"/movie/{work_id}/upload", ("a.jpg", jpeg()), ("b.txt", b"words"), ("c.jpg", jpeg()))
    assert [file["label"] for file in answer.json["files"]] == ["a.jpg", "c.jpg"]
    assert [one["label"] for one in answer.json["skipped"]] == ["b.txt"]
    assert len(entries(media)) == 2


def test_limits(open_forge: Any) -> None:
    forge = open_forge(upload_gb=0.001, max_files=3)
    client = Client(app(forge))
    work_id = new(client)
    path = f"/movie/{work_id}/upload"
    answer = client.upload(path, ("large.jpg", jpeg() + bytes(1_100_000)))
    assert (answer.status, answer.json["code"]) == (413, "too_large")
    answer = client.upload(path, *((f"{number}.jpg", jpeg()) for number in range(4)))
    assert (answer.status, answer.json["code"]) == (403, "too_many")
    assert entries(forge.settings.media) == set()
    assert client.upload(path, ("a.jpg", jpeg()), ("b.jpg", jpeg())).status == 200
    answer = client.upload(path, ("c.jpg", jpeg()), ("d.jpg", jpeg()))
    assert (answer.status, answer.json["code"]) == (403, "too_many")
    assert len(entries(forge.settings.media)) == 2


FILE = b'--x\r\nContent-Disposition: form-data; name="file"; filename="'


class Unread(CutShort):
    """A body of which nothing may be read."""

    def read(self, size: int = -1) -> bytes:
        raise AssertionError("it was read")


@pytest.mark.parametrize(
    "method, path, kind, code",
    [
        ("POST", "/movie/{0}", "application/json", "too_large"),
        ("PUT", "/movie/{0}/files", "application/json", "too_large"),
        ("PUT", "/movie/{0}/plan", "application/json", "too_large"),
        ("POST", "/movie/{0}/share", "application/json", "too_large"),
        ("POST", "/movie/{0}/start", "application/x-www-form-urlencoded", "too_large"),
        ("POST", "/movie/new", "multipart/form-data; boundary=x", "too_large"),
        ("POST", "/movie/{0}/upload", "text/plain", "no_file"),
        ("POST", "/movie/nothing/upload", "multipart/form-data; boundary=x", "not_found"),
        ("POST", "/movie/{0}", "text/plain", "too_large"),
    ],
)
def test_a_gigabyte_is_refused_before_it_is_read(client: Client, method: str, path: str, kind: str, code: str) -> None:
    work_id = new(client)

    def unread(environ: dict[str, Any], start: Any) -> Any:
        return client.app({**environ, "wsgi.input": Unread(b"")}, start)

    answer, result = client.begin(method, path.format(work_id), b"", kind, length=10**9, app=unread)
    answer.body = b"".join(result)
    assert answer.json["code"] == code
    assert answer.status == {"too_large": 413}.get(code, 403)


def test_what_is_longer_than_any_upload_is_too_large_not_out_of_room(open_forge: Any) -> None:
    client = Client(app(open_forge(upload_gb=0.001, max_files=3, disk_reserve_gb=100_000)))
    path, kind = f"/movie/{new(client)}/upload", "multipart/form-data; boundary=x"
    for length, problem in ((4_000_000, (413, "too_large")), (2_900_000, (403, "disk_full"))):
        answer, result = client.begin("POST", path, b"", kind, length=length)
        answer.body = b"".join(result)
        assert (answer.status, answer.json["code"]) == problem


def test_no_room(open_forge: Any) -> None:
    client = Client(app(open_forge(disk_reserve_gb=100_000)))
    answer = client.upload(f"/movie/{new(client)}/upload", ("a.jpg", jpeg()))
    assert (answer.status, answer.json["code"]) == (403, "disk_full")
    small = open_forge(quota_gb=2e-6)
    client = Client(app(small))
    work_id = new(client, pictures=1)
    answer = client.upload(f"/movie/{work_id}/upload", *((f"{n}.jpg", jpeg()) for n in range(3)))
    assert (answer.status, answer.json["code"]) == (403, "quota")


@pytest.mark.parametrize(
    "body",
    [
        b"no form at all",
        b"--x\r\n\r\n\r\n--x--\r\n",
        b"--x\r\nContent-Disposition: form-data\r\n\r\nabc\r\n--x--\r\n",
        b'--x\nContent-Disposition: form-data; name="file"; filename="a.jpg"\n\nabc\n--x--\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.jpg"\r\n'
        + b"A: b\r\n" * 50
        + b"\r\n--x--\r\n",
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="'
        + b"a" * 10_000
        + b'"\r\n\r\nabc\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="\xff\xfe.jpg"\r\n\r\nabc\r\n--x--\r\n',
        b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n' + bytes(1 << 19) + b"\r\n--x--\r\n",
    ],
)
def test_broken_forms(client: Client, media: Path, body: bytes) -> None:
    answer = client.ask("POST", f"/movie/{new(client)}/upload", body, "multipart/form-data; boundary=x")
    assert answer.status in (403, 413), answer.json
    assert entries(media) == set()


def test_a_body_of_unknown_length_is_refused(client: Client) -> None:
    work_id = new(client)

    def chunked(environ: dict[str, Any], start: Any) -> Any:
        environ = {name: value for name, value in environ.items() if name != "CONTENT_LENGTH"}
        return client.app({**environ, "HTTP_TRANSFER_ENCODING": "chunked", "wsgi.input": Unread(b"")}, start)

    for path, kind in (("/upload", "multipart/form-data; boundary=x"), ("", "application/json"), ("/start", "a/b")):
        answer, result = client.begin("POST", f"/movie/{work_id}{path}", b"", kind, app=chunked)
        answer.body = b"".join(result)
        assert (answer.status, answer.json["code"]) == (411, "length_missing")


def test_a_film_on_its_way_takes_nothing(client: Client, media: Path) -> None:
    work_id = new(client, pictures=1)
    client.get(f"/movie/{work_id}/start")
    answer = client.upload(f"/movie/{work_id}/upload", ("a.jpg", jpeg()))
    assert (answer.status, answer.json["code"]) == (403, "conflict")
    assert len(entries(media)) == 1


def test_memory_stays_flat(client: Client) -> None:
    """Sixty megabytes pass through in pieces of a few hundred kilobytes."""
    work_id = new(client)
    body, kind = multipart([("a.jpg", jpeg() + bytes(60_000_000))])
    sizes: list[int] = []

    class Watched(CutShort):
        def read(self, size: int = -1) -> bytes:
            sizes.append(size)
            return super().read(size)

    def watched(environ: dict[str, Any], start: Any) -> Any:
        return client.app({**environ, "wsgi.input": Watched(body)}, start)

    answer, result = client.begin("POST", f"/movie/{work_id}/upload", body, kind, app=watched)
    assert answer.status == 200, b"".join(result)
    assert max(sizes) <= 1 << 18


def test_files_tell_when_they_were_taken(client: Client) -> None:
    work_id, exif = new(client), Image.Exif()
    exif.get_ifd(0x8769).update({0x9003: "2024:07:13 10:15:02"})
    answer = client.upload(
        f"/movie/{work_id}/upload",
        ("a.jpg", jpeg(exif=exif)),
        ("b.jpg", jpeg(50)),
        ("IMG_20240712_080000.jpg", jpeg(60)),
    )
    told = [file["taken"] for file in answer.json["files"]]
    assert told == ["2024-07-13T10:15:02.000", None, "2024-07-12T08:00:00.000"]
    assert [file["taken"] for file in client.get(f"/movie/{work_id}").json["files"]] == told
