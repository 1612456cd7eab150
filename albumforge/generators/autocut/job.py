"""A whole cutting job, step by step in its folder; what is there already, made from the same, is not made again."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from albumforge.backends import Film
from albumforge.context import Context
from albumforge.errors import ForgeError, InTheWay, MediaError
from albumforge.generators.autocut.artifacts import Artifacts
from albumforge.generators.autocut.plan import CutPlan, dump_cut
from albumforge.generators.autocut.request import CutRequest
from albumforge.generators.autocut.trace import Trace
from albumforge.media.digest import file_digest
from albumforge.media.mark import same_file
from albumforge.media.probe import probe_video
from albumforge.media.publish import sweep_temporaries, write_text


class Steps:
    """The steps of a job.

    Attributes:
        video: the file that is cut; it is only read.
        artifacts: the folder of the job.
    """

    def __init__(self, video: Path, folder: Path, context: Context, trace: Trace) -> None:
        self.video = video
        self.artifacts = Artifacts(folder)
        self._context = context
        self._trace = trace

    def plan(self, request: CutRequest) -> CutPlan:
        """Look at the video, decide the cut, and leave the artifacts of both.

        Raises:
            InvalidInput: an EDL or an editing document does not fit the video; the message names the place.
            MediaError: the video cannot be used.
            StorageError: the folder cannot be written.
            Cancelled: the context asked to stop.
        """
        from albumforge.generators.autocut.decide import decide
        from albumforge.generators.autocut.dsl.document import dump_edit
        from albumforge.generators.autocut.edl.write import edl_of
        from albumforge.generators.autocut.study import study
        from albumforge.generators.autocut.timeline import timeline

        files = self.artifacts
        files.make_folders()
        for folder in ("input", "temp", "output"):
            sweep_temporaries(files.folder / folder)
        found = study(self.video, files.folder, request, self._context, self._trace)
        self._context.progress("plan", 0.0)
        with self._trace.action("decide_cut", f"Decided the cut by {request.strategy}") as step:
            document = decide(found, request)
            plan = timeline(document, found.source, found.transcript, request)
            step.detail += (
                f": {_counted(len(plan.pieces), 'piece')}, {plan.duration:.1f} of {plan.source.duration:.1f} s"
            )
        _publish(files.document, dump_edit(document))
        with self._trace.action("write_edl", "Wrote timeline.edl"):
            _publish(files.edl, request.edl or edl_of(plan))
        _publish(files.plan, dump_cut(plan))
        self._context.progress("plan", 1.0)
        return plan

    def cut(self, request: CutRequest, *, cache: Path, threads: int) -> Film:
        """Take all steps; the trace is left in any case.

        Raises:
            InvalidInput, MediaError, StorageError, Cancelled: as `plan` says.
        """
        with self._traced():
            plan = self.plan(request)
            self._write_words(plan)
            film = self._film(plan, cache, threads, smart=request.smart)
        return replace(film, notes=plan.notes)

    def _film(self, plan: CutPlan, cache: Path, threads: int, *, smart: bool) -> Film:
        """Render the plan, unless its film is there."""
        from albumforge.generators.autocut.execute import execute

        files, key = self.artifacts, hashlib.blake2b(f"{smart}\n{dump_cut(plan)}".encode(), digest_size=20).hexdigest()
        self._context.progress("render", 0.0)
        if files.has_film(key):
            self._trace.note("export_mp4", f"{files.film.name} was there already")
            film = _there_already(plan, files.film)
        else:
            film = execute(
                plan,
                files.film,
                cache=cache,
                threads=threads,
                context=self._context,
                trace=self._trace,
                smart=smart,
            )
            files.remember_film(key)
        self._context.progress("render", 1.0)
        return film

    @contextlib.contextmanager
    def _traced(self) -> Iterator[None]:
        try:
            yield
        except BaseException:
            with contextlib.suppress(ForgeError):  # what went wrong first is what is told
                self._trace.save(self.artifacts.trace)
            raise
        self._trace.save(self.artifacts.trace)


def check_source(plan: CutPlan, output: Path) -> None:
    """Check that a plan's video is what it was, and that the cut does not take its place.

    Raises:
        MediaError: it is missing, or another one.
        InTheWay: the cut would replace it.
    """
    video = Path(plan.source.path)
    if output.absolute() == video or same_file(output, video):
        raise InTheWay(f"{output} is the video itself.", hint="Choose another name for the cut.")
    if file_digest(video) != plan.source.digest:
        raise MediaError(video, "it is not what it was when the plan was made", hint="Make the plan again.")


def _there_already(plan: CutPlan, film: Path) -> Film:
    """Return a film that was made before, as it is found."""
    info = probe_video(film)
    return Film(film, None, info.width, info.height, plan.frames, plan.duration, cached_segments=len(plan.pieces))


def _publish(path: Path, text: str) -> None:
    """Publish a text, unless it is there already."""
    with contextlib.suppress(OSError):
        if path.read_bytes() == text.encode():
            return
    write_text(path, text)


def _counted(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"
