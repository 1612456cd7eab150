"""The users of a forge: whom films and tokens belong to."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import peewee as pw

from albumforge.errors import Conflict, InvalidInput, NotFound, counted
from albumforge.models.database import Database
from albumforge.models.tables import LOCAL_USER, Tables
from albumforge.services.transfers.removal import count_transfers, remove_transfers
from albumforge.settings import Settings

MAX_NAME = 80
_TRIES = 3
_NO_USER = "There is no such user."
LIST = "`albumforge user list` names all."


@dataclass(frozen=True)
class User:
    """Somebody whom films may belong to."""

    id: int
    name: str
    created: datetime


class Users:
    """The users. Every method may be called from any thread, and raises `Unavailable` without a database."""

    def __init__(
        self,
        database: Database,
        settings: Settings,
        delete_film: Callable[[str], None],
        delete_job: Callable[[str], None],
    ) -> None:
        """Prepare; nothing is opened.

        Args:
            delete_film: deletes one film with its files, by its work_id.
            delete_job: deletes one cutting job, likewise.
        """
        self._database = database
        self._settings = settings
        self._delete_film = delete_film
        self._delete_job = delete_job

    def local(self) -> User:
        """Return the user whom everything on one's own machine belongs to."""
        with self._database.session() as tables:
            return _of(tables.user.get_by_id(LOCAL_USER))

    def users(self) -> list[User]:
        """Return all users, in the order in which they came."""
        with self._database.session() as tables:
            return [_of(row) for row in tables.user.select().order_by(tables.user.id)]

    def user(self, name: str) -> User:
        """Return the user of that name.

        Raises:
            NotFound: there is none.
        """
        try:
            name = checked_text("name", name, MAX_NAME)
        except InvalidInput:  # which no user has
            raise NotFound(_NO_USER, hint=LIST) from None
        with self._database.session() as tables:
            row = tables.user.get_or_none(tables.user.name == name)
        if row is None:
            raise NotFound(_NO_USER, hint=LIST)
        return _of(row)

    def add_user(self, name: str) -> User:
        """Make a user.

        Raises:
            InvalidInput: it is no name: empty, too long, or with slashes or characters that cannot be seen.
            Conflict: there is a user of that name.
        """
        name = checked_text("name", name, MAX_NAME)
        if "/" in name or "\\" in name:
            raise InvalidInput("name: must be without / and \\.")
        return self._add(name)

    def _add(self, name: str) -> User:
        if not name:
            raise InvalidInput("name: must not be empty.")
        try:
            with self._database.transaction() as tables:
                return _of(tables.user.create(name=name))
        except pw.IntegrityError:
            raise Conflict(f"There is a user {name} already.", hint="Choose another name.") from None

    def ensure_user(self, name: str) -> User:
        """Return the user of that name, made now if there was none.

        Args:
            name: as another application knows its user; slashes may be part of it, such as of ``DOMAIN\\anna``.

        Raises:
            InvalidInput: it is no name: empty, too long, or with characters that cannot be seen.
        """
        try:
            return self.user(name)
        except NotFound:
            pass
        try:
            return self._add(checked_text("name", name, MAX_NAME))
        except Conflict:  # somebody else made it in between
            return self.user(name)

    def remove_user(self, name: str, films: bool = False) -> None:
        """Remove a user with all tokens, sessions and links.

        Args:
            films: delete the user's films, cutting jobs and master transfers, too; those that are being made are
                stopped. The audit log of transfers stays.

        Raises:
            NotFound: there is no such user.
            Conflict: the user has any of these, and `films` is false; or it is the local user, who stays.
            StorageError: a film cannot be deleted; the user stays with those that are left.
        """
        user = self.user(name)
        if user.id == LOCAL_USER:
            raise Conflict("The local user stays.", hint="Delete the films one by one.")
        for _ in range(_TRIES):
            with self._database.transaction() as tables:
                _hold(tables, user.id)
                work_ids = [row.work_id for row in tables.movie.select().where(tables.movie.user == user.id)]
                jobs = [row.work_id for row in tables.job.select().where(tables.job.user == user.id)]
                transfers = count_transfers(tables, user.id)
                if not work_ids and not jobs and (films or not transfers):
                    remove_transfers(tables, user.id)
                    tables.user.delete().where(tables.user.id == user.id).execute()
                    return
                if films:  # else more might come while these are deleted
                    tables.token.delete().where(tables.token.user == user.id).execute()
            if not films:
                raise Conflict(
                    f"{user.name} has {_owned(len(work_ids), len(jobs), transfers)}.",
                    hint="--with-films deletes them, too.",
                )
            for names, delete in ((work_ids, self._delete_film), (jobs, self._delete_job)):
                for work_id in names:
                    with contextlib.suppress(NotFound):  # somebody else deleted it
                        delete(work_id)
        raise Conflict(f"{user.name} makes films all the time.", hint="Try again.")


def _owned(films: int, jobs: int, transfers: int) -> str:
    parts = ((films, "film"), (jobs, "cutting job"), (transfers, "master transfer"))
    return " and ".join(counted(count, noun) for count, noun in parts if count)


def _hold(tables: Tables, user_id: int) -> None:
    """Keep others from making anything of a user until the end of this transaction."""
    if tables.user._meta.database.for_update:  # a transaction on SQLite is alone in any case
        tables.user.select().where(tables.user.id == user_id).for_update().first()


def checked_text(what: str, text: object, longest: int) -> str:
    """Return a short text of one line as it is kept: composed (NFC), without space at its ends.

    Raises:
        InvalidInput: it is no text, is longer, or has characters that cannot be seen; the message begins with `what`.
    """
    if not isinstance(text, str):
        raise InvalidInput(f"{what}: must be text, not {type(text).__name__}.")
    text = unicodedata.normalize("NFC", text.strip())
    if len(text) > longest:
        raise InvalidInput(f"{what}: must be at most {longest} characters.")
    if not text.isprintable():
        raise InvalidInput(f"{what}: must be of characters that can be seen.")
    return text


def _of(row: Any) -> User:
    return User(row.id, row.name, row.created)
