"""Errors: one root, and for each class what a door needs."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

from albumforge import errors
from albumforge.errors import (
    Cancelled,
    ForgeError,
    InTheWay,
    LeaseLost,
    MediaError,
    SettingsError,
    StorageError,
    counted,
    plain,
)

CLASSES = [found for _, found in inspect.getmembers(errors, inspect.isclass) if issubclass(found, Exception)]


def test_there_are_errors_to_check() -> None:
    assert len(CLASSES) > 8


@pytest.mark.parametrize("kind", CLASSES, ids=lambda kind: kind.__name__)
def test_every_class_has_the_root_a_status_and_an_exit_code(kind: type[ForgeError]) -> None:
    assert issubclass(kind, ForgeError)
    assert 400 <= kind.http_status < 600
    assert kind.exit_code in {1, 2, 3, 4, 5, 6, 130}


@pytest.mark.parametrize("kind", [k for k in CLASSES if k is not ForgeError], ids=lambda kind: kind.__name__)
def test_every_class_says_when_it_is_raised(kind: type[ForgeError]) -> None:
    assert (kind.__doc__ or "").startswith("Raised ")


def test_message_and_hint_are_one_sentence_after_the_other() -> None:
    error = SettingsError("setting 'fps' must be a number.", hint="See `albumforge settings`.")
    assert str(error) == "setting 'fps' must be a number. See `albumforge settings`."
    assert (error.message, error.hint) == ("setting 'fps' must be a number.", "See `albumforge settings`.")


def test_without_a_hint_the_message_stands_alone() -> None:
    assert str(ForgeError("it broke.")) == "it broke."


def test_a_media_error_keeps_its_reason_apart_from_the_path() -> None:
    error = MediaError("/home/ann/a.jpg", "is cut off")
    assert str(error) == "/home/ann/a.jpg: is cut off"
    assert error.path == Path("/home/ann/a.jpg")
    assert "/home" not in error.reason


def test_a_lost_lease_is_a_conflict_and_cancelling_is_no_failure_of_input() -> None:
    assert LeaseLost("taken").http_status == 409
    assert str(Cancelled()) == "cancelled"
    assert Cancelled().exit_code == 130


def test_what_is_in_the_way_is_no_place_that_cannot_be_written() -> None:
    assert (InTheWay.exit_code, InTheWay.http_status) == (4, 409)
    assert StorageError.exit_code == 5
    assert issubclass(InTheWay, StorageError)


def test_an_operating_system_s_error_is_told_without_its_number(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError) as caught:
        (tmp_path / "no").read_bytes()
    assert plain(caught.value) == f"{tmp_path / 'no'}: No such file or directory"
    assert plain(OSError(28, "No space left on device")) == "No space left on device"
    assert plain(OSError("odd")) == "odd"
    assert plain(ValueError("[1]")) == "[1]"


def test_one_of_something_stands_in_the_singular() -> None:
    assert [counted(count, "clip") for count in (1, 2, 0)] == ["1 clip", "2 clips", "0 clips"]
