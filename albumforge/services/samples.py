"""Samples of templates and music, made when they are first asked for and kept in the cache."""

from __future__ import annotations

import contextlib
import hashlib
import threading
import time
from importlib.metadata import version
from pathlib import Path
from typing import Any

from albumforge.errors import NotFound
from albumforge.media.cache import make_cache, mark_used
from albumforge.media.publish import make_folder, sweep_temporaries
from albumforge.plugins import Registry
from albumforge.services.picture_work import Bench, Work, sampler
from albumforge.settings import Settings

FOLDER = "samples"
"""Name of their folder in the cache."""

KEPT_DAYS = 90.0
"""A sample that nobody asked for in so many days is removed."""


class Samples:
    """Samples to choose by. Every method may be called from any thread; one sample is made at a time."""

    def __init__(self, settings: Settings, plugins: Registry, work: Work | None = None) -> None:
        self._settings = settings
        self._plugins = plugins
        self._work = work or Bench(settings, plugins)
        self._making = threading.Lock()

    def template(self, name: str, *, generator: str = "album") -> Path:
        """Return a JPEG of some frames of a film in a template.

        Raises:
            NotFound: there is no such template.
            Unavailable: there is no such generator, or it gives no samples.
            StorageError: the cache cannot be written.
        """
        text = next((one.text for one in sampler(self._plugins, generator, "templates")() if one.name == name), None)
        if text is None:
            raise NotFound("There is no such template.")
        sampler(self._plugins, generator, "template_sample")
        folder = self._folder()
        place = folder / _name(generator, "template", name, text, ".jpg")
        return self._made(place, "template", generator=generator, name=name, pictures=str(folder / "pictures"))

    def music(self, name: str, *, generator: str = "album") -> Path:
        """Return some seconds of a piece of music, AAC in an MP4.

        Raises:
            NotFound: there is no such piece.
            Unavailable, StorageError: as `template`.
        """
        if name not in {one.name for one in sampler(self._plugins, generator, "music")()}:
            raise NotFound("There is no such piece of music.")
        sampler(self._plugins, generator, "music_sample")
        place = self._folder() / _name(generator, "music", name, "", ".m4a")
        return self._made(place, "music", generator=generator, name=name)

    def sweep(self, days: float = KEPT_DAYS) -> int:
        """Remove samples that nobody asked for in so many days; return how many."""
        folder = self._settings.cache / FOLDER
        sweep_temporaries(folder)
        removed = 0
        for file in folder.glob("*.*"):
            with contextlib.suppress(OSError):
                if file.is_file() and time.time() - file.stat().st_mtime > days * 86_400:
                    file.unlink()
                    removed += 1
        return removed

    def _made(self, place: Path, job: str, **arguments: Any) -> Path:
        if not place.is_file():
            with self._making:
                if not place.is_file():
                    self._work.do(job, target=str(place), **arguments)
        mark_used(place)
        return place

    def _folder(self) -> Path:
        return make_folder(make_cache(self._settings.cache) / FOLDER)


def _name(generator: str, kind: str, name: str, text: str, suffix: str) -> str:
    """Return the name of a sample's file; another version, or another text of a template, is another file."""
    digest = hashlib.blake2b(f"{version('albumforge')}\n{text}".encode(), digest_size=8).hexdigest()
    return f"{generator}-{kind}-{name}-{digest}{suffix}"
