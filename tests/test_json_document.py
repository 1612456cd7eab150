"""JSON documents: read, and refused by the place of what is wrong."""

import msgspec
import pytest

from albumforge.errors import PlanError
from albumforge.media.json_document import as_kind, read_json, write_json


class Point(msgspec.Struct, forbid_unknown_fields=True):
    x: float
    y: float = 0.0


def test_a_document_is_read_as_written() -> None:
    assert as_kind(read_json(write_json(Point(1.5)), "point"), Point, "point") == Point(1.5)
    assert read_json('\ufeff{"x": 1}', "point") == {"x": 1}


def test_what_is_wrong_is_named() -> None:
    with pytest.raises(PlanError, match=r"The point is not valid: .*\$\.x"):
        as_kind({"x": "left"}, Point, "point")
    with pytest.raises(PlanError, match="The point is not JSON"):
        read_json("{,}", "point")
    with pytest.raises(PlanError, match=r"\$\.y\[1\]: must be a number, not -Infinity"):
        read_json('{"x": 1, "y": [0, -Infinity]}', "point")
    with pytest.raises(PlanError, match="nested too deeply"):
        read_json("[" * 100_000, "point")
