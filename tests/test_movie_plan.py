from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from media_files import texture, write_picture

from albumforge.errors import Conflict, NotFound, PlanError, Unavailable
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER
from albumforge.services.states import Movie, Ran, Status

REQUEST = {"resolution": "320x180", "fps": 10, "seconds_per_photo": 1, "music": "none", "poem": False}


@pytest.fixture
def forge(open_forge: Callable[..., Forge]) -> Forge:
    """A forge that encodes quickly."""
    return open_forge(video_preset="ultrafast", video_crf=30)


@pytest.fixture
def film(forge: Forge, tmp_path: Path) -> Movie:
    """A film that is done."""
    movie = forge.movies.create("Sea", REQUEST)
    pictures = [write_picture(tmp_path / f"海{number}.jpg", texture(480, 270, seed=number)) for number in range(4)]
    forge.movies.add_files(movie.work_id, pictures)
    assert _made(forge, movie) is Ran.DONE
    return forge.movies.get(movie.work_id)


def _made(forge: Forge, movie: Movie) -> Ran:
    forge.movies.start(movie.work_id)
    return forge.movies.run(movie.work_id, forge.movies.get(movie.work_id).message_id, "worker")


def _plan(forge: Forge, movie: Movie) -> dict[str, Any]:
    plan: dict[str, Any] = json.loads(forge.movies.plan_text(movie.work_id))
    return plan


def _without_a_scene(plan: dict[str, Any]) -> dict[str, Any]:
    del plan["scenes"][1]
    for scene in plan["scenes"]:
        scene["start"] = None
    plan["poster"] = 0
    return plan


def _segments(forge: Forge) -> int:
    return len(list((forge.settings.cache / "segments").glob("*.mp4")))


class TestToLookAt:
    def test_files_bear_their_names_and_no_path_is_told(self, forge: Forge, film: Movie) -> None:
        plan = _plan(forge, film)
        names = {file.name for file in forge.movies.files(film.work_id)}
        assert {source["path"] for source in plan["sources"]} <= names
        assert str(film.folder) not in forge.movies.plan_text(film.work_id)

    def test_scenes_name_files_by_their_ids(self, forge: Forge, film: Movie) -> None:
        scenes = forge.movies.scenes(film.work_id)
        plan = _plan(forge, film)
        assert [scene["id"] for scene in scenes] == [scene["id"] for scene in plan["scenes"]]
        assert {number for scene in scenes for number in scene["files"]} == {
            file.id for file in forge.movies.files(film.work_id)
        }
        assert {"role": "title", "text": "Sea"} in scenes[0]["texts"]
        assert all(scene["why"] and scene["seconds"] > 0 for scene in scenes[:-1])

    def test_a_film_that_was_not_planned_has_none(self, forge: Forge) -> None:
        movie = forge.movies.create("Sea")
        for look in (forge.movies.plan_text, forge.movies.scenes):
            with pytest.raises(NotFound, match="no plan"):
                look(movie.work_id)

    def test_it_is_its_owner_s_alone(self, forge: Forge, film: Movie) -> None:
        plan = _plan(forge, film)
        stranger = LOCAL_USER + 1
        for call in (
            lambda: forge.movies.plan_text(film.work_id, user=stranger),
            lambda: forge.movies.scenes(film.work_id, user=stranger),
            lambda: forge.movies.set_plan(film.work_id, plan, user=stranger),
            lambda: forge.movies.forget_plan(film.work_id, user=stranger),
        ):
            with pytest.raises(NotFound):
                call()


class TestToChange:
    def test_the_next_start_renders_it_and_only_what_changed(self, forge: Forge, film: Movie) -> None:
        plan, before = _without_a_scene(_plan(forge, film)), _segments(forge)
        waiting = forge.movies.set_plan(film.work_id, plan)
        assert (waiting.status, waiting.result) == (Status.NEW, film.result)
        assert _made(forge, film) is Ran.DONE
        done = forge.movies.get(film.work_id)
        assert film.duration is not None
        assert done.duration is not None
        assert done.duration < film.duration - 0.4
        assert len(_plan(forge, film)["scenes"]) == len(plan["scenes"])
        assert 0 < _segments(forge) - before <= 3

    def test_a_title_changed_there_is_the_film_s(self, forge: Forge, film: Movie) -> None:
        plan = _plan(forge, film)
        for layer in plan["scenes"][0]["layers"]:
            if layer.get("role") == "title":
                layer["text"] = "Lake"
        plan["title"] = "Lake"
        assert forge.movies.set_plan(film.work_id, json.dumps(plan)).title == "Lake"
        assert _made(forge, film) is Ran.DONE
        assert {"role": "title", "text": "Lake"} in forge.movies.scenes(film.work_id)[0]["texts"]
        assert not any("anew" in line for line in forge.movies.log(film.work_id))

    def test_where_the_film_changed_afterwards_it_is_planned_anew_and_said(self, forge: Forge, film: Movie) -> None:
        plan = _without_a_scene(_plan(forge, film))
        forge.movies.set_plan(film.work_id, plan)
        forge.movies.amend(film.work_id, request={"seed": 3})
        assert _made(forge, film) is Ran.DONE
        assert len(_plan(forge, film)["scenes"]) == len(plan["scenes"]) + 1
        assert any("planned anew" in line for line in forge.movies.log(film.work_id))
        assert not (film.folder / "plan.edited.json").exists()

    def test_forgotten_it_is_planned_anew(self, forge: Forge, film: Movie) -> None:
        forge.movies.set_plan(film.work_id, _without_a_scene(_plan(forge, film)))
        forge.movies.forget_plan(film.work_id)
        scenes = len(_plan(forge, film)["scenes"])
        assert _made(forge, film) is Ran.DONE
        assert forge.movies.get(film.work_id).duration == film.duration
        assert len(_plan(forge, film)["scenes"]) == scenes
        assert forge.movies.forget_plan(film.work_id).plan == film.plan

    def test_not_while_the_film_waits_to_be_made(self, forge: Forge, film: Movie) -> None:
        plan = _plan(forge, film)
        forge.movies.set_plan(film.work_id, plan)
        forge.movies.start(film.work_id)
        for call in (lambda: forge.movies.set_plan(film.work_id, plan), lambda: forge.movies.forget_plan(film.work_id)):
            with pytest.raises(Conflict):
                call()

    def test_a_generator_that_takes_none_says_so(self, forge: Forge, pictures: list[Path]) -> None:
        movie = forge.movies.create(generator="small")
        with pytest.raises(Unavailable, match="small"):
            forge.movies.set_plan(movie.work_id, {"generator": "small"})


class TestRefused:
    @pytest.mark.parametrize(
        "path", ["/etc/hostname", "../../../../etc/hostname", "", None, 5, ["x"], "plan.json", "result.mp4", "."]
    )
    def test_a_file_that_is_none_of_the_film_s(self, forge: Forge, film: Movie, path: Any) -> None:
        plan = _plan(forge, film)
        plan["sources"][1]["path"] = path
        self._refused(forge, film, plan, r"sources\[1\].path")

    def test_a_file_of_another_film(self, forge: Forge, film: Movie, pictures: list[Path]) -> None:
        other = forge.movies.create("Other")
        (file,) = forge.movies.add_files(other.work_id, pictures[0])
        plan = _plan(forge, film)
        plan["sources"].append({**plan["sources"][0], "id": "more", "path": str(file.path)})
        self._refused(forge, film, plan, r"sources\[4\].path")

    @pytest.mark.parametrize(
        ("plan", "said"),
        [
            ("{", "JSON"),
            ("[" * 100_000, "deeply|JSON"),
            ("[]", "generator"),
            ({}, "generator"),
            ({"generator": "small"}, "generator"),
            ({"generator": "album"}, "schema"),
            ({"generator": "album", "sources": {}}, "sources"),
            ({"generator": "album", "sources": ["x"]}, "sources"),
        ],
    )
    def test_what_is_no_plan(self, forge: Forge, film: Movie, plan: Any, said: str) -> None:
        self._refused(forge, film, plan, said)

    def test_what_does_not_hold_together(self, forge: Forge, film: Movie) -> None:
        for change, said in (
            ({"poster": 10**6}, "poster"),
            ({"title": "x" * 201}, "title"),
            ({"scenes": []}, "scenes"),
            ({"canvas": {"width": 10**9, "height": 2, "fps": "30/1"}}, "canvas"),
        ):
            self._refused(forge, film, {**_plan(forge, film), **change}, said)
        plan = _plan(forge, film)
        plan["sources"][0]["digest"] = "sha256-" + "0" * 64
        self._refused(forge, film, plan, r"sources\[0\].digest")

    def _refused(self, forge: Forge, film: Movie, plan: Any, said: str) -> None:
        with pytest.raises(PlanError, match=said) as caught:
            forge.movies.set_plan(film.work_id, plan)
        assert str(film.folder) not in str(caught.value)
        assert forge.movies.get(film.work_id) == film
        assert not (film.folder / "plan.edited.json").exists()
