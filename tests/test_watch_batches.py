"""Batches: each content is taken once, in one transaction; what waits, and for what."""

from __future__ import annotations

import os
import shutil
import threading
from datetime import timedelta
from pathlib import Path

import pytest
from media_files import texture, write_picture
from watch_parts import Hand, by_hand

from albumforge.errors import Conflict, NotFound
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.watch.batches import BAD_RESTS, MOST_TRIES
from albumforge.services.watch.rule import Do
from albumforge.services.watch.states import BatchState, FileState


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "in"


def put(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        write_picture(folder / name, texture(40, 30, seed=hash(name) % 10_000))


def film(forge: Forge, folder: Path, **fields: object) -> Hand:
    return by_hand(forge, folder, "film", **{"when": "at once", "at_least": 1, **fields})


def taken(hand: Hand, batch: int) -> list[str]:
    return [path.name for path in hand.forge.watch.batches.files(batch)]


def test_each_content_once_whatever_its_name(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder)
    put(folder, "a.jpg", "b.jpg")
    shutil.copy(folder / "a.jpg", folder / "a copy.jpg")
    (first,) = hand.all()
    assert len(taken(hand, first)) == 2
    assert list(hand.states().values()).count(FileState.KNOWN) == 1
    (folder / "a.jpg").unlink()
    (folder / "b.jpg").rename(folder / "c.jpg")
    os.link(folder / "a copy.jpg", folder / "d.jpg")
    assert hand.all() == []
    assert hand.states()["c.jpg"] is FileState.KNOWN
    assert hand.reason("c.jpg") == f"Its content was taken before, as {folder}/b.jpg."
    put(folder, "e.jpg")
    (second,) = hand.all()
    assert taken(hand, second) == ["e.jpg"]


def test_a_file_that_was_edited_is_taken_anew_and_put_back_it_is_known(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder)
    put(folder, "a.jpg")
    before = (folder / "a.jpg").read_bytes()
    hand.all()
    write_picture(folder / "a.jpg", texture(44, 30, seed=5))
    assert len(hand.all()) == 1
    (folder / "a.jpg").write_bytes(before)
    assert hand.all() == []
    assert hand.reason("a.jpg") == "Its content was taken before."


def test_two_processes_take_a_content_once(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder, group="day")
    put(folder, *(f"{number}.jpg" for number in range(12)))
    hand.look()
    hand.ripen()
    formed: list[int] = []
    threads = [threading.Thread(target=lambda: formed.extend(hand.form())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    formed += hand.form()  # what the others left, as two of them met
    files = [name for batch in formed for name in taken(hand, batch)]
    assert sorted(files) == sorted(set(files))
    assert len(files) == 12


def test_too_few_wait_for_more(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder, at_least=3)
    put(folder, "a.jpg", "b.jpg")
    shutil.copy(folder / "a.jpg", folder / "a copy.jpg")
    assert hand.all() == []
    assert sorted(state.name for state in hand.states().values()) == ["KNOWN", "READY", "READY"]
    put(folder, "c.jpg")
    (batch,) = hand.all()
    assert forge.watch.batches.get(batch).files == 3


def test_quiet_begins_with_the_last_file_that_came(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder, when="quiet 10", group="folder")
    put(folder, "x/a.jpg", "y/b.jpg")
    assert hand.all() == []

    def earlier(minutes: float, name: str) -> None:
        with forge.database.transaction() as tables:
            table = tables.watch_file
            table.update(changed=now() - timedelta(minutes=minutes)).where(table.path.endswith(name)).execute()

    earlier(11, "a.jpg")
    earlier(9, "b.jpg")
    (batch,) = hand.form()
    assert taken(hand, batch) == ["a.jpg"]
    earlier(11, "b.jpg")
    put(folder, "y/c.jpg")  # still comes
    hand.look()
    assert hand.form() == []
    earlier(11, "c.jpg")
    hand.ripen()
    (batch,) = hand.form()
    assert sorted(taken(hand, batch)) == ["b.jpg", "c.jpg"]


def test_a_file_that_cannot_be_used_holds_up_a_film_for_a_minute_alone(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder, when="at once")
    put(folder, "a.jpg")
    (folder / "bad.jpg").touch()
    assert hand.all() == []
    assert hand.states() == {"a.jpg": FileState.READY, "bad.jpg": FileState.NEW}
    with forge.database.transaction() as tables:
        tables.watch_file.update(changed=now() - timedelta(seconds=BAD_RESTS * 10 + 1)).execute()
    put(folder, "c.jpg")  # still comes
    hand.look()
    assert hand.form() == []
    hand.ripen()
    (batch,) = hand.form()
    assert sorted(taken(hand, batch)) == ["a.jpg", "c.jpg"]
    assert hand.states()["bad.jpg"] is FileState.NEW


def test_a_schedule_takes_what_is_ready_when_it_is_due(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder, when="sunday 18:00")
    assert hand.watched.due is not None
    put(folder, "a.jpg")
    assert hand.all() == []
    put(folder, "late.jpg")
    hand.look()
    (batch,) = hand.form(due=True)
    assert taken(hand, batch) == ["a.jpg"]


def test_what_lies_in_a_folder_that_is_away_waits(local_forge: Forge, folder: Path) -> None:
    hand = film(local_forge, folder)
    put(folder, "a.jpg")
    hand.look()
    hand.ripen()
    token = "me"
    assert local_forge.watch.rules.claim(hand.watched.id, token)
    roots = [{"folder": str(folder), "state": "offline", "said": "", "files": 0}]
    assert local_forge.watch.rules.write(hand.watched.id, token, roots=roots)
    hand.watched = local_forge.watch.rules.get(hand.watched.id)
    assert hand.form() == []


def test_a_batch_is_claimed_by_one_and_a_dead_one_is_inherited(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder, patterns=["*.jpg"])
    with forge.database.transaction() as tables:
        number = tables.watch_batch.create(rule=hand.watched.id, title="t", files=1).id
    batches = forge.watch.batches
    assert batches.claim(number, "one").tries == 1
    assert batches.claim(number, "two") is None
    assert batches.is_running(number)
    with forge.database.transaction() as tables:
        tables.watch_batch.update(lease_expires=now() - timedelta(seconds=1)).execute()
    assert batches.claim(number, "two").tries == 2
    assert not batches.write(number, "one", status=BatchState.DONE)
    assert batches.write(number, "two", status=BatchState.DONE)
    assert batches.claim(number, "three") is None


def test_what_may_pass_is_tried_again_and_then_failed(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder)
    put(folder, "a.jpg")
    (number,) = hand.all()
    batches = forge.watch.batches
    (row,) = batches.due([hand.watched.id], (Do.FILM,))
    row.tries = 1
    assert batches.failed(row, None, "The disk is full.", final=False) is BatchState.WAITING
    assert batches.due([hand.watched.id], (Do.FILM,)) == []  # after a pause
    assert batches.get(number).error == "The disk is full."
    row.tries = MOST_TRIES
    assert batches.failed(row, None, "The disk is full.", final=False) is BatchState.FAILED
    assert batches.retry(number).state is BatchState.WAITING
    with pytest.raises(Conflict):
        batches.retry(number)
    with pytest.raises(NotFound):
        batches.retry(number + 1)


def test_lists_by_pages(forge: Forge, folder: Path) -> None:
    hand = by_hand(forge, folder)
    with forge.database.transaction() as tables:
        made = [tables.watch_batch.create(rule=hand.watched.id, title=str(n), status=n % 2).id for n in range(5)]
    recent = forge.watch.batches.recent
    assert [batch.id for batch in recent(limit=2)] == made[:2:-1]
    assert [batch.id for batch in recent(before=made[3])] == made[2::-1]
    assert [batch.id for batch in recent(rule_id=hand.watched.id, state=BatchState.RUNNING)] == [made[3], made[1]]
    assert recent(rule_id=hand.watched.id + 1) == []
    counts = forge.watch.files.counts(hand.watched.id)
    assert counts.batches[BatchState.WAITING] == 3
    assert counts.batches[BatchState.DONE] == 0


def test_a_batch_waits_for_a_folder_that_went_away(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder)
    put(folder, "a.jpg", "b.jpg")
    (number,) = hand.all()
    folder.rename(folder.with_name("unplugged"))
    (row,) = forge.watch.batches.due([hand.watched.id], (Do.FILM,))
    assert forge.watch.making.step(row) is BatchState.WAITING
    batch = forge.watch.batches.get(number)
    assert (batch.state, batch.tries) == (BatchState.WAITING, 0)
    assert batch.error.startswith(f"The folder {folder} is not there.")
    assert len(forge.watch.batches.files(number)) == 2


def test_a_file_that_went_away_before_it_was_used_is_taken_when_it_returns(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder)
    put(folder, "a.jpg", "b.jpg")
    (number,) = hand.all()
    data = (folder / "a.jpg").read_bytes()
    (folder / "a.jpg").unlink()
    assert [path.name for path in forge.watch.batches.present(number, hand.rule)] == ["b.jpg"]
    assert hand.states() == {"a.jpg": FileState.GONE, "b.jpg": FileState.TAKEN}
    (folder / "a again.jpg").write_bytes(data)
    (second,) = hand.all()
    assert taken(hand, second) == ["a again.jpg"]


def test_a_rule_that_says_something_else_forgets_what_waits(forge: Forge, folder: Path) -> None:
    hand = film(forge, folder, at_least=3)
    put(folder, "a.jpg", "b.png")
    assert hand.all() == []
    document = {**hand.watched.document, "patterns": ["*.jpg"], "at_least": 1}
    hand.watched = forge.watch.rules.change(hand.watched.id, document)
    (number,) = hand.all()
    assert taken(hand, number) == ["a.jpg"]
    assert hand.states()["b.png"] is FileState.GONE
