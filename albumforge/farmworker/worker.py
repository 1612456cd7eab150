"""A worker of the farm: registers, and until it is told to go claims videos, encodes them and reports."""

from __future__ import annotations

import contextlib
import shlex
import subprocess
from collections.abc import Callable

from albumforge.errors import Cancelled, Unavailable, plain
from albumforge.farmworker.client import Master, MasterAway, Refused, insist, wait
from albumforge.farmworker.encoding import encoders
from albumforge.farmworker.heartbeat import HEARTBEAT_SECONDS, Heartbeat, Signs
from albumforge.farmworker.record import Record, remove_part
from albumforge.farmworker.reports import FAILED
from albumforge.farmworker.task import Task
from albumforge.farmworker.told import Watcher
from albumforge.farmworker.wanted import Wanted
from albumforge.settings import Settings

LOOK_SECONDS = 2.0
"""Between two looks for work while there is none."""


class Worker:
    """One worker; not for several threads."""

    def __init__(
        self,
        settings: Settings,
        master: Master,
        wanted: Wanted,
        watcher: Watcher,
        stopped: Callable[[], bool],
        *,
        heartbeat_seconds: float = HEARTBEAT_SECONDS,
    ) -> None:
        """Prepare; nothing is sent.

        Args:
            stopped: asked several times a second; once it is true, what is encoded is given up and the worker ends.
        """
        self._settings = settings
        self._master = master
        self._wanted = wanted
        self._watcher = watcher
        self._stopped = stopped
        signs = Signs(watcher.away, watcher.back, watcher.taken)
        self._heartbeat = Heartbeat(master, wanted.identity, signs, heartbeat_seconds=heartbeat_seconds)
        self._idle = ""

    def run(self) -> None:
        """Work until told to go, by the master or by `stopped`.

        Raises:
            Conflict: a worker of this name runs on this machine already.
            Refused: the master does not want this worker, as without a token.
            StorageError: the folder of the record cannot be written.
            Unavailable: the transcoder does not work here, and no other may take its place; the command that powers
                the machine off cannot be run.
        """
        with Record(self._wanted.state, self._master.url, self._wanted.identity.name) as record:
            try:
                self._try_encoders()
                self._heartbeat.start(self._stopped)
                self._watcher.registered(self._heartbeat.worker_id)
                self._clean_up(record)
                self._loop(record)
            except Cancelled:
                return
            finally:
                self._heartbeat.sign_off()
        if self._heartbeat.action == "shutdown" and not self._stopped():
            self._power_off()

    def _try_encoders(self) -> None:
        found = encoders(self._settings, self._wanted.backend, self._stopped)
        if not self._wanted.fallback and all(one["problem"] for one in found):
            why = "; ".join(f"{one['name']}: {one['problem']}" for one in found)
            raise Unavailable(
                f"The transcoder {self._wanted.backend} does not work on this machine ({why}).",
                hint="Leave out --no-fallback to let software do its work.",
            )
        self._watcher.encoders(found)

    def _clean_up(self, record: Record) -> None:
        """Remove the part that a killed worker of this name left, unless it had become the master's."""
        left = record.read()
        if left is None:
            return
        if left.handed_over:
            with contextlib.suppress(Refused):
                task = insist(lambda: self._master.task(left.task_id), self._stopped, on_away=self._watcher.away)
                if task["status"] != FAILED:
                    record.clear()
                    return
        remove_part(left.part)
        record.clear()

    def _loop(self, record: Record) -> None:
        while not self._leaving():
            if self._heartbeat.error is not None:
                raise self._heartbeat.error
            task_id = self._claim()
            if task_id:
                self._task(task_id).run(record)
            if self._wanted.once:
                return
            if not task_id:
                wait(LOOK_SECONDS, self._leaving)
        if self._heartbeat.action:
            self._watcher.ordered(self._heartbeat.action)

    def _leaving(self) -> bool:
        return self._stopped() or bool(self._heartbeat.action)

    def _claim(self) -> str:
        """Return the id of a task; "" where there is none for us now, or we are to go."""
        one = self._wanted.identity

        lost = False

        def claim() -> str:
            nonlocal lost
            if lost:  # a task that was given to us, and that we do not know of
                self._heartbeat.renew(self._leaving)
                lost = False
            if self._leaving():
                raise Cancelled
            try:
                return self._master.claim(self._heartbeat.worker_id, one.worker_type, one.support_vr, self._wanted.dest)
            except MasterAway as error:
                lost = error.heard
                raise

        try:
            task_id = insist(claim, self._leaving, on_away=self._watcher.away)
        except Refused as error:
            if error.status not in (404, 409):  # nothing to do; not for us now
                raise
            if self._idle != error.said:
                self._idle = error.said
                self._watcher.idle("" if error.status == 404 else error.said)
            return ""
        except Cancelled:
            return ""
        self._idle = ""
        return task_id

    def _task(self, task_id: str) -> Task:
        return Task(
            self._settings,
            self._master,
            self._wanted,
            self._watcher,
            self._stopped,
            task_id=task_id,
            worker_id=self._heartbeat.worker_id,
        )

    def _power_off(self) -> None:
        self._watcher.power_off(self._wanted.power_off)
        if self._wanted.power_off:
            try:
                subprocess.run(shlex.split(self._wanted.power_off), check=True, stdin=subprocess.DEVNULL)
            except (OSError, subprocess.CalledProcessError) as error:
                raise Unavailable(f"The machine could not be powered off: {plain(error)}.") from error
