"""What is cleared away: it is told beforehand, then it goes, and what is needed stays."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from albumforge.forge import Forge
from albumforge.media.cache import due_of, make_cache, trim_cache
from albumforge.models.tables import LOCAL_USER, now
from albumforge.services import cleaning
from albumforge.services.cleaning import Cleared, sweep_lines

DAY = 86_400.0


def used(path: Path, days: float, size: int = 100) -> Path:
    """A file that was used so many days ago."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(bytes(size))
    os.utime(path, (time.time() - days * DAY,) * 2)
    return path


def test_a_cache_is_kept_below_a_size_and_an_age(tmp_path: Path) -> None:
    cache = make_cache(tmp_path / "cache")
    files = {days: used(cache / f"{days}" / "segment", days) for days in (40, 20, 10, 0)}
    assert [file.path for file in due_of(cache, 10**9)] == []
    assert [file.path for file in due_of(cache, 10**9, 30 * DAY)] == [files[40]]
    assert [file.path for file in due_of(cache, 200, 30 * DAY)] == [files[40], files[20]]
    assert [file.path for file in due_of(cache, 0, 1.0)] == [files[40], files[20], files[10]]  # what is in use stays
    os.utime(files[40].parent, (0, 0))
    assert trim_cache(cache, 10**9, 30 * DAY) == 100
    assert sorted(path.name for path in cache.iterdir()) == ["0", "10", "20", "40", "CACHEDIR.TAG"]
    os.utime(files[40].parent, (0, 0))
    trim_cache(cache, 10**9, 30 * DAY)
    assert not files[40].parent.exists()
    assert cache.exists()


def test_old_lines_go_some_at_a_time_and_the_audit_log_stays(forge: Forge, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cleaning, "_AT_ONCE", 2)
    old, new = now() - timedelta(days=10), now()
    with forge.database.transaction() as tables:
        tables.movie.create(work_id="a", user=LOCAL_USER)
        for moment in (old, old, old, new):
            tables.movie_log.create(movie="a", line="x", created=moment)
            tables.farm_log.create(level=20, message="x", time=moment)
            tables.transfer_log.create(time=moment, user=LOCAL_USER, user_name="local", action="upload")
    assert sweep_lines(forge.database, 11) == 0
    assert sweep_lines(forge.database, 9) == 6
    with forge.database.session() as tables:
        counts = [table.select().count() for table in (tables.movie_log, tables.farm_log, tables.transfer_log)]
    assert counts == [1, 1, 4]


def test_it_is_told_what_would_go_and_then_that_goes(
    open_forge: Callable[..., Forge], cli: Callable[..., Any], pictures: list[Path], tmp_path: Path
) -> None:
    forge = open_forge(cache_days=30, expire_days=30, log_days=30)
    settings = forge.settings
    movie = forge.movies.create("Old", generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    new = forge.movies.create("New", generator="small")
    used(new.folder / ".albumforge-left.jpg", 1)
    used(make_cache(settings.cache) / "segments" / "old", 40)
    used(settings.cache / "segments" / "new", 1)
    token, _ = forge.accounts.add_token(LOCAL_USER)
    forge.accounts.revoke(token.id, LOCAL_USER)
    with forge.database.transaction() as tables:
        long_ago = now() - timedelta(days=40)
        tables.movie.update(updated=long_ago).where(tables.movie.work_id == movie.work_id).execute()
        tables.farm_log.create(level=20, message="x", time=long_ago)
    size = sum(file.stat().st_size for file in movie.folder.iterdir())
    expected = {
        "films": Cleared("films", 1, size),
        "jobs": Cleared("jobs", 0, 0),
        "tokens": Cleared("tokens", 1, 0),
        "film_log": Cleared("film_log", 0, 0),
        "farm_log": Cleared("farm_log", 1, 0),
        "uploads": Cleared("uploads", 1, 100),
        "cache": Cleared("cache", 1, 100),
        "originals": Cleared("originals", 0, 0),
    }
    assert {one.what: one for one in forge.clean(dry_run=True)} == expected
    assert movie.folder.exists()
    given = [part for name in ("cache_days", "expire_days", "log_days") for part in ("--set", f"{name}=30")]
    shown = cli(*given, "clean", "--dry-run")
    assert "films that nobody touched" in shown.out
    ran = cli(*given, "clean", "--json")
    assert {one["what"]: Cleared(**one) for one in ran.json["cleared"]} == expected
    assert not movie.folder.exists()
    assert new.folder.exists()
    assert (settings.cache / "segments" / "new").exists()
    assert "nothing is to be cleared away" in cli(*given, "clean").out
    assert sum(one.count for one in forge.clean()) == 0
