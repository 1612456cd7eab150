"""Work on pictures and previews: jobs by name, done in this process, or by `services.darkroom` in one of their own.

A job's arguments and its result are what JSON can carry; what it makes is a file that appears whole or not at all.
"""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Protocol

from albumforge.context import Context
from albumforge.errors import MediaError, Unavailable
from albumforge.plugins import Registry
from albumforge.settings import Settings

AT_ONCE = 2
"""Decoding takes memory and a processor; the films need theirs."""


class Work(Protocol):
    """Does jobs; from any thread."""

    def do(self, job: str, /, *, about: Path | None = None, **arguments: Any) -> Any:
        """Return the result of a job once it is done.

        Args:
            job: a key of `JOBS`.
            about: the file that is to blame where the job cannot be finished.
            arguments: the job's.

        Raises:
            MediaError: the file cannot be decoded.
            StorageError: what the job makes cannot be written.
            Unavailable: the job could not be finished, and no file is to blame.
        """

    def close(self) -> None:
        """Do no more."""


class Bench:
    """Does jobs in this process, few at a time."""

    def __init__(self, settings: Settings, plugins: Registry) -> None:
        self.settings = settings
        self.plugins = plugins
        self._at_once = threading.BoundedSemaphore(AT_ONCE)

    def do(self, job: str, /, *, about: Path | None = None, **arguments: Any) -> Any:
        """Do a job here; see `Work`."""
        with self._at_once:
            try:
                return JOBS[job].run(self, **arguments)
            except MemoryError as error:
                raise unfinished(about, "there is not enough memory for it") from error

    def close(self) -> None:
        """Do nothing: every job ends with its caller."""


def unfinished(about: Path | None, reason: str) -> MediaError | Unavailable:
    """Return what to raise for a job that could not be finished."""
    if about is None:
        return Unavailable(f"It could not be made: {reason}.", hint="Try again later.")
    return MediaError(about, reason)


@dataclass(frozen=True)
class Job:
    """Something to be done.

    Attributes:
        run: does it.
        seconds: how long it may take, on a machine that is busy with films.
    """

    run: Callable[..., Any]
    seconds: float


def _thumb(bench: Bench, *, source: str, target: str, width: int, at: float | None = None) -> None:
    from albumforge.media.thumbnail import write_thumbnail

    write_thumbnail(Path(source), Path(target), width, max_pixels=bench.settings.max_pixels, at=at)


def _clean(bench: Bench, *, source: str, target: str) -> str:
    from albumforge.media.clean_copy import write_clean_copy

    return str(write_clean_copy(Path(source), Path(target), max_pixels=bench.settings.max_pixels))


def _check(bench: Bench, *, source: str, label: str) -> dict[str, str | None]:
    from albumforge.services.movie_check import look

    looked = look(Path(source), label, bench.settings.max_pixels)
    return {"why_unusable": looked.why_unusable, "taken": str(looked.taken)}


def _video(_bench: Bench, *, source: str) -> str:
    from albumforge.services.farm.known_facts import facts_to_json
    from albumforge.transcoders.facts import video_facts

    return facts_to_json(video_facts(Path(source)))


def _whole(bench: Bench, *, source: str, pictures: bool) -> str:
    from albumforge.services.watch.whole import check_whole

    return check_whole(Path(source), max_pixels=bench.settings.max_pixels, pictures=pictures)


def _template(bench: Bench, *, generator: str, name: str, target: str, pictures: str) -> None:
    draw = sampler(bench.plugins, generator, "template_sample")
    draw(name, Path(target), pictures=Path(pictures), context=Context())


def _music(bench: Bench, *, generator: str, name: str, target: str) -> None:
    sampler(bench.plugins, generator, "music_sample")(name, Path(target), context=Context())


def _preview(_bench: Bench, *, source: str, target: str, quality: str) -> None:
    from albumforge.media.preview import make_preview

    # It takes minutes; a job that is deleted meanwhile takes its video along.
    context = Context(cancelled=lambda: not Path(source).exists())
    make_preview(Path(source), Path(target), quality, context)


def _export(bench: Bench, *, generator: str, plan: str, target: str, folder: str) -> None:
    from albumforge.media.publish import published

    write, place = sampler(bench.plugins, generator, "export"), Path(folder)
    with published(Path(target)) as temporary:
        whole = temporary.with_name(f".{secrets.token_hex(8)}{Path(target).suffix}")
        try:
            write(Path(plan).read_text(encoding="utf-8"), whole, context=Context())
            text = whole.read_text(encoding="utf-8")
        finally:
            whole.unlink(missing_ok=True)
        # Whoever takes it elsewhere has the video beside it, not in a folder of this server.
        temporary.write_text(text.replace(f"{place.as_uri()}/", "").replace(f"{place}/", ""), encoding="utf-8")


JOBS: Mapping[str, Job] = MappingProxyType(
    {
        "thumb": Job(_thumb, 90.0),
        "clean": Job(_clean, 600.0),
        "check": Job(_check, 90.0),
        "video": Job(_video, 90.0),
        "whole": Job(_whole, 600.0),
        "template": Job(_template, 300.0),
        "music": Job(_music, 300.0),
        "preview": Job(_preview, 14_400.0),
        "export": Job(_export, 120.0),
    }
)


def sampler(plugins: Registry, generator: str, name: str) -> Any:
    """Return a method that a generator may offer beyond the protocol.

    Raises:
        Unavailable: there is no such generator, or it does not.
    """
    method = getattr(plugins.generator(generator), name, None)
    if method is None:
        raise Unavailable(f"The generator {generator} gives no samples.")
    return method
