from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sounds import tone, write_wav

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER
from albumforge.services.states import Movie, Refusal, Started, StartRefused


@pytest.fixture
def film(forge: Forge, pictures: list[Path]) -> Movie:
    """A film that could be started."""
    movie = forge.movies.create("Sea", {"duration": 20.0})
    forge.movies.add_files(movie.work_id, pictures)
    return forge.movies.get(movie.work_id)


class TestStart:
    def test_options_are_read_from_text_one_by_one(self, forge: Forge, film: Movie) -> None:
        options = {
            "title": "春天",
            "description": "By the water",
            "shared": "0",
            "template": "Ink",
            "music": "LOTUS",
            "aspect": "9:16",
            "resolution": "720p",
            "seconds_per_photo": "2.5",
            "language": "zh",
            "poem": "0",
            "seed": "7",
            "command": "",
        }
        assert forge.movies.start(film.work_id, options=options) is Started.QUEUED
        movie = forge.movies.get(film.work_id)
        assert (movie.title, movie.description, movie.shared) == ("春天", "By the water", False)
        assert movie.request == {
            "template": "ink",
            "music": "lotus",
            "aspect": "9:16",
            "resolution": "720p",
            "seconds_per_photo": 2.5,
            "language": "zh",
            "poem": False,
            "seed": 7,
        }
        assert movie.notes == ()

    def test_what_cannot_be_read_is_said_and_the_rest_is_used(self, forge: Forge, film: Movie) -> None:
        options = {"duration": "soon", "colour": "red", "poem": "perhaps", "aspect": "1:1", "title": "x" * 201}
        assert forge.movies.start(film.work_id, options=options) is Started.QUEUED
        movie = forge.movies.get(film.work_id)
        assert (movie.title, movie.request) == ("Sea", {"duration": 20.0, "aspect": "1:1"})
        assert len(movie.notes) == 4
        for said, name in zip(movie.notes, ("duration", "colour", "poem", "title"), strict=True):
            assert said.startswith("Not used:")
            assert name in said
        assert forge.movies.log(film.work_id) == list(movie.notes)

    def test_words_of_a_command_that_mean_nothing_are_in_the_notes(self, forge: Forge, film: Movie) -> None:
        forge.movies.start(film.work_id, options={"command": "a calm film with elephants"})
        movie = forge.movies.get(film.work_id)
        assert movie.request["command"] == "a calm film with elephants"
        assert any("elephants" in note for note in movie.notes)

    def test_one_that_is_refused_keeps_its_options(self, forge: Forge, film: Movie) -> None:
        forge.movies.start(film.work_id)
        with pytest.raises(StartRefused) as caught:
            forge.movies.start(film.work_id, options={"title": "Other"})
        assert caught.value.reason is Refusal.PENDING
        assert forge.movies.get(film.work_id).title == "Sea"

    def test_no_option_names_a_file_of_the_server(self, forge: Forge, film: Movie, tmp_path: Path) -> None:
        sound, template = tmp_path / "sound.wav", tmp_path / "template.yaml"
        write_wav(tone(440, 0.2, 0.5), sound)
        template.write_text("name: x", encoding="utf-8")
        options = {"music": str(sound), "template": str(template)}
        forge.movies.start(film.work_id, options=options)
        movie = forge.movies.get(film.work_id)
        assert movie.request == {"duration": 20.0}
        assert len(movie.notes) == 2
        assert sorted(path.suffix for path in movie.folder.iterdir()) == [".jpg"] * 3

    def test_music_of_its_own_that_is_replaced_goes(self, forge: Forge, film: Movie, tmp_path: Path) -> None:
        write_wav(tone(440, 0.2, 0.5), tmp_path / "sound.wav")
        before = forge.movies.update(film.work_id, request={"music": str(tmp_path / "sound.wav")})
        assert Path(before.request["music"]).exists()
        forge.movies.start(film.work_id, options={"music": before.request["music"], "poem": "0"})
        kept = forge.movies.get(film.work_id)
        assert kept.request == {**before.request, "poem": False}
        forge.movies.cancel(film.work_id)
        forge.movies.start(film.work_id, options={"music": "none"})
        assert forge.movies.get(film.work_id).request["music"] == "none"
        assert not Path(before.request["music"]).exists()


class TestAmend:
    def test_named_options_change_and_none_takes_one_away(self, forge: Forge, film: Movie) -> None:
        movie = forge.movies.amend(film.work_id, title="Lake", request={"poem": False, "seed": "3"})
        assert (movie.title, movie.request) == ("Lake", {"duration": 20.0, "poem": False, "seed": 3})
        movie = forge.movies.amend(film.work_id, request={"poem": None, "nothing": None}, shared=False)
        assert (movie.request, movie.shared) == ({"duration": 20.0, "seed": 3}, False)

    def test_the_newer_of_two_that_decide_the_same_wins(self, forge: Forge, film: Movie) -> None:
        assert forge.movies.amend(film.work_id, request={"seconds_per_photo": 3}).request == {"seconds_per_photo": 3}
        movie = forge.movies.amend(film.work_id, request={"resolution": "640x360"})
        assert forge.movies.amend(movie.work_id, request={"aspect": "9:16"}).request == {
            "seconds_per_photo": 3,
            "aspect": "9:16",
        }

    @pytest.mark.parametrize(
        "changes",
        [
            {"request": {"seed": 3, "aspect": "3:2"}},
            {"request": {"colour": "red"}},
            {"request": {"music": "/etc/hostname"}},
            {"request": {"template": "/etc/hostname.yaml"}},
            {"request": ["seed"]},
            {"title": "x" * 201},
            {"title": 5},
            {"description": ["x"]},
            {"shared": "no"},
        ],
    )
    def test_what_does_not_fit_changes_nothing(self, forge: Forge, film: Movie, changes: dict[str, Any]) -> None:
        with pytest.raises(InvalidInput):
            forge.movies.amend(film.work_id, **changes)
        assert forge.movies.get(film.work_id) == film

    def test_a_film_of_another_user_is_not_found(self, forge: Forge, film: Movie) -> None:
        stranger = LOCAL_USER + 1
        refused: tuple[Callable[[], object], ...] = (
            lambda: forge.movies.amend(film.work_id, title="Mine", user=stranger),
            lambda: forge.movies.start(film.work_id, options={"title": "Mine"}, user=stranger),
        )
        for call in refused:
            with pytest.raises(NotFound):
                call()
        assert forge.movies.get(film.work_id) == film

    def test_not_while_the_film_waits_to_be_made(self, forge: Forge, film: Movie) -> None:
        forge.movies.start(film.work_id)
        with pytest.raises(Conflict):
            forge.movies.amend(film.work_id, title="Late")
        assert forge.movies.amend(film.work_id, description="At any time").description == "At any time"
