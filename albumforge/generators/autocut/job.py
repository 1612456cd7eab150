"""A whole cutting job, step by step in its folder; what is there already, made from the same, is not made again."""

from __future__ import annotations

import contextlib
import hashlib
import threading
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from albumforge.backends import Film
from albumforge.context import Context, Progress
from albumforge.errors import ForgeError, counted
from albumforge.face_detectors import FaceDetector
from albumforge.generators.autocut.artifacts import Artifacts
from albumforge.generators.autocut.decide import decide
from albumforge.generators.autocut.dsl.document import dump_edit
from albumforge.generators.autocut.dsl.reasons import cut_out_of
from albumforge.generators.autocut.plan import CutPlan, dump_cut
from albumforge.generators.autocut.request import CutRequest
from albumforge.generators.autocut.study import study
from albumforge.generators.autocut.timeline import timeline
from albumforge.media.coding import VideoCoding
from albumforge.media.probe import probe_video
from albumforge.media.publish import sweep_temporaries, write_text
from albumforge.media.trace import Trace
from albumforge.transcribers import Transcriber

_STAGES = {
    "sound": ("analyse", 0.0, 0.15),
    "pictures": ("analyse", 0.15, 1.0),
    "voice": ("transcribe", 0.0, 0.1),
    "transcript": ("transcribe", 0.1, 1.0),
}
"""Stage of the study → stage of the job, and which part of it."""


class Steps:
    """The steps of a job.

    Attributes:
        video: the file that is cut; it is only read. `name` is what its owner calls it, "" as the file is called.
        artifacts: the folder of the job.
    """

    def __init__(
        self,
        video: Path,
        folder: Path,
        context: Context,
        trace: Trace,
        *,
        name: str = "",
        coding: VideoCoding,
        transcribers: Mapping[str, Transcriber],
        detector: FaceDetector,
    ) -> None:
        self.video = video
        self.artifacts = Artifacts(folder)
        self._name = name
        self._context = context
        self._trace = trace
        self._coding = coding
        self._transcribers = transcribers
        self._detector = detector

    def plan(self, request: CutRequest) -> CutPlan:
        """Look at the video, decide the cut, and leave the artifacts of both.

        Raises:
            InvalidInput: an EDL or an editing document does not fit the video; the message names the place.
            MediaError: the video cannot be used.
            StorageError: the folder cannot be written.
            Cancelled: the context asked to stop.
        """
        files = self.artifacts
        files.make_folders()
        for folder in ("input", "temp", "output"):
            sweep_temporaries(files.folder / folder)
        stages = _Stages(self._context)
        stages.reach("ingest", 0.0)
        found = study(
            self.video,
            files.folder,
            request,
            stages.context,
            self._trace,
            transcribers=self._transcribers,
            detector=self._detector,
        )
        if self._name != self.video.name:
            found = msgspec.structs.replace(found, source=msgspec.structs.replace(found.source, name=self._name))
        stages.reach("analyse", 1.0)
        stages.reach("transcribe", 1.0)
        stages.reach("plan", 0.0)
        with self._trace.action("decide_cut", _decided_by(request)) as step:
            document = decide(found, request)
            plan = timeline(document, found.source, found.transcript, request)
            notes = tuple(dict.fromkeys((*found.notes, *plan.notes)))
            plan = msgspec.structs.replace(plan, notes=notes, cut_out=cut_out_of(document, found.source.duration))
            pieces = counted(len(plan.pieces), "piece")
            step.detail += f": {pieces}, {plan.duration:.1f} of {plan.source.duration:.1f} s"
        _publish(files.document, dump_edit(document))
        self._write_lists(plan, request)
        _publish(files.plan, dump_cut(plan))
        stages.reach("plan", 1.0)
        return plan

    def cut(self, request: CutRequest, *, cache: Path, threads: int) -> Film:
        """Take all steps; the trace is left in any case.

        Raises:
            InvalidInput, MediaError, StorageError, Cancelled: as `plan` says.
        """
        with self._traced():
            plan = self.plan(request)
            film = self._film(plan, cache, threads, smart=request.smart)
        return replace(film, notes=plan.notes)

    def _write_lists(self, plan: CutPlan, request: CutRequest) -> None:
        """Leave the cut as a list, and what is said in it."""
        from albumforge.generators.autocut.edl.write import edl_of  # OpenTimelineIO takes its time to load
        from albumforge.generators.autocut.subtitle_files import srt_of, vtt_of

        files = self.artifacts
        with self._trace.action("write_edl", f"Wrote {files.edl.name}"):
            _publish(files.edl, edl_of(plan, beside=files.edl.parent) if request.edl is None else request.edl)
        said = sum(text.kind == "subtitle" for text in plan.texts)
        if not said:
            for path in (files.srt, files.vtt):
                path.unlink(missing_ok=True)
            return
        with self._trace.action("write_subtitles", f"Wrote {files.srt.name} and {files.vtt.name}: {said} texts"):
            _publish(files.srt, srt_of(plan))
            _publish(files.vtt, vtt_of(plan))

    def _film(self, plan: CutPlan, cache: Path, threads: int, *, smart: bool) -> Film:
        """Render the plan, unless its film is there."""
        from albumforge.generators.autocut.execute import execute

        files = self.artifacts
        key = hashlib.blake2b(f"{smart} {self._coding}\n{dump_cut(plan)}".encode(), digest_size=20).hexdigest()
        if files.has_film(key):
            self._trace.note("export_mp4", f"{files.film.name} was there already")
            self._context.progress("render", 1.0)
            return _there_already(plan, files.film)
        film = execute(
            plan,
            files.film,
            cache=cache,
            threads=threads,
            context=self._context,
            trace=self._trace,
            smart=smart,
            coding=self._coding,
        )
        files.remember_film(key)
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


class _Stages:
    """The progress of a job up to its plan: the stages in their order, none of them going back."""

    def __init__(self, context: Context) -> None:
        self._outer = context
        self._order = ("ingest", "analyse", "transcribe", "plan")
        self._at = (-1, 0.0)
        self._lock = threading.Lock()
        self.context = replace(context, on_progress=self._heard)

    def reach(self, stage: str, fraction: float, message: str = "") -> None:
        """Report a stage, unless more was reported already."""
        with self._lock:
            at = (self._order.index(stage), fraction)
            if at > self._at:
                self._at = at
                self._outer.progress(stage, fraction, message)

    def _heard(self, progress: Progress) -> None:
        stage, start, end = _STAGES[progress.stage]
        self.reach(stage, start + (end - start) * progress.fraction, progress.message)


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


def _decided_by(request: CutRequest) -> str:
    if request.dsl is not None:
        return "Read the cut from the editing document"
    return f"Decided the cut by {request.strategy}" if request.edl is None else "Read the cut from the EDL"
