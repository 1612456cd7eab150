"""Cut one video here and now, and bring the cut to its place."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumforge.backends import CuttingGenerator, Film, Generator
from albumforge.context import Context
from albumforge.errors import InTheWay, Unavailable
from albumforge.media.cache import make_cache, trim_cache
from albumforge.media.mark import same_file
from albumforge.media.publish import make_folder, published, writing
from albumforge.media.workplace import workplace
from albumforge.services.plan_files import read_plan
from albumforge.settings import Settings

if TYPE_CHECKING:
    from albumforge.media.trace import Action

PLAN = Path("output", "plan.json")
"""Where the folder of a cut has its plan."""


@dataclass(frozen=True)
class Cut:
    """A video that was cut.

    Attributes:
        film: the cut.
        plan: what was decided, as JSON; it can be rendered, explained and exported.
        actions: what was done, in order.
        folder: where what every step made was kept, or None.
    """

    film: Film
    plan: str
    actions: tuple[Action, ...]
    folder: Path | None


def cutter_of(generator: Generator) -> CuttingGenerator:
    """Return a generator as one that cuts videos.

    Raises:
        Unavailable: it does not.
    """
    if not isinstance(generator, CuttingGenerator):
        raise Unavailable(f"The generator {generator.name} does not cut videos.")
    return generator


def cut(
    settings: Settings,
    generator: CuttingGenerator,
    video: Path,
    output: Path,
    request: Mapping[str, Any],
    *,
    folder: Path | None,
    on_action: Callable[[Action], None] | None,
    context: Context,
) -> Cut:
    """Cut a video; see `albumforge.forge.Forge.cut`.

    Raises:
        InTheWay: the cut would take the place of the video.
        InvalidInput, MediaError, StorageError, Cancelled: as `albumforge.backends.CuttingGenerator.cut` says.
    """
    from albumforge.media.trace import Trace

    if same_file(video, output):
        raise InTheWay(f"{output} is the video itself.", hint="Choose another name for the cut.")
    trace = Trace(on_action=on_action)
    cache = make_cache(settings.cache)
    with contextlib.ExitStack() as stack:
        place = stack.enter_context(workplace(cache, video)) if folder is None else make_folder(folder)
        film = generator.cut(
            video.absolute(),
            place.absolute(),
            request,
            cache=cache,
            threads=settings.render_threads,
            context=context,
            trace=trace,
        )
        plan = read_plan(place / PLAN)
        _bring(film.path, output, keep=folder is not None)
    trim_cache(cache, round(settings.cache_gb * 1e9), settings.cache_days * 86_400)
    return Cut(replace(film, path=output), plan, trace.actions, folder)


def _bring(film: Path, output: Path, *, keep: bool) -> None:
    """Let the cut appear at `output`, whole or not at all.

    Args:
        keep: whether it stays where it was made, too.
    """
    if same_file(film, output):
        return
    with published(output) as temporary, writing(output):
        if not keep:
            with contextlib.suppress(OSError):  # another file system
                film.replace(temporary)
                return
        shutil.copyfile(film, temporary)
    if not keep:
        with contextlib.suppress(OSError):
            film.unlink()
