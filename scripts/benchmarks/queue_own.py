"""Empty jobs of albumforge: films of a generator that does nothing, made, started and worked as any other."""

from __future__ import annotations

import json
import os
import shutil
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from own_workers import workers
from peewee import fn
from PIL import Image
from queue_others import HERE, TRIED, Rates
from queue_steps import Steps

from albumforge.actors.table import chosen
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.queue.broker import Broker
from albumforge.services import movie_queue
from albumforge.services.states import Status
from albumforge.settings import Settings

GENERATOR = "nothing"
CREATE, PICTURE, START, SEND, EVENTS = "create", "picture", "start", "send", "events"
WORKED = {EVENTS: "worker events"}
"""What steps of the worker are called that others take as well."""


class Own:
    """Films on one database, with one worker."""

    def __init__(self, name: str, url: str, folder: Path) -> None:
        """Prepare.

        Args:
            name: of the database, for people.
            url: its address; "": SQLite.
            folder: for all of it.
        """
        self.name = name
        plugins = folder / "plugins"
        plugins.mkdir(parents=True)
        shutil.copyfile(HERE / "queue_plugin.py", plugins / "nothing.py")
        self._picture = folder / "picture.jpg"
        Image.new("RGB", (64, 48), (40, 120, 90)).save(self._picture)
        self._settings = Settings.load(
            environ={},
            file=Path(os.devnull),
            home=folder / "home",
            database_url=url,
            plugins_dirs=(plugins,),
            disk_reserve_gb=0.0,
        )

    def rates(self, count: int, seconds: float) -> tuple[Rates, dict[str, float]]:
        """Measure so many jobs, or as many as can be done in the time; return also the server's commands a job."""
        with Forge(self._settings) as forge:
            tried = self._rates(forge, min(count, TRIED))[0]
            many = min(count, round(seconds / (1 / tried.enqueued + 1 / tried.finished)))
            return self._rates(forge, many)

    def steps(self, count: int, place: Path) -> dict[str, dict[str, float]]:
        """Return what each step of so many jobs costs, all together. What counts stays in this process."""
        steps = Steps()
        steps.install()
        steps.wrap(Broker, "send", SEND)
        steps.wrap(movie_queue, "tell", EVENTS)
        with Forge(self._settings) as forge:
            self._enqueue(forge, 1)  # opens what there is to open
            steps.found.clear()
            self._enqueue(forge, count, steps)
            steps.freeze()
            self._work(forge, {"BENCH_STEPS": str(place), "PYTHONPATH": str(HERE)})
        worked: dict[str, dict[str, float]] = json.loads(place.read_text(encoding="utf-8"))
        return {**steps.found, **{WORKED.get(name, name): found for name, found in worked.items()}}

    def _rates(self, forge: Forge, count: int) -> tuple[Rates, dict[str, float]]:
        self._enqueue(forge, 1)
        forge.broker.client.config_resetstat()
        began = time.monotonic()
        self._enqueue(forge, count)
        enqueued = count / (time.monotonic() - began)
        sent = _commands(forge)
        moment = now()
        self._work(forge, {})
        worked = _commands(forge)
        with forge.database.session() as tables:
            movie = tables.movie
            ended = movie.select(movie.updated).where(movie.updated > moment).order_by(movie.updated)
            times = [row.updated for row in ended]
        finished = (len(times) - 1) / (times[-1] - times[0]).total_seconds()
        rates = Rates(f"albumforge, {self.name}", count, enqueued, finished)
        return rates, {"enqueued": sent / count, "finished": (worked - sent) / count}

    def _enqueue(self, forge: Forge, count: int, steps: Steps | None = None) -> None:
        steps = steps or Steps()
        for _ in range(count):
            with steps.step(CREATE):
                work_id = forge.movies.create(generator=GENERATOR).work_id
            with steps.step(PICTURE):
                forge.movies.add_files(work_id, self._picture)
            with steps.step(START):
                forge.movies.start(work_id)

    def _work(self, forge: Forge, environ: Mapping[str, str]) -> None:
        """Have one worker do all that is queued; none may fail."""
        with workers(self._settings, chosen(forge, None), 1, environ):
            while _left(forge):
                time.sleep(0.2)
        with forge.database.session() as tables:
            movie = tables.movie
            failed = movie.select().where(movie.status != Status.DONE).first()
        if failed is not None:
            raise SystemExit(f"{self.name}: a job failed: {failed.error}")


def _left(forge: Forge) -> int:
    with forge.database.session() as tables:
        movie = tables.movie
        under_way = movie.status.in_([Status.QUEUED, Status.RUNNING])
        return int(movie.select(fn.COUNT(movie.work_id)).where(under_way).scalar())


def _commands(forge: Forge) -> float:
    """Return how many commands the server has done, those of scripts too."""
    found: Any = forge.broker.client.info("commandstats")
    return float(sum(one["calls"] for one in found.values()))
