"""What is printed of watch folders."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import click

from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import print_json
from albumforge.errors import ForgeError, Unavailable
from albumforge.services.watch.states import BatchState, FileState, Origin, RootState

if TYPE_CHECKING:
    from albumforge.forge import Forge
    from albumforge.services.watch.found import Counts
    from albumforge.services.watch.rules import WatchRule

_MOST = 20


@dataclass
class Console:
    """Shows what the process that looks says."""

    as_json: bool
    failed: int = 0
    on_end: Callable[[], object] = lambda: None
    on_failure: Callable[[ForgeError], object] = lambda _: None

    def __post_init__(self) -> None:
        self._one = threading.Lock()

    def ready(self) -> None:
        """Say that it goes on until it is stopped."""
        if not self.as_json:
            click.echo(say("watch_ready"), err=True)

    def ended(self, what: str, code: int, pause: float) -> None:
        """Say what ended unasked and is started again."""
        again = say("again_in", seconds=f"{pause:g}") if pause else say("again_now")
        text = say("part_ended", part=say(f"part.{what}"), how=say("ended_code", code=code), again=again)
        click.echo(text, err=True)

    def line(self, line: bytes) -> None:
        """Show a line of JSON; half a line of a process that was killed is none."""
        try:
            told = json.loads(line)
        except ValueError:
            return
        with self._one:
            if told["event"] == "done":
                self.on_end()
            elif told["event"] == "failed":
                self.on_failure(Unavailable(told["message"], hint=told["hint"]))
                self.on_end()
            elif self.as_json:
                click.echo(json.dumps(told, ensure_ascii=False))
            else:
                click.echo(f"{datetime.now():%H:%M:%S}  {self._said(told)}")  # noqa: DTZ005 - the user's clock
            if told.get("state") in ("failed", "left"):
                self.failed += 1

    def _said(self, told: dict[str, Any]) -> str:
        rule = printable(told["rule"])
        if told["event"] == "root":
            text = say(f"watch_root.{told['state']}", folder=printable(told["folder"]), files=f"{told['files']:,}")
            return f"{rule}: {text}" + (f"\n          {translated(told['said'])}" if told["said"] else "")
        if told["event"] == "file":
            path, reason = printable(told["path"]), translated(told["reason"])
            return say(f"watch_file.{told['state']}", rule=rule, path=path, reason=reason)
        if told["event"] == "ready":
            return say("watch_few", rule=rule, files=f"{told['files']:,}", least=told["at_least"])
        if told["event"] == "watched":
            return say("watch_other", rule=rule)
        key = "watch_batch.done_to" if told["state"] == "done" and told["result"] else f"watch_batch.{told['state']}"
        if told["state"] == "waiting" and told["error"]:
            key = "watch_batch.held_up"
        key += "_one" if key == "watch_batch.waiting" and told["files"] == 1 else ""
        values = {name: printable(str(told[name])) for name in ("title", "files", "result")}
        said = say(key, **values)
        if told["error"]:
            said += f": {translated(told['error'])}"
        return f"{rule}: {said}"


def print_rules(forge: Forge, *, as_json: bool) -> None:
    """Print all rules, how their folders are, and what could not be made."""
    told = [_told(forge, watched) for watched in forge.watch.rules.all()]
    if as_json:
        print_json({"rules": told})
        return
    if not told:
        click.echo(say("watch_none"))
    for one in told:
        click.echo(say("watch_rule", **{name: printable(str(one[name])) for name in ("name", "do", "when")}))
        if one["problem"]:
            click.echo(f"  {translated(one['problem'])}")
        click.echo(f"  {_followed(one)}")
        for root in one["folders"]:
            files = f"{root['files']:,}"
            how = root["state"] if one["watched"] or root["state"] == RootState.OFFLINE else "last"
            click.echo(f"  {say(f'watch_root.{how}', folder=printable(root['folder']), files=files)}")
            if root["said"]:
                click.echo(f"    {translated(root['said'])}")
        click.echo(f"  {say('watch_counts', **{name: f'{count:,}' for name, count in one['files'].items()})}")
        for waiting in one["waiting"]:
            click.echo(f"  … {printable(waiting['what'])}: {translated(waiting['reason'])}")
        for failed in one["failed"]:
            click.echo(f"  ✗ {printable(failed['what'])}: {translated(failed['reason'])}")


def _followed(one: dict[str, Any]) -> str:
    """Return where a rule comes from, and whether somebody looks after it."""
    origin = say(f"watch_origin.{one['origin']}")
    if one["problem"]:
        return origin
    how = "now" if one["watched"] else "paused" if one["paused"] else "nobody"
    if how == "nobody" and one["folders"] and all(root["state"] == RootState.OFFLINE for root in one["folders"]):
        how = "away"
    elif how == "nobody" and one["origin"] == Origin.COMMAND:
        how = "command"
    return say(f"watch_by.{how}", origin=origin)


def _told(forge: Forge, watched: WatchRule) -> dict[str, Any]:
    counts: Counts = forge.watch.files.counts(watched.id)
    files = forge.watch.files.list(watched.id, state=FileState.FAILED, limit=_MOST)
    batches = forge.watch.batches.recent(rule_id=watched.id, state=BatchState.FAILED, limit=_MOST)
    unreadable = forge.watch.files.unreadable(watched.id, limit=_MOST)
    held_up = forge.watch.batches.held_up(watched.id, limit=_MOST)
    return {
        "id": watched.id,
        "name": watched.name,
        "origin": str(watched.origin),
        "do": str(watched.document.get("do", "")),
        "when": str(watched.document.get("when", "")),
        "paused": watched.paused,
        "watched": watched.watched,
        "problem": watched.problem,
        "due": None if watched.due is None else watched.due.isoformat(),
        "folders": [
            {"folder": root.folder, "state": str(root.state), "said": root.said, "files": root.files}
            for root in watched.roots
        ],
        "files": {state.name.lower(): count for state, count in counts.files.items()},
        "batches": {state.name.lower(): count for state, count in counts.batches.items()},
        "waiting": [
            *({"what": file.path, "reason": file.reason} for file in unreadable),
            *({"what": batch.title, "reason": batch.error} for batch in held_up),
        ],
        "failed": [
            *({"what": file.path, "reason": file.reason} for file in files),
            *({"what": batch.title, "reason": batch.error} for batch in batches),
        ],
    }
