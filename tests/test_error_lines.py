from __future__ import annotations

import errno
import json
from pathlib import Path

import pytest

from albumforge import errors
from albumforge.errors import Cancelled, ForgeError, InTheWay, MediaError, NotFound, PlanError, StorageError
from albumforge.http.problems import problem_of
from albumforge.media.publish import storage_error
from albumforge.services.error_lines import dump_error, load_error
from albumforge.services.movie_room import NoRoom


def _across(error: ForgeError) -> ForgeError:
    return load_error(json.loads(json.dumps(dump_error(error))))


@pytest.mark.parametrize(
    "error",
    [
        MediaError(Path("/films/海.jpg"), "it is cut off", hint="Copy it again."),
        NoRoom("quota", "No room.", "Delete something."),
        StorageError("full"),
        InTheWay("a folder", hint="Move it."),
        NotFound("nothing there"),
        PlanError("$.scenes: must be a list."),
        Cancelled(),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_the_same_on_the_other_side(error: ForgeError) -> None:
    other = _across(error)
    assert type(other) is type(error)
    assert vars(other) == vars(error)
    assert (str(other), other.args, other.http_status) == (str(error), error.args, error.http_status)


def test_every_class_of_the_house_crosses() -> None:
    kinds = [one for one in vars(errors).values() if isinstance(one, type) and issubclass(one, ForgeError)]
    assert len(kinds) > 10
    for kind in kinds:
        error = kind("a.jpg", "damaged") if kind is MediaError else kind("words", hint="do")
        assert type(_across(error)) is kind
        assert _across(error).hint == error.hint


def test_a_full_disk_is_still_one() -> None:
    cause = OSError(errno.ENOSPC, "No space left on device")
    error = storage_error("/cache/thumbs/a.jpg", cause)
    error.__cause__ = cause
    assert problem_of(error).code == "disk_full"
    assert problem_of(_across(error)).code == "disk_full"


def test_of_a_class_that_is_not_known_here_the_nearest_is_taken() -> None:
    document = dump_error(MediaError("a.jpg", "odd"))
    document["kinds"].insert(0, "plugin.OddPicture")
    assert type(load_error(document)) is MediaError
    assert type(load_error({**document, "kinds": ["plugin.Odd"]})) is ForgeError
