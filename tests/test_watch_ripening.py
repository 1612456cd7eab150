"""Files become ready once they rest, nobody writes to them, and they can be decoded to their end."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from media_files import cut, write_clip, write_photo, write_picture
from watch_parts import by_hand

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.watch.ripening import MOST_TRIES
from albumforge.services.watch.states import FileState

NEW, READY, KNOWN, FAILED, GONE = (
    FileState.NEW,
    FileState.READY,
    FileState.KNOWN,
    FileState.FAILED,
    FileState.GONE,
)


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A video of two seconds."""
    return write_clip(tmp_path_factory.mktemp("clips") / "clip.mp4", frames=60)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


def test_pictures_and_videos_become_ready(forge: Forge, folder: Path, clip: Path) -> None:
    hand = by_hand(forge, folder, "film")
    write_photo(folder / "a.jpg")
    write_picture(folder / "b.png")
    (folder / "c.mp4").write_bytes(clip.read_bytes())
    hand.look()
    assert not forge.watch.ripening.ripen(hand.watched.id, hand.rule)  # nothing is due yet
    hand.ripen()
    assert set(hand.states().values()) == {READY}


def test_a_file_that_changed_since_the_look_rests_again(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder, "film")
    write_picture(folder / "a.jpg")
    hand.look()
    write_picture(folder / "a.jpg", quality=60)
    hand.ripen()
    assert hand.states() == {"a.jpg": NEW}
    due = forge.watch.ripening.next_due(hand.watched.id)
    assert due > now()
    hand.ripen()
    assert hand.states() == {"a.jpg": READY}


def test_a_file_that_somebody_writes_to_waits(local_forge: Forge, folder: Path, clip: Path) -> None:
    """Also where it rests for hours: the copy of a card may stall."""
    hand = by_hand(local_forge, folder)
    with (folder / "a.mp4").open("wb") as copy:
        copy.write(clip.read_bytes())
        copy.flush()
        hand.look()
        hand.ripen(3)
        assert hand.states() == {"a.mp4": NEW}
    hand.ripen()
    assert hand.states() == {"a.mp4": READY}


def test_what_is_not_whole_is_tried_for_a_while_and_then_failed(forge: Forge, folder: Path, clip: Path) -> None:
    hand = by_hand(forge, folder, "film")
    cut(write_picture(folder / "a.jpg"), 0.7)
    (folder / "b.mp4").write_bytes(clip.read_bytes())
    cut(folder / "b.mp4", 0.6)  # its index is at the end
    (folder / "c.jpg").write_bytes(b"")
    (folder / "d.jpg").write_text("no picture")
    hand.look()
    hand.ripen(MOST_TRIES - 1)
    assert set(hand.states().values()) == {NEW}
    hand.ripen()
    assert set(hand.states().values()) == {FAILED}
    assert hand.reason("a.jpg") == "the picture is cut off: part of its data is missing"
    assert hand.reason("c.jpg") == "the file is empty (0 bytes)"
    assert hand.reason("d.jpg")
    hand.ripen()
    hand.look()
    assert set(hand.states().values()) == {FAILED}  # no loop


def test_a_film_whose_end_is_zeros_is_not_whole(local_forge: Forge, folder: Path, tmp_path: Path) -> None:
    """As where the room for a copy is reserved before it is made."""
    whole = write_clip(tmp_path / "w.mp4", frames=250, sound=False, options={"g": "25", "movflags": "faststart"})
    hand = by_hand(local_forge, folder)
    data = bytearray(whole.read_bytes())
    half = len(data) * 6 // 10
    data[half:] = bytes(len(data) - half)
    (folder / "w.mp4").write_bytes(data)
    hand.look()
    hand.ripen(MOST_TRIES)
    assert hand.states() == {"w.mp4": FAILED}
    (folder / "w.mp4").write_bytes(whole.read_bytes())
    hand.look()
    hand.ripen()
    assert hand.states() == {"w.mp4": READY}


def test_a_picture_is_no_video(local_forge: Forge, folder: Path) -> None:
    hand = by_hand(local_forge, folder, patterns=["*"])
    write_picture(folder / "a.jpg")
    hand.look()
    hand.ripen(MOST_TRIES)
    assert hand.reason("a.jpg") == "it is a picture, not a video"


def test_what_failed_is_tried_again_where_it_changes_or_somebody_asks(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder, "film")
    cut(write_picture(folder / "a.jpg"), 0.5)
    cut(write_picture(folder / "b.jpg"), 0.5)
    hand.look()
    hand.ripen(MOST_TRIES)
    assert set(hand.states().values()) == {FAILED}
    write_picture(folder / "a.jpg")
    hand.look()
    hand.ripen()
    assert hand.states() == {"a.jpg": READY, "b.jpg": FAILED}
    assert forge.watch.files.retry(hand.watched.id) == 1
    assert hand.states()["b.jpg"] is NEW


def test_a_file_that_goes_away_is_gone(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder, "film")
    write_picture(folder / "a.jpg")
    hand.look()
    (folder / "a.jpg").unlink()
    write_picture(folder / "b.jpg")
    hand.ripen()
    assert hand.states() == {"a.jpg": GONE}


def test_a_file_whose_folder_goes_away_waits(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder, "film")
    write_picture(folder / "a.jpg")
    hand.look()
    folder.rename(folder.with_name("elsewhere"))
    hand.ripen(2)
    folder.mkdir()  # the place where a disk is mounted
    hand.ripen(2)
    assert hand.states() == {"a.jpg": NEW}
    folder.rmdir()
    folder.with_name("elsewhere").rename(folder)
    hand.ripen()
    assert hand.states() == {"a.jpg": READY}


def test_what_was_there_before_the_rule_is_known_by_its_content(forge: Forge, folder: Path) -> None:
    folder.mkdir()
    old = write_picture(folder / "old.jpg")
    hand = by_hand(forge, folder, "film", existing=False, when="at once", at_least=1)
    hand.look(first=True)
    hand.ripen()
    assert hand.states() == {"old.jpg": KNOWN}
    assert hand.reason("old.jpg") == "It was there before the rule."
    old.rename(folder / "renamed.jpg")
    os.link(write_picture(folder / "new.jpg"), folder / "new too.jpg")
    assert len(hand.all()) == 1
    assert hand.states()["renamed.jpg"] is KNOWN
    assert hand.reason("renamed.jpg") == f"Its content was taken before, as {folder}/old.jpg."
    assert sorted(hand.states()[name].name for name in ("new.jpg", "new too.jpg")) == ["KNOWN", "TAKEN"]
