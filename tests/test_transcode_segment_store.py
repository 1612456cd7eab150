"""Segments and plans in the cache: found by all, taken only whole, and cleared away."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from shared_transcodes import write_moving

from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.media.parts import mark_of
from albumforge.transcoders.segment_encode import Recipe, encode_segment
from albumforge.transcoders.segment_store import Plan, SegmentStore, read_plan
from albumforge.transcoders.segments import packet_table, segments_of
from albumforge.transcoding import Picture


@pytest.fixture
def plan(tmp_path: Path) -> Plan:
    source, picture = write_moving(tmp_path / "a.mp4"), Picture("h264", crf=24.0, speed="ultrafast")
    recipe = Recipe.of(source, picture, "mp4", "libx264", 24.0).digest()
    segments = segments_of(packet_table(source, Context()), recipe, 0.8)
    return Plan(str(source), picture, "mp4", "libx264", 24.0, recipe, segments)


def test_a_plan_is_found_by_its_mark(tmp_path: Path, plan: Plan) -> None:
    store = SegmentStore(tmp_path / "cache", plan)
    store.open()
    store.publish()
    assert plan.mark == mark_of(plan.segments)
    assert read_plan(tmp_path / "cache", plan.mark) == plan
    for cache, mark in ((tmp_path / "another", plan.mark), (tmp_path / "cache", "another")):
        with pytest.raises(Unavailable, match="elsewhere"):
            read_plan(cache, mark)


def test_segments_are_missing_until_they_are_there_whole(tmp_path: Path, plan: Plan) -> None:
    store = SegmentStore(tmp_path / "cache", plan)
    store.open()
    assert store.missing() == store.places
    recipe = Recipe.of(Path(plan.source), plan.picture, plan.container, plan.encoder, plan.crf)
    (file, segment), *rest = store.places
    encode_segment(recipe, segment, file, threads=1, context=Context())
    assert store.missing() == rest
    file.write_bytes(file.read_bytes()[:-100])
    assert store.missing() == store.places


def test_what_killed_workers_left_goes(tmp_path: Path, plan: Plan) -> None:
    store = SegmentStore(tmp_path / "cache", plan)
    store.open()
    old = store.places[0][0].with_name(".albumforge-half.mp4")
    old.touch()
    os.utime(old, (time.time() - 7200, time.time() - 7200))
    store.open()
    assert not old.exists()


def test_it_goes_as_a_whole(tmp_path: Path, plan: Plan) -> None:
    store = SegmentStore(tmp_path / "cache", plan)
    store.open()
    store.publish()
    store.places[0][0].touch()
    store.remove()
    assert list((tmp_path / "cache" / "transcodes").iterdir()) == []
    store.remove()
