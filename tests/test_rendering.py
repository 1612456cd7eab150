"""Rendering with the forge's cache: it is tagged, and kept below its limit once the film is there."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from media_files import texture, write_picture

from albumforge.context import Context
from albumforge.generators.album import AlbumGenerator
from albumforge.media.cache import is_cache
from albumforge.services.rendering import render
from albumforge.settings import Settings


@pytest.mark.parametrize(("limit", "stays"), [(0.0, False), (1.0, True)])
def test_the_cache_is_tagged_and_trimmed(tmp_path: Path, limit: float, stays: bool) -> None:
    settings = Settings(home=tmp_path / "home", cache_gb=limit)
    old = settings.cache / "segments" / "old.mp4"
    old.parent.mkdir(parents=True)
    old.write_bytes(bytes(1000))
    then = time.time() - 86400
    os.utime(old, (then, then))
    photo = write_picture(tmp_path / "a.jpg", texture(320, 180))
    generator = AlbumGenerator()
    options = {"resolution": "128x72", "fps": 5, "seconds_per_photo": 1, "music": "none"}
    planned = generator.plan([photo], options, Context())
    film = render(settings, generator, planned.document, tmp_path / "film.mp4", Context())
    assert film.path.is_file()
    assert is_cache(settings.cache)
    assert old.exists() is stays
    assert list(settings.cache.glob("segments/*.mp4")), "what was just used stays"
