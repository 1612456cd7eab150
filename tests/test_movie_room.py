from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from albumforge.errors import StorageError
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER
from albumforge.services.movie_room import NoRoom
from albumforge.services.states import Ran


def _film(forge: Forge, pictures: list[Path], *, copy: bool = True) -> str:
    movie = forge.movies.create(generator="small")
    forge.movies.add_files(movie.work_id, pictures, copy=copy)
    return movie.work_id


def test_pictures_and_what_is_made_of_them_take_room(forge: Forge, pictures: list[Path]) -> None:
    assert forge.movies.usage(LOCAL_USER).used == 0
    work_id = _film(forge, pictures)
    _film(forge, pictures, copy=False)
    sizes = sum(path.stat().st_size for path in pictures)
    assert forge.movies.usage(LOCAL_USER).used == sizes
    forge.movies.start(work_id)
    assert forge.movies.run(work_id, forge.movies.get(work_id).message_id, "worker") is Ran.DONE
    result = forge.movies.get(work_id).result
    assert result is not None
    assert forge.movies.usage(LOCAL_USER).used == sizes + result.stat().st_size
    assert forge.movies.usage().used == forge.movies.usage(LOCAL_USER).used
    assert forge.movies.usage(LOCAL_USER + 1).used == 0
    forge.movies.expire(0)
    assert forge.movies.usage(LOCAL_USER).used == 0


def test_a_quota_bounds_what_a_user_s_films_take(open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
    size = sum(path.stat().st_size for path in pictures)
    forge = open_forge(quota_gb=(size + 100) / 1e9)
    _film(forge, pictures)
    usage = forge.movies.usage(LOCAL_USER)
    assert (usage.quota, usage.room) == (size + 100, 100)
    forge.movies.room(LOCAL_USER, 100)
    with pytest.raises(NoRoom, match="GB") as caught:
        forge.movies.room(LOCAL_USER, 101)
    assert caught.value.code == "quota"
    assert caught.value.hint
    forge.movies.room(LOCAL_USER + 1, 101)
    forge.movies.room(None, 101)


def test_a_part_of_the_disk_is_kept_free(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    forge = open_forge(disk_reserve_gb=free / 2e9)
    room = forge.movies.usage(LOCAL_USER).free
    assert 0.3 * free < room < 0.7 * free
    forge.movies.room(LOCAL_USER, 1000)
    with pytest.raises(StorageError) as caught:
        forge.movies.room(LOCAL_USER, free * 3 // 4)
    assert isinstance(caught.value, NoRoom)
    assert caught.value.code == "disk_full"
    assert str(tmp_path) not in str(caught.value)
