"""Looks after watch folders: what the system tells of changes is a hint, a look from time to time is the truth."""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from albumforge.context import Context
from albumforge.errors import Cancelled, ForgeError, InvalidInput
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.watch.batches import WatchBatch
from albumforge.services.watch.circles import check_circle
from albumforge.services.watch.filesystems import on_network
from albumforge.services.watch.looking import Look
from albumforge.services.watch.ripening import AT_A_TIME
from albumforge.services.watch.rule import WORKED, Do, Rule
from albumforge.services.watch.rules import LEASE_SECONDS, WatchRule, new_token
from albumforge.services.watch.states import BatchState, FileState, Origin, RootState
from albumforge.watch.hints import Hints

Tell = Callable[[dict[str, Any]], object]
"""Gets what happened: ``event`` is ``root``, ``file`` (one that cannot be used: ``state`` is ``tried``, ``left`` or
``failed``), ``ready`` (files that wait for more), ``batch``, or ``watched`` where another process looks."""

_RULES_SECONDS = 3.0
"""How often it is looked whether rules changed."""
_OFFLINE_SECONDS = 10.0
"""How often it is looked whether a folder is back."""
_HINT_SECONDS = 0.5
"""What is copied makes many changes: a hint waits so long for others."""
_PATIENCE_SECONDS = 900.0
"""How long a schedule that is due waits for files that still rest: what came while nobody looked is found just now."""
_FORM_SECONDS = 20.0
"""How often batches that wait for quiet are thought of, at most."""
_ONCE_TRIES = 2
"""Looks after which a file that cannot be used holds up nothing where it is looked but once."""
_MOST_LEFT = 1000
_BATCH_SECONDS = 2.0
"""How often it is looked how films and cuts fare."""
_log = logging.getLogger(__name__)


@dataclass
class _Root:
    folder: Path
    network: bool
    due: float = 0.0
    look: Look = field(default_factory=Look)
    said: str = ""

    @property
    def state(self) -> RootState:
        if self.look.offline:
            return RootState.OFFLINE
        return RootState.POLLED if self.network or self.said else RootState.WATCHED

    def document(self) -> dict[str, Any]:
        said = " ".join(filter(None, (self.look.offline or self.look.said, self.said)))
        return {"folder": str(self.folder), "state": self.state, "said": said, "files": self.look.files}


@dataclass
class _Held:
    """A rule that this process looks after."""

    watched: WatchRule
    rule: Rule
    roots: list[_Root]
    renewed: float
    since: datetime = field(default_factory=now)
    form_at: float = 0.0
    rests_until: float = 0.0
    dirty: bool = True

    @property
    def offline(self) -> tuple[str, ...]:
        return tuple(str(root.folder) for root in self.roots if root.look.offline)


class Watcher:
    """Looks after the rules of a forge, as long as `run` runs; each rule is one process' at a time."""

    def __init__(
        self,
        forge: Forge,
        *,
        only: Collection[int] | None = None,
        once: bool = False,
        tell: Tell = lambda _: None,
    ) -> None:
        """Prepare.

        Args:
            only: numbers of the rules to look after; None: those of the settings and of the page.
            once: look once, wait for nothing but that files are whole, and end when all is made.
            tell: is told what happens, from several threads.
        """
        self._forge = forge
        self._only = only
        self._once = once
        self._tell = tell
        self._token = new_token()
        self._held: dict[int, _Held] = {}
        self._others: set[int] = set()
        self._told: dict[int, tuple[BatchState, str]] = {}
        self._roots: dict[int, dict[str, RootState]] = {}
        self._left: dict[int, float] = {}
        """Rules of which no folder is here, and until when another machine may look whether it has them."""
        self._wake = threading.Event()
        self._stop = threading.Event()
        self._hints = Hints(self._wake.set)
        self._context = Context(cancelled=self._stop.is_set)

    def run(self, stop: threading.Event) -> None:
        """Look after the rules until `stop` is set, or with `once`, until nothing is left to do.

        Raises:
            Unavailable: the database does not answer at the beginning; later it is waited for.
        """
        if self._only is None:
            self._forge.watch.rules.take_over(self._forge.settings.watch, Origin.SETTINGS)
        ending = threading.Thread(target=self._until, args=(stop,), name="watch-stop", daemon=True)
        hands = threading.Thread(target=self._tend_batches, name="watch-batches")
        ending.start()
        hands.start()
        try:
            while not self._stop.is_set():
                try:
                    busy = self._turn()
                except Cancelled:
                    break
                except ForgeError as error:  # the database is away, it may come back
                    _log.warning("%s", error)
                    busy = False
                if self._once and self._is_done():
                    self._tell_left()
                    break
                self._pause(busy)
        finally:
            self._stop.set()
            self._wake.set()
            hands.join()
            self._hints.close()
            try:
                self._forge.watch.rules.release(self._token)
            except ForgeError as error:
                _log.warning("%s", error)

    def _until(self, stop: threading.Event) -> None:
        stop.wait()
        self._stop.set()
        self._wake.set()

    def _turn(self) -> bool:
        """Do what is due; answer whether there is more at once."""
        self._take_rules()
        busy = False
        for held in list(self._held.values()):
            if time.monotonic() < held.rests_until:
                continue
            try:
                busy |= self._tend(held)
            except ForgeError:
                raise
            except Exception:  # no rule stands in the way of the others
                _log.exception("%s: it is looked after again in a while", held.watched.name)
                held.rests_until = time.monotonic() + LEASE_SECONDS
        return busy

    def _tend(self, held: _Held) -> bool:
        """Do what is due for a rule; answer whether there is more at once."""
        self._look(held)
        if len(held.offline) == len(held.roots) and not self._once:
            self._leave(held)
            return False
        ripened = self._forge.watch.ripening.ripen(held.watched.id, held.rule, offline=held.offline)
        held.dirty |= bool(ripened)  # also one that could not be used: others do not wait for it for long
        for one in ripened:
            if one.state is FileState.FAILED or (one.state is FileState.NEW and one.reason and one.tries == 1):
                self._tell_file(held, one.path, one.reason, "failed" if one.state is FileState.FAILED else "tried")
        more = len(ripened) == AT_A_TIME
        if not more:
            self._form(held)
        return more

    def _take_rules(self) -> None:
        """Claim what is to be looked after, and let go of what is not any more."""
        moment, wanted = time.monotonic(), {}
        for watched in self._forge.watch.rules.all():
            chosen = watched.origin is not Origin.COMMAND if self._only is None else watched.id in self._only
            if chosen and not watched.paused and not watched.problem and watched.rule is not None:
                wanted[watched.id] = (watched, watched.rule)
        for number, before in list(self._held.items()):
            # A database may give a new rule the number of one that was removed.
            if number not in wanted or wanted[number][0].created != before.watched.created:
                self._drop(number)
        for number, (watched, rule) in wanted.items():
            held = self._held.get(number)
            if held is None and moment < self._left.get(number, 0.0) and not any(map(Path.is_dir, rule.folders)):
                continue
            if held is None or moment - held.renewed > LEASE_SECONDS / 3:
                if not self._forge.watch.rules.claim(number, self._token):
                    self._drop(number)
                    if number not in self._others:
                        self._others.add(number)
                        self._tell({"event": "watched", "rule": watched.name})
                    continue
                self._others.discard(number)
            if held is None or held.rule != rule:
                self._drop(number)
                if self._closes_circle(number, rule):
                    continue
                for batch in self._forge.watch.batches.try_now(number):
                    if rule.do in WORKED:
                        self._forge.watch.offer(batch)
                roots = [_Root(folder, on_network(folder)) for folder in rule.folders]
                self._held[number] = _Held(watched, rule, roots, moment)
            else:
                held.renewed = moment if moment - held.renewed > LEASE_SECONDS / 3 else held.renewed
                held.dirty |= watched.asked
                held.watched = watched

    def _closes_circle(self, number: int, rule: Rule) -> bool:
        """Whether a rule would feed itself by way of those that are followed; it is shown so, and not followed.

        Two that were made at one moment, or by a version that did not look, may.
        """
        try:
            check_circle(rule, [held.rule for held in self._held.values()])
        except InvalidInput as error:
            self._forge.watch.rules.write(number, self._token, problem=str(error))
            self._forge.watch.rules.release(self._token, number)
            return True
        return False

    def _leave(self, held: _Held) -> None:
        """Let another machine look whether it has the folders, none of which is here."""
        number = held.watched.id
        self._left[number] = time.monotonic() + LEASE_SECONDS
        self._forge.watch.rules.release(self._token, number)
        self._drop(number)

    def _drop(self, number: int) -> None:
        held = self._held.pop(number, None)
        if held is not None:
            used = {root.folder for other in self._held.values() for root in other.roots}
            for root in held.roots:
                if root.folder not in used:
                    self._hints.leave(root.folder)

    def _look(self, held: _Held) -> None:
        """Look through the folders that are due, and where hints point to."""
        looking, number = self._forge.watch.looking, held.watched.id
        whole, first = False, held.watched.looked is None
        for root in held.roots:
            if time.monotonic() >= root.due or held.watched.asked:
                if not root.network:  # before the look, so that nothing falls between the two
                    root.said = self._hints.watch(root.folder)
                root.look = looking.look(number, held.rule, root.folder, self._context, first=first)
                root.due = time.monotonic() + self._seconds(root)
                whole = True
            else:
                for place in self._hints.take(root.folder):
                    found = looking.look(number, held.rule, root.folder, self._context, below=place, first=first)
                    if found.offline:
                        root.due = 0.0
                    held.dirty |= bool(found.new or found.changed)
        if whole:
            self._note(held)

    def _note(self, held: _Held) -> None:
        """Write down how the folders of a rule are, and tell of those that are so anew."""
        for root in held.roots:
            told = self._roots.setdefault(held.watched.id, {})
            if told.get(str(root.folder)) is not root.state:
                told[str(root.folder)] = root.state
                self._tell({"event": "root", "rule": held.watched.name, **root.document()})
        if held.rule.target is not None:
            self._forge.watch.targets.note(held.watched.id, held.rule.target)
        columns: dict[str, Any] = {"roots": [root.document() for root in held.roots], "asked": False}
        if not held.offline:
            columns["looked"] = now()
        if self._forge.watch.rules.write(held.watched.id, self._token, **columns):
            held.watched = self._forge.watch.rules.get(held.watched.id)
        held.dirty = True

    def _seconds(self, root: _Root) -> float:
        """Return after how many seconds a folder is looked through again."""
        settings = self._forge.settings
        if root.look.offline:
            return min(_OFFLINE_SECONDS, settings.watch_seconds)
        return settings.watch_network_seconds if root.network or root.said else settings.watch_seconds

    def _form(self, held: _Held) -> None:
        """Make batches of what is ready, where it is time for that."""
        scheduled = self._is_due(held)
        due = scheduled or (self._once and not self._waits(held))
        waits = held.rule.moment.quiet is not None and time.monotonic() >= held.form_at
        if not (due or held.dirty or waits):
            return
        held.dirty = False
        held.form_at = time.monotonic() + min(_FORM_SECONDS, max(1.0, (held.rule.moment.quiet or 0) * 6))
        for number in self._forge.watch.batches.form(held.watched, held.rule, due=due):
            if held.rule.do in WORKED:
                self._forge.watch.offer(number)
            self._tell_batch(self._forge.watch.batches.get(number))
        if scheduled:  # only now: who is killed before does it again
            self._forge.watch.rules.write(held.watched.id, self._token, due=held.rule.moment.due_after(now()))
            held.watched = self._forge.watch.rules.get(held.watched.id)

    def _is_due(self, held: _Held) -> bool:
        """Whether the schedule of a rule is due, and what came before that rests; after a while, whether or not."""
        due, moment = held.watched.due, now()
        if due is None or due > moment:
            return False
        patience = max(due, held.since) + timedelta(seconds=_PATIENCE_SECONDS)
        return moment > patience or not self._forge.watch.files.is_resting(held.watched.id)

    def _tend_batches(self) -> None:
        """Begin films and cuts, follow them, and put their results where they belong; in a thread of its own."""
        while not self._stop.wait(_BATCH_SECONDS):
            try:
                for row in self._forge.watch.batches.due(list(self._held), (Do.FILM, Do.CUT)):
                    self._forge.watch.making.step(row)
                    if self._stop.is_set():
                        break
                self._tell_changes()
            except ForgeError as error:
                _log.warning("%s", error)
            except Exception:  # the next look may go better; the others are none the worse for it
                _log.exception("batches of watch folders")
        with contextlib.suppress(ForgeError):
            self._tell_changes()

    def _tell_changes(self) -> None:
        """Tell of the batches that stand elsewhere than they did, or have something else in their way."""
        batches = self._forge.watch.batches
        held_up = [batch for number in list(self._held) for batch in batches.held_up(number, limit=_MOST_LEFT)]
        told = [number for number, (state, _) in self._told.items() if state.is_open]
        for batch in {batch.id: batch for batch in (*held_up, *batches.among(told))}.values():
            state, error = self._told.get(batch.id, (None, ""))
            tried_again = batch.state.is_open and error != "" and batch.error in ("", error)
            if not tried_again and (batch.state, batch.error) != (state, error):
                self._tell_batch(batch)

    def _tell_batch(self, batch: WatchBatch, *, left: bool = False) -> None:
        self._told[batch.id] = batch.state, batch.error
        told = {
            "rule": batch.rule_name,
            "title": batch.title,
            "files": batch.files,
            "state": "left" if left else batch.state.name.lower(),
        }
        self._tell({"event": "batch", "batch": batch.id, **told, "result": batch.result, "error": batch.error})

    def _waits(self, held: _Held) -> bool:
        """Whether files of a rule may still become ready."""
        return self._forge.watch.files.is_resting(held.watched.id, tries=_ONCE_TRIES)

    def _tell_left(self) -> None:
        """Tell of what is there, and is not used this once."""
        for held in self._held.values():
            number = held.watched.id
            for file in self._forge.watch.files.unreadable(number, limit=_MOST_LEFT):
                self._tell_file(held, file.path, file.reason, "left")
            for batch in self._away(held):
                self._tell_batch(batch, left=True)
            if ready := self._forge.watch.files.counts(number).files[FileState.READY]:
                told = {"files": ready, "at_least": held.rule.at_least}
                self._tell({"event": "ready", "rule": held.watched.name, **told})

    def _away(self, held: _Held) -> list[WatchBatch]:
        """Return the batches that wait for a folder that is away; a try that failed for another reason is counted."""
        held_up = self._forge.watch.batches.held_up(held.watched.id, limit=_MOST_LEFT)
        return [batch for batch in held_up if batch.tries == 0]

    def _tell_file(self, held: _Held, path: str, reason: str, state: str) -> None:
        self._tell({"event": "file", "rule": held.watched.name, "path": path, "reason": reason, "state": state})

    def _is_done(self) -> bool:
        """Whether nothing is left to do."""
        if self._others and not self._held:
            return True
        for held in self._held.values():
            counts = self._forge.watch.files.counts(held.watched.id)
            open_ones = counts.batches[BatchState.WAITING] + counts.batches[BatchState.RUNNING]
            open_ones -= len(self._away(held))
            if held.dirty or self._waits(held) or open_ones:
                return False
        return bool(self._held)

    def _pause(self, busy: bool) -> None:
        """Wait for what is next: a file, a look, a hint, or a change of the rules."""
        if busy:
            return
        seconds = _RULES_SECONDS
        for held in self._held.values():
            due = self._forge.watch.ripening.next_due(held.watched.id)
            if due is not None and not held.offline:
                seconds = min(seconds, max(0.1, (due - now()) / timedelta(seconds=1)))
            for root in held.roots:
                seconds = min(seconds, max(0.1, root.due - time.monotonic()))
        if self._wake.wait(seconds) and not self._stop.is_set():
            self._stop.wait(_HINT_SECONDS)
            self._wake.clear()
