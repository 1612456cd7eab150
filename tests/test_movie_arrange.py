from __future__ import annotations

import json
from pathlib import Path

import pytest

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER
from albumforge.services.states import Movie, MovieFile, Ran, Refusal, StartRefused


def _film(forge: Forge, pictures: list[Path], generator: str = "small") -> Movie:
    movie = forge.movies.create("Reise", generator=generator)
    forge.movies.add_files(movie.work_id, pictures)
    return movie


def _ids(forge: Forge, movie: Movie) -> list[int]:
    return [file.id for file in forge.movies.files(movie.work_id)]


def _labels(files: list[MovieFile]) -> list[str]:
    return [file.label for file in files]


class TestOrder:
    def test_files_stand_as_they_are_put(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        first, second, third = _ids(forge, movie)
        files = forge.movies.arrange(movie.work_id, [third, first, second])
        assert _labels(files) == ["IMG_10.jpg", "IMG_1.jpg", "IMG_2.jpg"]
        assert [file.position for file in files] == [1, 2, 3]
        assert files == forge.movies.files(movie.work_id)

    def test_those_not_named_keep_their_order_behind(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        files = forge.movies.arrange(movie.work_id, [_ids(forge, movie)[2]])
        assert _labels(files) == ["IMG_10.jpg", "IMG_1.jpg", "IMG_2.jpg"]

    def test_what_is_added_later_stands_behind(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures[:2])
        forge.movies.arrange(movie.work_id, list(reversed(_ids(forge, movie))))
        forge.movies.add_files(movie.work_id, pictures[2])
        assert _labels(forge.movies.files(movie.work_id)) == ["IMG_2.jpg", "IMG_1.jpg", "IMG_10.jpg"]

    def test_the_request_says_so_where_the_generator_knows_the_option(self, forge: Forge, pictures: list[Path]) -> None:
        for generator, request in (("album", {"order": "given"}), ("small", {})):
            movie = _film(forge, pictures, generator)
            forge.movies.arrange(movie.work_id, [_ids(forge, movie)[1]])
            assert forge.movies.get(movie.work_id).request == request

    @pytest.mark.parametrize("order", [[0], ["x"], [True], "12", [1.5]])
    def test_what_names_no_file_changes_nothing(self, forge: Forge, pictures: list[Path], order: object) -> None:
        movie = _film(forge, pictures)
        before = forge.movies.files(movie.work_id)
        with pytest.raises(InvalidInput, match="order"):
            forge.movies.arrange(movie.work_id, order, captions={before[0].id: "Words"})  # type: ignore[arg-type]
        assert forge.movies.files(movie.work_id) == before

    def test_a_file_is_named_once(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        first = _ids(forge, movie)[0]
        with pytest.raises(InvalidInput, match="twice"):
            forge.movies.arrange(movie.work_id, [first, first])

    def test_files_of_another_film_are_none(self, forge: Forge, pictures: list[Path]) -> None:
        movie, other = _film(forge, pictures), _film(forge, pictures)
        for changes in ({"order": _ids(forge, other)}, {"left_out": _ids(forge, other)}):
            with pytest.raises(InvalidInput):
                forge.movies.arrange(movie.work_id, **changes)


class TestWhatTheGeneratorGets:
    def _plan(self, forge: Forge, movie: Movie) -> dict[str, list[str]]:
        forge.movies.start(movie.work_id)
        message_id = forge.movies.get(movie.work_id).message_id
        assert forge.movies.run(movie.work_id, message_id, "worker") is Ran.DONE
        plan: dict[str, list[str]] = json.loads((movie.folder / "plan.json").read_text())
        return plan

    def test_files_in_order_without_those_left_out(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        first, second, third = _ids(local_forge, movie)
        files = local_forge.movies.arrange(movie.work_id, [third, second, first], [second])
        assert [file.left_out for file in files] == [False, True, False]
        assert self._plan(local_forge, movie)["files"] == [str(files[0].path), str(files[2].path)]

    def test_what_is_left_out_can_come_back(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        local_forge.movies.arrange(movie.work_id, left_out=_ids(local_forge, movie)[:2])
        local_forge.movies.arrange(movie.work_id, left_out=[])
        assert len(self._plan(local_forge, movie)["files"]) == 3

    def test_a_film_of_which_all_is_left_out_has_no_pictures(self, local_forge: Forge, pictures: list[Path]) -> None:
        movie = _film(local_forge, pictures)
        local_forge.movies.arrange(movie.work_id, left_out=_ids(local_forge, movie))
        with pytest.raises(StartRefused) as caught:
            local_forge.movies.start(movie.work_id)
        assert caught.value.reason is Refusal.EMPTY


class TestCaptions:
    def test_words_are_kept_on_one_line(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        first, second, _ = _ids(forge, movie)
        files = forge.movies.arrange(movie.work_id, captions={first: " 外婆的\n院子\x07 ", str(second): "Garden"})
        assert [file.caption for file in files] == ["外婆的 院子", "Garden", ""]
        files = forge.movies.arrange(movie.work_id, captions={first: ""})
        assert [file.caption for file in files] == ["", "Garden", ""]

    @pytest.mark.parametrize("words", ["x" * 301, 5, None])
    def test_too_long_or_no_text(self, forge: Forge, pictures: list[Path], words: object) -> None:
        movie = _film(forge, pictures)
        with pytest.raises(InvalidInput, match="captions"):
            forge.movies.arrange(movie.work_id, captions={_ids(forge, movie)[0]: words})  # type: ignore[dict-item]


class TestRemove:
    def test_a_file_goes_with_its_copy(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        gone = forge.movies.files(movie.work_id)[1]
        left = forge.movies.remove_file(movie.work_id, gone.id)
        assert _labels(left) == ["IMG_1.jpg", "IMG_10.jpg"]
        assert not gone.path.exists()
        assert pictures[1].exists()
        with pytest.raises(NotFound, match="file"):
            forge.movies.remove_file(movie.work_id, gone.id)

    def test_an_original_in_its_place_stays(self, forge: Forge, pictures: list[Path]) -> None:
        movie = forge.movies.create(generator="small")
        (added,) = forge.movies.add_files(movie.work_id, pictures[0], copy=False)
        assert forge.movies.remove_file(movie.work_id, added.id) == []
        assert pictures[0].exists()

    def test_not_while_the_film_waits_to_be_made(self, forge: Forge, pictures: list[Path]) -> None:
        movie = _film(forge, pictures)
        first = _ids(forge, movie)[0]
        forge.movies.start(movie.work_id)
        with pytest.raises(Conflict):
            forge.movies.remove_file(movie.work_id, first)
        with pytest.raises(Conflict):
            forge.movies.arrange(movie.work_id, left_out=[first])


def test_a_film_of_another_user_is_not_found(forge: Forge, pictures: list[Path]) -> None:
    movie = _film(forge, pictures)
    first, stranger = _ids(forge, movie)[0], LOCAL_USER + 1
    for refused in (
        lambda: forge.movies.arrange(movie.work_id, [first], user=stranger),
        lambda: forge.movies.remove_file(movie.work_id, first, user=stranger),
    ):
        with pytest.raises(NotFound):
            refused()
    assert [file.id for file in forge.movies.files(movie.work_id, user=stranger)] == _ids(forge, movie)
    forge.movies.update(movie.work_id, shared=False)
    with pytest.raises(NotFound):
        forge.movies.files(movie.work_id, user=stranger)


def test_what_a_file_is_shows_in_its_first_bytes(forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    (tmp_path / "photo.mp4").write_bytes(pictures[0].read_bytes())
    movie = _film(forge, [tmp_path / "photo.mp4"])
    assert forge.movies.files(movie.work_id)[0].kind == "photo"
