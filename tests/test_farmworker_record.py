"""What a worker leaves for the next one of its name."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.errors import Conflict, StorageError
from albumforge.farmworker.record import Record, Unfinished, remove_part, state_folder

URL = "http://master:8000"


def test_it_is_there_after_the_worker_has_gone(tmp_path: Path) -> None:
    part = Unfinished("7", tmp_path / ".transcode-7.mkv")
    with Record(tmp_path / "state", URL, "one") as record:
        assert record.read() is None
        record.write(part)
        record.write(Unfinished("7", part.part, handed_over=True))
    with Record(tmp_path / "state", URL, "one") as record:
        assert record.read() == Unfinished("7", part.part, handed_over=True)
        record.clear()
        assert record.read() is None
        record.clear()


def test_each_worker_of_each_master_has_its_own(tmp_path: Path) -> None:
    with (
        Record(tmp_path, URL, "one") as one,
        Record(tmp_path, URL, "two") as two,
        Record(tmp_path, "http://b:1", "one") as other,
    ):
        one.write(Unfinished("7", tmp_path / ".transcode-7.mkv"))
        assert two.read() is other.read() is None


def test_a_second_one_of_the_same_name_is_refused(tmp_path: Path) -> None:
    with Record(tmp_path, URL, "one"), pytest.raises(Conflict, match="'one'"), Record(tmp_path, URL, "one"):
        pass
    with Record(tmp_path, URL, "one"):
        pass


@pytest.mark.parametrize("text", ["", "[]", '{"part": 3}', "\0", '{"task_id": "7", "part": 3, "handed_over": false}'])
def test_what_cannot_be_read_is_nothing(tmp_path: Path, text: str) -> None:
    with Record(tmp_path, URL, "one") as record:
        record.write(Unfinished("7", tmp_path / "a"))
        (file,) = tmp_path.glob("*.json")
        file.write_text(text)
        assert record.read() is None


def test_only_parts_are_removed(tmp_path: Path) -> None:
    for name in (".transcode-7.mkv", ".transcode-12.MP4"):
        (tmp_path / name).touch()
        remove_part(tmp_path / name)
        remove_part(tmp_path / name)
        assert not (tmp_path / name).exists()
    for name in ("film.mkv", ".transcode-7", "transcode-7.mkv", ".transcode-x.mkv"):
        (tmp_path / name).touch()
        remove_part(tmp_path / name)
        assert (tmp_path / name).exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(StorageError), Record(tmp_path / "file", URL, "one"):
        pass


def test_it_lies_with_the_state_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "albumforge" / "farm-worker"
