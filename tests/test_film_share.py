"""The maker's share: offered with a sign in the cache, and of no consequence where the queue is away."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from albumforge.forge import Forge
from albumforge.media.publish import sweep_temporaries
from albumforge.queue.shares import Offer, Shares, offers
from albumforge.services.film_share import FilmShare, sign_of

ACTOR = "generator.album"


def _share(forge: Forge) -> FilmShare:
    return FilmShare(forge.broker, forge.settings.cache, actor=ACTOR, work_id="film", token="t0")


def test_it_offers_the_film_with_a_sign_in_the_cache(local_forge: Forge) -> None:
    sign = sign_of(local_forge.settings.cache, "t0")
    with _share(local_forge) as share:
        assert offers(local_forge.broker, [ACTOR]) == []
        assert not sign.exists()
        share.invite("mark")
        assert offers(local_forge.broker, [ACTOR]) == [Offer(ACTOR, "film", "t0", "mark")]
        assert sign.exists()
    assert offers(local_forge.broker, [ACTOR]) == []
    assert not sign.exists()


def test_it_and_its_helpers_take_each_part_once(local_forge: Forge) -> None:
    with _share(local_forge) as share, Shares(local_forge.broker) as helper:
        assert share.take("a")
        assert helper.take("b")
        assert not helper.take("a")
        assert not share.take("b")
        assert share.taken(["a", "b", "c"]) == {"a", "b"}
        share.leave("a")
        assert helper.take("a")


def test_the_sign_of_a_long_film_is_not_swept_away(local_forge: Forge) -> None:
    cache = local_forge.settings.cache
    old = cache / ".albumforge-of-a-killed-worker.share"
    long_ago = time.time() - 7200
    with _share(local_forge) as share:
        cache.mkdir(parents=True)
        old.touch()
        os.utime(old, (long_ago, long_ago))
        share.invite("mark")
        assert not old.exists()
        sign = sign_of(cache, "t0")
        os.utime(sign, (long_ago, long_ago))
        assert share.take("a")
        share.leave("a")
        sweep_temporaries(cache)
        assert sign.exists()


def test_where_the_queue_is_away_the_maker_renders_all(
    open_forge: Callable[..., Forge], caplog: pytest.LogCaptureFixture
) -> None:
    forge = open_forge(redis_url="redis://127.0.0.1:1/0")
    with _share(forge) as share:
        share.invite("mark")
        assert "nobody is asked to help" in caplog.text
        assert share.take("a")
        assert share.taken(["a"]) == frozenset()
        share.leave("a")


def test_where_the_cache_cannot_be_written_nobody_is_asked(
    open_forge: Callable[..., Forge], tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "file").touch()
    forge = open_forge(cache_dir=tmp_path / "file" / "cache")
    with _share(forge) as share:
        share.invite("mark")
        assert "nobody is asked to help" in caplog.text
        assert offers(forge.broker, [ACTOR]) == []
