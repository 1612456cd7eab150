"""Backups: whole or not there, of one moment, and back into either kind of database."""

from __future__ import annotations

import json
import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from job_parts import made as job_made
from job_parts import run as run_job
from served import command, until

from albumforge.context import Context
from albumforge.errors import Cancelled, Conflict, InTheWay, InvalidInput, MediaError, NotFound, Unavailable
from albumforge.forge import Forge
from albumforge.services.backup.making import make_backup
from albumforge.services.backup.manifest import read_manifest
from albumforge.services.backup.restoring import check_backup
from albumforge.services.states import Status


@pytest.fixture
def filled(forge: Forge, pictures: list[Path], tmp_path: Path) -> Forge:
    """A forge with a film that is done, one in the queue, a cutting job, a user and a token."""
    return fill(forge, pictures, tmp_path)


def fill(forge: Forge, pictures: list[Path], folder: Path) -> Forge:
    done = forge.movies.create("完成", generator="small")
    forge.movies.add_files(done.work_id, pictures)
    forge.movies.start(done.work_id)
    forge.movies.run(done.work_id, forge.movies.get(done.work_id).message_id, "worker")
    assert forge.movies.get(done.work_id).status is Status.DONE
    waiting = forge.movies.create("Waiting", generator="small", request={"title": "Waiting"})
    forge.movies.add_files(waiting.work_id, pictures[:1])
    forge.movies.start(waiting.work_id)
    forge.movies.create("Empty", generator="small")
    job = job_made(forge, folder / "videos")
    run_job(forge, job)
    ann = forge.accounts.add_user("Ann")
    forge.accounts.add_token(ann.id, "her program")
    with forge.database.transaction() as tables:
        tables.farm_log.create(level=20, message="a line")
        tables.farm_log.create(level=30, message="another").delete_instance()
    return forge


def content(forge: Forge) -> dict[str, Any]:
    """All rows, and all files of films and jobs."""
    with forge.database.session() as tables:
        rows = {model._meta.table_name: sorted(model.select().tuples(), key=repr) for model in tables.all}
    media = forge.settings.media
    files = {str(path.relative_to(media)): path.read_bytes() for path in media.rglob("*") if path.is_file()}
    folders = {str(path.relative_to(media)) for path in media.rglob("*") if path.is_dir() and path.name != ".trash"}
    return {"rows": rows, "files": files, "folders": folders}


@pytest.mark.parametrize("target", ["sqlite", "postgresql"])
def test_all_comes_back_on_either_database(
    filled: Forge, open_forge: Any, tmp_path: Path, target: str, request: pytest.FixtureRequest
) -> None:
    expected = content(filled)
    made = filled.backup(tmp_path / "backup")
    moved(expected, filled.settings.media, tmp_path / "other" / "media")
    assert made.missing == ()
    assert made.files == len(expected["files"]) + len(expected["rows"])
    url = "" if target == "sqlite" else empty_database(request)
    other = open_forge(home=tmp_path / "other", database_url=url)
    restored = other.restore(tmp_path / "backup")
    assert (restored.files, restored.moved) == (made.files, True)
    found = content(other)
    keys = {row[0]: row for row in found["rows"].pop("movie")}
    for row in expected["rows"].pop("movie"):
        now, was = ([*values[:14], *values[15:]] for values in (keys[row[0]], row))  # all but the plan's key
        assert now == was
    assert found == expected
    # Numbers that were given out once are not given out again.
    with other.database.transaction() as tables:
        assert tables.user.create(name="Bob").id == 3
        if filled.database.kind == target == "postgresql":
            assert tables.farm_log.create(level=20, message="new").id == 3


def empty_database(request: pytest.FixtureRequest) -> str:
    """A database of its own, also where the test has one already."""
    import uuid

    import psycopg

    server, name = request.getfixturevalue("postgres"), "test_" + uuid.uuid4().hex[:12]

    def drop() -> None:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    request.addfinalizer(drop)
    return str(server).replace("/postgres?", f"/{name}?")


def moved(found: dict[str, Any], before: Path, after: Path) -> None:
    """Let plans name the files of another folder."""
    for name, text in found["files"].items():
        if name.endswith("plan.json"):
            assert str(before).encode() in text
            found["files"][name] = text.replace(str(before).encode(), str(after).encode())


def test_plans_are_kept_where_the_media_move(
    local_forge: Forge, open_forge: Any, pictures: list[Path], tmp_path: Path
) -> None:
    notes = tmp_path / "notes"
    film = local_forge.movies.create("A", generator="small", request={"notes": str(notes)})
    local_forge.movies.add_files(film.work_id, pictures)
    local_forge.movies.start(film.work_id)
    local_forge.movies.run(film.work_id, local_forge.movies.get(film.work_id).message_id, "worker")
    local_forge.backup(tmp_path / "backup")
    other = open_forge(home=tmp_path / "其他")
    other.restore(tmp_path / "backup")
    other.movies.reopen(film.work_id)
    other.movies.start(film.work_id)
    other.movies.run(film.work_id, other.movies.get(film.work_id).message_id, "worker")
    assert other.movies.get(film.work_id).status is Status.DONE
    lines = notes.read_text().split()
    assert (lines.count("plan"), lines.count("render")) == (1, 2)
    assert str(local_forge.settings.media) not in (other.movies.get(film.work_id).folder / "plan.json").read_text()


def test_what_was_queued_is_made_after_a_restore(filled: Forge, open_forge: Any, tmp_path: Path) -> None:
    filled.backup(tmp_path / "backup")
    other = open_forge(home=tmp_path / "other", reconcile_after=0.5)
    other.restore(tmp_path / "backup")
    (waiting,) = [film for film in other.movies.list() if film.title == "Waiting"]
    assert until(lambda: waiting.work_id in other.movies.reconcile())
    again = other.movies.get(waiting.work_id)
    other.movies.run(again.work_id, again.message_id, "worker")
    assert other.movies.get(again.work_id).status is Status.DONE


def test_tokens_are_good_again_unless_they_are_revoked(local_forge: Forge, open_forge: Any, tmp_path: Path) -> None:
    _, secret = local_forge.accounts.add_token(1)
    local_forge.backup(tmp_path / "backup")
    assert secret not in "".join(path.read_text() for path in (tmp_path / "backup").rglob("*") if path.is_file())
    kept, revoked = (open_forge(home=tmp_path / name) for name in ("kept", "revoked"))
    kept.restore(tmp_path / "backup")
    revoked.restore(tmp_path / "backup", revoke_tokens=True)
    assert kept.accounts.identify(secret) is not None
    assert revoked.accounts.identify(secret) is None


def test_only_its_owner_may_read_it(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        fill(local_forge, pictures, tmp_path).backup(tmp_path / "deep" / "backup")
    finally:
        os.umask(before)
    folder = tmp_path / "deep" / "backup"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    modes = {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in folder.rglob("*")}
    assert modes == {0}


def test_unchanged_files_take_no_room_again(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    forge = fill(local_forge, pictures, tmp_path)
    forge.backup(tmp_path / "one")
    changed = next(film for film in forge.movies.list() if film.title == "Waiting").folder
    (changed / "note.txt").write_text("new")
    made = forge.backup(tmp_path / "two", previous=tmp_path / "one")
    media = [file for file in read_manifest(tmp_path / "two").files if file.path.startswith("media/")]
    assert made.linked == len(media) - 1
    links = {file.path: (tmp_path / "two" / file.path).stat().st_nlink for file in media}
    assert {path.rsplit("/", 1)[1] for path, count in links.items() if count == 1} == {"note.txt"}
    check_backup(tmp_path / "two")
    # What changes in the home changes nothing in a backup.
    for path in forge.settings.media.rglob("*"):
        if path.is_file():
            path.write_bytes(b"other")
    check_backup(tmp_path / "one")


def test_films_that_come_and_go_meanwhile_are_whole_or_not_there(
    local_forge: Forge, pictures: list[Path], tmp_path: Path
) -> None:
    forge = fill(local_forge, pictures, tmp_path)
    gone = forge.movies.create("Gone", generator="small")
    forge.movies.add_files(gone.work_id, pictures)
    events = [lambda: forge.movies.delete(gone.work_id), lambda: add(forge, pictures)]

    half = tmp_path / ".albumforge-backup.backup" / "media" / "movies" / gone.work_id

    def copied(_: object) -> None:
        while events and half.exists() and any(half.iterdir()):  # some of it is in the copy already
            events.pop()()

    forge.backup(tmp_path / "backup", context=Context(on_progress=copied))
    assert not events
    manifest = read_manifest(tmp_path / "backup")
    assert manifest.missing == []
    kept = {path.split("/")[2] for path in manifest.folders if path.startswith("media/movies/")}
    rows = [json.loads(line)[0] for line in (tmp_path / "backup/database/movie.jsonl").read_text().splitlines()]
    assert kept == set(rows)
    assert gone.work_id not in rows
    (new,) = [film.work_id for film in forge.movies.list() if film.title == "New"]
    assert {f.path for f in manifest.files if new in f.path}


def add(forge: Forge, pictures: list[Path]) -> None:
    new = forge.movies.create("New", generator="small")
    forge.movies.add_files(new.work_id, pictures)


def test_files_that_are_missing_are_named(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    forge = fill(local_forge, pictures, tmp_path)
    film = next(film for film in forge.movies.list() if film.status is Status.DONE)
    assert film.result is not None
    film.result.unlink()
    made = forge.backup(tmp_path / "backup")
    assert made.missing == (f"media/movies/{film.work_id}/result.mp4",)
    assert check_backup(tmp_path / "backup").missing == made.missing


def test_damage_is_found_and_nothing_is_restored(
    local_forge: Forge, open_forge: Any, pictures: list[Path], tmp_path: Path
) -> None:
    fill(local_forge, pictures, tmp_path).backup(tmp_path / "backup")
    files = [file.path for file in read_manifest(tmp_path / "backup").files if file.path.startswith("media/")]
    damaged, lost, linked = (tmp_path / "backup" / path for path in files[:3])
    damaged.write_bytes(damaged.read_bytes()[:-1] + b"\0")
    lost.unlink()
    linked.unlink()
    linked.symlink_to("/etc/passwd")
    other = open_forge(home=tmp_path / "other")
    for look in (lambda: check_backup(tmp_path / "backup"), lambda: other.restore(tmp_path / "backup")):
        with pytest.raises(MediaError) as caught:
            look()
        assert "3 files of the backup cannot be used" in caught.value.message
        assert f"{files[0]}: it is damaged" in caught.value.message
        assert f"{files[1]}: it is missing" in caught.value.message
    assert content(other)["files"] == {}
    other.database.check_empty()


def test_a_manifest_that_was_changed_is_refused(local_forge: Forge, tmp_path: Path) -> None:
    local_forge.backup(tmp_path / "backup")
    manifest = tmp_path / "backup" / "manifest.json"
    text = manifest.read_text()
    manifest.write_text(text.replace('"missing": []', '"missing": ["x"]'))
    with pytest.raises(MediaError, match="digest"):
        check_backup(tmp_path / "backup")
    done = subprocess.run(
        ["sha256sum", "--check", "manifest.json.sha256"], cwd=tmp_path / "backup", capture_output=True
    )
    assert done.returncode == 1
    manifest.write_text(text)
    done = subprocess.run(
        ["sha256sum", "--check", "manifest.json.sha256"], cwd=tmp_path / "backup", capture_output=True
    )
    assert done.returncode == 0


@pytest.mark.parametrize(
    ("change", "error"),
    [
        (
            lambda m: m["files"].append({"path": "media/movies/../../x", "size": 0, "mtime_ns": 0, "sha256": ""}),
            InvalidInput,
        ),
        (lambda m: m["folders"].append("/tmp/x"), InvalidInput),
        (lambda m: m["tables"][0].update(name='users"; --'), InvalidInput),
        (lambda m: m.update(format=2), InvalidInput),
        (lambda m: m["schema"].append("9999_tomorrow"), Unavailable),
        (lambda m: m.pop("tables"), MediaError),
    ],
)
def test_a_backup_that_somebody_made_up_is_refused(
    local_forge: Forge, open_forge: Any, tmp_path: Path, change: Callable[[Any], Any], error: type[Exception]
) -> None:
    import hashlib

    local_forge.backup(tmp_path / "backup")
    manifest = tmp_path / "backup" / "manifest.json"
    document = json.loads(manifest.read_text())
    change(document)
    manifest.write_text(json.dumps(document))
    digest = hashlib.sha256(manifest.read_bytes()).hexdigest()
    (tmp_path / "backup" / "manifest.json.sha256").write_text(f"{digest}  manifest.json\n")
    with pytest.raises(error):
        open_forge(home=tmp_path / "other").restore(tmp_path / "backup")


def test_a_home_that_is_not_empty_is_refused(
    filled: Forge, open_forge: Any, pictures: list[Path], tmp_path: Path
) -> None:
    filled.backup(tmp_path / "backup")
    with pytest.raises(Conflict, match="in use"):
        filled.restore(tmp_path / "backup")
    filled.broker.close()
    with pytest.raises(Conflict, match=r"database .* is not empty: there are rows in the table users"):
        filled.restore(tmp_path / "backup")
    other = open_forge(home=tmp_path / "other")
    (other.settings.media / "movies" / "x").mkdir(parents=True)
    with pytest.raises(Conflict, match="movies is not empty"):
        other.restore(tmp_path / "backup")
    with pytest.raises(InTheWay):
        filled.backup(tmp_path / "backup")
    with pytest.raises(InvalidInput, match="among the media"):
        filled.backup(filled.settings.media / "backup")
    with pytest.raises(NotFound, match="no whole backup"):
        check_backup(tmp_path)


def test_a_home_that_runs_is_refused(local_forge: Forge, open_forge: Any, tmp_path: Path) -> None:
    from albumforge.queue.presence import Presence

    local_forge.backup(tmp_path / "backup")
    other = open_forge(home=tmp_path / "other")
    lock = Presence(other.settings.home).announce("worker")
    try:
        with pytest.raises(Conflict, match="in use"):
            other.restore(tmp_path / "backup")
    finally:
        lock.release()
    other.restore(tmp_path / "backup")


def test_a_restore_that_was_killed_is_begun_anew(
    local_forge: Forge, open_forge: Any, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = content(fill(local_forge, pictures, tmp_path))
    local_forge.backup(tmp_path / "backup")
    code = (
        "import os, sys; from albumforge.forge import Forge; from albumforge.services.backup import restoring\n"
        "place = restoring._place\n"
        "def killed(*a): place(*a); os.kill(os.getpid(), 9)\n"
        "restoring._place = killed\n"
        "Forge(home=sys.argv[1]).restore(sys.argv[2])\n"
    )
    done = subprocess.run([sys.executable, "-c", code, tmp_path / "other", tmp_path / "backup"], check=False)
    assert done.returncode == -signal.SIGKILL
    other = open_forge(home=tmp_path / "other")
    moved(expected, local_forge.settings.media, other.settings.media)
    assert content(other)["files"] == expected["files"]  # the rows are not there yet
    other.database.check_empty()
    other.restore(tmp_path / "backup")
    found = content(other)
    assert found["files"] == expected["files"]
    assert len(found["rows"]["movie"]) == len(expected["rows"]["movie"])


def test_one_that_is_killed_leaves_nothing_under_its_name(
    local_forge: Forge, pictures: list[Path], tmp_path: Path
) -> None:
    fill(local_forge, pictures, tmp_path)
    code = (
        "import os, sys; from albumforge.forge import Forge; from albumforge.context import Context\n"
        "def killed(_): os.kill(os.getpid(), 9)\n"
        "Forge(home=sys.argv[1]).backup(sys.argv[2], context=Context(on_progress=killed))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, local_forge.settings.home, tmp_path / "backup"], check=False, capture_output=True
    )
    assert done.returncode == -signal.SIGKILL
    assert not (tmp_path / "backup").exists()
    assert list(tmp_path.glob(".albumforge-*"))
    local_forge.backup(tmp_path / "backup")
    assert not list(tmp_path.glob(".albumforge-*"))
    check_backup(tmp_path / "backup")


def test_one_that_is_cancelled_leaves_nothing(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    fill(local_forge, pictures, tmp_path)
    with pytest.raises(Cancelled):
        local_forge.backup(tmp_path / "to" / "backup", context=Context(cancelled=lambda: True))
    assert list((tmp_path / "to").iterdir()) == []


def test_two_to_one_place_exclude_each_other(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    fill(local_forge, pictures, tmp_path)
    caught: list[Exception] = []

    def meanwhile(_: object) -> None:
        if not caught:
            try:
                make_backup(local_forge.settings, local_forge.database, tmp_path / "backup")
            except Conflict as error:
                caught.append(error)

    local_forge.backup(tmp_path / "backup", context=Context(on_progress=meanwhile))
    assert len(caught) == 1
    check_backup(tmp_path / "backup")


def test_a_backup_of_an_older_albumforge_is_brought_up_to_date(open_forge: Any, tmp_path: Path) -> None:
    old = open_forge(home=tmp_path / "old")
    with old.database.transaction() as tables:
        tables.movie.create(work_id="a", user=1, title="Old", created=datetime(2024, 1, 1, tzinfo=UTC))
    old.backup(tmp_path / "backup")
    to_schema(tmp_path / "backup", "0001_initial")
    new = open_forge(home=tmp_path / "new")
    new.restore(tmp_path / "backup")
    with new.database.session() as tables:
        (film,) = tables.movie.select()
        assert (film.title, film.created, film.notes) == ("Old", datetime(2024, 1, 1, tzinfo=UTC), None)
    assert new.database.schema() == old.database.schema()


LATER = ("notes", "served", "priority", "due", "needs")
"""Columns of films and users that the first schema did not have."""


def to_schema(backup: Path, name: str) -> None:
    """Turn a backup into what an albumforge of the first schema would have written."""
    import hashlib

    document = json.loads((backup / "manifest.json").read_text())
    document["schema"] = document["schema"][: document["schema"].index(name) + 1]
    document["tables"] = [one for one in document["tables"] if one["name"] in ("users", "movie")]
    for table in document["tables"]:
        kept = [number for number, column in enumerate(table["columns"]) if column not in LATER]
        path = backup / f"database/{table['name']}.jsonl"
        rows = [json.loads(line) for line in path.read_text().splitlines()]
        table["columns"] = {column: kind for column, kind in table["columns"].items() if column not in LATER}
        path.write_text("".join(json.dumps([row[number] for number in kept]) + "\n" for row in rows))
        entry = next(file for file in document["files"] if file["path"].endswith(path.name))
        entry.update(size=path.stat().st_size, sha256=hashlib.sha256(path.read_bytes()).hexdigest())
    named = {f"database/{table['name']}.jsonl" for table in document["tables"]}
    document["files"] = [file for file in document["files"] if file["path"] in named]
    (backup / "manifest.json").write_text(json.dumps(document))
    digest = hashlib.sha256((backup / "manifest.json").read_bytes()).hexdigest()
    (backup / "manifest.json.sha256").write_text(f"{digest}  manifest.json\n")


def test_the_commands(cli: Callable[..., Any], tmp_path: Path, pictures: list[Path], open_forge: Any) -> None:
    fill(open_forge(home=tmp_path / "home"), pictures, tmp_path)
    (tmp_path / "home" / "albumforge.yaml").write_text("workers: 2\n")
    ran = cli("backup", tmp_path / "backup")
    assert ran.code == 0, ran.err
    assert str(tmp_path / "backup") in ran.out
    assert cli("backup", tmp_path / "backup").code == 4
    again = cli("backup", tmp_path / "again", "--previous", tmp_path / "backup", "--json")
    assert again.json["linked"] > 0
    checked = cli("restore", tmp_path / "backup", "--check")
    assert (checked.code, "whole" in checked.out) == (0, True)
    other = cli("--home", tmp_path / "other", "restore", tmp_path / "backup")
    assert other.code == 0, other.err
    assert "albumforge.yaml" in other.err
    assert not (tmp_path / "other" / "albumforge.yaml").exists()
    next((tmp_path / "backup" / "media").rglob("*.jpg")).unlink()
    assert cli("restore", tmp_path / "backup", "--check").code == 3


def test_it_is_made_while_a_server_runs(tmp_path: Path, pictures: list[Path]) -> None:
    from served import Served

    served = Served(tmp_path / "served", "--no-open").ready()
    try:
        for name in ("one", "two"):
            done = subprocess.run(
                command(tmp_path / "served", "backup", tmp_path / name), capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
        refused = subprocess.run(
            command(tmp_path / "served", "restore", tmp_path / "one"), capture_output=True, text=True, check=False
        )
        assert (refused.returncode, "in use" in refused.stderr) == (4, True)
    finally:
        served.end()
