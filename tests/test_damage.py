"""What is wrong with a file that is no video."""

from __future__ import annotations

from pathlib import Path

import pytest
from media_files import cut, write_clip

from albumforge.errors import MediaError
from albumforge.generators.autocut.damage import explained

OTHER = MediaError("a", "something else")


def box(kind: bytes, body: bytes = b"") -> bytes:
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def reason(path: Path, data: bytes) -> str:
    path.write_bytes(data)
    return explained(path, OTHER).reason


def test_an_index_that_is_missing_is_told(tmp_path: Path) -> None:
    path = cut(write_clip(tmp_path / "a.mp4", frames=60), 0.5)
    found = explained(path, OTHER)
    assert "moov" in found.reason
    assert found.hint
    head = box(b"ftyp", b"isom\0\0\0\0")
    assert "moov" in reason(path, head + (1).to_bytes(4, "big") + b"mdat" + (1 << 40).to_bytes(8, "big"))
    assert "moov" in reason(path, head + b"\0\0\0\0mdat" + bytes(100))
    assert "moov" in reason(path, head + box(b"moov", bytes(50))[:-1])


def test_a_whole_index_is_not_what_is_wrong(tmp_path: Path) -> None:
    head = box(b"ftyp", b"isom\0\0\0\0")
    for data in (head + box(b"moov"), head + box(b"mdat", bytes(20)) + box(b"moov", bytes(3))):
        assert reason(tmp_path / "a.mp4", data) == "something else"


@pytest.mark.parametrize("text", ["words\n", "a,b\r\n1,2\r\n", "今天" * 3000, "\ufeffx"])
def test_text_is_told(tmp_path: Path, text: str) -> None:
    assert reason(tmp_path / "a.mp4", text.encode()) == "it is a text, not a video."


@pytest.mark.parametrize("data", [b"\x00\x01\x02", b"a\x00b", b"\xff\xd8\xfe", bytes(5000), "é".encode("latin-1") * 99])
def test_what_is_no_text_stays_as_it_was_told(tmp_path: Path, data: bytes) -> None:
    assert reason(tmp_path / "a.mp4", data) == "something else"


def test_what_cannot_be_read_stays_as_it_was_told(tmp_path: Path) -> None:
    assert explained(tmp_path / "gone", OTHER) is OTHER
    assert explained(tmp_path, OTHER) is OTHER
