"""What is counted, in Prometheus' text format.

All but the requests comes from the database, the queue and the disks at the moment of the question: whichever process
of a server answers, the answer is the same. Routes are labels, never addresses: names of films and secrets stay out.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from importlib.metadata import version
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, HistogramMetricFamily, Metric

from albumforge.errors import ForgeError
from albumforge.http.counted import Counted
from albumforge.http.routes import Route
from albumforge.queue.depths import Depth
from albumforge.queue.tallies import BOUNDS, Tally

if TYPE_CHECKING:
    from albumforge.forge import Forge
    from albumforge.services.farm.summary import Summary


class Metrics:
    """What one application counts and tells."""

    def __init__(self, forge: Forge) -> None:
        self._counted = Counted(forge.settings.home)
        self._registry = CollectorRegistry()
        self._registry.register(_House(forge, self._counted))

    def count(self, route: Route, method: str, status: int, seconds: float) -> None:
        """Note an answer."""
        self._counted.note(route.path, method, status, seconds)

    def text(self) -> bytes:
        """Return all that is known at this moment."""
        return generate_latest(self._registry)


class _House:
    """What the forge itself tells; parts that do not answer are left out."""

    def __init__(self, forge: Forge, counted: Counted) -> None:
        self._forge = forge
        self._counted = counted

    def describe(self) -> list[Metric]:
        """Nothing, so that nothing is asked before somebody wants to know."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Ask the parts."""
        begun = time.perf_counter()
        yield from self._counted.metrics()
        parts = {"database": 0, "queue": 0}
        schema = ""
        try:
            figures = self._forge.figures()
        except ForgeError:
            figures = None
        if figures is not None:
            parts, schema = {"database": 1, "queue": int(figures.queues is not None)}, figures.schema
            for name, words, counts in (
                ("films", "Films by status.", figures.films),
                ("jobs", "Cutting jobs by status.", figures.jobs),
            ):
                yield _gauge(name, words, "status", {status.name.lower(): number for status, number in counts.items()})
            yield _gauge("oldest_queued_seconds", "Age of what waits longest.", "kind", figures.oldest)
            yield _gauge("made_seconds", "Seconds of the films and cuts that are there.", "kind", figures.made)
            if figures.waiting is not None:
                yield _gauge("queue_waiting", "Messages that wait for a worker.", "queue", figures.waiting)
            yield from _queues(figures.queues or {})
            yield from _took(figures.took)
            yield from _farm(figures.farm)
            transfers = GaugeMetricFamily("albumforge_transfers", "Master transfers.", labels=["kind", "status"])
            for kind, statuses in figures.transfers.items():
                for status, number in statuses.items():
                    transfers.add_metric([kind, status], number)
            yield transfers
            yield GaugeMetricFamily("albumforge_workers", "Workers alive on this machine.", figures.workers)
            yield _processes(figures.processes)
            yield _gauge("disk_free_bytes", "Free bytes of the disks.", "place", figures.disks)
            size, files = figures.cache
            yield GaugeMetricFamily("albumforge_cache_bytes", "Bytes of the cache, looked at now and then.", size)
            yield GaugeMetricFamily("albumforge_cache_files", "Files of the cache.", files)
            most = round(self._forge.settings.cache_gb * 1e9)
            yield GaugeMetricFamily("albumforge_cache_limit_bytes", "Bytes that the cache may have.", most)
        yield _gauge("up", "Whether a part answers.", "part", parts)
        about = GaugeMetricFamily("albumforge_info", "The program.", labels=["version", "schema"])
        about.add_metric([version("albumforge"), schema], 1)
        yield about
        took = time.perf_counter() - begun
        yield GaugeMetricFamily("albumforge_scrape_seconds", "Seconds that it took to find all this.", took)


def _gauge(name: str, words: str, label: str, values: Mapping[str, float]) -> Metric:
    family = GaugeMetricFamily(f"albumforge_{name}", words, labels=[label])
    for value, number in values.items():
        family.add_metric([value], number)
    return family


def _queues(queues: Mapping[str, Depth]) -> Iterator[Metric]:
    messages = GaugeMetricFamily("albumforge_queue_messages", "Messages by queue.", labels=["queue", "state"])
    for queue, depth in queues.items():
        for state in ("waiting", "delayed", "taken", "dead"):
            messages.add_metric([queue, state], getattr(depth, state))
    yield messages
    ages = {queue: depth.oldest for queue, depth in queues.items()}
    yield _gauge("queue_oldest_seconds", "Age of the first message that waits.", "queue", ages)


def _processes(processes: Mapping[tuple[str, str, str], int]) -> Metric:
    family = GaugeMetricFamily(
        "albumforge_processes",
        "Processes of all machines that work for the queue.",
        labels=["machine", "role", "version"],
    )
    for labels, number in processes.items():
        family.add_metric(list(labels), number)
    return family


def _took(took: Mapping[str, Tally]) -> Iterator[Metric]:
    family = HistogramMetricFamily(
        "albumforge_actor_seconds", "Seconds that workers took for messages.", labels=["actor"]
    )
    for actor, tally in took.items():
        bounds = [*(str(bound) for bound in BOUNDS), "+Inf"]
        family.add_metric([actor], list(zip(bounds, tally.counts, strict=True)), tally.seconds)
    yield family


def _farm(farm: Summary) -> Iterator[Metric]:
    videos = {status.name.lower(): number for status, number in farm.videos.items()}
    yield _gauge("farm_videos", "Videos of the farm by status.", "status", videos)
    yield _gauge("farm_workers", "Workers of the farm by state.", "state", farm.workers)
    for name, words, value in (
        ("tasks_running", "Tasks of the farm that run.", farm.running),
        ("tasks_verifying", "Tasks of the farm whose results are looked at.", farm.verifying),
        ("saved_bytes", "Bytes by which results of the farm are smaller.", farm.saved),
        ("kept_bytes", "Bytes of the originals that the farm still keeps.", farm.kept.size),
        ("encode_fps", "Frames a second that the farm encodes.", farm.fps),
    ):
        yield GaugeMetricFamily(f"albumforge_farm_{name}", words, value)
