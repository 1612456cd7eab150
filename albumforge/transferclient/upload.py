"""One master that is sent: its task, its encryption, its publication, each from where a killed process left it."""

from __future__ import annotations

import uuid
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

from albumforge.context import Context
from albumforge.errors import Cancelled, Conflict, ForgeError, MediaError, StorageError
from albumforge.media.sizes import size_text
from albumforge.services.videos_found import Candidate
from albumforge.transferclient.kept import SUFFIX, Kept
from albumforge.transferclient.pace import with_pace
from albumforge.transferclient.reports import Reports
from albumforge.transferclient.sent import Record, Sent
from albumforge.transferclient.server import DONE, ENCRYPTING, FAILED, SPLITTING, UPLOADING, WAITING, Refused
from albumforge.transferclient.state import read_record, write_record
from albumforge.transferclient.steps import Steps
from albumforge.transfers.cids import cid_text
from albumforge.transfers.journal import Journal
from albumforge.transfers.keys import Keys
from albumforge.transfers.many import insist
from albumforge.transfers.private_block import associated_data
from albumforge.transfers.public_block import Header, block_bytes
from albumforge.transfers.publishing import STAGE as PUBLISH
from albumforge.transfers.publishing import map_of, publish_master
from albumforge.transfers.sealing import STAGE as ENCRYPT
from albumforge.transfers.sealing import SealedMaster, seal_master

if TYPE_CHECKING:
    from albumforge.transferclient.sending import Sender

_LONGEST_STEM = 120
"""Bytes of a file's name that the name of its private file has."""


class Upload:
    """One master that is sent."""

    def __init__(self, sender: Sender, folder: Path, master: Candidate, keys: Keys, context: Context) -> None:
        self._sender, self._master, self._keys, self._context = sender, master, keys, context
        self._server, self._place = sender.server, sender.place
        self._file, self._journal = folder / "task.json", folder / "journal"
        self._record = self._opened()
        self._steps = Steps(self._file, self._record)
        self._length = block_bytes(self._record.size)
        self._associated = associated_data(self._record.uuid, self._record.attempt)

    def run(self) -> Sent:
        record = self._record
        if record.status == DONE:
            return self._sent_before(Kept.read(Path(record.kept)))
        self._check_room()
        self._ensure_task()
        sizes = {ENCRYPT: record.size, PUBLISH: self._length}
        with Reports(self._tell, self._context, patience=self._sender.patience) as reports:
            context = with_pace(self._context, sizes, lambda _, fraction: reports.percent(100 * fraction))
            try:
                return self._work(reports, context)
            except Cancelled:
                raise
            except ForgeError:
                if reports.fail():
                    self._steps.note(status=FAILED)
                raise

    def _sent_before(self, kept: Kept) -> Sent:
        """See that what was sent is in this place; where it is not, put the same bytes there."""
        there = not self._sender.again and insist(
            lambda: self._place.has(kept.public), context=self._context, patience=self._sender.patience
        )
        if there:
            return self._sent(kept, before=True)
        self._check_room()
        context = with_pace(self._context, {ENCRYPT: kept.size, PUBLISH: kept.length}, lambda *_: None)
        made = self._keys.unwrap(kept.key), Header(kept.salt, kept.prefix)
        known = self._record.size, self._record.mtime_ns
        Journal.begin(self._journal, source=known, associated=self._associated, keys=self._keys, made=made).close()
        if self._seal(context).root != kept.public:  # nothing has left this machine
            self._clear()
            raise self._changed()
        put = self._publish(context)
        self._clear()
        return self._sent(kept, put=put)

    def _work(self, reports: Reports, context: Context) -> Sent:
        kept = Kept.read(Path(self._record.kept)) if self._record.kept else self._sealed(reports, context)
        put = 0
        if not self._record.published:
            put = self._published(reports, context)
            self._steps.note(published=True)
        elif self._record.status == FAILED:
            self._steps.enter(reports, UPLOADING)  # a task that has failed is not completed at once
        reports.enter(DONE, 100.0)
        self._steps.note(status=DONE)
        self._clear()
        return self._sent(kept, put=put)

    def _published(self, reports: Reports, context: Context) -> int:
        """Put the public block in the place; return how many segments were put."""
        self._steps.enter(reports, UPLOADING)
        return self._publish(context)

    def _publish(self, context: Context) -> int:
        return publish_master(
            self._master.path,
            self._journal,
            self._place,
            associated=self._associated,
            keys=self._keys,
            context=context,
            jobs=self._sender.jobs,
            throttle=self._sender.throttle,
            patience=self._sender.patience,
        )

    def _sealed(self, reports: Reports, context: Context) -> Kept:
        """Find out the public block, and keep what opens it."""
        self._steps.enter(reports, SPLITTING)
        self._steps.enter(reports, ENCRYPTING)
        sealed = self._seal(context)
        known = self._record.size, self._record.mtime_ns
        journal = Journal.resume(self._journal, source=known, associated=self._associated, keys=self._keys)
        if journal is None:
            raise self._changed()
        with journal:
            header, key = journal.header, self._keys.wrap(journal.key)
        kept = Kept(
            server=self._server.url,
            public=sealed.root,
            length=sealed.length,
            associated=self._associated,
            salt=header.salt,
            prefix=header.prefix,
            key=key,
            size=sealed.size,
            c4=sealed.c4,
            xxh128=sealed.xxh128,
            name=self._master.relative,
            modified=self._record.mtime_ns / 1e9,
        )
        file = self._kept_file()
        kept.write(file)
        self._steps.note(kept=str(file))
        return kept

    def _seal(self, context: Context) -> SealedMaster:
        return seal_master(
            self._master.path, self._journal, associated=self._associated, keys=self._keys, context=context
        )

    def _kept_file(self) -> Path:
        stem = self._master.path.name.encode(errors="surrogateescape")[:_LONGEST_STEM].decode(errors="ignore")
        folder = self._sender.private or self._sender.state.private
        return folder / f"{self._record.source_id}-{stem}{SUFFIX}"

    def _opened(self) -> Record:
        """Return the record of this master, a new one where there is none or a new version is wanted."""
        status = self._master.path.stat()
        known = status.st_size, status.st_mtime_ns
        record = read_record(self._file, Record)
        if record is not None:
            same = (record.size, record.mtime_ns, record.series) == (*known, self._sender.series)
            if same and not (self._sender.anew and record.status == DONE):
                return record
            if not self._sender.anew:
                raise self._changed() if record.series == self._sender.series else self._elsewhere(record)
        fresh = Record(series=self._sender.series, uuid=str(uuid.uuid4()), size=known[0], mtime_ns=known[1])
        if record is not None:
            fresh.uuid, fresh.attempt = record.uuid, record.attempt + 1
            fresh.before = record.upload_id or record.before
        write_record(self._file, fresh)
        self._clear()
        return fresh

    def _clear(self) -> None:
        """Remove the journal and what goes with it."""
        for path in (self._journal, map_of(self._journal)):
            path.unlink(missing_ok=True)

    def _changed(self) -> MediaError:
        return MediaError(
            self._master.path, "it changed since it was first sent", hint="--anew sends it as a new version."
        )

    def _elsewhere(self, record: Record) -> Conflict:
        return Conflict(
            f"{self._master.path}: it was sent in series {record.series}, as source {record.source_id}.",
            hint="--anew sends it in this one, too, as a new version.",
        )

    def _check_room(self) -> None:
        """Check that there is room in the place; said before starting."""
        room = insist(self._place.room, context=self._context, patience=self._sender.patience)
        if room is not None and room < self._length and self._record.status != UPLOADING:
            raise StorageError(
                f"{self._place.address} has room for {size_text(room)}; {self._master.path.name} needs "
                f"{size_text(self._length)}."
            )

    def _ensure_task(self) -> None:
        """Make the task at the server, where there is none yet or the server does not have it any more."""
        record = self._record
        if record.upload_id and record.status != WAITING:
            try:
                insist(lambda: self._tell(record.status, 0.0), context=self._context, patience=self._sender.patience)
            except Refused as error:
                if error.status == HTTPStatus.NOT_FOUND:
                    self._steps.note(before=record.upload_id, upload_id=0, status=WAITING)
                elif error.status != HTTPStatus.CONFLICT:  # of what the server knows already
                    raise
        if record.upload_id:
            return
        name = self._master.path.stem

        def made() -> tuple[int, int]:
            # A task may be there whose answer was lost.
            task = self._server.find_upload(record.uuid, record.before) or self._server.new_upload(
                series_id=self._sender.series, uuid=record.uuid, source_name=name
            )
            return task.id, task.source_id

        upload_id, source_id = insist(made, context=self._context, patience=self._sender.patience)
        self._steps.note(upload_id=upload_id, source_id=source_id)

    def _tell(self, status: int, percent: float) -> None:
        kept = self._record.kept and Kept.read(Path(self._record.kept))
        fields = {
            "status": status,
            "name": self._master.path.name,
            "file": self._master.root.name,
            "hash": cid_text(kept.public) if kept else "",
            "size": self._length,
            "ip": self._server.own_address(),
            "percent": f"{percent:.1f}",
        }
        self._server.report_upload(self._record.upload_id, fields)

    def _sent(self, kept: Kept, *, put: int = 0, before: bool = False) -> Sent:
        return Sent(
            self._master.path,
            self._master.relative,
            kept.size,
            self._record.source_id,
            cid_text(kept.public),
            kept.length,
            Path(self._record.kept),
            put,
            before,
        )
