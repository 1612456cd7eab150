from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from albumforge.errors import Unavailable
from albumforge.forge import Forge
from albumforge.media.publish import TEMPORARY_PREFIX
from albumforge.models.tables import LOCAL_USER
from albumforge.services.housekeeping import LONGEST_PAUSE, Housekeeping, Sweepers
from albumforge.services.states import Refusal, StartRefused, Status

SECOND = 1 / 86_400


def test_films_that_nobody_touched_expire(open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
    forge = open_forge(expire_days=SECOND)
    old = forge.movies.create("Old", generator="small")
    forge.movies.add_files(old.work_id, pictures)
    forge.housekeeping.sweep()
    assert forge.movies.get(old.work_id).status is Status.NEW
    time.sleep(1.1)
    young = forge.movies.create("Young", generator="small")
    forge.housekeeping.sweep()
    assert forge.movies.get(old.work_id).status is Status.EXPIRED
    assert not old.folder.exists()
    assert not any((old.folder.parent / ".trash").iterdir())
    assert forge.movies.get(young.work_id).status is Status.NEW
    with pytest.raises(StartRefused) as caught:
        forge.movies.start(old.work_id)
    assert caught.value.reason is Refusal.EXPIRED


def test_films_stay_for_ever_where_that_is_set(open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
    forge = open_forge(expire_days=0)
    movie = forge.movies.create(generator="small")
    with forge.database.transaction() as tables:
        long_ago = movie.updated.replace(year=2001)
        tables.movie.update(updated=long_ago).where(tables.movie.work_id == movie.work_id).execute()
    forge.housekeeping.sweep()
    assert forge.movies.get(movie.work_id).status is Status.NEW
    assert forge.housekeeping.pause == LONGEST_PAUSE


def test_rounds_are_made_when_they_are_due(open_forge: Callable[..., Forge]) -> None:
    forge = open_forge(expire_days=SECOND)
    assert forge.housekeeping.tend()
    assert not forge.housekeeping.tend()
    time.sleep(1.05)
    assert forge.housekeeping.tend()


def test_what_a_killed_server_left_of_uploads_goes(local_forge: Forge, pictures: list[Path]) -> None:
    movie = local_forge.movies.create(generator="small")
    (kept,) = local_forge.movies.add_files(movie.work_id, pictures[0])
    young, old = (movie.folder / f"{TEMPORARY_PREFIX}{name}.jpg" for name in ("young", "old"))
    for file in (young, old):
        file.write_bytes(b"half")
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    local_forge.housekeeping.sweep()
    assert (kept.path.exists(), young.exists(), old.exists()) == (True, True, False)


def test_tokens_that_ended_go(local_forge: Forge) -> None:
    _, good = local_forge.accounts.add_token(LOCAL_USER)
    token, ended = local_forge.accounts.add_token(LOCAL_USER)
    local_forge.accounts.revoke(token.id, LOCAL_USER)
    local_forge.housekeeping.sweep()
    with local_forge.database.session() as tables:
        assert tables.token.select().count() == 1
    assert local_forge.accounts.identify(good) is not None
    assert local_forge.accounts.identify(ended) is None


def test_one_part_that_fails_does_not_stop_the_others(
    make_settings: Callable[..., object], caplog: pytest.LogCaptureFixture
) -> None:
    done: list[str] = []

    def fail(_days: float) -> list[str]:
        raise Unavailable("The database does not answer.")

    def tell(name: str) -> int:
        done.append(name)
        return 0

    sweepers = Sweepers(
        fail, fail, lambda: None, lambda: tell("tokens"), lambda: tell("samples"), lambda: done.append("farm")
    )
    Housekeeping(make_settings(), sweepers).sweep()  # type: ignore[arg-type]
    assert done == ["tokens", "samples", "farm"]
    assert "database" in caplog.text
