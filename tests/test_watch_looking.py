"""Looking through watched folders: what is new, changed, gone; and what is concluded from nothing."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest
from watch_parts import Hand, by_hand

from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.forge import Forge
from albumforge.services.watch.states import FileState

NEW, GONE, READY = FileState.NEW, FileState.GONE, FileState.READY


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


def put(folder: Path, *names: str, text: str = "x") -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text + name, encoding="utf-8")


def test_new_changed_and_gone(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder)
    put(folder, "a.mp4", "sub/b.mov", "c.txt", ".d.mp4")
    look = hand.look()
    assert (look.files, look.new, look.changed, look.gone) == (2, 2, 0, 0)
    put(folder, "a.mp4", text="longer")
    (folder / "sub/b.mov").unlink()
    look = hand.look()
    assert (look.files, look.new, look.changed, look.gone) == (1, 0, 1, 1)
    assert hand.states() == {"a.mp4": NEW, "b.mov": GONE}
    put(folder, "sub/b.mov")
    assert hand.look().changed == 1
    assert hand.states() == {"a.mp4": NEW, "b.mov": NEW}


def test_below_a_hint_only_that_is_looked_at(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder)
    put(folder, "a.mp4", "sub/b.mp4", "sub2/c.mp4")
    assert hand.look(folder / "sub").new == 1
    (folder / "a.mp4").unlink()
    shutil.rmtree(folder / "sub")
    look = hand.look(folder / "sub")  # it is not there any more: its parent is looked at
    assert (look.new, look.gone) == (1, 1)
    assert hand.states() == {"b.mp4": GONE, "c.mp4": NEW}


def test_a_moved_folder_brings_new_names(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder)
    put(folder, "sub/b.mp4")
    hand.look()
    (folder / "sub").rename(folder / "100% _sub")
    look = hand.look()
    assert (look.new, look.gone) == (1, 1)
    assert hand.look(folder / "100% _sub").new == 0


def test_a_folder_whose_name_begins_alike_is_another(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder)
    put(folder, "s_b/a.mp4", "sxb/b.mp4", "s_b.mp4")
    hand.look()
    assert hand.look(folder / "s_b").gone == 0
    assert set(hand.states().values()) == {NEW}


def test_a_vanished_folder_is_away_and_its_files_are_not_gone(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder)
    put(folder, "a.mp4")
    hand.look()
    folder.rename(folder.with_name("elsewhere"))
    assert hand.look().offline == f"The folder {folder} is not there."
    assert hand.states() == {"a.mp4": NEW}
    folder.mkdir()  # the place where a disk is mounted
    assert hand.look().offline == f"The folder {folder} is empty, though 1 files were there. Is its disk mounted?"
    assert hand.states() == {"a.mp4": NEW}
    folder.rmdir()
    folder.with_name("elsewhere").rename(folder)
    look = hand.look()
    assert (look.offline, look.new, look.changed, look.gone) == ("", 0, 0, 0)


@pytest.mark.parametrize("mounted", [False, True], ids=["gone", "another in its place"])
def test_a_folder_that_goes_away_while_it_is_looked_through(forge: Forge, folder: Path, mounted: bool) -> None:
    hand = by_hand(forge, folder)
    put(folder, "a.mp4", "below/b.mp4")
    hand.look()

    def unplug() -> bool:
        if not folder.with_name("elsewhere").exists():
            folder.rename(folder.with_name("elsewhere"))
            if mounted:
                put(folder, "lost+found/c.mp4")
        return False

    context = Context(cancelled=unplug, poll_interval=0)
    look = forge.watch.looking.look(hand.watched.id, hand.rule, folder, context)
    assert look.offline == f"The folder {folder} is not there."
    assert hand.states() == {"a.mp4": NEW, "b.mp4": NEW}


def test_files_that_were_deleted_are_gone_where_others_are_left(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder)
    put(folder, "a.mp4", "notes.txt")
    hand.look()
    (folder / "a.mp4").unlink()
    look = hand.look()
    assert (look.offline, look.gone) == ("", 1)


@pytest.mark.skipif(os.geteuid() != 0, reason="needs another user")
def test_of_a_folder_that_cannot_be_read_nothing_is_concluded(local_forge: Forge) -> None:
    folder = Path("/tmp") / f"albumforge-watch-{os.getpid()}"  # that of a test is closed to others
    try:
        hand = by_hand(local_forge, folder, target="/tmp/albumforge-results")
        put(folder, "open/a.mp4", "shut/b.mp4")
        hand.look()
        shutil.rmtree(folder / "open")
        (folder / "shut").chmod(0)
        database = local_forge.settings.home
        for path in (database.parent, database, *database.iterdir()):
            path.chmod(0o777)
        assert hand.states() == {"a.mp4": NEW, "b.mp4": NEW}
        hand.watched = hand.watched  # the look itself runs as somebody who may not read
        walked_as_nobody(hand)
        assert hand.states() == {"a.mp4": GONE, "b.mp4": NEW}
    finally:
        (folder / "shut").chmod(0o755)
        shutil.rmtree(folder)


def walked_as_nobody(hand: Hand) -> None:
    from albumforge.services import walk as walking
    from albumforge.services.watch import looking

    def walk(*arguments: object, **more: object) -> object:
        os.seteuid(65534)
        try:
            return walking.walk(*arguments, **more)  # type: ignore[arg-type]
        finally:
            os.seteuid(0)

    before, looking.walk = looking.walk, walk  # type: ignore[assignment]
    try:
        look = hand.look()
    finally:
        looking.walk = before
    assert "cannot be read: permission denied" in look.said


def test_the_target_and_the_forges_own_folders_are_left_out(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder, target=str(folder / "proxies"))
    put(folder, "a.mp4", "proxies/a.mp4")
    assert hand.look().files == 1
    for below in ("proxies", "proxies/CARD01", "proxies/CARD02/deep"):  # as changes there are told
        put(folder, f"{below}/b.mp4")
        assert hand.look(folder / below).files == 0
    shutil.rmtree(folder / "proxies/CARD02")
    assert hand.look(folder / "proxies/CARD02/deep").files == 0
    assert hand.states() == {"a.mp4": NEW}


def test_of_the_forges_own_folders_nothing_is_taken(forge: Forge, folder: Path, tmp_path: Path) -> None:
    hand = by_hand(forge, tmp_path, target=str(tmp_path / "results"))
    settings = forge.settings
    for own in (settings.home, settings.media / "a film", settings.cache):
        put(own, "a.mp4")
        assert hand.look(own).files == 0
    put(folder, "b.mp4")
    hand.look()
    assert hand.states() == {"b.mp4": NEW}


def test_a_target_that_a_link_leads_to_is_left_out(local_forge: Forge, folder: Path) -> None:
    link = folder.with_name("link")
    link.symlink_to(folder)
    hand = by_hand(local_forge, folder, target=str(link / "proxies"))
    put(folder, "a.mp4", "proxies/a.mp4")
    assert hand.look().files == 1
    assert hand.look(folder / "proxies").files == 0


def test_it_can_be_stopped(local_forge: Forge, folder: Path) -> None:
    hand = by_hand(local_forge, folder)
    with pytest.raises(Cancelled):
        local_forge.watch.looking.look(hand.watched.id, hand.rule, folder, Context(cancelled=lambda: True))


def test_names_that_cannot_be_kept_are_told(local_forge: Forge, folder: Path) -> None:
    hand = by_hand(local_forge, folder)
    (folder / os.fsdecode(b"\xff.mp4")).write_text("x")
    look = hand.look()
    assert "its name is not UTF-8" in look.said
    assert look.files == 0
