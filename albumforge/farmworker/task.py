"""One task of a worker: from its order to the result that is the master's, or to the reason why there is none."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from albumforge.context import Progress
from albumforge.errors import Cancelled, ForgeError, MediaError, StorageError, Unavailable
from albumforge.farmworker import encoding
from albumforge.farmworker.client import Master, MasterAway, Order, Refused, insist, wait
from albumforge.farmworker.record import Record, Unfinished, remove_part
from albumforge.farmworker.reports import COMPLETED, FAILED, RUNNING, Reports
from albumforge.farmworker.told import Watcher
from albumforge.farmworker.wanted import Wanted
from albumforge.media.publish import check_writable, is_full
from albumforge.services.disk import check_room
from albumforge.settings import Settings
from albumforge.transcoding import NotSmaller, encoding_note, told_speed

STOPPED = "worker stopped"
_MTIME_SECONDS = 2.0
"""Some network file systems tell times no finer."""
_LONGEST_REASON = 2000
_LOOK_SECONDS = 0.5
"""Between two looks at how far the master is, where a worker waits for it."""
_RETRY, _UNUSABLE, _NOT_SMALLER, _GIVEN_BACK = "failed", "unusable", "not_smaller", "given_back"
_NO_ROOM = "no_room"
"""What a failure means for the video: as `albumforge.services.farm.states.Outcome`."""


@dataclass(frozen=True)
class _Places:
    source: Path
    part: Path


class Task:
    """One task that was claimed; run it once."""

    def __init__(
        self,
        settings: Settings,
        master: Master,
        wanted: Wanted,
        watcher: Watcher,
        stopped: Callable[[], bool],
        *,
        task_id: str,
        worker_id: int,
    ) -> None:
        self._settings = settings
        self._master = master
        self._wanted = wanted
        self._watcher = watcher
        self._stopped = stopped
        self._task_id = task_id
        self._worker_id = worker_id
        self._name = task_id

    def run(self, record: Record) -> None:
        """Do it, and tell the master what came of it, however long that is away.

        Raises:
            Cancelled: the worker is to stop; the master was told that the task failed, if it answered.
        """
        try:
            order = insist(lambda: self._master.order(self._task_id), self._stopped, on_away=self._watcher.away)
        except Refused as error:
            self._watcher.dropped(self._name, error.said)
            return
        except Cancelled:
            self._fail(STOPPED, outcome=_GIVEN_BACK)
            raise
        self._name = PurePosixPath(order.video_path).name
        self._watcher.began(self._task_id, self._name)
        reports = Reports(self._master, self._task_id, self._worker_id)
        places: _Places | None = None
        try:
            places = self._places(order)
            self._check(order, places)
            made = self._encode(order, places, record, reports)
        except ForgeError as error:
            reports.close()
            self._give_up(error, order, places, record, reports)
            return
        reports.close()
        self._watcher.encoded(self._name, made)
        self._hand_over(places, made, record, reports.elapsed)

    def _places(self, order: Order) -> _Places:
        to_local = self._wanted.mappings.to_local
        return _Places(to_local(order.video_path), to_local(order.part_path))

    def _check(self, order: Order, places: _Places) -> None:
        """Raise where source, place or room is not as it must be."""
        try:
            same = _same(order, places.source)
        except OSError as error:
            raise MediaError(
                places.source, "the worker does not find it.", hint="Check the path mappings of the worker (--map)."
            ) from error
        if not same:
            raise MediaError(places.source, "what the worker finds there is not the file that was scanned")
        check_writable(places.part)
        check_room(places.part, order.source_size, self._settings.disk_reserve_gb)

    def _encode(self, order: Order, places: _Places, record: Record, reports: Reports) -> dict[str, Any]:
        try:
            record.write(Unfinished(self._task_id, places.part))
        except StorageError as error:  # of a disk of this machine: others may have room
            raise Unavailable(str(error)) from error

        def on_message(message: dict[str, Any]) -> None:
            if "log" in message:
                self._watcher.note(message["log"])
                return
            progress = Progress(message["stage"], message["fraction"], message["message"])
            self._watcher.progress(progress)
            if progress.stage == "transcode":
                fps = told_speed(progress.message)
                reports.update(progress.fraction, **({} if fps is None else {"fps": fps}))

        job = encoding.Transcode(
            self._wanted.backend,
            places.source,
            places.part,
            json.dumps(order.preset),
            self._wanted.threads,
            self._wanted.fallback,
        )
        return encoding.transcode(self._settings, job, on_message, lambda: self._stopped() or bool(reports.lost))

    def _give_up(
        self, error: ForgeError, order: Order, places: _Places | None, record: Record, reports: Reports
    ) -> None:
        if places is not None:
            remove_part(places.part)
        record.clear()
        if reports.lost:
            self._watcher.dropped(self._name, reports.lost)
        elif isinstance(error, Cancelled):
            self._fail(STOPPED, reports.elapsed, _GIVEN_BACK)
            raise error
        else:
            self._fail(self._reason(error, places), reports.elapsed, _outcome(error, order, places))

    def _fail(self, reason: str, elapsed: int = 0, outcome: str = _RETRY) -> None:
        try:
            self._tell(status=FAILED, error_message=reason[:_LONGEST_REASON], elapsed_time=elapsed, outcome=outcome)
        except Refused as error:
            self._watcher.dropped(self._name, error.said)
        except Cancelled:
            if reason != STOPPED:
                raise
        else:
            self._watcher.failed(self._name, reason)

    def _hand_over(self, places: _Places, made: dict[str, Any], record: Record, elapsed: int) -> None:
        """Tell the master that it is done; from then on the part is the master's."""
        record.write(Unfinished(self._task_id, places.part, handed_over=True))
        said = encoding_note(made["encoder"], made["fallback"], made["notes"])
        try:
            self._tell(
                status=COMPLETED,
                progress=100.0,
                elapsed_time=elapsed,
                remaining_time=0,
                message=said[:_LONGEST_REASON],
            )
        except Refused as error:
            if self._look().get("status") != COMPLETED:  # of which the first answer may have been lost
                remove_part(places.part)
                record.clear()
                self._watcher.dropped(self._name, error.said)
                return
        record.clear()
        told = self._look()
        while self._wanted.once and told.get("status") == RUNNING and not self._stopped():  # it is being verified
            wait(_LOOK_SECONDS, self._stopped)
            told = self._look() or told
        self._watcher.ended(self._name, told)

    def _tell(self, **fields: Any) -> None:
        insist(
            lambda: self._master.report(self._task_id, worker_id=self._worker_id, **fields),
            self._stopped,
            on_away=self._watcher.away,
        )

    def _look(self) -> dict[str, Any]:
        with contextlib.suppress(Refused, MasterAway):
            return self._master.task(self._task_id)
        return {}

    def _reason(self, error: ForgeError, places: _Places | None) -> str:
        """What failed, with the video's name where a file of this machine is named, and no folder of it."""
        text = str(error)
        if places is not None:
            text = text.replace(str(places.source), self._name)
            text = text.replace(str(places.part), self._name).replace(places.part.name, self._name)
            for folder in sorted({str(places.part.parent), str(places.source.parent)}, key=len, reverse=True):
                text = text.replace(f"{folder}/", "").replace(folder, "")
        return text


def _same(order: Order, source: Path) -> bool:
    """Whether a file is the one that was scanned, as far as size and time tell."""
    found = source.stat()
    late = abs(found.st_mtime_ns - order.source_mtime_ns) > _MTIME_SECONDS * 1e9
    return not late and found.st_size == order.source_size


def _outcome(error: ForgeError, order: Order, places: _Places | None) -> str:
    if isinstance(error, NotSmaller):
        return _NOT_SMALLER
    if isinstance(error, StorageError) and is_full(error):
        return _NO_ROOM
    with contextlib.suppress(OSError):
        # Of a source that is as it was scanned, no other try would make more.
        if places is not None and isinstance(error, MediaError) and _same(order, places.source):
            return _UNUSABLE
    return _RETRY
