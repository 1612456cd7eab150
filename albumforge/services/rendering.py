"""Render a plan as the settings say: with the forge's cache, kept below its limit, and as many threads as it grants."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from albumforge.backends import Film, Generator, Share, SharingGenerator
from albumforge.context import Context
from albumforge.media.cache import make_cache, trim_cache
from albumforge.settings import Settings


def render(
    settings: Settings,
    generator: Generator,
    document: str,
    output: Path,
    context: Context,
    share: AbstractContextManager[Share] | None = None,
) -> Film:
    """Make the film of a plan at `output`; see `albumforge.backends.Generator.render`.

    Args:
        share: entered, and given to a generator that can share the work; None: the work is not shared.

    Raises:
        StorageError: the cache cannot be made, or as the generator says.
    """
    cache = make_cache(settings.cache)
    threads = settings.render_threads
    if share is not None and isinstance(generator, SharingGenerator):
        with share as shared:
            film = generator.render(document, output, cache=cache, threads=threads, context=context, share=shared)
    else:
        film = generator.render(document, output, cache=cache, threads=threads, context=context)
    trim_cache(cache, round(settings.cache_gb * 1e9), settings.cache_days * 86_400)
    return film
