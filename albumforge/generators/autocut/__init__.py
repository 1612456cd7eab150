"""The generator `autocut`: one video in, its best cut out, every step on record.

request (`request`) → what is seen, heard and said (`analysis`, `transcript`) → the editing document (`dsl`) → the plan
(`plan`) → `execute` → the cut. `job` takes these steps in the folder of a job.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from albumforge.backends import API_VERSION, CutTrace, Explained, Film, FilmOption, Planned
from albumforge.context import Context
from albumforge.errors import InvalidInput, NoUsableMedia
from albumforge.media.coding import VideoCoding
from albumforge.settings import Settings

if TYPE_CHECKING:
    from albumforge.generators.autocut.job import Steps
    from albumforge.media.trace import Trace
    from albumforge.plugins import Registry


class AutoCut:
    """Cuts of one video.

    The parts are imported when they are used: listing the backends must not load OpenCV and FFmpeg.
    """

    name: ClassVar[str] = "autocut"
    api_version: ClassVar[int] = API_VERSION

    def __init__(self) -> None:
        self._registry: Registry | None = None
        self.cache: Path | None
        self.configure(Settings())
        self.cache = None  # whoever makes one without settings gets no files beside the cut

    def configure(self, settings: Settings) -> None:
        """Take the folder of the cache and encoder options from the settings."""
        self.cache = settings.cache
        self.coding = VideoCoding(preset=settings.video_preset, crf=settings.video_crf)
        self._detector = settings.face_detector

    def meet(self, registry: Registry) -> None:
        """Get to know the transcribers and the face detectors."""
        self._registry = registry

    def check_request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the request in canonical form; see `albumforge.backends.Generator`."""
        from albumforge.generators.autocut.request import plain_request, read_request

        return plain_request(read_request(request))

    def options(self) -> tuple[FilmOption, ...]:
        """Return what may be asked of a cut."""
        from albumforge.generators.autocut.request import options

        return options()

    def check_output(self, output: Path) -> None:
        """Check, before any work, that a cut may appear at `output`.

        Raises:
            InvalidInput: it is not named as an MP4.
            StorageError: the place cannot be written, or holds what was not made by albumforge.
        """
        from albumforge.media.mark import check_film_name, check_replaceable, is_own_film
        from albumforge.media.publish import check_writable

        check_film_name(output)
        check_writable(output)
        check_replaceable(output, own=is_own_film(output))

    def plan(self, files: Sequence[Path], request: Mapping[str, Any], context: Context) -> Planned:
        """Decide the cut of the one video that `files` names; see `albumforge.backends.Generator`."""
        from contextlib import ExitStack
        from tempfile import TemporaryDirectory

        from albumforge.generators.autocut.plan import dump_cut
        from albumforge.generators.autocut.request import read_request
        from albumforge.media.cache import make_cache
        from albumforge.media.trace import Trace
        from albumforge.media.workplace import workplace

        wanted, video = read_request(request), _one(files)
        with ExitStack() as stack:
            if self.cache is None:
                folder = Path(stack.enter_context(TemporaryDirectory(prefix="albumforge-cut-")))
            else:
                folder = stack.enter_context(workplace(make_cache(self.cache), video))
            steps = self._steps(video.absolute(), folder, context, Trace())
            plan = steps.plan(wanted)
        return Planned(dump_cut(plan), notes=plan.notes)

    def render(self, document: str, output: Path, *, cache: Path, threads: int, context: Context) -> Film:
        """Make the cut of a plan; see `albumforge.backends.Generator`."""
        from albumforge.generators.autocut.execute import execute
        from albumforge.generators.autocut.plan import load_cut
        from albumforge.media.trace import Trace

        plan = load_cut(document)
        film = execute(plan, output, cache=cache, threads=threads, context=context, trace=Trace(), coding=self.coding)
        return replace(film, notes=plan.notes)

    def cut(
        self,
        video: Path,
        folder: Path,
        request: Mapping[str, Any],
        *,
        cache: Path,
        threads: int,
        context: Context,
        trace: CutTrace,
        name: str = "",
    ) -> Film:
        """Cut a video in the folder of a job; see `albumforge.backends.CuttingGenerator`."""
        from albumforge.generators.autocut.request import read_request
        from albumforge.media.trace import Trace

        record = trace if isinstance(trace, Trace) else Trace(on_action=_told(trace))
        steps = self._steps(_one([video]), folder, context, record, name)
        return steps.cut(read_request(request), cache=cache, threads=threads)

    def check_plan(self, document: str) -> str:
        """Return a plan that was changed by hand in canonical form.

        Raises:
            PlanError: it is not a plan; the message names the place in the document.
        """
        from albumforge.generators.autocut.plan import dump_cut, load_cut

        return dump_cut(load_cut(document))

    def check_edit(self, document: str, plan: str) -> None:
        """Check that an editing document fits the video that a plan is of, and keeps something of it.

        Raises:
            PlanError: it does not; the message names the place in the document.
        """
        from albumforge.generators.autocut.dsl.document import load_edit
        from albumforge.generators.autocut.pieces import pieces_of
        from albumforge.generators.autocut.plan import load_cut

        source = load_cut(plan).source
        pieces_of(load_edit(document, source), source)

    def explain(self, document: str) -> Explained:
        """Say what a plan keeps of its video, what it cuts out, and why.

        Raises:
            PlanError: the document is not a plan.
        """
        from albumforge.generators.autocut.explain import explain
        from albumforge.generators.autocut.plan import load_cut

        return explain(load_cut(document))

    def export(self, document: str, output: Path, *, context: Context) -> None:
        """Write the cut of a plan for other programs: .otio, .edl, or what is said in it as .srt or .vtt.

        Raises:
            PlanError: the document is not a plan.
            InvalidInput: the name of `output` says no format, or there is no timecode at the rate of the video.
            StorageError: `output` cannot be written, or holds something else than an export of ours as it was written.
            Cancelled: the context asked to stop.
        """
        from albumforge.generators.autocut.export import export
        from albumforge.generators.autocut.plan import load_cut

        export(load_cut(document), output, context)

    def _steps(self, video: Path, folder: Path, context: Context, trace: Trace, name: str = "") -> Steps:
        from albumforge.generators.autocut.job import Steps
        from albumforge.media.mtcnn import MtcnnDetector

        known = {} if self._registry is None else self._registry.working("transcriber")
        return Steps(
            video,
            folder,
            context,
            trace,
            name=name,
            coding=self.coding,
            transcribers={name: plugin.backend for name, plugin in known.items()},
            detector=MtcnnDetector() if self._registry is None else self._registry.face_detector(self._detector),
        )


def _one(files: Sequence[Path]) -> Path:
    """Return the one video that is to be cut.

    Raises:
        InvalidInput: it is not one.
        NoUsableMedia: there is none.
    """
    if len(files) != 1:
        raise InvalidInput(f"One video is cut at a time, and {len(files)} files were given.")
    video = Path(files[0])
    if video.is_dir():
        raise InvalidInput(f"{video}: is a folder; one video is cut at a time.")
    if not video.exists():
        raise NoUsableMedia(f"{video}: there is no such file.")
    return video


def _told(trace: CutTrace) -> Any:
    """Return what passes an action on to another's record."""
    return lambda done: trace.note(done.action, done.detail, done.ok, done.took_ms)
