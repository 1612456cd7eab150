"""Receives masters: public blocks from places, private ones with their owners' consent, proven files in a folder."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import ForgeError
from albumforge.media.publish import TEMPORARY_PREFIX, make_folder
from albumforge.transferclient.download import Download
from albumforge.transferclient.own_keys import keys_at
from albumforge.transferclient.received import Here, Received, RefusedByOwner
from albumforge.transferclient.server import Server, Task
from albumforge.transferclient.state import State, alone, own_folder, read_record, write_record
from albumforge.transferring import Place
from albumforge.transfers.many import PATIENCE, insist
from albumforge.transfers.sources import Fault, Sources
from albumforge.transfers.throttle import Throttle

__all__ = ["Received", "Receiver", "RefusedByOwner"]

POLL_SECONDS = 5.0
"""Between two questions whether the owner has consented."""


class Receiver:
    """Receives masters for one user; not for several threads."""

    def __init__(
        self,
        server: Server,
        state: State,
        places: Sequence[Place],
        folder: Path,
        *,
        jobs: int = 4,
        throttle: Throttle | None = None,
        patience: float = PATIENCE,
        poll_seconds: float = POLL_SECONDS,
        on_fault: Callable[[Fault], object] = lambda _: None,
        on_waiting: Callable[[Task], object] = lambda _: None,
        on_new_key: Callable[[str, str], object] = lambda *_: None,
        on_late: Callable[[], object] = lambda: None,
        wait: bool = True,
        again: bool = False,
    ) -> None:
        """Prepare; nothing is asked.

        Args:
            places: where public and private blocks are fetched from, all at once.
            folder: where masters appear.
            jobs: segments that are fetched at once.
            throttle: limits the bytes a second.
            patience: seconds that server and places may be away.
            on_fault: is told what a place did wrong, from any thread.
            on_waiting: is told once the public block is there and the owner has not consented yet.
            on_new_key: is told of whose key nothing was known, and its fingerprint; the next one must be the same.
            on_late: is called where the owner has consented, and no place has the private block yet.
            wait: whether consent is waited for.
            again: ask once more for a programme whose owner refused, or that was received before.
        """
        self.server, self.state, self.folder, self.jobs = server, state, folder.absolute(), jobs
        self.throttle, self.patience, self.poll_seconds = throttle or Throttle(), patience, poll_seconds
        self.on_waiting, self.on_new_key, self.on_late = on_waiting, on_new_key, on_late
        self.wait, self.again = wait, again
        self._places = places
        self.sources = Sources(places, patience=patience, on_fault=on_fault)

    def receive(self, source_id: int, context: Context) -> Received | None:
        """Receive a programme, or go on with it; None: the owner has not consented yet, and that is not waited for.

        Raises:
            Refused, ServerAway: the server does not want it, or was away for too long.
            RefusedByOwner: the owner refuses it.
            BlockMissing, PlaceAway: no place has a block, or all were away for too long.
            InvalidInput: what came is not what a sender sends; nothing appears.
            Conflict: the sender's keys changed, or another process receives the same.
            InTheWay: the master's name is taken in the folder.
            StorageError: there is no room; said before anything is fetched.
            Cancelled: the context asked to stop; the next call goes on from there.
        """
        file = self.state.received(self.server.url, source_id)
        if not self.again and (found := self._here(file)) is not None:
            return found
        keys = keys_at(self.server, self.state)
        self._check_places(context)
        refused = insist(lambda: self.server.refused(source_id), context=context, patience=self.patience)
        if refused is not None and not self.again:
            raise RefusedByOwner(refused, hint="--again asks once more.")
        task = insist(lambda: self.server.ask(source_id), context=context, patience=self.patience)
        make_folder(self.folder)
        server = hashlib.sha256(self.server.url.encode()).hexdigest()[:8]
        place = own_folder(self.folder / f"{TEMPORARY_PREFIX}transfer-{server}-{task.id}")
        with alone(place, f"Programme {source_id}"):
            received = Download(self, place, task, keys, context).run()
        if received is not None:
            status = received.path.stat()
            here = Here(str(received.path), status.st_size, status.st_mtime_ns, str(received.manifest))
            write_record(file, here)
            shutil.rmtree(place, ignore_errors=True)
        return received

    def _here(self, file: Path) -> Received | None:
        """Return the programme, where it was received into this folder before and is as it was."""
        here = read_record(file, Here)
        if here is None or not Path(here.path).is_relative_to(self.folder):
            return None
        try:
            status = Path(here.path).stat()
        except OSError:
            return None
        if (status.st_size, status.st_mtime_ns) != (here.size, here.mtime_ns):
            return None
        return Received(Path(here.path), here.size, "", Path(here.manifest), before=True)

    def _check_places(self, context: Context) -> None:
        """Be sure that one of the places answers, before the owner is asked for something that cannot be fetched.

        Raises:
            ForgeError: what the first of them says.
        """
        errors = list[ForgeError]()
        for place in self._places:
            context.check()
            try:
                return place.check()
            except ForgeError as error:
                errors.append(error)
        raise errors[0]
