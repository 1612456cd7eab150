"""What is counted, in Prometheus' text format."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric

from albumforge.errors import ForgeError
from albumforge.http.routes import Route

if TYPE_CHECKING:
    from albumforge.forge import Forge
    from albumforge.services.farm.summary import Summary

_BUCKETS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0, 60.0)


class Metrics:
    """The counters of one application."""

    def __init__(self, forge: Forge) -> None:
        self._registry = CollectorRegistry()
        labels = ("route", "method", "status")
        self._requests = Counter("albumforge_http_requests", "Requests answered.", labels, registry=self._registry)
        self._seconds = Histogram(
            "albumforge_http_request_seconds",
            "Seconds until the answer began.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._registry.register(_House(forge))

    def count(self, route: Route, method: str, status: int, seconds: float) -> None:
        """Note an answer."""
        self._requests.labels(route.path, method, status).inc()
        self._seconds.labels(route.path).observe(seconds)

    def text(self) -> bytes:
        """Return all that is known at this moment."""
        return generate_latest(self._registry)


class _House:
    """What the forge itself tells; parts that do not answer are left out."""

    def __init__(self, forge: Forge) -> None:
        self._forge = forge

    def describe(self) -> list[Metric]:
        """Nothing, so that nothing is asked before somebody wants to know."""
        return []

    def collect(self) -> Iterator[Metric]:
        """Ask the parts."""
        try:
            figures = self._forge.figures()
        except ForgeError:
            return
        for name, words, counts in (
            ("albumforge_films", "Films by status.", figures.films),
            ("albumforge_jobs", "Cutting jobs by status.", figures.jobs),
        ):
            family = GaugeMetricFamily(name, words, labels=["status"])
            for status, number in counts.items():
                family.add_metric([status.name.lower()], number)
            yield family
        if figures.waiting is not None:
            waiting = GaugeMetricFamily(
                "albumforge_queue_waiting", "Messages that wait for a worker.", labels=["queue"]
            )
            for queue, number in figures.waiting.items():
                waiting.add_metric([queue], number)
            yield waiting
        yield from _farm(figures.farm)
        yield GaugeMetricFamily("albumforge_workers", "Workers alive on this machine.", figures.workers)
        yield GaugeMetricFamily("albumforge_disk_free_bytes", "Free bytes where the films are.", figures.disk_free)


def _farm(farm: Summary) -> Iterator[Metric]:
    videos = GaugeMetricFamily("albumforge_farm_videos", "Videos of the farm by status.", labels=["status"])
    for status, number in farm.videos.items():
        videos.add_metric([status.name.lower()], number)
    yield videos
    workers = GaugeMetricFamily("albumforge_farm_workers", "Workers of the farm by state.", labels=["state"])
    for state, number in farm.workers.items():
        workers.add_metric([state], number)
    yield workers
    for name, words, value in (
        ("tasks_running", "Tasks of the farm that run.", farm.running),
        ("tasks_verifying", "Tasks of the farm whose results are looked at.", farm.verifying),
        ("saved_bytes", "Bytes by which results of the farm are smaller.", farm.saved),
        ("kept_bytes", "Bytes of the originals that the farm still keeps.", farm.kept.size),
        ("encode_fps", "Frames a second that the farm encodes.", farm.fps),
    ):
        yield GaugeMetricFamily(f"albumforge_farm_{name}", words, value)
