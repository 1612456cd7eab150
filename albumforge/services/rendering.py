"""Render a plan as the settings say: with the forge's cache, kept below its limit, and as many threads as it grants."""

from __future__ import annotations

from pathlib import Path

from albumforge.backends import Film, Generator
from albumforge.context import Context
from albumforge.media.cache import make_cache, trim_cache
from albumforge.settings import Settings


def render(settings: Settings, generator: Generator, document: str, output: Path, context: Context) -> Film:
    """Make the film of a plan at `output`; see `albumforge.backends.Generator.render`.

    Raises:
        StorageError: the cache cannot be made, or as the generator says.
    """
    cache = make_cache(settings.cache)
    film = generator.render(document, output, cache=cache, threads=settings.render_threads, context=context)
    trim_cache(cache, round(settings.cache_gb * 1e9))
    return film
