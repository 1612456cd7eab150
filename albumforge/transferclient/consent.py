"""The owner's consent to a download: waited for, fetched, and what it says once it is sure whose it is."""

from __future__ import annotations

import math
import time
from typing import TYPE_CHECKING

from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.transferclient.received import RefusedByOwner
from albumforge.transferclient.server import FAILED, Task, User
from albumforge.transferclient.state import who
from albumforge.transferring import BlockMissing
from albumforge.transfers.cids import RAW, binary_cid, cid_of, cid_text
from albumforge.transfers.fetching import fetch_layout
from albumforge.transfers.keys import Keys, PublicKey
from albumforge.transfers.many import insist, rest
from albumforge.transfers.private_block import LARGEST, Master, unseal

if TYPE_CHECKING:
    from albumforge.transferclient.receiving import Receiver


class Consent:
    """The consent to one download."""

    def __init__(self, receiver: Receiver, task: Task, keys: Keys, context: Context) -> None:
        self._receiver, self._task, self._keys, self._context = receiver, task, keys, context

    def wait(self) -> Task | None:
        """Return the task once the private block is there; None: it is not, and that is not waited for.

        Raises:
            RefusedByOwner: the owner refuses.
            Cancelled: the context asked to stop meanwhile.
        """
        told = False
        while True:
            # Days may pass, and the server may be away for some of them.
            task = insist(
                lambda: self._receiver.server.download(self._task.id), context=self._context, patience=math.inf
            )
            if task.private_hash:
                return task
            if task.status == FAILED:
                raise RefusedByOwner(task)
            if not told:
                self._receiver.on_waiting(task)
                told = True
            if not self._receiver.wait:
                return None
            rest(self._receiver.poll_seconds, self._context)

    def master(self, task: Task) -> Master:
        """Return what the private block says, once it is sure that it is from the sender that is known."""
        if not task.sender_key:
            raise InvalidInput(f"The server does not tell whose signature programme {task.source_id} must have.")
        sender = PublicKey.decode(task.sender_key)
        known = self._receiver.state.known()
        owner = task.sender or User(0, f"the owner of programme {task.source_id}")
        name = who(self._receiver.server.url, owner)
        if not known.check(name, sender):
            self._receiver.on_new_key(name, sender.fingerprint)
        block = self._private(binary_cid(task.private_hash))
        master = unseal(block, public=binary_cid(self._task.hash), download=task.id, sender=sender, keys=self._keys)
        known.trust(name, sender.fingerprint)
        return master

    def _private(self, root: bytes) -> bytes:
        """Return the private block, which may need a while to come to the places that it is asked of."""
        until, told = time.monotonic() + self._receiver.patience, False
        while True:
            try:
                return self._fetched(root)
            except BlockMissing as error:
                if time.monotonic() > until:
                    raise BlockMissing(
                        f"The owner has consented, but no place has the private block {cid_text(root)}.",
                        hint="Ask in which place it was put, and name that with --from.",
                    ) from error
            if not told:
                self._receiver.on_late()
                told = True
            rest(min(self._receiver.poll_seconds, 1.0), self._context)

    def _fetched(self, root: bytes) -> bytes:
        layout = fetch_layout(root, self._receiver.sources, context=self._context, most=LARGEST)
        return b"".join(self._receiver.sources.get(cid_of(RAW, digest), self._context) for digest in layout.leaves)
