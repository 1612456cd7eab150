"""Segments rendered for a film that another one makes: the same ones, into the same cache, or none."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import cv2
import pytest
from media_files import texture, write_picture
from segment_files import luma

from albumforge.backends import Film, SharingGenerator
from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, MediaError, PlanError, Unavailable
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.plan import Audio, Canvas, MediaSource, Picture, Plan, Scene
from albumforge.generators.album.plan_document import dump_plan
from albumforge.generators.album.rendering.segments import cut
from albumforge.media.coding import VideoCoding
from albumforge.media.digest import file_digest
from albumforge.media.parts import mark_of

GENERATOR = AlbumGenerator()
GENERATOR.coding = VideoCoding(preset="ultrafast", crf=24)


class Table:
    """Who has taken what; every part's name is kept."""

    def __init__(self) -> None:
        self.holders: dict[str, object] = {}
        self.invited: list[str] = []
        self.lock = threading.Lock()


class Seat:
    """One process's share of a table."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.took: list[str] = []

    def invite(self, mark: str, /) -> None:
        self.table.invited.append(mark)

    def take(self, key: str, /) -> bool:
        with self.table.lock:
            if self.table.holders.setdefault(key, self) is not self:
                return False
        self.took.append(key)
        return True

    def leave(self, key: str, /) -> None:
        with self.table.lock:
            if self.table.holders.get(key) is self:
                del self.table.holders[key]

    def taken(self, keys: Sequence[str], /) -> frozenset[str]:
        with self.table.lock:
            return frozenset(self.table.holders) & frozenset(keys)


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    """A silent film of twelve pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    files = [write_picture(folder / f"{n:02}.png", texture(96, 64, seed=n)) for n in range(12)]
    return Plan(
        title="",
        language="en",
        seed=1,
        canvas=Canvas(width=128, height=72, fps="25/1"),
        sources=tuple(
            MediaSource(id=f"s{n}", path=str(file), digest=file_digest(file), kind="photo", width=96, height=64)
            for n, file in enumerate(files)
        ),
        scenes=tuple(
            Scene(id=f"scene{n}", start=8 * n, frames=8, layers=(Picture(source=f"s{n}"),)) for n in range(12)
        ),
        audio=Audio(),
        fade_out=0,
        poster=0,
    )


@pytest.fixture(autouse=True)
def threads_of_opencv() -> Iterator[None]:
    """Two renderings of one process may leave each other's number behind."""
    before = cv2.getNumThreads()
    yield
    cv2.setNumThreads(before)


def _mark(plan: Plan) -> str:
    return mark_of(cut(plan, GENERATOR.coding.for_codec(plan.codec)))


def _render(plan: Plan, folder: Path, share: Seat | None = None, context: Context | None = None) -> Film:
    return GENERATOR.render(
        dump_plan(plan),
        folder / "film.mp4",
        cache=folder / "cache",
        threads=2,
        context=context or Context(),
        share=share,
    )


def _help(plan: Plan, folder: Path, share: Seat, context: Context | None = None, mark: str = "") -> int:
    return GENERATOR.render_parts(
        dump_plan(plan),
        mark or _mark(plan),
        cache=folder / "cache",
        threads=1,
        share=share,
        context=context or Context(),
    )


def test_the_album_can_be_shared() -> None:
    assert isinstance(GENERATOR, SharingGenerator)


def test_a_helper_alone_renders_all_segments(plan: Plan, tmp_path: Path) -> None:
    seat = Seat(Table())
    assert _help(plan, tmp_path, seat) == 12
    assert len(seat.took) == 12
    assert seat.table.holders == {}
    steps: list[Progress] = []
    film = _render(plan, tmp_path, context=Context(on_progress=steps.append))
    assert (film.rendered_segments, film.cached_segments) == (0, 12)
    assert _help(plan, tmp_path, seat) == 0


def test_together_they_make_the_film_that_one_makes(plan: Plan, tmp_path: Path) -> None:
    table, steps, counts = Table(), list[Progress](), list[int]()
    maker, helper = Seat(table), Seat(table)

    def slow() -> bool:
        time.sleep(0.03)
        return False

    def help_when_invited() -> None:
        while not table.invited:
            time.sleep(0.001)
        counts.append(_help(plan, tmp_path, helper, mark=table.invited[0]))

    thread = threading.Thread(target=help_when_invited)
    thread.start()
    film = _render(plan, tmp_path, maker, Context(cancelled=slow, poll_interval=0.0, on_progress=steps.append))
    thread.join()
    assert film.frames == 96
    assert table.invited == [_mark(plan)]
    assert table.holders == {}
    assert 0 < counts[0] < 12
    fractions = [step.fraction for step in steps]
    assert fractions == sorted(fractions)
    assert max(fraction for fraction in fractions if fraction < 0.98) == pytest.approx(0.94)
    (tmp_path / "alone").mkdir()
    alone = _render(plan, tmp_path / "alone")
    assert all((a == b).all() for a, b in zip(luma(alone.path), luma(film.path), strict=True))


def test_nobody_is_invited_to_what_is_nearly_done(plan: Plan, tmp_path: Path) -> None:
    _render(plan, tmp_path)
    for file in sorted((tmp_path / "cache" / "segments").iterdir())[:2]:
        file.unlink()
    seat = Seat(Table())
    assert _render(plan, tmp_path, seat).rendered_segments == 2
    assert seat.table.invited == []


def test_other_settings_would_make_other_segments(plan: Plan, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="not be the same"):
        _help(plan, tmp_path, Seat(Table()), mark="0" * 40)
    assert not list(tmp_path.glob("cache/segments/*"))


def test_a_helper_does_not_trust_changed_files(plan: Plan, tmp_path: Path) -> None:
    write_picture(tmp_path / "pictures" / "03.png", texture(96, 64, seed=99))
    with pytest.raises(MediaError, match=r"03\.png.*has changed"):
        _help(plan, tmp_path, Seat(Table()))
    assert not list(tmp_path.glob("cache/segments/*"))


def test_a_helper_needs_a_plan(tmp_path: Path) -> None:
    with pytest.raises(PlanError):
        GENERATOR.render_parts(
            "{}", "mark", cache=tmp_path / "cache", threads=1, share=Seat(Table()), context=Context()
        )


def test_a_cancelled_helper_leaves_what_is_finished_and_holds_nothing(plan: Plan, tmp_path: Path) -> None:
    seat = Seat(Table())
    context = Context(cancelled=lambda: len(seat.took) > 3, poll_interval=0.0)
    with pytest.raises(Cancelled):
        _help(plan, tmp_path, seat, context)
    assert seat.table.holders == {}
    assert len(list((tmp_path / "cache" / "segments").iterdir())) == 3


def test_a_helper_that_fails_gives_its_part_back(plan: Plan, tmp_path: Path) -> None:
    seat = Seat(Table())
    store = tmp_path / "cache" / "segments"
    for segment in cut(plan, GENERATOR.coding.for_codec(plan.codec)):
        (store / f"{segment.key}.mp4").mkdir(parents=True)  # nothing can be published there
    with pytest.raises(Exception, match="in the way"):
        _help(plan, tmp_path, seat)
    assert len(seat.took) == 1
    assert seat.table.holders == {}
