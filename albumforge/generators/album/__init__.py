"""The generator `album`: a folder of photos and clips becomes a film.

request (`command`, `request`) → files (`filelist`) → `info` → `story.story.tell`, which has the poem written, matches
pictures to the template and lays them on the music → the plan (`plan`) → `rendering.generate` → film.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from albumforge.backends import (
    API_VERSION,
    Described,
    Explained,
    Film,
    FilmMusic,
    FilmOption,
    FilmTemplate,
    Planned,
    Poet,
    Share,
)
from albumforge.context import Context, Progress
from albumforge.media.coding import VideoCoding
from albumforge.settings import Settings

if TYPE_CHECKING:
    from albumforge.face_detectors import FaceDetector
    from albumforge.generators.album.plan import Plan
    from albumforge.plugins import Registry


class AlbumGenerator:
    """Films from photos and clips.

    The parts are imported when they are used: listing the backends must not load OpenCV and FFmpeg.
    """

    name: ClassVar[str] = "album"
    api_version: ClassVar[int] = API_VERSION

    def __init__(self) -> None:
        self._registry: Registry | None = None
        self.cache: Path | None
        self.configure(Settings())
        self.cache = None  # whoever makes one without settings gets no files beside its films

    def configure(self, settings: Settings) -> None:
        """Take limits and encoder options from the settings."""
        self.max_pixels = settings.max_pixels
        self.max_files = settings.max_files
        self.coding = VideoCoding(preset=settings.video_preset, crf=settings.video_crf)
        self.cache = settings.cache
        self.threads = settings.render_threads
        self._detector = settings.face_detector

    def meet(self, registry: Registry) -> None:
        """Get to know the poets and the face detectors."""
        self._registry = registry

    def _poets(self) -> dict[str, Poet]:
        if self._registry is None:
            return {}
        return {name: plugin.backend for name, plugin in self._registry.working("poet").items()}

    def _faces(self) -> FaceDetector:
        """Return the detector that the settings name.

        Raises:
            Unavailable: there is none of that name, or it was set aside.
        """
        from albumforge.media.mtcnn import MtcnnDetector

        return MtcnnDetector() if self._registry is None else self._registry.face_detector(self._detector)

    def check_request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the request in canonical form; see `albumforge.backends.Generator`."""
        from albumforge.generators.album.request import FilmRequest, read_request

        wanted, default = read_request(request), FilmRequest()
        given = ((name, getattr(wanted, name)) for name in FilmRequest.__struct_fields__)
        return {name: value for name, value in given if value != getattr(default, name)}

    def check_output(self, output: Path) -> None:
        """Check, before any work, that a film may appear at `output` and its poster beside it.

        Raises:
            InvalidInput: it is not named as an MP4.
            StorageError: a place cannot be written, or holds what was not made by albumforge.
        """
        from albumforge.media.mark import check_film_place

        check_film_place(output)

    def plan(self, files: Sequence[Path], request: Mapping[str, Any], context: Context) -> Planned:
        """Decide the film; see `albumforge.backends.Generator`."""
        from albumforge.generators.album.filelist import file_list
        from albumforge.generators.album.info.inspect import inspect_all
        from albumforge.generators.album.info.own_captions import with_captions
        from albumforge.generators.album.plan_check import check_plan
        from albumforge.generators.album.plan_document import dump_plan
        from albumforge.generators.album.request import read_request
        from albumforge.generators.album.story.notes import caption_notes, pace_notes, room_notes
        from albumforge.generators.album.story.story import tell

        notes: list[str] = []
        context = replace(context, on_log=_also(notes.append, context.on_log))
        context.progress("request", 0.0)
        wanted = read_request(request)
        for note in wanted.notes:
            context.log(note)
        context.progress("info", 0.0)
        limits = {"max_pixels": self.max_pixels, "max_files": self.max_files}
        found = file_list(files, **limits, context=_part(context, 0.0, 0.5), order=wanted.order)
        infos = inspect_all(
            found.items,
            store=self.cache,
            max_pixels=self.max_pixels,
            threads=self.threads,
            context=_part(context, 0.5, 1.0),
            detector=self._faces(),
        )
        infos = with_captions(infos, found.items, wanted.file_captions)
        roots = [Path(file) for file in files]
        plan, left_out = tell(found.items, infos, wanted, roots, poets=self._poets(), context=context)
        check_plan(plan)
        told = (*pace_notes(plan, wanted), *room_notes(plan, wanted, left_out), *caption_notes(plan, wanted, infos))
        for note in told:
            context.log(note)
        return Planned(dump_plan(plan), (*found.skipped, *left_out), tuple(dict.fromkeys(notes)))

    def info(self, files: Sequence[Path], *, store: Path | None, threads: int, context: Context) -> Described:
        """Say what is seen in pictures and clips, in the order of their moments.

        Args:
            files: files and folders.
            store: folder in which what was found out is kept, or None.
            threads: how many pictures to look at at once.

        Raises:
            NoUsableMedia: nothing can be used; the message says why for each file.
            Cancelled: the context asked to stop.
        """
        from msgspec import to_builtins

        from albumforge.generators.album.filelist import file_list
        from albumforge.generators.album.info.inspect import inspect_all

        finding = replace(context, on_progress=lambda at: context.on_progress(replace(at, stage="filelist")))
        found = file_list(files, max_pixels=self.max_pixels, max_files=self.max_files, context=finding)
        limits = {"max_pixels": self.max_pixels, "threads": threads}
        infos = inspect_all(found.items, store=store, **limits, context=context, detector=self._faces())
        pictures = ({"path": str(one.path), "kind": one.kind, **to_builtins(infos[one.digest])} for one in found.items)
        return Described(tuple(pictures), found.skipped)

    def render(
        self,
        document: str,
        output: Path,
        *,
        cache: Path,
        threads: int,
        context: Context,
        share: Share | None = None,
    ) -> Film:
        """Make the film; see `albumforge.backends.SharingGenerator`."""
        from albumforge.generators.album.plan_document import load_plan
        from albumforge.generators.album.rendering.generate import generate

        plan = load_plan(document)
        return generate(
            plan,
            output,
            cache=cache,
            threads=threads,
            max_pixels=self.max_pixels,
            context=context,
            coding=self._coding(plan),
            share=share,
        )

    def render_parts(
        self, document: str, mark: str, *, cache: Path, threads: int, share: Share, context: Context
    ) -> int:
        """Render segments of a film that another worker makes; see `albumforge.backends.SharingGenerator`."""
        from albumforge.generators.album.plan_document import load_plan
        from albumforge.generators.album.rendering.segment_run import render_parts

        plan = load_plan(document)
        return render_parts(
            plan,
            mark,
            cache=cache,
            threads=threads,
            max_pixels=self.max_pixels,
            share=share,
            context=context,
            coding=self._coding(plan),
        )

    def _coding(self, plan: Plan) -> VideoCoding:
        return self.coding.draft() if plan.draft else self.coding

    def draft(self, document: str) -> str:
        """Return a plan of the same film to look at: small, quickly encoded, with the same sound and timing.

        Raises:
            PlanError: the document is not a plan.
        """
        from albumforge.generators.album.drafting import draft_of
        from albumforge.generators.album.plan_document import dump_plan, load_plan

        return dump_plan(draft_of(load_plan(document)))

    def check_plan(self, document: str) -> str:
        """Return a plan that was changed by hand in canonical form.

        Raises:
            PlanError: it is not a plan; the message names the place in the document.
        """
        from albumforge.generators.album.plan_document import dump_plan, load_plan

        return dump_plan(load_plan(document))

    def amend_plan(self, before: str, after: str) -> str:
        """Return a plan that was changed by hand with what it says of itself as it is now: title, dates, count.

        Where only the words of a caption were given, it gets its place and time.

        Args:
            before: the plan as it was.

        Raises:
            PlanError: one of them is not a plan.
        """
        from albumforge.generators.album.plan_document import dump_plan, load_plan
        from albumforge.generators.album.story.amended import amended
        from albumforge.generators.album.story.captioned import captioned

        return dump_plan(captioned(amended(load_plan(before), load_plan(after))))

    def explain(self, document: str) -> Explained:
        """Say what a plan shows and why.

        Raises:
            PlanError: the document is not a plan.
        """
        from albumforge.generators.album.explain import explain
        from albumforge.generators.album.plan_document import load_plan

        return explain(load_plan(document))

    def export(self, document: str, output: Path, *, context: Context) -> None:
        """Write the cut of a plan for editing programs: a timeline (.otio) or an edit decision list (.edl).

        Raises:
            PlanError: the document is not a plan.
            InvalidInput: the name of `output` says no format, or there is no timecode at the rate of the film.
            StorageError: `output` cannot be written, or holds something else than an export of ours as it was written.
            Cancelled: the context asked to stop.
        """
        from albumforge.generators.album.export.export import export
        from albumforge.generators.album.plan_document import load_plan

        export(load_plan(document), output, context)

    def music(self) -> tuple[FilmMusic, ...]:
        """Return the pieces of music that come with albumforge."""
        from albumforge.generators.album.music import PIECES

        return tuple(FilmMusic(one.name, dict(one.title), one.mood, one.bpm) for one in PIECES.values())

    def template_sample(self, name: str, output: Path, *, pictures: Path, context: Context) -> None:
        """Publish a JPEG that shows a template; see `albumforge.generators.album.sample.draw_template`."""
        from albumforge.generators.album.sample import draw_template

        draw_template(name, output, pictures=pictures, plan=self.plan, context=context)

    def music_sample(self, name: str, output: Path, *, context: Context) -> None:
        """Publish some seconds of a piece; see `albumforge.generators.album.sample.play`."""
        from albumforge.generators.album.sample import play

        play(name, output, context=context)

    def fits(self, request: Mapping[str, Any]) -> dict[str, Any] | None:
        """Return, before anything is planned, how many pictures a film shows at most; None where all are shown.

        Returns:
            ``seconds`` of the film and ``room``, about how many pictures are seen in them: None where no length is
            wished. ``most``: how many pictures and clips are asked for at most, only pictures where ``clips`` says how
            many of these; None for all.

        Raises:
            InvalidInput: an option does not fit.
        """
        from albumforge.generators.album.request import read_request
        from albumforge.generators.album.story.room import likely_room

        wanted = read_request(request)
        found = {"room": likely_room(wanted), "most": wanted.pictures, "clips": wanted.clips}
        if all(count is None for count in found.values()):
            return None
        return {"seconds": wanted.duration, **found}

    def options(self) -> tuple[FilmOption, ...]:
        """Return what may be asked of a film."""
        from albumforge.generators.album.options import options

        return options()

    def templates(self) -> tuple[FilmTemplate, ...]:
        """Return the templates that come with albumforge, by name."""
        from albumforge.generators.album.templates.catalogue import catalogue

        return catalogue()


def _also(first: Callable[[str], None], second: Callable[[str], None]) -> Callable[[str], None]:
    """Return what calls both."""

    def both(line: str) -> None:
        first(line)
        second(line)

    return both


def _part(context: Context, start: float, end: float) -> Context:
    """Return a context whose progress is a part of a stage."""

    def scaled(at: Progress) -> None:
        context.on_progress(replace(at, fraction=start + (end - start) * at.fraction))

    return replace(context, on_progress=scaled)
