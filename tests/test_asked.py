"""A number of clips and of photos in a request."""

from __future__ import annotations

import pytest
from story_parts import album, clip_album, shown, told_whole

from albumforge.context import Context
from albumforge.errors import NoUsableMedia
from albumforge.generators.album.request import read_request
from albumforge.generators.album.story.asked import as_asked


def test_clips_and_photos_are_counted_each_for_itself() -> None:
    found, infos = album(40, clips=0.4, hours=None)
    kinds = [source.kind for source in found]
    assert kinds.count("clip") > 4
    assert kinds.count("photo") > 12
    kept, left_out = as_asked(found, infos, read_request({"command": "12 pictures and four clips"}), Context())
    assert sorted(source.kind for source in kept) == ["clip"] * 4 + ["photo"] * 12
    assert list(kept) == [source for source in found if source in kept]
    reasons = {one.reason for one in left_out}
    assert {"only 4 clips were asked for", "only 12 photos were asked for"} <= reasons
    assert len(kept) + len(left_out) == len(found)


def test_without_a_number_of_clips_nothing_is_decided_here() -> None:
    found, infos = album(20)
    assert as_asked(found, infos, read_request({"pictures": 3}), Context()) == (tuple(found), ())


def test_the_film_shows_no_more_clips_than_asked_for() -> None:
    plan, left_out = told_whole(album(30, clips=0.4), command="six pictures and two clips")
    kinds = [source.kind for source in plan.sources if source.id in shown(plan)]
    assert kinds.count("clip") == 2
    assert 1 <= kinds.count("photo") <= 6
    assert "only 2 clips were asked for" in {one.reason for one in left_out}


def test_no_clips_of_only_clips_is_refused() -> None:
    found, infos = clip_album([4.0, 5.0])
    with pytest.raises(NoUsableMedia, match="There are only clips"):
        as_asked(found, infos, read_request({"clips": 0}), Context())
