from __future__ import annotations

import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from media_files import write_clip

from albumforge.errors import Conflict, InvalidInput, MediaError, NotFound, NoUsableMedia, Unavailable
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER, now
from albumforge.services.states import Status


def _set(forge: Forge, work_id: str, **columns: object) -> None:
    with forge.database.transaction() as tables:
        tables.movie.update(**columns).where(tables.movie.work_id == work_id).execute()


def _other_user(forge: Forge) -> int:
    with forge.database.transaction() as tables:
        return int(tables.user.create(name="other").id)


def test_a_new_film(forge: Forge) -> None:
    movie = forge.movies.create("Reise", {"frames": 3}, description="d", generator="small")
    assert movie == forge.movies.get(movie.work_id)
    assert (movie.title, movie.description, movie.request) == ("Reise", "d", {"frames": 3})
    assert (movie.status, movie.stage, movie.progress, movie.error) == (Status.NEW, 0, 0.0, "")
    assert movie.folder == forge.settings.media / "movies" / movie.work_id
    assert movie.folder.is_dir()
    assert (movie.plan, movie.result, movie.poster) == (None, None, None)
    assert movie.shared


def test_it_needs_neither_queue_nor_server(forge: Forge, pictures: list[Path]) -> None:
    movie = forge.movies.create(generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    assert not (forge.settings.home / "queue").exists()


def test_a_wrong_request_is_refused_at_once(local_forge: Forge) -> None:
    with pytest.raises(InvalidInput, match=r"request\.tempo"):
        local_forge.movies.create(request={"tempo": 3}, generator="small")
    with pytest.raises(InvalidInput, match="title"):
        local_forge.movies.create("x" * 201, generator="small")
    with pytest.raises(Unavailable, match="nobody"):
        local_forge.movies.create(generator="nobody")
    assert not list(local_forge.settings.media.glob("movies/*"))


def test_files_are_added_in_order(forge: Forge, pictures: list[Path]) -> None:
    movie = forge.movies.create(generator="small")
    forge.movies.add_files(movie.work_id, [pictures[0].parent])
    added = forge.movies.add_files(movie.work_id, [pictures[0]], labels=["../again.jpg"], copy=False)
    files = forge.movies.files(movie.work_id)
    assert [file.position for file in files] == [1, 2, 3, 4]
    assert [file.label for file in files] == ["IMG_1.jpg", "IMG_2.jpg", "IMG_10.jpg", "again.jpg"]
    assert files[3:] == added
    assert files[3].path == pictures[0]
    for file, original in zip(files, pictures, strict=False):
        assert file.path.parent == movie.folder
        assert file.path.read_bytes() == original.read_bytes()
        assert file.path.stat().st_mtime_ns == original.stat().st_mtime_ns


def test_many_uploads_at_once(forge: Forge, pictures: list[Path]) -> None:
    movie = forge.movies.create(generator="small")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: forge.movies.add_files(movie.work_id, pictures), range(8)))
    files = forge.movies.files(movie.work_id)
    assert len(files) == 24
    assert len({file.name for file in files}) == 24
    assert sum(file.path.is_file() for file in files) == 24


def test_too_many_files_are_refused(open_forge: Callable[..., Forge], pictures: list[Path]) -> None:
    forge = open_forge(max_files=4)
    movie = forge.movies.create(generator="small")
    forge.movies.add_files(movie.work_id, pictures)
    with pytest.raises(Conflict, match="at most 4"):
        forge.movies.add_files(movie.work_id, pictures)
    assert len(forge.movies.files(movie.work_id)) == len(list(movie.folder.iterdir())) == 3


def test_a_bad_file_adds_none(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    movie = local_forge.movies.create(generator="small")
    with pytest.raises(MediaError, match="none"):
        local_forge.movies.add_files(movie.work_id, [*pictures, tmp_path / "none"])
    assert not local_forge.movies.files(movie.work_id)
    assert not list(movie.folder.iterdir())


@pytest.mark.parametrize("status", [Status.QUEUED, Status.RUNNING, Status.EXPIRED])
def test_a_film_at_work_or_expired_does_not_change(local_forge: Forge, pictures: list[Path], status: Status) -> None:
    movie = local_forge.movies.create(generator="small")
    _set(local_forge, movie.work_id, status=status)
    with pytest.raises(Conflict):
        local_forge.movies.add_files(movie.work_id, pictures)
    assert not list(movie.folder.iterdir())
    if status.active:
        with pytest.raises(Conflict):
            local_forge.movies.update(movie.work_id, title="new")
    assert local_forge.movies.update(movie.work_id, shared=False).shared is False


def test_files_of_a_removed_folder(local_forge: Forge, pictures: list[Path]) -> None:
    movie = local_forge.movies.create(generator="small")
    shutil.rmtree(movie.folder)
    with pytest.raises(Conflict, match="expired"):
        local_forge.movies.add_files(movie.work_id, pictures)


def test_changes(forge: Forge) -> None:
    movie = forge.movies.create("a", {"frames": 3}, generator="small")
    changed = forge.movies.update(movie.work_id, title="b", description="c", request={"frames": 4}, shared=False)
    assert (changed.title, changed.description, changed.request, changed.shared) == ("b", "c", {"frames": 4}, False)
    assert changed.updated >= movie.updated
    with pytest.raises(InvalidInput, match="tempo"):
        forge.movies.update(movie.work_id, request={"tempo": 1})
    assert forge.movies.update(movie.work_id) == changed


def test_others_see_what_is_shared_and_change_nothing(forge: Forge, pictures: list[Path]) -> None:
    movies, other = forge.movies, _other_user(forge)
    shared, own = movies.create(generator="small"), movies.create(generator="small", shared=False)
    assert movies.get(shared.work_id, user=other) == shared
    with pytest.raises(NotFound):
        movies.get(own.work_id, user=other)
    with pytest.raises(NotFound):
        movies.update(shared.work_id, title="mine", user=other)
    with pytest.raises(NotFound):
        movies.add_files(shared.work_id, pictures, user=other)
    with pytest.raises(NotFound):
        movies.get("0" * 32)


def test_lists(forge: Forge) -> None:
    movies, other = forge.movies, _other_user(forge)
    made = [movies.create(f"film {number}", generator="small", shared=number != 1) for number in range(3)]
    theirs = movies.create("theirs", generator="small", user=other)
    _set(forge, made[0].work_id, status=Status.FAILED)
    assert [movie.title for movie in movies.list()] == ["theirs", "film 2", "film 1", "film 0"]
    assert [movie.title for movie in movies.list(user=1, failed=False)] == ["film 2", "film 1"]
    assert [movie.title for movie in movies.list(shared=True)] == ["theirs", "film 2", "film 0"]
    assert [movie.title for movie in movies.list(shared=False)] == ["film 1"]
    assert [movie.title for movie in movies.list(limit=1, offset=1)] == ["film 2"]
    assert movies.list(user=other) == [theirs]


def test_a_single_path_is_one_file_or_folder(local_forge: Forge, pictures: list[Path]) -> None:
    movie = local_forge.movies.create(generator="small")
    assert [file.label for file in local_forge.movies.add_files(movie.work_id, str(pictures[0]))] == ["IMG_1.jpg"]
    assert len(local_forge.movies.add_files(movie.work_id, pictures[0].parent)) == 3


def test_options_in_place_of_the_title(local_forge: Forge) -> None:
    with pytest.raises(InvalidInput, match=r"title: must be text, not dict\. .* request="):
        local_forge.movies.create({"frames": 3}, generator="small")  # type: ignore[arg-type]
    assert not list(local_forge.settings.media.glob("movies/*"))


def test_what_cannot_be_used_is_named(local_forge: Forge, pictures: list[Path]) -> None:
    (pictures[0].parent / "text.jpg").write_text("words", encoding="utf-8")
    pictures[1].write_bytes(pictures[1].read_bytes()[:200])
    movie = local_forge.movies.create(generator="small")
    added = local_forge.movies.add_files(movie.work_id, [pictures[0].parent])
    assert [file.label for file in added] == ["IMG_1.jpg", "IMG_10.jpg"]
    assert {one.path.name for one in added.skipped} == {"IMG_2.jpg", "text.jpg"}
    with pytest.raises(NoUsableMedia, match=r"sun\.jpg: it is text") as caught:
        local_forge.movies.add_files(movie.work_id, [pictures[0].parent / "text.jpg"], labels=["sun.jpg"])
    assert str(pictures[0].parent) not in str(caught.value)
    with pytest.raises(NoUsableMedia, match="no photos or clips in the request"):
        local_forge.movies.add_files(movie.work_id, [])
    assert len(local_forge.movies.files(movie.work_id)) == 2


class TestLog:
    def test_lines_have_the_time_at_which_they_were_written(self, forge: Forge, pictures: list[Path]) -> None:
        movie = forge.movies.create(generator="small")
        forge.movies.add_files(movie.work_id, pictures)
        before = now()
        forge.movies.start(movie.work_id, options={"colour": "red", "shape": "round"})
        lines = forge.movies.log_lines(movie.work_id, user=LOCAL_USER)
        assert [line.line.split(":")[0] for line in lines] == ["Not used"] * 2
        assert before <= lines[0].time <= lines[1].time <= now()

    def test_it_is_its_owner_s_alone(self, forge: Forge) -> None:
        movie = forge.movies.create(generator="small", shared=True)
        with pytest.raises(NotFound):
            forge.movies.log_lines(movie.work_id, user=LOCAL_USER + 1)


def test_films_and_their_files_are_counted(forge: Forge, pictures: list[Path]) -> None:
    films = [forge.movies.create(generator="small", shared=number > 0) for number in range(3)]
    other = forge.movies.create(generator="small", user=_other_user(forge))
    _set(forge, films[0].work_id, status=Status.FAILED)
    clip = pictures[0].with_name("waves.MP4")
    write_clip(clip, width=64, height=48, frames=30, rate=30)
    forge.movies.add_files(films[1].work_id, [*pictures, clip])
    first = forge.movies.files(films[1].work_id)[0]
    forge.movies.arrange(films[1].work_id, left_out=[first.id])
    assert forge.movies.count() == 4
    assert (forge.movies.count(user=LOCAL_USER), forge.movies.count(shared=True)) == (3, 3)
    assert forge.movies.count(user=LOCAL_USER, failed=False) == 2
    counted = forge.movies.file_counts([films[1].work_id, other.work_id])
    assert counted == {films[1].work_id: (4, 2, 1), other.work_id: (0, 0, 0)}
    assert forge.movies.file_counts([]) == {}
