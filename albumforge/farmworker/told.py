"""What a worker tells those who watch it on its own machine."""

from __future__ import annotations

from typing import Any, Protocol

from albumforge.context import Progress
from albumforge.errors import ForgeError


class Watcher(Protocol):
    """Is told what happens; called from any thread."""

    def away(self, error: ForgeError) -> None:
        """The master stopped answering; it is tried again and again."""

    def back(self) -> None:
        """The master answers again."""

    def taken(self) -> None:
        """The master has a worker of this name online; it is tried again until that is so no more."""

    def registered(self, worker_id: int) -> None:
        """The master knows this worker."""

    def encoders(self, found: list[dict[str, Any]]) -> None:
        """What the transcoder can encode with on this machine, as `albumforge.transcoding.Encoder`."""

    def idle(self, why: str) -> None:
        """The master has no task for this worker; `why` is what it says, "": no video is left; told once for each."""

    def began(self, task_id: str, name: str) -> None:
        """A video is worked on."""

    def progress(self, progress: Progress) -> None:
        """How far it is."""

    def note(self, line: str) -> None:
        """A line of the transcoder's."""

    def encoded(self, name: str, made: dict[str, Any]) -> None:
        """A video was encoded, as `albumforge.transcoding.Transcoded`; it is the master's now."""

    def ended(self, name: str, task: dict[str, Any]) -> None:
        """What the master says of the task then."""

    def failed(self, name: str, reason: str) -> None:
        """A video could not be encoded; the master knows why."""

    def dropped(self, name: str, reason: str) -> None:
        """The master does not want a task from this worker any more."""

    def ordered(self, action: str) -> None:
        """The master wants this worker to go: ``offline``, or ``shutdown`` of the machine."""

    def power_off(self, command: str) -> None:
        """The machine is powered off now by this command; "": none is configured."""
