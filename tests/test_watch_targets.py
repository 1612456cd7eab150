"""Targets that go away, and full ones: what is to be made waits, and says why."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from media_files import write_clip, write_picture
from served import until
from watch_parts import Hand, by_hand

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.watch.batches import Away
from albumforge.services.watch.messages import Worked
from albumforge.services.watch.states import BatchState
from albumforge.watch.watcher import Watcher


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "disk/out"


def at_once(forge: Forge) -> None:
    with forge.database.transaction() as tables:
        tables.watch_batch.update(not_before=now() - timedelta(seconds=1)).execute()


def away(forge: Forge, hand: Hand, target: Path) -> bool:
    try:
        forge.watch.targets.check(hand.watched.id, target)
    except Away as error:
        assert error.message == f"The target {target} is not there. Is its disk mounted?"
        return True
    return False


def test_which_folder_a_target_was(forge: Forge, folder: Path, target: Path) -> None:
    targets, hand = forge.watch.targets, by_hand(forge, folder)
    number = hand.watched.id
    targets.note(number, target)
    assert not away(forge, hand, target)  # it never was there
    target.mkdir(parents=True)
    targets.note(number, target)
    kept = target.rename(target.with_name("unplugged"))
    assert away(forge, hand, target)
    target.mkdir()
    targets.note(number, target)  # it is not taken for the other one
    assert away(forge, hand, target)
    (target / "moved.mp4").touch()
    assert not away(forge, hand, target)
    (target / "moved.mp4").unlink()
    target.rmdir()
    kept.rename(target)
    assert not away(forge, hand, target)
    target.rename(kept)
    assert not away(forge, hand, target.with_name("another"))
    targets.forget(number)
    assert not away(forge, hand, target)


def test_a_transcode_waits_for_its_target(local_forge: Forge, folder: Path, target: Path) -> None:
    forge, disk = local_forge, target.parent
    hand = by_hand(forge, folder, preset="proxy-720p", target=str(target))
    write_clip(folder / "a.mp4", frames=10, sound=False)
    (first,) = hand.all()
    assert forge.watch.work(first)[0] is Worked.DONE
    write_clip(folder / "b.mp4", frames=12, sound=False)
    (second,) = hand.all()
    disk.rename(disk.with_name("unplugged"))
    disk.mkdir()  # where it is mounted
    assert forge.watch.work(second)[0] is Worked.PUT_OFF
    assert list(disk.iterdir()) == []
    batch = forge.watch.batches.get(second)
    assert (batch.state, batch.tries) == (BatchState.WAITING, 0)
    assert batch.error.startswith(f"The target {target} is not there.")
    assert [one.id for one in forge.watch.batches.held_up(hand.watched.id)] == [second]
    disk.rmdir()
    disk.with_name("unplugged").rename(disk)
    at_once(forge)
    assert forge.watch.work(second)[0] is Worked.DONE
    assert sorted(path.name for path in target.iterdir()) == ["a.mp4", "b.mp4"]


def test_results_of_one_name_are_numbered(local_forge: Forge, folder: Path, target: Path) -> None:
    hand = by_hand(local_forge, folder, preset="proxy-720p", target=str(target))
    write_clip(folder / "edit.mp4", frames=10, sound=False)
    write_clip(folder / "edit.mov", frames=12, sound=False)
    for number in hand.all():
        assert local_forge.watch.work(number)[0] is Worked.DONE
    write_clip(folder / "edit.mp4", frames=14, sound=False)  # edited
    (again,) = hand.all()
    assert local_forge.watch.work(again)[0] is Worked.DONE
    assert sorted(path.name for path in target.iterdir()) == ["edit (2).mp4", "edit (3).mp4", "edit.mp4"]


def test_a_film_waits_for_its_target(local_forge: Forge, folder: Path, target: Path) -> None:
    hand = by_hand(local_forge, folder, "film", backend="small", when="at once", at_least=1, target=str(target))
    target.mkdir(parents=True)
    local_forge.watch.targets.note(hand.watched.id, target)
    target.rmdir()
    write_picture(folder / "a.jpg")
    (number,) = hand.all()
    for _ in range(2):
        at_once(local_forge)
        (row,) = local_forge.watch.batches.due([hand.watched.id], (hand.rule.do,))
        assert local_forge.watch.making.step(row) is BatchState.WAITING
    assert local_forge.watch.batches.get(number).tries == 0
    target.mkdir()
    (target / "kept.mp4").touch()
    at_once(local_forge)
    (row,) = local_forge.watch.batches.due([hand.watched.id], (hand.rule.do,))
    assert local_forge.watch.making.step(row) is BatchState.RUNNING


def test_a_full_target_says_so(open_forge: Callable[..., Forge], folder: Path, target: Path) -> None:
    forge = open_forge(disk_reserve_gb=90_000.0)
    hand = by_hand(forge, folder, preset="proxy-720p", target=str(target))
    write_clip(folder / "a.mp4", frames=10, sound=False)
    (number,) = hand.all()
    assert forge.watch.work(number)[0] is Worked.PUT_OFF
    (batch,) = forge.watch.batches.held_up(hand.watched.id)
    assert batch.error.startswith(f"There is no room in the folder {target}. The disk of the result has ")
    assert batch.error.endswith("The setting disk_reserve_gb keeps 90000 GB free.")


def test_what_stands_in_the_way_is_told_once(open_forge: Callable[..., Forge], folder: Path, target: Path) -> None:
    """Also where one looks but once: it ends, and says what is left."""
    forge = open_forge(watch_rest_seconds=0.5)
    hand = by_hand(forge, folder, "film", backend="small", when="at once", at_least=1, target=str(target))
    target.mkdir(parents=True)
    forge.watch.targets.note(hand.watched.id, target)
    target.rmdir()
    write_picture(folder / "a.jpg")
    told: list[dict[str, Any]] = []
    watcher = threading.Thread(target=Watcher(forge, once=True, tell=told.append).run, args=(threading.Event(),))
    watcher.start()
    watcher.join(120)
    assert not watcher.is_alive()
    batches = [(event["state"], event["error"]) for event in told if event["event"] == "batch"]
    said = f"The target {target} is not there. Is its disk mounted?"
    assert [state for state, _ in batches] in (["waiting", "waiting", "left"], ["waiting", "left"])
    assert all(error.startswith(said) for _, error in batches[1:])
    target.mkdir()
    (target / "kept.mp4").touch()
    stop = threading.Event()
    again = threading.Thread(target=Watcher(forge, once=True).run, args=(stop,))
    again.start()  # it does not leave it once more: the target is back
    (number,) = (batch.id for batch in forge.watch.batches.recent())
    until(lambda: forge.watch.batches.get(number).state is BatchState.RUNNING)
    stop.set()
    again.join()
