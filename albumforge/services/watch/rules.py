"""The rules of a forge: kept in the database, from the settings, from the page and from the command line."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import peewee as pw

from albumforge.errors import Conflict, ForgeError, InvalidInput, NotFound
from albumforge.models.database import Database
from albumforge.models.tables import LOCAL_USER, Tables, now
from albumforge.plugins import Registry
from albumforge.services.cutting import cutter_of
from albumforge.services.watch.circles import check_circle, notes
from albumforge.services.watch.rule import Do, Rule, read_rule
from albumforge.services.watch.states import FileState, Origin, RootState
from albumforge.settings import Settings

LEASE_SECONDS = 30.0
"""How long a process that looks after a rule keeps it without a sign of life."""
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Root:
    """A watched folder as it was at the last look.

    Attributes:
        folder: its path.
        state: how it was.
        said: what there is to know of it, a sentence or several; or "".
        files: how many files of it count.
    """

    folder: str
    state: RootState
    said: str = ""
    files: int = 0


@dataclass(frozen=True)
class WatchRule:
    """A rule as it stands.

    Attributes:
        id: its number.
        user: whose films come of it.
        rule: what it says; None where it cannot be read.
        document: as it was given.
        problem: why it cannot be followed, or "".
        due: when its schedule is due next, or None.
        watched: whether a process looks after it.
    """

    id: int
    user: int
    name: str
    origin: Origin
    rule: Rule | None
    document: Mapping[str, Any]
    problem: str
    paused: bool
    asked: bool
    roots: tuple[Root, ...]
    looked: datetime | None
    due: datetime | None
    watched: bool
    created: datetime

    @classmethod
    def of(cls, row: Any) -> WatchRule:
        """Return what a row of the database says."""
        rule, problem = None, row.problem
        try:
            rule = read_rule(row.document)
        except InvalidInput as error:
            problem = problem or str(error)
        except Exception as error:  # no rule may stand in the way of the others
            problem = problem or unexpected(error)
        return cls(
            id=row.id,
            user=row.user_id,
            name=row.name,
            origin=Origin(row.origin),
            rule=rule,
            document=dict(row.document),
            problem=problem,
            paused=row.paused,
            asked=row.asked,
            roots=tuple(Root(one["folder"], RootState(one["state"]), one["said"], one["files"]) for one in row.roots),
            looked=row.looked,
            due=row.due,
            watched=row.lease_expires is not None and row.lease_expires > now(),
            created=row.created,
        )

    def offline(self) -> tuple[str, ...]:
        """Return the folders that were not there at the last look."""
        return tuple(root.folder for root in self.roots if root.state is RootState.OFFLINE)


class Rules:
    """The rules of a forge. Safe to use from many threads and processes."""

    def __init__(self, settings: Settings, database: Database, plugins: Registry) -> None:
        self._settings = settings
        self._database = database
        self._plugins = plugins

    def all(self) -> list[WatchRule]:
        """Return all rules but those that the settings do not have any more, in the order of their names."""
        with self._database.session() as tables:
            table = tables.watch_rule
            return [WatchRule.of(row) for row in table.select().where(table.active).order_by(table.name)]

    def get(self, rule_id: int) -> WatchRule:
        """Return a rule.

        Raises:
            NotFound: there is none of that number.
        """
        with self._database.session() as tables:
            return WatchRule.of(_row(tables, rule_id))

    def add(self, document: Mapping[str, Any], *, origin: Origin = Origin.PAGE, user: int = LOCAL_USER) -> WatchRule:
        """Add a rule; see `services.watch.rule.read_rule`.

        Raises:
            InvalidInput: a field does not fit.
            Conflict: another rule has the name.
            Unavailable: its backend is not there.
        """
        rule = self.check(document)
        try:
            with self._database.transaction() as tables:
                row = tables.watch_rule.create(
                    user=user, name=rule.name, origin=origin, document=rule.document(), due=_first_due(rule)
                )
        except pw.IntegrityError as error:
            raise Conflict(f"A rule has the name {rule.name!r} already.", hint="Choose another name.") from error
        return WatchRule.of(row)

    def change(self, rule_id: int, document: Mapping[str, Any]) -> WatchRule:
        """Let a rule say something else; what it has taken stays taken.

        Raises:
            NotFound: there is none of that number.
            InvalidInput, Conflict, Unavailable: as `add`; one of the settings is changed there.
        """
        rule = self.check(document, rule_id)
        columns = {"name": rule.name, "document": rule.document(), "due": _first_due(rule), "problem": ""}
        try:
            with self._database.transaction() as tables:
                row = _changeable(tables, rule_id)
                _forget_waiting(tables, rule_id)
                tables.watch_rule.update(updated=now(), asked=True, roots=[], **columns).where(
                    tables.watch_rule.id == row.id
                ).execute()
        except pw.IntegrityError as error:
            raise Conflict(f"A rule has the name {rule.name!r} already.", hint="Choose another name.") from error
        return self.get(rule_id)

    def remove(self, rule_id: int) -> None:
        """Forget a rule and what it has seen; files, films and results stay.

        Raises:
            NotFound: there is none of that number.
            Conflict: the settings have it.
        """
        with self._database.transaction() as tables:
            _changeable(tables, rule_id).delete_instance()

    def pause(self, rule_id: int, paused: bool) -> WatchRule:
        """Let a rule rest, or go on.

        Raises:
            NotFound: there is none of that number.
        """
        return self._set(rule_id, paused=paused)

    def ask(self, rule_id: int) -> WatchRule:
        """Have the folders of a rule looked through now.

        Raises:
            NotFound: there is none of that number.
        """
        return self._set(rule_id, asked=True)

    def check(self, document: Mapping[str, Any], rule_id: int | None = None) -> Rule:
        """Return the rule that a document describes, once it is known that its backend would do as it says.

        Args:
            rule_id: of the rule that is to say so, where there is one already.

        Raises:
            InvalidInput: a field does not fit, or the rule would feed itself, also by way of others.
            Unavailable: the backend is not there.
        """
        rule = self._works(document)
        check_circle(rule, self._others(rule, rule_id))
        return rule

    def notes(self, rule: Rule, rule_id: int | None = None) -> list[tuple[str, str]]:
        """Return what is not wrong with a rule, but should be known of others: fields and sentences."""
        return notes(rule, self._others(rule, rule_id))

    def _others(self, rule: Rule, rule_id: int | None, *, settings: bool = True) -> list[Rule]:
        """Return the other rules, or those that are not of the settings; those of commands only while these run."""
        return [
            other.rule
            for other in self.all()
            if other.rule is not None
            and not other.problem
            and other.id != rule_id
            and other.name != rule.name
            and (settings or other.origin is not Origin.SETTINGS)
            and (other.origin is not Origin.COMMAND or other.watched)
        ]

    def _works(self, document: Mapping[str, Any]) -> Rule:
        """Return the rule that a document describes, as far as it can be known by itself.

        Raises:
            InvalidInput, Unavailable: as `check`.
        """
        rule = read_rule(document)
        folders = (self._settings.media, self._settings.cache)
        for folder in rule.folders:
            if own := next((one for one in folders if folder.is_relative_to(one)), None):
                said = f"folders: {folder} lies in {own}, a folder of albumforge's own."
                raise InvalidInput(said, hint="Name a folder outside of it.")
        if rule.do is Do.FILM:
            self._plugins.generator(rule.backend or "album").check_request(
                {"title": rule.title or rule.name, **rule.request}
            )
        elif rule.do is Do.CUT:
            cutter_of(self._plugins.generator(rule.backend or "autocut")).check_request(dict(rule.request))
        elif rule.do is Do.TRANSCODE:
            from albumforge.transcoders.presets import load_preset

            load_preset(rule.preset)
            self._plugins.transcoder(rule.backend or "software")
        elif rule.place:
            self._plugins.place(rule.place).close()
        return rule

    def take_over(self, documents: Iterable[Mapping[str, Any]], origin: Origin) -> list[WatchRule]:
        """Keep the rules of the settings or of a command as the database has them; return them.

        One that does not hold together is kept with its problem, so that it is seen; those of the settings that these
        do not have any more rest, with what they have taken.
        """
        kept: list[WatchRule] = []
        for number, document in enumerate(documents, 1):
            kept.append(self._take_over(number, document, origin, kept))
        if origin is Origin.SETTINGS:
            with self._database.transaction() as tables:
                table = tables.watch_rule
                others = (table.origin == origin) & table.id.not_in([row.id for row in kept])
                table.update(active=False).where(others).execute()
        return kept

    def claim(self, rule_id: int, token: str) -> bool:
        """Look after a rule, or go on doing so; answer whether nobody else does."""
        moment = now()
        with self._database.transaction() as tables:
            table = tables.watch_rule
            free = table.lease.is_null() | (table.lease == token) | (table.lease_expires < moment)
            claim = table.update(lease=token, lease_expires=moment + timedelta(seconds=LEASE_SECONDS))
            return bool(claim.where((table.id == rule_id) & free).execute() == 1)

    def release(self, token: str, rule_id: int | None = None) -> None:
        """Look after a rule no more, or after none."""
        with self._database.transaction() as tables:
            table = tables.watch_rule
            mine = table.lease == token
            mine = mine if rule_id is None else mine & (table.id == rule_id)
            table.update(lease=None, lease_expires=None).where(mine).execute()

    def write(self, rule_id: int, token: str, **columns: Any) -> bool:
        """Write what a look found; answer whether the rule is still ours."""
        with self._database.transaction() as tables:
            table = tables.watch_rule
            mine = (table.id == rule_id) & (table.lease == token)
            return bool(table.update(**columns).where(mine).execute() == 1)

    def _take_over(self, number: int, document: Any, origin: Origin, before: list[WatchRule]) -> WatchRule:
        problem, rule, others = "", None, {one.id for one in before}
        try:
            if not isinstance(document, Mapping):
                raise InvalidInput("it must be a mapping of fields.")
            rule = self._works(document)
            # Of the settings' own rules those count that they have now, not those that they had.
            known = [one.rule for one in before if one.rule is not None and not one.problem]
            check_circle(rule, [*known, *self._others(rule, None, settings=origin is not Origin.SETTINGS)])
        except ForgeError as error:
            problem = str(error)
        except Exception as error:  # such as of a plugin: the other rules are followed all the same
            _log.exception("rule %d of the %s", number, origin)
            problem = unexpected(error)
        given = document.get("name") if isinstance(document, Mapping) else None
        name = rule.name if rule else _printable(str(given or ""))[:80] or f"{origin} {number}"
        stored = rule.document() if rule else _storable(document) if isinstance(document, Mapping) else {}
        with self._database.transaction() as tables:
            table = tables.watch_rule
            row = table.get_or_none(table.name == name)
            if row is not None and (row.origin == Origin.PAGE or row.id in others):
                name, problem = f"{name[:60]} ({origin} {number})", problem or f"Another rule is named {name!r}."
                row = table.get_or_none(table.name == name)
            columns: dict[str, Any] = {"document": stored, "problem": problem, "active": True, "origin": origin}
            if row is None:
                row = table.create(user=LOCAL_USER, name=name, due=_first_due(rule), **columns)
            else:
                if row.document.get("when") != stored.get("when"):
                    columns["due"] = _first_due(rule)
                if dict(row.document) != stored:
                    _forget_waiting(tables, row.id)
                table.update(updated=now(), **columns).where(table.id == row.id).execute()
            return WatchRule.of(table.get_by_id(row.id))

    def _set(self, rule_id: int, **columns: Any) -> WatchRule:
        with self._database.transaction() as tables:
            _row(tables, rule_id)
            table = tables.watch_rule
            table.update(updated=now(), **columns).where(table.id == rule_id).execute()
        return self.get(rule_id)


def new_token() -> str:
    """Return a name for a process that looks after rules."""
    return secrets.token_hex(16)


def unexpected(error: Exception) -> str:
    """Return what is said of an error that nobody thought of."""
    return _printable(f"Something unexpected went wrong: {type(error).__name__}: {error}")


def _storable(document: Mapping[Any, Any]) -> dict[str, Any]:
    """Return what a rule that cannot be read says, as any database can keep it: YAML also knows dates, and text knows
    characters that PostgreSQL does not take."""
    return {_printable(str(name)): _plain(value) for name, value in document.items()}


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int):
        return value
    return [_plain(one) for one in value] if isinstance(value, list | tuple) else _printable(str(value))


def _printable(text: str) -> str:
    return "".join(one if one.isprintable() else "\N{REPLACEMENT CHARACTER}" for one in text)


def _forget_waiting(tables: Tables, rule_id: int) -> None:
    """Let files that wait be found anew, by what the rule says now."""
    table = tables.watch_file
    waiting = table.status.in_([FileState.NEW, FileState.READY, FileState.FAILED])
    table.update(status=FileState.GONE, updated=now()).where((table.rule == rule_id) & waiting).execute()


def _first_due(rule: Rule | None) -> datetime | None:
    return None if rule is None else rule.moment.due_after(now())


def _row(tables: Tables, rule_id: int) -> Any:
    row = tables.watch_rule.get_or_none((tables.watch_rule.id == rule_id) & tables.watch_rule.active)
    if row is None:
        raise NotFound("There is no such rule.")
    return row


def _changeable(tables: Tables, rule_id: int) -> Any:
    row = _row(tables, rule_id)
    if row.origin == Origin.SETTINGS:
        raise Conflict(f"The rule {row.name!r} stands in the settings.", hint="Change it there.")
    return row
