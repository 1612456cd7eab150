"""A video of the farm, transcoded by the worker that has its task, with the help of those that are idle."""

from __future__ import annotations

from pathlib import Path

from albumforge.context import Context
from albumforge.media.cache import make_cache
from albumforge.queue.broker import Broker
from albumforge.services.disk import free_bytes
from albumforge.services.farm.tasks import Order
from albumforge.services.film_share import FilmShare
from albumforge.settings import Settings
from albumforge.transcoders.presets import preset_of_json
from albumforge.transcoding import SharingTranscoder, Transcoded, Transcoder


def transcode_order(
    backend: Transcoder, order: Order, *, settings: Settings, broker: Broker, context: Context
) -> Transcoded:
    """Transcode the video of a task, to where its result is wanted.

    Long ones are offered to idle workers of the same queue. Without these, or without the queue itself, this worker
    does all.

    Raises:
        MediaError, NotSmaller, StorageError, Unavailable, Cancelled: as `Transcoder.transcode`.
    """
    source, part, preset = Path(order.video_path), Path(order.part), preset_of_json(order.preset_json)
    if not isinstance(backend, SharingTranscoder) or not settings.farm_split_seconds:
        return backend.transcode(source, part, preset, threads=settings.threads, context=context)
    cache = make_cache(settings.cache)
    seconds = settings.farm_split_seconds
    if free_bytes(cache) - settings.disk_reserve_gb * 1e9 < order.source_size:
        context.log("Not shared with other workers: the disk of the cache has no room for its segments.")
        seconds = 0.0
    actor, number = f"transcoder.{backend.name}", str(order.task_id)
    # A task is one try of one worker, and stands for its claim.
    with FilmShare(broker, cache, actor=actor, work_id=number, token=f"farm-{number}", noun="farm task") as share:
        return backend.transcode_shared(
            source,
            part,
            preset,
            threads=settings.threads,
            segment_threads=segment_threads(settings),
            context=context,
            cache=cache,
            share=share,
            seconds=seconds,
        )


def segment_threads(settings: Settings) -> int:
    """Return how many processors this worker encodes segments with: the others of this machine do so, too."""
    return settings.threads or max(1, settings.render_threads // max(1, settings.farm_workers))
