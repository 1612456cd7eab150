"""Releases private blocks: the owner's consent to one download by one receiver; or refuses it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from albumforge.context import Context
from albumforge.errors import ForgeError, InvalidInput
from albumforge.transferclient.kept import Kept, kept_in
from albumforge.transferclient.own_keys import keys_at
from albumforge.transferclient.reports import Reports
from albumforge.transferclient.server import DONE, FAILED, UPLOADING, Server, Task, User
from albumforge.transferclient.state import State, who
from albumforge.transferring import Place
from albumforge.transfers.cids import RAW, binary_cid, cid_of, cid_text, sha256
from albumforge.transfers.keys import PublicKey
from albumforge.transfers.many import PATIENCE, insist
from albumforge.transfers.mhl import manifest, master_file
from albumforge.transfers.private_block import seal
from albumforge.transfers.public_block import SEGMENT_BYTES
from albumforge.transfers.public_dag import nodes_of


@dataclass(frozen=True)
class Due:
    """A private block that somebody waits for.

    Attributes:
        task: of the upload of the private block.
        file: what was kept of the master; None: it was not found.
        key: the receiver's; None: they have none yet.
        known: whether this is the key that this receiver is known by; False: nothing is known of them.
        problem: why it cannot be released, or "".
        name: of the master, with its path below the folder that was sent where `file` tells it.
    """

    task: Task
    file: Path | None
    key: PublicKey | None
    known: bool
    problem: str = ""
    name: str = ""

    @property
    def receiver(self) -> User:
        """Who waits."""
        return self.task.receiver or User(0, "?")


class Releaser:
    """Releases private blocks of one user; not for several threads."""

    def __init__(
        self,
        server: Server,
        state: State,
        place: Place,
        *,
        patience: float = PATIENCE,
        on_damaged: Callable[[str], object] = lambda _: None,
    ) -> None:
        """Prepare; nothing is asked.

        Args:
            place: where the private blocks are put.
            patience: seconds that server and place may be away.
            on_damaged: is told of each file that should be one of a private block, and is none, a sentence.
        """
        self._server, self._state, self._place, self._patience = server, state, place, patience
        self._on_damaged = on_damaged

    def due(self, folder: Path | None, context: Context) -> list[Due]:
        """Return what waits to be released, by series, matched with what was kept in a folder or in the client's own.

        Raises:
            Refused, ServerAway: the server does not want it, or was away for too long.
        """
        tasks = insist(self._server.due, context=context, patience=self._patience)
        kept: dict[bytes, tuple[Path, str]] = {}
        for path, found in kept_in(folder or self._state.private):
            if isinstance(found, Kept):
                kept.setdefault(found.public, (path, found.name))
            else:
                self._on_damaged(found.message)
        return sorted((self._matched(task, kept) for task in tasks), key=lambda one: (one.task.series_id, one.task.id))

    def release(self, due: Due, context: Context) -> str:
        """Release a private block to the one who waits for it, and return its CID. From then on their key is known.

        Raises:
            InvalidInput: it cannot be released; `Due.problem` says why.
            Refused, ServerAway, PlaceAway, StorageError, Cancelled: as `albumforge.transferclient.sending` says.
        """
        if due.problem or due.file is None or due.key is None:
            raise InvalidInput(due.problem)
        keys = keys_at(self._server, self._state)
        self._place.check()
        kept, task = Kept.read(due.file), due.task
        entry = master_file(
            kept.name,
            size=kept.size,
            modified=datetime.fromtimestamp(kept.modified, UTC),
            c4=kept.c4,
            xxh128=kept.xxh128,
        )
        try:
            master = kept.master(keys, manifest([entry], created=datetime.now(UTC)))
        except InvalidInput as error:
            hint = "Only the keys.json of the machine that sent it opens it; without that, send the master anew."
            raise InvalidInput(f"{due.file}: {error.message}", hint=hint) from error
        block = seal(master, receiver=due.key, download=task.download_id, keys=keys)
        fields = {"name": due.file.name, "file": due.file.parent.name, "ip": self._server.own_address()}
        cid = ""

        def tell(status: int, percent: float) -> None:
            report = {**fields, "status": status, "percent": percent, "hash": cid, "size": len(block)}
            self._server.report_private(task.id, report)

        with Reports(tell, context, patience=self._patience) as reports:
            reports.enter(UPLOADING)
            try:
                cid = cid_text(self._put(block, context))
                reports.enter(DONE, 100.0)
            except ForgeError:
                reports.fail()
                raise
        self._state.known().trust(self._name(due), due.key.fingerprint)
        return cid

    def refuse(self, due: Due, message: str, context: Context) -> None:
        """Refuse a download; the receiver sees why.

        Raises:
            InvalidInput: no reason is given.
            Refused, ServerAway, Cancelled: as `release` says.
        """
        if not message.strip():
            raise InvalidInput("Say why it is refused; the receiver sees it.")
        fields = {"status": FAILED, "name": "", "file": "", "hash": "", "size": 0, "ip": "", "message": message}
        insist(lambda: self._server.report_private(due.task.id, fields), context=context, patience=self._patience)

    def _put(self, block: bytes, context: Context) -> bytes:
        """Put a private block in the place and return its binary CID."""
        parts = [block[at : at + SEGMENT_BYTES] for at in range(0, len(block), SEGMENT_BYTES)]
        leaves = [sha256(part) for part in parts]
        root, nodes = nodes_of(leaves, len(block))
        blocks = [(cid_of(RAW, digest), part) for digest, part in zip(leaves, parts, strict=True)]
        for cid, data in [*blocks, *((node.link.cid, node.data) for node in nodes)]:
            insist(partial(self._place.put, cid, data), context=context, patience=self._patience)
        insist(lambda: self._place.pin(root), context=context, patience=self._patience)
        return root

    def _matched(self, task: Task, kept: dict[bytes, tuple[Path, str]]) -> Due:
        key, file, name = None, None, task.name
        known, problem = False, ""
        try:
            file, name = kept.get(binary_cid(task.hash), (None, name))
            if file is None:
                problem = "its private block was not found in the folder"
            if not task.receiver_key:
                problem = "the receiver has no key yet; their client makes one"
            else:
                key = PublicKey.decode(task.receiver_key)
                due = Due(task, file, key, False)
                known = self._state.known().check(self._name(due), key)
        except ForgeError as error:
            problem = str(error)
        return Due(task, file, key, known, problem, name)

    def _name(self, due: Due) -> str:
        return who(self._server.url, due.receiver)
