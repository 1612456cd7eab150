"""What a client reports is checked."""

from __future__ import annotations

import math
from typing import Any

import hypothesis
import pytest
from hypothesis import strategies
from transfers_rig import leaf, root

from albumforge.errors import InvalidInput
from albumforge.services.transfers.reports import Report
from albumforge.services.transfers.steps import UPLOAD

V0 = "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnnhZL"


@pytest.mark.parametrize("hash", [V0, root(), leaf(), "zdj7WbTaiJT1fgatdet9Ei9iDB5hdCxkbVyhyh8YTUnXMiwYi"])
def test_cids_of_both_versions_are_taken(hash: str) -> None:
    assert Report(8, "n", "f", hash, 1).checked(UPLOAD) == 8


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("hash", "nothing"),
        ("hash", V0[:-1]),
        ("hash", f"{V0}\n"),
        ("hash", "f01551220"),
        ("hash", "bafkrgqhhyivzstcz3hhswshfjgy6ertgmnqeleynhwt4dlfsthi4hn7zge"),
        ("size", -1.0),
        ("size", math.inf),
        ("size", math.nan),
        ("size", 1e16),
        ("size", 0.0),
        ("ip", "1.2.3.4\r\nX: y"),
        ("ip", "x" * 256),
        ("name", "x" * 256),
        ("name", "a\0b"),
        ("name", "\ud800"),
        ("file", "x" * 1001),
        ("percent", 100.5),
        ("percent", math.nan),
        ("message", "x" * 2001),
        ("status", 5),
    ],
)
def test_what_is_wrong_is_named(field: str, value: Any) -> None:
    fields: dict[str, Any] = {"status": 8, "name": "n", "file": "f", "hash": V0, "size": 1.0, field: value}
    with pytest.raises(InvalidInput, match=f"^{field}: "):
        Report(**fields).checked(UPLOAD)


def test_hash_and_size_may_be_missing_before_the_end() -> None:
    for status in (0, 1, 2, 3, 9):
        assert Report(status, "", "").checked(UPLOAD) == status
    with pytest.raises(InvalidInput, match="hash: must be given"):
        Report(8, "", "", "", 5).checked(UPLOAD)


def test_names_of_255_bytes_and_of_other_systems_are_taken() -> None:
    for name in ("x" * 255, "影" * 255, "a\nb", "a\\b", "..", " "):
        assert Report(3, name, "/" * 1000).checked(UPLOAD) == 3


@hypothesis.settings(max_examples=150, derandomize=True, database=None, deadline=None)
@hypothesis.given(
    strategies.one_of(
        strategies.text(max_size=80),
        strategies.text("bfzQmkRu0123456789abcdef", max_size=80),
        strategies.binary(min_size=1, max_size=40).map(lambda data: "f" + data.hex()),
    )
)
def test_no_made_up_hash_is_a_mistake_of_ours(text: str) -> None:
    try:
        assert Report(3, "", "", text).checked(UPLOAD) == 3
    except InvalidInput as error:
        assert error.message.startswith("hash: ")
