"""Transcode files and folders here and now, one after another."""

from __future__ import annotations

import logging
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, ForgeError, InTheWay, MediaError, StorageError
from albumforge.media.publish import make_folder
from albumforge.media.sizes import size_text
from albumforge.plugins import contained
from albumforge.services.disk import free_bytes
from albumforge.services.originals import swept_line
from albumforge.services.own_part import own_part
from albumforge.services.transcode_outcome import Outcome, Wanted
from albumforge.services.videos_found import Candidate, candidates
from albumforge.settings import Settings
from albumforge.transcoders.container import suffix_for
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.quarantine import Quarantine
from albumforge.transcoders.replace import destination, put_in_place
from albumforge.transcoders.results_log import Result, ResultsLog, digest_of
from albumforge.transcoders.skip import reason_to_skip
from albumforge.transcoders.verify import verify
from albumforge.transcoding import NotSmaller, Transcoder, VideoFacts

_log = logging.getLogger(__name__)
_SHARES = {"search": (0.0, 0.15), "transcode": (0.15, 0.75), "verify": (0.9, 0.1)}
"""Stage of a video → where it begins, and how much of the whole it is, about."""


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
        self._wanted.check(list(files))
        if self._wanted.replaces and not self._wanted.dry_run:
            for folder in {file.resolve() if file.is_dir() else file.resolve().parent for file in files}:
                Quarantine(folder).recover()
        found = candidates(files, self._context)
        with ExitStack() as stack:
            for candidate in found.videos:
                self._open(candidate, stack)
            if self._wanted.replaces and not self._wanted.dry_run:
                for log in self._made.values():
                    log.check_around(self._made)
            for folder, why in found.unread:
                self._tell(Outcome(folder, "failed", why))
            jobs = self._examined(found.videos)
            total, done = sum(job.facts.size for job in jobs) or 1, 0
            for number, job in enumerate(jobs, 1):
                named = f"{number}/{len(jobs)} {job.candidate.path.name}"
                self._do(job, self._part_of(named, done / total, job.facts.size / total))
                done += job.facts.size
        self._sweep({candidate.root for candidate in found.videos})
        if others := found.others_told():
            self._on_note(others)
        return tuple(self._outcomes)

    def _sweep(self, roots: set[Path]) -> None:
        if self._wanted.replaces and not self._wanted.dry_run:
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
        if self._wanted.output is None:
            return candidate.root
        return self._wanted.output if self._wanted.result is None else self._wanted.result.parent

    def _examined(self, found: Sequence[Candidate]) -> list[_Job]:
        jobs = []
        for number, candidate in enumerate(found):
            self._context.check()
            self._context.progress("probe", number / len(found), candidate.path.name)
            with self._telling(candidate.path):
                facts = video_facts(candidate.path)
                reason, result = self._reason_to_skip(candidate, facts)
                if reason:
                    self._tell(Outcome(candidate.path, "skipped", reason, result, facts.size, facts.size))
                else:
                    jobs.append(_Job(candidate, facts))
        return jobs

    @contextmanager
    def _telling(self, path: Path, size: int = 0) -> Iterator[None]:
        """Tell what goes wrong with one video, so that the others go on."""
        try:
            with contained():
                yield
        except Cancelled:
            raise
        except MediaError as error:
            self._tell(Outcome(path, "failed", error.reason, None, size, size))
        except ForgeError as error:
            self._tell(Outcome(path, "failed", str(error), None, size, size))
        except Exception as error:  # what nobody thought of; the other videos are none the worse for it
            _log.warning("%s cannot be transcoded", path, exc_info=True)
            why = f"something unexpected went wrong ({type(error).__name__}: {error})"
            self._tell(Outcome(path, "failed", why, None, size, size))

    def _reason_to_skip(self, candidate: Candidate, facts: VideoFacts) -> tuple[str, Path | None]:
        preset, made = self._wanted.preset, self._made[self._folder(candidate)]
        result = made.result_of(candidate.path, facts.size, facts.mtime_ns, preset, at=self._wanted.result)
        if result is not None:
            return f"It was done before: {result}.", result
        if made.is_result(candidate.path, preset):
            return "It was made by this preset before.", None
        refused = made.refusal_of(candidate.path, facts.size, facts.mtime_ns, preset)
        if refused:
            return refused, None
        if (candidate.path, facts.size, facts.mtime_ns) in self._restored(candidate.root):
            return "It was put back after it had been replaced.", None
        if self._wanted.replaces and (names := candidate.path.stat().st_nlink) > 1:
            said = f"It has {names} names (hard links): replaced under one of them, it would take more room, not less."
            return said, None
        return reason_to_skip(facts, preset.skip, preset.video.codec, candidate.relative), None

    def _restored(self, root: Path) -> frozenset[tuple[Path, int, int]]:
        if not self._wanted.replaces:
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
        path, size = job.candidate.path, job.facts.size
        made = self._made[self._folder(job.candidate)]
        with self._telling(path, size):
            dest = self._destination(job, made)
            if self._wanted.replaces:
                Quarantine(job.candidate.root).check_place(path)
            elif os.path.lexists(dest) and made.source_of(dest) != path:
                raise InTheWay(f"{dest} cannot be written: another file has this name.")
            if self._wanted.dry_run:
                self._tell(Outcome(path, "planned", "", dest, size, size))
                return
            try:
                outcome = self._transcoded(job, dest, made, context)
            except NotSmaller as error:
                made.note(self._noted(job, refused=error.message))
                outcome = Outcome(path, "refused", error.message, None, size, size)
            self._tell(outcome)

    def _transcoded(self, job: _Job, dest: Path, made: ResultsLog, context: Context) -> Outcome:
        source, preset, threads = job.candidate.path, self._wanted.preset, self._settings.threads
        part = own_part(dest, source)
        try:
            make_folder(dest.parent)
            self._check_room(dest, job.facts.size)
            result = self._transcoder.transcode(source, part, preset, threads=threads, context=context)
            verify(part, source, preset, context=context, threads=threads)
            self._place(job, part, dest, made)
        finally:
            with suppress(OSError):
                part.unlink()
        after = dest.stat().st_size
        return Outcome(source, "done", "", dest, job.facts.size, after, replace(result, path=dest))

    def _destination(self, job: _Job, made: ResultsLog) -> Path:
        source, output = job.candidate.path, self._wanted.output
        suffix = suffix_for(self._wanted.preset, job.facts)

        def taken(path: Path) -> bool:
            return os.path.lexists(path) and made.source_of(path) != source

        if output is not None and self._wanted.result is None:
            output = (output / job.candidate.relative).parent
        return destination(source, output, suffix, taken)

    def _check_room(self, dest: Path, size: int) -> None:
        free, reserve = free_bytes(dest.parent), round(self._settings.disk_reserve_gb * 1e9)
        if free < size + reserve:
            raise StorageError(
                f"{dest.parent} has {size_text(free)} free; {size_text(size + reserve)} are needed.",
                hint="The setting disk_reserve_gb says how much stays free.",
            )

    def _place(self, job: _Job, part: Path, dest: Path, made: ResultsLog) -> None:
        source, facts, keep = job.candidate.path, job.facts, None
        if self._wanted.replaces:
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
