"""Drafts: the same film, small and quickly encoded."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import pytest
from cut_plans import joined_plan
from media_files import texture, write_clip, write_picture
from msgspec.structs import replace

from albumforge.context import Context
from albumforge.errors import MediaError, PlanError
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.drafting import draft_of
from albumforge.generators.album.plan_check import check_plan
from albumforge.generators.album.plan_document import dump_plan, load_plan
from albumforge.generators.album.rendering.segments import cut
from albumforge.media.coding import VideoCoding


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((1920, 1080), (854, 480)),
        ((1080, 1920), (480, 854)),
        ((1080, 1350), (480, 600)),
        ((2160, 2160), (480, 480)),
        ((3840, 2160), (854, 480)),
        ((640, 360), (640, 360)),
        ((480, 854), (480, 854)),
        ((1366, 768), (854, 480)),
    ],
)
def test_the_shorter_side_is_480_and_the_shape_the_same(size: tuple[int, int], expected: tuple[int, int]) -> None:
    plan = joined_plan()
    draft = draft_of(replace(plan, canvas=replace(plan.canvas, width=size[0], height=size[1])))
    check_plan(draft)
    assert (draft.canvas.width, draft.canvas.height) == expected
    assert abs(expected[0] / expected[1] - size[0] / size[1]) < 0.005


def test_times_and_sound_are_those_of_the_film() -> None:
    plan = replace(joined_plan(), codec="av1")
    draft = draft_of(plan)
    assert (draft.scenes, draft.audio, draft.frames, draft.fade_out) == (
        plan.scenes,
        plan.audio,
        plan.frames,
        plan.fade_out,
    )
    assert (draft.codec, draft.draft) == ("h264", True)
    assert draft_of(draft) == draft


def test_segments_of_a_draft_are_none_of_the_film_even_at_its_size() -> None:
    plan = joined_plan()
    generator = AlbumGenerator()
    draft = load_plan(generator.draft(dump_plan(plan)))
    assert draft.canvas == plan.canvas, "it is small already"
    coding = VideoCoding()
    keys = {segment.key for segment in cut(plan, coding)}
    assert not keys & {segment.key for segment in cut(draft, coding.draft())}


@pytest.fixture
def trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two pictures and a clip; the current folder is theirs."""
    folder = tmp_path / "trip"
    folder.mkdir()
    for number in range(2):
        write_picture(folder / f"{number}.jpg", texture(640, 480, number))
    write_clip(folder / "clip.mp4", frames=45)
    monkeypatch.chdir(tmp_path)
    return folder


def sound_of(film: str) -> bytes:
    with av.open(film) as container:
        return b"".join(bytes(packet) for packet in container.demux(audio=0))


def pictures_in(film: str) -> tuple[int, tuple[int, int]]:
    with av.open(film) as container:
        count = sum(1 for _ in container.decode(video=0))
        context = container.streams.video[0].codec_context
        return count, (context.width, context.height)


def test_a_draft_has_the_timing_and_the_sound_of_the_film(cli: Callable[..., Any], trip: Path) -> None:
    options = ("--resolution", "720p", "--fps", "10", "--seconds-per-photo", "1")
    made = cli("make", trip, *options, "--draft", "--json")
    assert made.code == 0, made.out
    assert made.json["path"] == "trip.draft.mp4"
    assert cli("make", trip, *options, "--plan-only", "-o", "trip.json").code == 0
    again = cli("render", "trip.json", "--draft", "--force", "--json").json
    assert (again["path"], again["rendered_segments"]) == ("trip.draft.mp4", 0)
    film = cli("render", "trip.json", "--json").json
    assert film["cached_segments"] == 0, "nothing of a draft is used for the film"
    assert pictures_in("trip.mp4") == (film["frames"], (1280, 720))
    assert pictures_in("trip.draft.mp4") == (film["frames"], (854, 480))
    assert sound_of("trip.mp4") == sound_of("trip.draft.mp4")


def test_a_draft_is_not_written_over_without_being_asked(cli: Callable[..., Any], trip: Path) -> None:
    options = ("--resolution", "128x72", "--fps", "10", "--seconds-per-photo", "0.6", "--music", "none")
    assert cli("make", trip, *options, "--plan-only", "-o", "trip.json").code == 0
    assert cli("render", "trip.json", "--draft").code == 0
    assert cli("render", "trip.json", "--draft").code == 4
    again = cli("render", "trip.json", "--draft", "--force", "--json").json
    assert again["rendered_segments"] == 0
    refused = cli("make", trip, *options, "--plan-only", "--draft")
    assert refused.code == 2
    assert "render PLAN --draft" in refused.err


def test_the_draft_of_what_is_no_plan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PlanError):
        AlbumGenerator().draft("{}")
    document = AlbumGenerator().draft(dump_plan(joined_plan()))
    with pytest.raises(MediaError, match="is not there any more"):
        AlbumGenerator().render(document, tmp_path / "a.mp4", cache=tmp_path, threads=1, context=Context())
