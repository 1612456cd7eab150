"""Films that are cancelled, refused or fail: they leave no trace, and originals stay untouched."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from album_films import GENERATOR, album_folder, left_in, planned, rendered, segments_of
from media_files import texture, write_clip, write_picture
from segment_files import in_child, without_root

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, MediaError, PlanError, StorageError
from albumforge.generators.album.plan_document import load_plan
from albumforge.generators.album.rendering.segments import cut


@pytest.fixture
def album(tmp_path: Path) -> Path:
    return album_folder(tmp_path)


def _stopping(after: float, kept: Path | None = None) -> tuple[Context, Callable[[], float]]:
    """A context that asks to stop once so much of the rendering is done, and where given, a file of a folder is."""
    done = 0.0
    stop = threading.Event()

    def heard(step: Progress) -> None:
        nonlocal done
        done = max(done, step.fraction)
        if done >= after and (kept is None or any(kept.glob("[!.]*"))):
            stop.set()
        if stop.is_set():
            time.sleep(0.12)  # longer than the interval at which a thread asks

    return Context(on_progress=heard, cancelled=stop.is_set, poll_interval=0), lambda: done


@pytest.mark.parametrize("threads", [1, 3])
def test_cancelled_in_the_middle_it_leaves_nothing_and_goes_on_from_there(
    album: Path, tmp_path: Path, threads: int
) -> None:
    document = planned(album)
    context, done = _stopping(0.3, tmp_path / "cache" / "segments")
    with pytest.raises(Cancelled):
        rendered(document, tmp_path / "film.mp4", threads, context)
    assert done() < 0.95
    assert left_in(tmp_path) == []
    kept = segments_of(tmp_path)
    film = rendered(document, tmp_path / "film.mp4", threads)
    assert film.cached_segments == len(kept) > 0
    assert film.rendered_segments > 0
    assert {name: data for name, data in segments_of(tmp_path).items() if name in kept} == kept
    whole = rendered(document, tmp_path / "whole.mp4", cache="other")
    assert film.path.read_bytes() == whole.path.read_bytes()


@pytest.mark.parametrize("after", [0.94, 0.98])
def test_cancelled_at_the_end_it_leaves_nothing_either(album: Path, tmp_path: Path, after: float) -> None:
    context, _ = _stopping(after)
    with pytest.raises(Cancelled):
        rendered(planned(album), tmp_path / "film.mp4", context=context)
    assert left_in(tmp_path) == []


def test_cancelled_it_leaves_the_old_film(album: Path, tmp_path: Path) -> None:
    film = rendered(planned(album), tmp_path / "film.mp4")
    old = film.path.read_bytes()
    context, _ = _stopping(0.3)
    with pytest.raises(Cancelled):
        rendered(planned(album, seconds_per_photo=1.5), tmp_path / "film.mp4", context=context)
    assert film.path.read_bytes() == old
    assert left_in(tmp_path) == ["film.mp4", "film.poster.jpg"]


def test_a_changed_source_is_refused_by_name(album: Path, tmp_path: Path) -> None:
    document = planned(album)
    write_picture(album / "IMG_1.jpg", texture(480, 270, seed=99))
    with pytest.raises(MediaError, match=r"IMG_1\.jpg.*has changed.*plan again"):
        rendered(document, tmp_path / "film.mp4")
    (album / "IMG_1.jpg").unlink()
    with pytest.raises(MediaError, match=r"IMG_1\.jpg.*not there any more"):
        rendered(document, tmp_path / "film.mp4")
    assert left_in(tmp_path) == []


@pytest.mark.parametrize("how", ["same", "link", "hard", "relative", "poster"])
def test_a_film_never_replaces_its_own_source(
    album: Path, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_clip(album / "clip.mp4", width=320, height=180, frames=90)
    write_picture(album / "shot.poster.jpg", texture(480, 270, seed=7))
    document = planned(album)
    original = album / "clip.mp4"
    before = original.read_bytes(), (album / "shot.poster.jpg").read_bytes()
    output = original
    if how == "link":
        output = tmp_path / "link.mp4"
        output.symlink_to(original)
    elif how == "hard":
        output = tmp_path / "hard.mp4"
        os.link(original, output)
    elif how == "relative":
        monkeypatch.chdir(tmp_path)
        output = Path("album/../album/clip.mp4")
    elif how == "poster":
        output = album / "shot.mp4"
    with pytest.raises(StorageError, match="one of the film's own sources"):
        GENERATOR.render(document, output, cache=tmp_path / "cache", threads=1, context=Context())
    assert (original.read_bytes(), (album / "shot.poster.jpg").read_bytes()) == before


@pytest.mark.parametrize("name", ["left.mp4", "left.poster.jpg"])
def test_what_was_left_out_of_the_film_is_not_replaced_either(album: Path, tmp_path: Path, name: str) -> None:
    document = planned(album)
    place = album / name
    if name.endswith(".mp4"):
        write_clip(place, width=320, height=180, frames=30)
    else:
        write_picture(place, texture(480, 270, seed=7))
    before = place.read_bytes()
    steps: list[Progress] = []
    with pytest.raises(StorageError, match=f"{name}.*not made by albumforge"):
        rendered(document, album / "left.mp4", context=Context(on_progress=steps.append))
    assert not steps
    assert place.read_bytes() == before
    assert not (album / "cache").exists()


def test_what_comes_into_the_place_during_the_work_stays(album: Path, tmp_path: Path) -> None:
    def put(step: Progress) -> None:
        if step.fraction > 0.5:
            (tmp_path / "film.poster.jpg").write_bytes(b"a photo of the user's")

    with pytest.raises(StorageError, match=r"film\.poster\.jpg"):
        rendered(planned(album), tmp_path / "film.mp4", context=Context(on_progress=put))
    assert (tmp_path / "film.poster.jpg").read_bytes() == b"a photo of the user's"
    assert left_in(tmp_path) == ["film.poster.jpg"]


def test_our_own_film_and_poster_are_replaced(album: Path, tmp_path: Path) -> None:
    film = rendered(planned(album), tmp_path / "film.mp4")
    old = film.path.read_bytes()
    assert rendered(planned(album, title="Other"), tmp_path / "film.mp4").path.read_bytes() != old
    film.path.unlink()
    rendered(planned(album), tmp_path / "film.mp4")
    assert film.path.read_bytes() == old


def test_a_failure_in_one_thread_stops_the_others_and_is_said(album: Path, tmp_path: Path) -> None:
    """A picture that is damaged after it was checked, while other segments are being rendered."""
    document = planned(album, title="", seconds_per_photo=4)
    broken = album / "IMG_3.png"
    before = threading.active_count()

    def damage(step: Progress) -> None:
        if step.stage == "render" and step.fraction > 0:
            broken.write_bytes(b"\x89PNG\r\n\x1a\n damaged")

    with pytest.raises(MediaError, match=r"IMG_3\.png") as caught:
        rendered(document, tmp_path / "film.mp4", 3, Context(on_progress=damage))
    assert caught.value.path == broken
    assert left_in(tmp_path) == []
    assert threading.active_count() == before
    assert len(segments_of(tmp_path)) < len(cut(load_plan(document), GENERATOR.coding))


def test_a_listener_that_fails_stops_the_film(album: Path, tmp_path: Path) -> None:
    def fail(step: Progress) -> None:
        if step.fraction > 0.2:
            raise RuntimeError("the listener is broken")

    with pytest.raises(RuntimeError, match="the listener is broken"):
        rendered(planned(album), tmp_path / "film.mp4", 2, Context(on_progress=fail))
    assert left_in(tmp_path) == []


def test_a_folder_that_is_not_there_is_said_before_any_work(album: Path, tmp_path: Path) -> None:
    steps: list[Progress] = []
    with pytest.raises(StorageError, match="folder does not exist"):
        GENERATOR.render(
            planned(album), tmp_path / "no" / "film.mp4", cache=tmp_path / "cache", threads=1,
            context=Context(on_progress=steps.append),
        )  # fmt: skip
    assert not [step for step in steps if step.stage == "render"]
    (tmp_path / "film.poster.jpg").mkdir()
    with pytest.raises(StorageError, match="folder of that name"):
        rendered(planned(album), tmp_path / "film.mp4")
    assert not (tmp_path / "cache" / "segments").exists()


@pytest.mark.parametrize("locked", ["output", "cache"])
def test_no_permission_is_said(album: Path, tmp_path: Path, locked: str) -> None:
    document = planned(album)
    folders = {name: tmp_path / name for name in ("output", "cache")}
    for name, folder in folders.items():
        folder.mkdir()
        folder.chmod(0o555 if name == locked else 0o777)
    with without_root(tmp_path), pytest.raises(StorageError, match=f"{locked}.*no permission"):
        GENERATOR.render(document, folders["output"] / "film.mp4", cache=folders["cache"], threads=2, context=Context())
    assert list(folders["output"].iterdir()) == []


@pytest.mark.parametrize("largest", [1000, 12_000])
def test_a_full_disk_is_said_and_leaves_nothing(album: Path, tmp_path: Path, largest: int) -> None:
    document = tmp_path / "plan.json"
    document.write_text(planned(album))
    code = """
    from pathlib import Path
    from albumforge.context import Context
    from albumforge.errors import StorageError
    from albumforge.generators.album import AlbumGenerator
    folder = Path(sys.argv[1])
    try:
        AlbumGenerator().render(
            (folder / "plan.json").read_text(),
            folder / "film.mp4",
            cache=folder / "cache",
            threads=2,
            context=Context(),
        )
    except StorageError as error:
        print("said:", error)
    """
    ran = in_child(code, tmp_path, largest_file=largest)
    assert ran.stdout.startswith("said:"), ran.stderr
    assert "larger than allowed" in ran.stdout or "disk is full" in ran.stdout
    assert left_in(tmp_path) == ["plan.json"]


def test_a_document_that_is_no_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError):
        rendered("{}", tmp_path / "film.mp4")
    assert list(tmp_path.iterdir()) == []
