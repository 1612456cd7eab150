"""Transcode files and folders here and now, one after another."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from albumforge.context import Context, Progress
from albumforge.errors import Conflict, InTheWay, InvalidInput, MediaError, StorageError
from albumforge.media.publish import make_folder
from albumforge.media.sniff import VIDEO_SUFFIXES
from albumforge.services.disk import free_bytes
from albumforge.services.originals import swept_line
from albumforge.services.own_part import own_part
from albumforge.services.videos_found import Candidate, candidates
from albumforge.settings import Settings
from albumforge.transcoders.container import suffix_for
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.quarantine import Quarantine
from albumforge.transcoders.replace import destination, names_file, put_in_place
from albumforge.transcoders.results_log import Result, ResultsLog, digest_of
from albumforge.transcoders.skip import reason_to_skip
from albumforge.transcoders.verify import verify
from albumforge.transcoding import NotSmaller, Preset, Transcoded, Transcoder, VideoFacts

_SHARES = {"search": (0.0, 0.15), "transcode": (0.15, 0.75), "verify": (0.9, 0.1)}
"""Stage of a video → where it begins, and how much of the whole it is, about."""


@dataclass(frozen=True)
class Outcome:
    """What came of a video.

    Attributes:
        source: the video.
        state: ``done``; ``planned``: it would be done, but nothing was to be; ``skipped``: it needs no transcode;
            ``refused``: the result would not be small enough; ``failed``.
        reason: why it was not done, a sentence or a clause, or "".
        result: where the result is, or would be; None where there is none.
        before, after: bytes of source and result; the same where nothing was made.
        made: what the transcoder says of the result, or None.
    """

    source: Path
    state: Literal["done", "planned", "skipped", "refused", "failed"]
    reason: str = ""
    result: Path | None = None
    before: int = 0
    after: int = 0
    made: Transcoded | None = None

    @property
    def saved(self) -> int:
        """Bytes by which the result is smaller."""
        return self.before - self.after


@dataclass(frozen=True)
class Wanted:
    """What is to be done with videos.

    Attributes:
        preset: what to make of them.
        output: folder for the results, or the file for one; None: each takes the place of its source, which is kept.
        keep_days: days that sources are kept; those that were replaced longer ago are deleted at the end. 0: for ever.
        dry_run: only find out what would be done.
    """

    preset: Preset
    output: Path | None
    keep_days: float = 0.0
    dry_run: bool = False


@dataclass(frozen=True)
class _Job:
    """A video that is to be transcoded."""

    candidate: Candidate
    facts: VideoFacts


class Transcoding:
    """Transcodes videos one after another; what cannot be done is told, and the others go on."""

    def __init__(
        self,
        settings: Settings,
        transcoder: Transcoder,
        wanted: Wanted,
        *,
        on_outcome: Callable[[Outcome], None],
        on_note: Callable[[str], None],
        context: Context,
    ) -> None:
        self._settings, self._transcoder, self._wanted = settings, transcoder, wanted
        self._on_outcome, self._on_note, self._context = on_outcome, on_note, context
        self._outcomes: list[Outcome] = []
        self._made: dict[Path, ResultsLog] = {}
        self._put_back: dict[Path, frozenset[tuple[Path, int, int]]] = {}

    def run(self, files: Sequence[Path]) -> tuple[Outcome, ...]:
        """Transcode the files, and the videos below the folders; see `albumforge.forge.Forge.transcode`."""
        output = self._wanted.output
        if output is not None:
            _check_output(output, files)
        if output is None and not self._wanted.dry_run:
            for folder in {file.resolve() if file.is_dir() else file.resolve().parent for file in files}:
                Quarantine(folder).recover()
        found = candidates(files, self._context)
        with ExitStack() as stack:
            for candidate in found:
                self._open(candidate, stack)
            jobs = self._examined(found)
            total, done = sum(job.facts.size for job in jobs) or 1, 0
            for number, job in enumerate(jobs, 1):
                named = f"{number}/{len(jobs)} {job.candidate.path.name}"
                self._do(job, self._part_of(named, done / total, job.facts.size / total))
                done += job.facts.size
        self._sweep({candidate.root for candidate in found})
        return tuple(self._outcomes)

    def _sweep(self, roots: set[Path]) -> None:
        if self._wanted.output is None and not self._wanted.dry_run:
            for root in sorted(roots):
                swept = Quarantine(root).sweep(self._wanted.keep_days)
                if swept.files:
                    self._on_note(swept_line(swept, self._wanted.keep_days))
                for path, why in swept.kept:
                    self._on_note(f"{path} is kept: {why}.")

    def _open(self, candidate: Candidate, stack: ExitStack) -> None:
        folder = self._folder(candidate)
        if folder not in self._made:
            made = self._made[folder] = ResultsLog(folder)
            if self._wanted.dry_run:
                made.read()
            else:
                stack.enter_context(made.opened())

    def _folder(self, candidate: Candidate) -> Path:
        """Return the folder where it is noted what was made of a candidate."""
        output = self._wanted.output
        if output is None:
            return candidate.root
        return output.parent if names_file(output) else output

    def _examined(self, found: Sequence[Candidate]) -> list[_Job]:
        jobs = []
        for number, candidate in enumerate(found):
            self._context.check()
            self._context.progress("probe", number / len(found), candidate.path.name)
            try:
                facts = video_facts(candidate.path)
            except MediaError as error:
                self._tell(Outcome(candidate.path, "failed", error.reason))
                continue
            reason, result = self._reason_to_skip(candidate, facts)
            if reason:
                self._tell(Outcome(candidate.path, "skipped", reason, result, facts.size, facts.size))
            else:
                jobs.append(_Job(candidate, facts))
        return jobs

    def _reason_to_skip(self, candidate: Candidate, facts: VideoFacts) -> tuple[str, Path | None]:
        preset, made = self._wanted.preset, self._made[self._folder(candidate)]
        result = made.result_of(candidate.path, facts.size, facts.mtime_ns, preset)
        if result is not None:
            return f"It was done before: {result}.", result
        if made.is_result(candidate.path, preset):
            return "It was made by this preset before.", None
        refused = made.refusal_of(candidate.path, facts.size, facts.mtime_ns, preset)
        if refused:
            return refused, None
        if (candidate.path, facts.size, facts.mtime_ns) in self._restored(candidate.root):
            return "It was put back after it had been replaced.", None
        return reason_to_skip(facts, preset.skip, preset.video.codec, candidate.relative), None

    def _restored(self, root: Path) -> frozenset[tuple[Path, int, int]]:
        if self._wanted.output is not None:
            return frozenset()
        if root not in self._put_back:
            self._put_back[root] = Quarantine(root).restored()
        return self._put_back[root]

    def _part_of(self, named: str, start: float, share: float) -> Context:
        """Return a context for one video, whose progress is a part of that of all."""

        def report(progress: Progress) -> None:
            begin, part = _SHARES.get(progress.stage, (0.0, 0.0))
            said = f"{named} · {progress.message}" if progress.message else named
            self._context.progress("transcode", start + share * (begin + part * progress.fraction), said)

        return Context(report, self._context.on_log, self._context.cancelled, self._context.poll_interval)

    def _do(self, job: _Job, context: Context) -> None:
        candidate, facts = job.candidate, job.facts
        made = self._made[self._folder(candidate)]
        dest = self._destination(job, made)
        if self._wanted.dry_run:
            self._tell(Outcome(candidate.path, "planned", "", dest, facts.size, facts.size))
            return
        part = own_part(dest, candidate.path)
        try:
            make_folder(dest.parent)
            if self._wanted.output is None:
                Quarantine(candidate.root).check_place(candidate.path)
            elif os.path.lexists(dest) and made.source_of(dest) != candidate.path:
                raise InTheWay(f"{dest} cannot be written: another file has this name.")
            self._check_room(dest, facts.size)
            result = self._transcoder.transcode(
                candidate.path, part, self._wanted.preset, threads=self._settings.threads, context=context
            )
            verify(part, candidate.path, self._wanted.preset, context=context, threads=self._settings.threads)
            self._place(job, part, dest, made)
        except NotSmaller as error:
            made.note(self._noted(job, refused=error.message))
            self._tell(Outcome(candidate.path, "refused", error.message, None, facts.size, facts.size))
        except MediaError as error:
            self._tell(Outcome(candidate.path, "failed", error.reason, None, facts.size, facts.size))
        except (Conflict, StorageError) as error:
            self._tell(Outcome(candidate.path, "failed", str(error), None, facts.size, facts.size))
        else:
            after = dest.stat().st_size
            self._tell(Outcome(candidate.path, "done", "", dest, facts.size, after, replace(result, path=dest)))
        finally:
            with suppress(OSError):
                part.unlink()

    def _destination(self, job: _Job, made: ResultsLog) -> Path:
        source, output = job.candidate.path, self._wanted.output
        suffix = suffix_for(self._wanted.preset, job.facts)

        def taken(path: Path) -> bool:
            return os.path.lexists(path) and made.source_of(path) != source

        if output is not None and not names_file(output):
            output = (output / job.candidate.relative).parent
        return destination(source, output, suffix, taken)

    def _check_room(self, dest: Path, size: int) -> None:
        free, reserve = free_bytes(dest.parent), round(self._settings.disk_reserve_gb * 1e9)
        if free < size + reserve:
            raise StorageError(
                f"{dest.parent} has {free / 1e9:.1f} GB free; {(size + reserve) / 1e9:.1f} GB are needed.",
                hint="The setting disk_reserve_gb says how much stays free.",
            )

    def _place(self, job: _Job, part: Path, dest: Path, made: ResultsLog) -> None:
        source, facts, keep = job.candidate.path, job.facts, None
        if self._wanted.output is None:
            keep = Quarantine(job.candidate.root)
        elif made.source_of(dest) == source:
            dest.unlink()  # an older result of the same video
        # Noted before: what was killed in between is known by its size and time, once it is in its place.
        made.note(self._noted(job, result=str(dest), new_size=part.stat().st_size, new_mtime_ns=facts.mtime_ns))
        put_in_place(part, dest, source=source, size=facts.size, mtime_ns=facts.mtime_ns, keep=keep)

    def _noted(self, job: _Job, **fields: Any) -> Result:
        facts = job.facts
        preset = digest_of(self._wanted.preset)
        return Result(str(job.candidate.path), facts.size, facts.mtime_ns, preset, **fields)

    def _tell(self, outcome: Outcome) -> None:
        self._outcomes.append(outcome)
        self._on_outcome(outcome)


def _check_output(output: Path, files: Sequence[Path]) -> None:
    """Refuse an output that is no folder, and no file that could be written.

    Raises:
        InvalidInput: it is.
    """
    if names_file(output):
        if len(files) != 1 or files[0].is_dir():
            raise InvalidInput(f"{output} is the name of a file; several results need a folder.")
    elif output.suffix.lower() in VIDEO_SUFFIXES and not output.is_dir():
        raise InvalidInput(
            f"{output}: results are MP4, MOV or Matroska.", hint="Let the name end with .mp4, .mov or .mkv."
        )
