"""Who may come in, and how: tokens of programs, sessions of browsers, links to sign in with, links to a film.

Each is a secret of 256 random bits, given out once. Only its SHA-256 is kept: of a secret that nobody can guess, a
plain digest gives nothing away, and is found by an index.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Any, Literal

import peewee as pw

from albumforge.errors import InvalidInput, NotFound, Unavailable
from albumforge.models.tables import Tables, now
from albumforge.services.users import LIST, Users, checked_text

API, SESSION, LOGIN, SHARE = "api", "session", "login", "share"
MAX_LABEL = 80
MAX_DAYS = 36_500
_LONGEST = 200  # characters; what is longer is none of our secrets
_LARGEST_ID = 2**31 - 1  # of PostgreSQL
_PREFIX = {API: "af_", SESSION: "", LOGIN: "", SHARE: ""}
"""Of a program's token it tells people, and searches for leaked secrets, what it is."""
_NOTED_EVERY = timedelta(minutes=1)
_DAY = timedelta(days=1)


class Usual(Enum):
    """Stands for a length of time that is as the settings say."""

    DAYS = "days"


@dataclass(frozen=True)
class Identity:
    """Who a request comes from, and by which kind of credential it is known: ``local``: it comes from this machine;
    ``host``: the program that the routes are mounted in knows."""

    user_id: int
    name: str
    kind: Literal["api", "session", "local", "host"]


@dataclass(frozen=True)
class Token:
    """A token, session or link, without its secret.

    Attributes:
        kind: ``api``, ``session``, ``login`` or ``share``.
        expires: None: never.
        used: when it was used last, to the minute; None: never.
    """

    id: int
    kind: str
    label: str
    created: datetime
    expires: datetime | None
    used: datetime | None


class Accounts(Users):
    """Users, and the secrets by which they are known. Every method may be called from any thread.

    Where a method takes `user_id`, what belongs to another user counts as not found. Every method raises `Unavailable`
    where the database does not answer.
    """

    def add_token(self, user_id: int, label: str = "", days: float | Usual | None = Usual.DAYS) -> tuple[Token, str]:
        """Make a token for a program; return it with its secret, which cannot be had again.

        Args:
            label: what it is for.
            days: how long it is good for; None: for ever.

        Raises:
            InvalidInput: `label` or `days` does not fit.
            NotFound: there is no such user.
        """
        lasting = _lasting(self._settings.token_days if isinstance(days, Usual) else days)
        label = checked_text("label", label, MAX_LABEL)
        with self._making() as tables:
            return _make(tables, API, user_id, lasting, label=label)

    def tokens(self, user_id: int) -> list[Token]:
        """Return the tokens and sessions by which a user may come in now, the newest first."""
        with self._database.session() as tables:
            table = tables.token
            mine = (table.user == user_id) & table.kind.in_([API, SESSION]) & is_good(table)
            return [_of(row) for row in table.select().where(mine).order_by(table.id.desc())]

    def revoke(self, token_id: int, user_id: int | None) -> None:
        """End a token, session or link at once.

        Args:
            user_id: whose it must be; None: anybody's.

        Raises:
            NotFound: there is none that is still good.
        """
        with self._database.transaction() as tables:
            table = tables.token
            which = is_good(table) if user_id is None else (table.user == user_id) & is_good(table)
            _end(table, token_id, which, "There is no such token.")

    def login_link(self, user_id: int, minutes: float = 15) -> str:
        """Return the secret of a link that signs a browser in, once.

        Raises:
            InvalidInput: `minutes` does not fit.
            NotFound: there is no such user.
        """
        lasting = _lasting(minutes, timedelta(minutes=1), "minutes")
        with self._making() as tables:
            return _make(tables, LOGIN, user_id, lasting)[1]

    def use_login_link(self, secret: str) -> str:
        """Return the secret of a new session for that of a link; of two who use a link at once, one gets it.

        Raises:
            NotFound: it is no link, was used, or has ended.
        """
        digest = _digest(secret)
        lasting = timedelta(days=self._settings.session_days)
        with self._database.transaction() as tables:
            table = tables.token
            link = (table.digest == digest) & (table.kind == LOGIN)
            if table.update(ended=now(), used=now()).where(link & is_good(table)).execute() != 1:
                raise NotFound("This link was used already, or has ended.", hint="`albumforge url` prints a new one.")
            return _make(tables, SESSION, table.get(link).user_id, lasting)[1]

    def identify(self, secret: str) -> Identity | None:
        """Return whose token or session a secret is, or None where it is none that is good."""
        found = self._found(secret, [API, SESSION])
        return None if found is None else Identity(found.user_id, found.user.name, found.kind)

    def end_session(self, secret: str) -> None:
        """Sign a browser out. Nothing happens where the secret is that of no session."""
        digest = _digest(secret)
        with self._database.transaction() as tables:
            table = tables.token
            session = (table.digest == digest) & (table.kind == SESSION) & table.ended.is_null()
            table.update(ended=now()).where(session).execute()

    def share(self, work_id: str, user_id: int, days: float | None = 30, label: str = "") -> tuple[Token, str]:
        """Make a link to a film for people without an account; return it with its secret.

        Args:
            days: how long it is good for; None: as long as the film is there.

        Raises:
            InvalidInput: `label` or `days` does not fit.
            NotFound: the user has no such film.
        """
        lasting = _lasting(days)
        label = checked_text("label", label, MAX_LABEL)
        with self._making() as tables:
            _check_owner(tables, work_id, user_id)
            return _make(tables, SHARE, user_id, lasting, label=label, movie=work_id)

    def shares(self, work_id: str, user_id: int) -> list[Token]:
        """Return the links to a film that are good now, the newest first.

        Raises:
            NotFound: the user has no such film.
        """
        with self._database.session() as tables:
            _check_owner(tables, work_id, user_id)
            table = tables.token
            links = (table.movie == work_id) & (table.kind == SHARE) & is_good(table)
            return [_of(row) for row in table.select().where(links).order_by(table.id.desc())]

    def unshare(self, token_id: int, work_id: str, user_id: int) -> None:
        """End a link to a film.

        Raises:
            NotFound: the user has no such film, or it has no such link.
        """
        with self._database.transaction() as tables:
            _check_owner(tables, work_id, user_id)
            table = tables.token
            which = (table.movie == work_id) & (table.kind == SHARE) & is_good(table)
            _end(table, token_id, which, "There is no such link.")

    def shared_film(self, secret: str) -> str:
        """Return the work_id of the film that a link leads to.

        Raises:
            NotFound: it is no link, or has ended.
        """
        found = self._found(secret, [SHARE])
        if found is None:
            raise NotFound("This link has ended, or was never one.", hint="Ask its sender for a new one.")
        return str(found.movie_id)

    def sweep(self) -> int:
        """Delete what has ended; return how many."""
        with self._database.transaction() as tables:
            return int(tables.token.delete().where(~is_good(tables.token)).execute())

    def _found(self, secret: str, kinds: list[str]) -> Any:
        """Return the row of a secret with its user, or None; note that it was used."""
        if not isinstance(secret, str) or len(secret) > _LONGEST:
            return None
        digest = _digest(secret)
        with self._database.session() as tables:
            table = tables.token
            query = table.select(table, tables.user).join(tables.user)
            row = query.where((table.digest == digest) & table.kind.in_(kinds) & is_good(table)).first()
        if row is not None:
            self._note_use(row)
        return row

    def _note_use(self, row: Any) -> None:
        moment = now()
        if row.used is not None and moment - row.used < _NOTED_EVERY:
            return
        with contextlib.suppress(Unavailable), self._database.transaction() as tables:  # nobody is kept out for a note
            table = tables.token
            as_read = table.used.is_null() if row.used is None else table.used == row.used
            table.update(used=moment).where((table.id == row.id) & as_read).execute()

    @contextlib.contextmanager
    def _making(self) -> Iterator[Tables]:
        """A transaction for what belongs to a user, and perhaps to a film, as long as there are such.

        Raises:
            NotFound: there are not.
        """
        try:
            with self._database.transaction() as tables:
                yield tables
        except pw.IntegrityError:
            raise NotFound("There is no such user.", hint=LIST) from None


def _make(tables: Tables, kind: str, user_id: int, lasting: timedelta | None, **columns: Any) -> tuple[Token, str]:
    secret = _PREFIX[kind] + secrets.token_urlsafe(32)
    created = now()
    expires = None if lasting is None else created + lasting
    row = tables.token.create(
        user=user_id, kind=kind, digest=_digest(secret), created=created, expires=expires, **columns
    )
    return _of(row), secret


def _end(table: Any, token_id: int, which: Any, missing: str) -> None:
    if isinstance(token_id, int) and 0 < token_id <= _LARGEST_ID:
        ended = table.update(ended=now()).where((table.id == token_id) & which).execute()
        if ended == 1:
            return
    raise NotFound(missing)


def _check_owner(tables: Tables, work_id: str, user_id: int) -> None:
    table = tables.movie
    owned = (table.work_id == work_id) & (table.user == user_id)
    if not work_id.isprintable() or not table.select().where(owned).exists():
        raise NotFound("There is no such film.")


def is_good(table: Any) -> Any:
    """What is neither ended nor too old."""
    return table.ended.is_null() & (table.expires.is_null() | (table.expires > now()))


def _lasting(length: object, unit: timedelta = _DAY, what: str = "days") -> timedelta | None:
    if length is None:
        return None
    if isinstance(length, bool) or not isinstance(length, int | float):
        raise InvalidInput(f"{what}: must be a number, not {type(length).__name__}.")
    if not 0 < length <= MAX_DAYS * (_DAY / unit):
        raise InvalidInput(f"{what}: must be more than 0 and at most {MAX_DAYS * (_DAY / unit):,.0f}.")
    return length * unit


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()  # none of ours has what is replaced


def _of(row: Any) -> Token:
    return Token(row.id, row.kind, row.label, row.created, row.expires, row.used)
