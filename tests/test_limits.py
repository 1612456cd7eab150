"""Clips that are over at once are left out, no film ends with a blink, and no photo stands for minutes."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest
from picture_records import record
from story_parts import MORNING, Album, clip_album, plain_album, shown, source_of, told_whole

from albumforge.chinese import in_chinese
from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.generators.album.matching.choose import choose


def with_clip(seconds: float, photos: int = 8) -> Album:
    """Photos, and a clip after the last of them."""
    sources, infos = plain_album(photos, hours=0.1)
    clip = record("late", width=1920, height=1080, captured_at=MORNING + timedelta(hours=3))
    return [*sources, source_of(clip, "late.mp4", seconds, sound=True)], {**infos, clip.digest: clip}


def test_a_clip_that_is_over_at_once_is_left_out_with_a_reason() -> None:
    plan, left_out = told_whole(with_clip(1.3))
    assert all(source.kind != "clip" for source in plan.sources)
    (one,) = left_out
    assert one.path.name == "late.mp4"
    assert "1.3 s" in one.reason
    assert "1.3 秒" in in_chinese(one.reason)
    alone, left_out = told_whole(clip_album([1.0]))
    assert len(shown(alone)) == 1 and not left_out


def test_a_film_does_not_end_with_a_very_short_clip() -> None:
    for pictures in (with_clip(2.1), with_clip(12.0)):
        plan, _ = told_whole(pictures, duration=40)
        kinds = [plan.source(source).kind for source in shown(plan)]
        lengths = {
            source: scene.frames / plan.canvas.rate
            for scene in plan.scenes
            for source in [getattr(layer, "source", "") for layer in scene.layers]
        }
        clip = next(source.id for source in plan.sources if source.kind == "clip")
        assert lengths[clip] >= 1.4
        assert kinds[-1] == ("photo" if pictures[0][-1].duration == 2.1 else "clip")


def test_of_clips_the_long_ones_with_sound_and_people_are_shown() -> None:
    sources, infos = clip_album([2.0, 9.0, 2.0, 12.0, 2.0])
    peopled = {sources[number].digest for number in (1, 3)}
    infos = {
        digest: msgspec.structs.replace(info, faces=record("f", faces=((0.4, 0.4, 0.2, 0.2),)).faces)
        if digest in peopled
        else info
        for digest, info in infos.items()
    }
    kept = choose(sources, infos, 2, context=Context()).kept
    assert [source.duration for source in kept] == [9.0, 12.0]


def test_no_photo_stands_for_minutes() -> None:
    with pytest.raises(InvalidInput, match="at most 300 seconds") as caught:
        told_whole(plain_album(6), duration=14_400)
    assert "at most 1800 seconds" in (caught.value.hint or "")
    assert in_chinese(caught.value.args[0]).startswith("选项 duration：6 个文件")
    told_whole(plain_album(6), duration=1790)
