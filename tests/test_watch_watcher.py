"""The process that looks, in a thread: folders that come and go, copies that take their time, what two processes do."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from media_files import write_clip, write_picture
from served import until

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.watch.rules import WatchRule
from albumforge.services.watch.states import BatchState, FileState, Origin, RootState
from albumforge.watch.hints import Hints
from albumforge.watch.watcher import Watcher

QUICK = {"watch_rest_seconds": 0.5, "watch_seconds": 3600.0}
"""What is found in time is found by hints."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "in"
    made.mkdir()
    return made


@pytest.fixture
def told() -> list[dict[str, Any]]:
    return []


@pytest.fixture
def watching(told: list[dict[str, Any]]) -> Iterator[Callable[..., threading.Event]]:
    """Starts watchers that end with the test."""
    with contextlib.ExitStack() as stack:

        def start(forge: Forge, **more: Any) -> threading.Event:
            stop = threading.Event()
            thread = threading.Thread(target=Watcher(forge, tell=told.append, **more).run, args=(stop,))
            thread.start()
            stack.callback(thread.join)
            stack.callback(stop.set)
            return stop

        yield start


def rule(forge: Forge, folder: Path, **fields: Any) -> WatchRule:
    usual = {"do": "transcode", "preset": "proxy-720p", "target": str(folder.parent / "out")}
    return forge.watch.rules.add({"folders": [str(folder)], **usual, **fields})


def film(forge: Forge, folder: Path, **fields: Any) -> WatchRule:
    return rule(forge, folder, do="film", backend="small", when="at once", at_least=1, **fields)


def states(forge: Forge, watched: WatchRule) -> dict[str, str]:
    found = forge.watch.files.list(watched.id, limit=10_000)
    return {Path(file.path).name: file.state.name for file in found}


def taken(forge: Forge, watched: WatchRule) -> set[str]:
    return {name for name, state in states(forge, watched).items() if state == "TAKEN"}


def root(forge: Forge, watched: WatchRule) -> RootState | None:
    roots = forge.watch.rules.get(watched.id).roots
    return roots[0].state if roots else None


def test_files_that_come_however_they_come(
    open_forge: Callable[..., Forge], folder: Path, tmp_path: Path, watching: Callable[..., object]
) -> None:
    forge = open_forge(**QUICK)
    write_picture(folder / "there.jpg")
    watched = film(forge, folder)
    watching(forge)
    until(lambda: taken(forge, watched) == {"there.jpg"})
    write_picture(folder / "written.jpg")
    write_picture(tmp_path / "moved.jpg").rename(folder / "moved.jpg")
    os.link(write_picture(tmp_path / "linked.jpg"), folder / "linked.jpg")
    elsewhere = tmp_path / "elsewhere" / "deep"
    elsewhere.mkdir(parents=True)
    write_picture(elsewhere / "inside.jpg")
    (tmp_path / "elsewhere").rename(folder / "elsewhere")
    temporary = write_picture(folder / ".copy.jpg")
    temporary.rename(folder / "renamed.jpg")
    names = {"there.jpg", "written.jpg", "moved.jpg", "linked.jpg", "inside.jpg", "renamed.jpg"}
    until(lambda: taken(forge, watched) == names)
    write_picture(folder / "elsewhere/deep/more.jpg")
    until(lambda: "more.jpg" in taken(forge, watched))


def test_a_slow_copy_is_taken_when_it_is_whole(
    open_forge: Callable[..., Forge], folder: Path, tmp_path: Path, watching: Callable[..., object]
) -> None:
    """Of an MPEG transport stream each beginning can be decoded: only the copy's open file tells."""
    data = write_clip(tmp_path / "clip.ts", frames=120, sound=False).read_bytes()
    forge = open_forge(**QUICK)
    watched = rule(forge, folder)
    watching(forge)
    until(lambda: root(forge, watched) is RootState.WATCHED)
    with (folder / "clip.ts").open("wb") as copy:
        for part in range(4):
            copy.write(data[len(data) * part // 4 : len(data) * (part + 1) // 4])
            copy.flush()
            looked_at = forge.watch.ripening.next_due(watched.id)
            # It rested, and was looked at again, at least once.
            until(lambda before=looked_at: forge.watch.ripening.next_due(watched.id) not in (None, before))
            assert states(forge, watched) == {"clip.ts": "NEW"}
    until(lambda: taken(forge, watched) == {"clip.ts"})
    (batch,) = forge.watch.batches.recent()
    assert batch.files == 1


def test_a_folder_that_goes_away_and_comes_back(
    open_forge: Callable[..., Forge],
    folder: Path,
    tmp_path: Path,
    watching: Callable[..., object],
    told: list[dict[str, Any]],
) -> None:
    forge = open_forge(watch_rest_seconds=0.5, watch_seconds=1.0)
    watched = film(forge, folder)
    write_picture(folder / "a.jpg")
    watching(forge)
    until(lambda: taken(forge, watched) == {"a.jpg"})
    folder.rename(tmp_path / "unplugged")
    until(lambda: root(forge, watched) is RootState.OFFLINE)
    write_picture(tmp_path / "unplugged" / "b.jpg")
    (tmp_path / "unplugged").rename(folder)
    until(lambda: taken(forge, watched) == {"a.jpg", "b.jpg"})
    assert root(forge, watched) is RootState.WATCHED
    write_picture(folder / "c.jpg")
    until(lambda: "c.jpg" in taken(forge, watched))
    roots = [event["state"] for event in told if event["event"] == "root"]
    assert roots == [RootState.WATCHED, RootState.OFFLINE, RootState.WATCHED]
    assert "GONE" not in states(forge, watched).values()


def test_where_hints_cannot_be_had_it_looks_from_time_to_time(
    open_forge: Callable[..., Forge],
    folder: Path,
    watching: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """`test_watch_hints` sees to it that a limit that is reached is said so."""
    monkeypatch.setattr(Hints, "watch", lambda *_: "The limit is reached.")
    forge = open_forge(watch_rest_seconds=0.5, watch_seconds=3600.0, watch_network_seconds=1.0)
    watched = film(forge, folder)
    watching(forge)
    until(lambda: root(forge, watched) is RootState.POLLED)
    assert forge.watch.rules.get(watched.id).roots[0].said == "The limit is reached."
    write_picture(folder / "a.jpg")
    until(lambda: taken(forge, watched) == {"a.jpg"})


def test_one_process_at_a_time_looks_after_a_rule(
    open_forge: Callable[..., Forge],
    folder: Path,
    watching: Callable[..., threading.Event],
    told: list[dict[str, Any]],
) -> None:
    forge = open_forge(**QUICK)
    watched = film(forge, folder)
    first = watching(forge)
    until(lambda: roots(told) == 1)  # the first has looked
    watching(forge)
    until(lambda: {"event": "watched", "rule": watched.name} in told)
    first.set()
    until(lambda: roots(told) == 2)
    write_picture(folder / "a.jpg")
    until(lambda: taken(forge, watched) == {"a.jpg"})


def roots(told: list[dict[str, Any]]) -> int:
    return sum(event["event"] == "root" for event in told)


def test_rules_that_change_while_it_looks(
    open_forge: Callable[..., Forge], folder: Path, tmp_path: Path, watching: Callable[..., object]
) -> None:
    forge = open_forge(**QUICK)
    watching(forge)
    watched = film(forge, folder, patterns=["*.png"])
    until(lambda: root(forge, watched) is RootState.WATCHED)
    other = tmp_path / "other"
    other.mkdir()
    write_picture(other / "a.jpg")
    forge.watch.rules.change(watched.id, {**watched.document, "folders": [str(other)], "patterns": []})
    until(lambda: taken(forge, watched) == {"a.jpg"})
    forge.watch.rules.pause(watched.id, True)
    write_picture(other / "b.jpg")
    forge.watch.rules.ask(watched.id)
    forge.watch.rules.pause(watched.id, False)
    until(lambda: taken(forge, watched) == {"a.jpg", "b.jpg"})
    forge.watch.rules.remove(watched.id)
    again = film(forge, other, name="again")
    until(lambda: taken(forge, again) == {"a.jpg", "b.jpg"})  # another rule takes it for itself
    assert not forge.watch.rules.claim(again.id, "another"), "its number was that of another rule before"


def test_rules_of_the_settings(open_forge: Callable[..., Forge], folder: Path, watching: Callable[..., object]) -> None:
    good = {
        "name": "good",
        "folders": [str(folder)],
        "do": "film",
        "backend": "small",
        "when": "at once",
        "at_least": 1,
    }
    forge = open_forge(**QUICK, watch=[good, {"name": "bad", "folders": [str(folder)], "do": "dance"}])
    write_picture(folder / "a.jpg")
    stop = watching(forge)
    until(lambda: [one.name for one in forge.watch.rules.all()] == ["bad", "good"])
    bad, kept = forge.watch.rules.all()
    assert bad.problem == "do: must be one of film, cut, transcode, send, not 'dance'."
    until(lambda: taken(forge, kept) == {"a.jpg"})
    stop.set()
    later = open_forge(**QUICK)
    later.watch.rules.take_over([], Origin.SETTINGS)
    assert later.watch.rules.all() == []
    assert taken(later, kept) == {"a.jpg"}
    (back,) = later.watch.rules.take_over([good], Origin.SETTINGS)
    assert (back.id, taken(later, back)) == (kept.id, {"a.jpg"})


def test_a_rule_that_breaks_something_stops_no_other(
    open_forge: Callable[..., Forge],
    folder: Path,
    tmp_path: Path,
    watching: Callable[..., object],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    forge = open_forge(**QUICK)
    bad, good = film(forge, tmp_path, name="bad", patterns=["*.png"]), film(forge, folder, name="good")
    look = forge.watch.looking.look

    def broken(number: int, *rest: Any, **more: Any) -> Any:
        return 1 // 0 if number == bad.id else look(number, *rest, **more)

    monkeypatch.setattr(forge.watch.looking, "look", broken)
    write_picture(folder / "a.jpg")
    watching(forge)
    until(lambda: taken(forge, good) == {"a.jpg"})


def test_of_a_circle_that_is_there_already_one_rule_is_not_followed(
    open_forge: Callable[..., Forge], folder: Path, watching: Callable[..., object]
) -> None:
    forge = open_forge(**QUICK)
    first, second = rule(forge, folder, name="first"), rule(forge, folder.parent / "out", name="second", target="/away")
    with forge.database.transaction() as tables:
        table = tables.watch_rule
        table.update(document={**second.document, "target": str(folder)}).where(table.id == second.id).execute()
    watching(forge)
    until(lambda: "second → first → second." in forge.watch.rules.get(second.id).problem)
    until(lambda: root(forge, first) is RootState.WATCHED)
    assert not forge.watch.rules.get(second.id).watched


def test_looking_once_ends_by_itself(
    open_forge: Callable[..., Forge], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file that failed is told as such."""
    monkeypatch.setattr("albumforge.services.watch.ripening.MOST_TRIES", 2)
    forge = open_forge(watch_rest_seconds=0.5)
    (folder / "bad.mp4").write_text("no video")
    watched = rule(forge, folder)
    told: list[dict[str, Any]] = []
    watcher = threading.Thread(target=Watcher(forge, once=True, tell=told.append).run, args=(threading.Event(),))
    watcher.start()
    watcher.join(120)
    assert not watcher.is_alive()
    assert states(forge, watched) == {"bad.mp4": "FAILED"}
    files = [(event["path"], event["state"]) for event in told if event["event"] == "file"]
    assert files == [(str(folder / "bad.mp4"), state) for state in ("tried", "failed")]
    assert forge.watch.files.list(watched.id)[0].state is FileState.FAILED
    assert forge.watch.batches.recent(state=BatchState.FAILED) == []


def test_looking_once_is_not_held_up_by_what_cannot_be_used(open_forge: Callable[..., Forge], folder: Path) -> None:
    forge = open_forge(watch_rest_seconds=0.5)
    bad = str(folder / "bad.jpg")
    Path(bad).touch()
    for name in ("a.jpg", "b.jpg"):
        write_picture(folder / name)
    watched = rule(forge, folder, do="film", backend="small", at_least=3)
    told: list[dict[str, Any]] = []

    def once() -> None:
        watcher = threading.Thread(target=Watcher(forge, once=True, tell=told.append).run, args=(threading.Event(),))
        watcher.start()
        watcher.join(120)
        assert not watcher.is_alive()

    once()
    files = [(event["path"], event["state"], event["reason"]) for event in told if event["event"] == "file"]
    assert files == [(bad, state, "the file is empty (0 bytes)") for state in ("tried", "left")]
    assert [(event["files"], event["at_least"]) for event in told if event["event"] == "ready"] == [(2, 3)]
    assert [(file.path, file.tries) for file in forge.watch.files.unreadable(watched.id)] == [(bad, 2)]
    write_picture(Path(bad))
    told.clear()
    stop = threading.Event()
    watcher = threading.Thread(target=Watcher(forge, once=True, tell=told.append).run, args=(stop,))
    watcher.start()
    until(lambda: taken(forge, watched) == {"a.jpg", "b.jpg", "bad.jpg"})
    stop.set()
    watcher.join()
    assert forge.watch.files.unreadable(watched.id) == ()


def test_a_card_that_is_away_at_the_start_is_waited_for(
    open_forge: Callable[..., Forge], folder: Path, watching: Callable[..., object]
) -> None:
    shutil.rmtree(folder)
    forge = open_forge(watch_rest_seconds=0.5, watch_seconds=1.0)
    watched = film(forge, folder)
    watching(forge)
    until(lambda: root(forge, watched) is RootState.OFFLINE)
    folder.mkdir()
    write_picture(folder / "a.jpg")
    until(lambda: taken(forge, watched) == {"a.jpg"})


def test_a_sunday_that_was_slept_through_is_made_up_for(
    open_forge: Callable[..., Forge], folder: Path, watching: Callable[..., object]
) -> None:
    """With what came meanwhile, though nobody has seen it rest yet."""
    forge = open_forge(**QUICK)
    watched = rule(forge, folder, do="film", backend="small", when="sunday 18:00", at_least=1)
    for name in ("a.jpg", "b.jpg"):
        write_picture(folder / name)
    with forge.database.transaction() as tables:
        tables.watch_rule.update(due=now() - timedelta(hours=9)).execute()
    watching(forge)
    until(lambda: taken(forge, watched) == {"a.jpg", "b.jpg"})
    assert [batch.files for batch in forge.watch.batches.recent()] == [2]
    until(lambda: (forge.watch.rules.get(watched.id).due or now()) > now())
    write_picture(folder / "c.jpg")
    until(lambda: states(forge, watched).get("c.jpg") == "READY")
    assert len(forge.watch.batches.recent()) == 1
