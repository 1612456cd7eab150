"""Records hold names of any bytes."""

from __future__ import annotations

import json
import os

import msgspec
import pytest

from albumforge.transcoders.records import record_of_json, record_to_json


class Named(msgspec.Struct):
    name: str
    size: int = 0


@pytest.mark.parametrize("name", [b"film.mp4", "旅行.mp4".encode(), b"lat\xe9in %20 \n/a b.mp4", b"%E9", b"\xff"])
def test_a_name_comes_back(name: bytes) -> None:
    record = Named(os.fsdecode(name), 7)
    line = record_to_json(record)
    assert b"\n" not in line
    assert json.loads(line.decode("utf-8"))["size"] == 7
    assert record_of_json(line, Named) == record


@pytest.mark.parametrize("text", [b"", b"[]", b'{"size": 1}', b'{"name": 1}', b'{"name": "\xe9"}'])
def test_what_is_no_record(text: bytes) -> None:
    with pytest.raises((msgspec.DecodeError, ValueError)):
        record_of_json(text, Named)
