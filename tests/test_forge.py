from __future__ import annotations

import json
import threading
import warnings
from collections.abc import Callable
from pathlib import Path

import pytest

import albumforge
from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, InvalidInput, NoUsableMedia, PlanError, SettingsError, Unavailable
from albumforge.forge import Forge, ForgeClosed
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
