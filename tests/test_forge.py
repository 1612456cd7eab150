from __future__ import annotations

import json
import threading
import warnings
import wave
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

import albumforge
from albumforge.context import Context, Progress
from albumforge.errors import (
    Cancelled,
    InvalidInput,
    NotFound,
    NoUsableMedia,
    PlanError,
    SettingsError,
    StorageError,
    Unavailable,
)
from albumforge.forge import Forge
from albumforge.parts import ForgeClosed
from albumforge.settings import Settings


def test_a_film_here_and_now_needs_no_database_and_no_queue(
    open_forge: Callable[..., Forge], pictures: list[Path], tmp_path: Path
) -> None:
    forge = open_forge(redis_url="redis://127.0.0.1:1/0", database_url="postgresql://127.0.0.1:1/none")
    seen: list[Progress] = []
    film = forge.make(
        pictures, tmp_path / "a.mp4", request={"frames": 6}, generator="small", context=Context(on_progress=seen.append)
    )
    assert (film.frames, film.path, film.rendered_segments) == (6, tmp_path / "a.mp4", 6)
    assert film.path.is_file()
    assert [progress.stage for progress in seen][-1] == "render"
    assert {path.name for path in forge.settings.home.iterdir()} == {"cache"}
    again = forge.make(pictures, str(tmp_path / "b.mp4"), request={"frames": 6}, generator="small")
    assert again.cached_segments == 6


def test_what_was_left_out_is_told(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    film = local_forge.make([*pictures, tmp_path / "empty.jpg"], tmp_path / "a.mp4", generator="small")
    assert [(skipped.path.name, skipped.reason) for skipped in film.skipped] == [("empty.jpg", "is empty")]


def test_plan_and_render_are_make_in_two_steps(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    planned = local_forge.plan(pictures, request={"frames": 4}, generator="small")
    assert json.loads(planned.document)["generator"] == "small"
    film = local_forge.render(planned.document, tmp_path / "a.mp4")
    assert film.frames == 4


def test_the_plan_is_told_before_the_film_is_made(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    told: list[tuple[bool, str]] = []
    place = tmp_path / "a.mp4"
    film = local_forge.make(
        pictures, place, generator="small", on_planned=lambda planned: told.append((place.exists(), planned.document))
    )
    ((there, document),) = told
    assert not there
    assert document == local_forge.plan(pictures, generator="small").document
    assert film.path.is_file()


def test_a_generator_s_own_defaults_hold(local_forge: Forge, pictures: list[Path]) -> None:
    planned = json.loads(local_forge.plan(pictures, generator="small").document)
    assert planned["request"]["frames"] == 5


@pytest.mark.parametrize("document", ["", "[]", "{}", '{"generator": 3}'])
def test_a_plan_must_say_whose_it_is(local_forge: Forge, tmp_path: Path, document: str) -> None:
    with pytest.raises(PlanError, match="plan"):
        local_forge.render(document, tmp_path / "a.mp4")


def test_errors_of_generators_come_through(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").touch()
    with pytest.raises(NoUsableMedia, match=r"empty\.jpg"):
        local_forge.make([tmp_path / "empty.jpg"], tmp_path / "a.mp4", generator="small")
    with pytest.raises(InvalidInput, match="tempo"):
        local_forge.make(pictures, tmp_path / "a.mp4", request={"tempo": 1}, generator="small")
    with pytest.raises(Unavailable, match="nobody"):
        local_forge.make(pictures, tmp_path / "a.mp4", generator="nobody")
    with pytest.raises(Cancelled):
        context = Context(cancelled=lambda: True)
        local_forge.make(pictures, tmp_path / "a.mp4", generator="small", context=context)
    assert not list(tmp_path.glob("*.mp4"))


def test_a_closed_forge_says_so(make_settings: Callable[..., Settings]) -> None:
    forge = Forge(make_settings())
    with forge:
        assert forge.movies.list() == []
        movies = forge.movies
    forge.close()
    for use in (lambda: forge.movies, lambda: forge.plugins, lambda: forge.plan([]), forge.__enter__):
        with pytest.raises(ForgeClosed, match="closed"):
            use()
    with pytest.raises(Unavailable, match="closed"):
        movies.list()
    with pytest.raises(Unavailable, match="closed"):
        movies._broker.check()
    assert forge.settings.workers == 1


def test_settings_come_one_way_or_the_other(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="not both"):
        Forge(Settings(home=tmp_path), home=tmp_path)
    with Forge(home=tmp_path, workers=3) as forge:
        assert forge.settings.workers == 3
        assert forge.settings.origin("workers") == "argument"


def test_parts_are_made_once_even_by_many_threads(local_forge: Forge) -> None:
    found: list[int] = []
    threads = [threading.Thread(target=lambda: found.append(id(local_forge.movies))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(found)) == 1


def test_opening_and_closing_leaves_nothing_open(make_settings: Callable[..., Settings]) -> None:
    import gc

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for _ in range(3):
            with Forge(make_settings()) as forge:
                forge.movies.list()
                forge.broker.check()
            del forge
            gc.collect()


def test_it_is_what_the_package_offers() -> None:
    assert albumforge.Forge is Forge
    assert {"Forge", "Settings", "__version__"} <= set(dir(albumforge))


def test_one_file_may_be_given_alone(local_forge: Forge, pictures: list[Path]) -> None:
    expected = local_forge.plan(pictures[:1], generator="small").document
    for one in (pictures[0], str(pictures[0]), iter([pictures[0]])):
        assert local_forge.plan(one, generator="small").document == expected


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (None, "files: .*NoneType"),
        (3, "files: .*int"),
        (b"a.jpg", "files: .*bytes"),
        ({"a.jpg": 1}, "files: .*dict"),
        (["a.jpg", None], r"files\[1\]: .*NoneType"),
        ([b"a.jpg"], r"files\[0\]: .*bytes"),
        ("", r"files\[0\]: '' is no path"),
        (["a\0.jpg"], r"files\[0\]"),
        ("~nobody-of-this-name/a.jpg", r"files\[0\]: .*no home"),
    ],
)
def test_what_is_no_file_is_named(local_forge: Forge, tmp_path: Path, files: Any, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        local_forge.make(files, tmp_path / "a.mp4", generator="small")


def test_other_arguments_are_named_too(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    wrong: Any
    for wrong in (["frames"], "frames", 3):
        with pytest.raises(InvalidInput, match="request: must be a mapping"):
            local_forge.plan(pictures, request=wrong, generator="small")
    for wrong in (None, 3):
        with pytest.raises(InvalidInput, match="output: must be a path"):
            local_forge.make(pictures, wrong, generator="small")
    for wrong in (None, {}, b"{}"):
        with pytest.raises(InvalidInput, match="document: must be a plan"):
            local_forge.render(wrong, tmp_path / "a.mp4")
    for name in ("/dev/null", "a.mov", "a"):
        with pytest.raises(InvalidInput, match="the film is an MP4"):
            local_forge.make(pictures, name, generator="small")


def test_a_plan_is_taken_in_every_form(local_forge: Forge, pictures: list[Path], tmp_path: Path) -> None:
    planned = local_forge.plan(pictures, request={"frames": 4}, generator="small")
    (tmp_path / "plan.json").write_text(planned.document, encoding="utf-8")
    for document in (planned, planned.document, tmp_path / "plan.json"):
        assert local_forge.render(document, tmp_path / "a.mp4").frames == 4
    with pytest.raises(NotFound, match=r"no\.json"):
        local_forge.render(tmp_path / "no.json", tmp_path / "a.mp4")
    with pytest.raises(PlanError, match="cannot be read"):
        local_forge.render(tmp_path, tmp_path / "a.mp4")


def test_a_sound_file_may_be_a_path(local_forge: Forge, tmp_path: Path) -> None:
    Image.new("RGB", (64, 48)).save(tmp_path / "a.jpg")
    with wave.open(str(tmp_path / "a.wav"), "wb") as sound:
        sound.setparams((1, 2, 8000, 0, "NONE", ""))
        sound.writeframes(bytes(16000))
    planned = local_forge.plan(tmp_path / "a.jpg", request={"music": tmp_path / "a.wav"})
    assert "a.wav" in planned.document


@pytest.mark.parametrize("name", ["own.mp4", "own.poster.jpg"])
def test_files_of_the_user_are_not_replaced(
    local_forge: Forge, pictures: list[Path], tmp_path: Path, name: str
) -> None:
    (tmp_path / name).write_bytes(b"of the user")
    seen: list[Progress] = []
    with pytest.raises(StorageError, match=f"{name}.*not made by albumforge"):
        local_forge.make(pictures, tmp_path / "own.mp4", context=Context(on_progress=seen.append))
    assert not seen
    assert (tmp_path / name).read_bytes() == b"of the user"


def test_the_name_of_a_plan_s_file_is_not_taken_for_a_plan(local_forge: Forge, tmp_path: Path) -> None:
    for verb in (lambda name: local_forge.render(name, tmp_path / "a.mp4"), local_forge.explain):
        with pytest.raises(InvalidInput, match=r"'plan\.json' is the name of a file") as caught:
            verb("plan.json")
        assert caught.value.hint == "Give it as a path: Path('plan.json')."
