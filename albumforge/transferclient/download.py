"""One programme that is received: each step from where a killed process left it."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from albumforge.context import Context
from albumforge.errors import Cancelled, ForgeError, InTheWay, InvalidInput, StorageError
from albumforge.media.publish import make_folder, writing
from albumforge.media.sizes import size_text
from albumforge.services.disk import free_bytes
from albumforge.transferclient.consent import Consent
from albumforge.transferclient.pace import with_pace
from albumforge.transferclient.received import Proven, Received, Record, RefusedByOwner
from albumforge.transferclient.reports import Reports
from albumforge.transferclient.server import (
    CONSENT,
    DONE,
    DOWNLOADING,
    FAILED,
    FETCHING_KEY,
    MERGING,
    Refused,
    Task,
)
from albumforge.transferclient.state import read_record
from albumforge.transferclient.steps import Steps
from albumforge.transfers.cids import binary_cid
from albumforge.transfers.fetching import STAGE as FETCH
from albumforge.transfers.fetching import Fetched, fetch_block, fetch_layout, heal_segment, map_of
from albumforge.transfers.keys import Keys
from albumforge.transfers.mhl import master_file
from albumforge.transfers.mhl_digests import file_digests
from albumforge.transfers.mhl_read import read_manifest
from albumforge.transfers.mhl_write import write_generation
from albumforge.transfers.names import below
from albumforge.transfers.opening import STAGE as DECRYPT
from albumforge.transfers.opening import open_master
from albumforge.transfers.private_block import Master

if TYPE_CHECKING:
    from albumforge.transferclient.receiving import Receiver

_MOVE = "Move it away, or receive into another folder."


class Download:
    """One programme that is received."""

    def __init__(self, receiver: Receiver, place: Path, task: Task, keys: Keys, context: Context) -> None:
        self._receiver, self._task, self._keys, self._context = receiver, task, keys, context
        file, self._block = place / "task.json", place / "block"
        self._root = binary_cid(task.hash)
        record = read_record(file, Record)
        self._record = record if record is not None and record.hash == task.hash else Record(hash=task.hash)
        # The server may know more: the same download was begun in another folder.
        self._record.status = FAILED if task.status == FAILED else max(task.status, self._record.status)
        self._steps = Steps(file, self._record)

    def run(self) -> Received | None:
        sizes = {FETCH: int(self._task.size), DECRYPT: int(self._task.size)}
        with Reports(self._tell, self._context, patience=self._receiver.patience) as reports:
            context = with_pace(self._context, sizes, lambda _, fraction: reports.percent(100 * fraction))
            try:
                return self._work(reports, context)
            except Cancelled:
                raise
            except ForgeError as error:
                if not isinstance(error, RefusedByOwner) and reports.fail():
                    self._steps.note(status=FAILED)
                raise

    def _work(self, reports: Reports, context: Context) -> Received | None:
        proven, fetched = self._record.proven, 0
        if proven is None:
            made = self._received(reports, context)
            if made is None:
                return None
            proven, fetched = made
            self._steps.note(proven=proven)
            self._block.unlink(missing_ok=True)
        reports.enter(DONE, 100.0)
        given = self._receiver.sources.given
        return Received(Path(proven.path), proven.size, proven.c4, Path(proven.manifest), fetched, given)

    def _received(self, reports: Reports, context: Context) -> tuple[Proven, int] | None:
        """Return the master and how many segments were fetched; None: the owner has not consented yet."""
        receiver = self._receiver
        self._enter(reports, DOWNLOADING)
        layout = fetch_layout(self._root, receiver.sources, context=context, most=int(self._task.size) or None)
        self._check_room(layout.length or int(self._task.size))
        fetched = fetch_block(
            layout, receiver.sources, self._block, context=context, jobs=receiver.jobs, throttle=receiver.throttle
        )
        self._enter(reports, CONSENT)
        consent = Consent(receiver, self._task, self._keys, context)
        released = consent.wait()
        if released is None:
            return None
        self._enter(reports, FETCHING_KEY)
        master = consent.master(released)
        self._enter(reports, MERGING)
        path = self._made(master, fetched, context)
        manifest = self._proven(master, path)
        return Proven(str(path), master.size, master.c4, str(manifest)), fetched.fetched

    def _check_room(self, length: int) -> None:
        """Check that public block and master have room, before anything is fetched."""
        there = 0
        if self._block.exists():
            there = self._block.stat().st_blocks * 512
        free = free_bytes(self._receiver.folder)
        if there < length and free < 2 * length - there:
            raise StorageError(
                f"{self._receiver.folder} has {size_text(free)} free; this programme needs "
                f"{size_text(2 * length - there)} while it is received."
            )

    def _made(self, master: Master, fetched: Fetched, context: Context) -> Path:
        """Return the path of the master, which is made now where it is not there yet."""
        path = below(self._receiver.folder, master.name)
        if os.path.lexists(path):
            if path.is_symlink() or not path.is_file() or path.stat().st_size != master.size:
                raise InTheWay(f"{path} is there already, and is not written over.", hint=_MOVE)
            digests = file_digests(path, ("c4", "xxh128"), report=lambda _: context.check())
            if digests != {"c4": master.c4, "xxh128": master.xxh128}:
                raise InTheWay(f"{path} is there already with other content, and is not written over.", hint=_MOVE)
            return path
        if self._block.stat().st_size != master.length:
            map_of(self._block).unlink(missing_ok=True)
            raise InvalidInput("The public block has another length than its sender says.")
        make_folder(path.parent)

        def heal(number: int) -> None:
            context.log(f"Segment {number} of the public block is damaged on this disk, and is fetched again.")
            heal_segment(fetched.layout, number, self._receiver.sources, self._block, context=context)

        open_master(self._block, master, path, context=context, heal=heal)
        return path

    def _proven(self, master: Master, path: Path) -> Path:
        """Write the ASC MHL of the folder with the master in it, which was just read as a whole, and return it."""
        folder, modified = self._receiver.folder, path.stat().st_mtime
        if master.mhl:
            told = {file.path: file for file in read_manifest(master.mhl.encode()).files}
            found = told.get(master.name)
            if found is None or ("c4", master.c4) not in {(one.format, one.value) for one in found.hashes}:
                raise InvalidInput("The ASC MHL of the sender does not list what was sent.")
            if found.modified is not None:
                modified = found.modified.timestamp()
                with writing(path):
                    os.utime(path, (modified, modified))
        entry = master_file(
            master.name,
            size=master.size,
            modified=datetime.fromtimestamp(modified, UTC),
            c4=master.c4,
            xxh128=master.xxh128,
        )
        return write_generation(folder, [entry])

    def _enter(self, reports: Reports, status: int) -> None:
        try:
            self._steps.enter(reports, status)
        except Refused as error:
            self._check_refusal(error)
            raise

    def _check_refusal(self, error: Refused) -> None:
        """Say so where the server refuses a step because the owner refuses the download."""
        if error.status == HTTPStatus.CONFLICT:
            task = self._receiver.server.download(self._task.id)
            if task.status == FAILED and task.message:
                raise RefusedByOwner(task) from error

    def _tell(self, status: int, percent: float) -> None:
        self._receiver.server.report_download(self._task.id, {"status": status, "percent": f"{percent:.1f}"})
