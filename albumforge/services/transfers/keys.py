"""Users' public keys: what private blocks are sealed with for them, and what their signatures are checked with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import peewee as pw

from albumforge.errors import InvalidInput, NotFound
from albumforge.models.tables import now
from albumforge.services.transfers.states import Action
from albumforge.services.transfers.store import Store, audit

if TYPE_CHECKING:
    from albumforge.transfers.keys import PublicKey


@dataclass(frozen=True)
class Key:
    """A user's public keys.

    Attributes:
        created: when they were set.
    """

    public: PublicKey
    created: datetime


class PublicKeys:
    """The public keys of a forge's users. Safe to use from many threads and processes."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def get(self, user_id: int) -> Key | None:
        """Return a user's keys; None where none are set."""
        from albumforge.transfers.keys import PublicKey

        with self._store.database.session() as tables:
            row = tables.transfer_key.get_or_none(tables.transfer_key.user == user_id)
        return None if row is None else Key(PublicKey.decode(row.key), row.created)

    def set(self, user_id: int, line: str) -> Key:
        """Set a user's keys; the same ones again change nothing.

        Args:
            line: as `albumforge.transfers.keys.PublicKey.encode` writes it.

        Raises:
            InvalidInput: these are no keys.
            NotFound: there is no such user.
        """
        from albumforge.transfers.keys import PublicKey

        try:
            public = PublicKey.decode(line)
        except InvalidInput as error:
            raise InvalidInput(f"key: {error.message}", hint=error.hint) from None
        try:
            with self._store.database.transaction() as tables:
                table = tables.transfer_key
                columns = {table.key: public.encode(), table.created: now()}
                setting = table.insert({table.user: user_id, **columns})
                changed = setting.on_conflict(
                    conflict_target=[table.user], update=columns, where=(table.key != public.encode())
                )
                if changed.as_rowcount().execute():
                    audit(tables, Action.KEY_SET, user_id, detail=public.fingerprint)
                return Key(public, table.get(table.user == user_id).created)
        except pw.IntegrityError:
            raise NotFound("There is no such user.") from None
