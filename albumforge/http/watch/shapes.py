"""Rules, files and batches of watch folders as their routes tell them, and the schemas of that."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from albumforge.http.call import Call
from albumforge.http.farm.shapes import clock
from albumforge.http.problems import Problem
from albumforge.http.routes import Param
from albumforge.http.schemas import FLAG, TEXT, WHOLE, Schema, many, nullable, table
from albumforge.services.watch.rule import Do, Group
from albumforge.services.watch.states import BatchState, FileState, Origin, RootState

if TYPE_CHECKING:
    from albumforge.services.watch.batches import WatchBatch
    from albumforge.services.watch.found import Counts, WatchFile
    from albumforge.services.watch.rules import Root, WatchRule


FILE_STATES = {state.name.lower(): state for state in FileState}
BATCH_STATES = {state.name.lower(): state for state in BatchState}
USUAL, MOST = 50, 500
"""Rows of a list."""


def rule_shape(call: Call, watched: WatchRule, counts: Counts) -> dict[str, Any]:
    """Return a rule: what it says, how its folders are, how many files and batches stand where."""
    return {
        "id": watched.id,
        "name": watched.name,
        "origin": watched.origin,
        "changeable": watched.origin is not Origin.SETTINGS,
        "rule": watched.document if watched.rule is None else watched.rule.document(),
        "problem": call.words(watched.problem),
        "paused": watched.paused,
        "asked": watched.asked,
        "watched": watched.watched,
        "roots": [_root(call, root) for root in watched.roots],
        "files": {name: counts.files[state] for name, state in FILE_STATES.items()},
        "batches": {name: counts.batches[state] for name, state in BATCH_STATES.items()},
        "looked": _moment(watched.looked),
        "due": _moment(watched.due),
        "created": clock(watched.created),
    }


def file_shape(call: Call, file: WatchFile) -> dict[str, Any]:
    """Return a file that was found."""
    return {
        "id": file.id,
        "rule_id": file.rule_id,
        "path": file.path,
        "size": file.size,
        "state": file.state.name.lower(),
        "reason": call.words(file.reason),
        "tries": file.tries,
        "batch_id": file.batch_id,
        "updated": clock(file.updated),
    }


def batch_shape(call: Call, batch: WatchBatch) -> dict[str, Any]:
    """Return a batch; `link`: where the page shows its film or its cut, or ""."""
    page = {"film": "film", "cut": "cut"}.get(batch.do)
    return {
        "id": batch.id,
        "rule_id": batch.rule_id,
        "rule_name": batch.rule_name,
        "do": batch.do,
        "title": batch.title,
        "files": batch.files,
        "state": batch.state.name.lower(),
        "work_id": batch.work_id,
        "link": f"#/{page}/{batch.work_id}" if page and batch.work_id else "",
        "result": batch.result,
        "error": call.words(_without_own_folders(call, batch.error)),
        "tries": batch.tries,
        "created": clock(batch.created),
        "updated": clock(batch.updated),
    }


def listed(call: Call, rows: list[Any], limit: int, shape: Any) -> tuple[list[Any], dict[str, Any]]:
    """Return a page of a list, of which one row more was asked for, and what says where the next one begins."""
    shown = rows[:limit]
    return [shape(call, row) for row in shown], {"next": shown[-1].id if len(rows) > limit else None}


def state_of(call: Call, states: dict[str, Any]) -> Any:
    """Return the state that is asked for, or None.

    Raises:
        Problem: there is none of that name.
    """
    name = call.params.get("state", "")
    if name and name not in states:
        raise Problem("invalid", f"state: must be one of {', '.join(states)}, not {name[:40]!r}.")
    return states.get(name)


def number_of(call: Call, name: str, most: int) -> int | None:
    """Return a number of the query, or None.

    Raises:
        Problem: it is none, or out of range.
    """
    return call.number(name, 0, 1, most) or None


def listing(states: dict[str, Any]) -> tuple[Param, ...]:
    """Return the parameters that all lists have."""
    return (
        Param("state", "Only those that stand so.", "状态", {"type": "string", "enum": list(states)}),
        Param("before", "Only those with smaller numbers: `next` of the page before.", "只返回编号更小的", NUMBERED),
        Param("limit", "Rows.", "数量", {"type": "integer", "minimum": 1, "maximum": MOST}),
    )


def _root(call: Call, root: Root) -> dict[str, Any]:
    settings = call.forge.settings
    every = settings.watch_seconds if root.state is RootState.WATCHED else settings.watch_network_seconds
    return {
        "folder": root.folder,
        "state": root.state,
        "said": call.words(root.said),
        "files": root.files,
        "seconds": None if root.state is RootState.OFFLINE else round(every),
    }


def _moment(moment: datetime | None) -> str | None:
    return None if moment is None else clock(moment)


def _without_own_folders(call: Call, text: str) -> str:
    """Leave out where the server keeps its own files."""
    settings = call.forge.settings
    for folder in sorted({str(settings.cache), str(settings.media), str(settings.home)}, key=len, reverse=True):
        text = text.replace(folder, "…")
    return text


NUMBERED: Schema = {"type": "integer", "minimum": 1, "maximum": 999_999_999}
_DO: Schema = {"type": "string", "enum": [str(do) for do in Do]}
_LINE: Schema = {"type": ["string", "null"], "maxLength": 200}
_PATTERNS: Schema = {"anyOf": [{"type": "array", "items": TEXT}, TEXT, {"type": "null"}]}
RULE_FIELDS: dict[str, Schema] = {
    "name": {**_LINE, "maxLength": 80},
    "folders": {"anyOf": [{"type": "array", "items": TEXT, "minItems": 1}, {"type": "string", "minLength": 1}]},
    "do": _DO,
    "when": _LINE,
    "group": {"anyOf": [{"type": "string", "enum": [*map(str, Group), ""]}, {"type": "null"}]},
    "patterns": _PATTERNS,
    "ignore": _PATTERNS,
    "target": {"type": ["string", "null"]},
    "title": _LINE,
    "request": {"type": ["object", "null"]},
    "preset": {"type": ["string", "null"], "maxLength": 1000},
    "backend": _LINE,
    "series": {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "null"}, {"const": ""}]},
    "place": {"type": ["string", "null"], "maxLength": 1000},
    "at_least": {"type": ["integer", "null"], "minimum": 1, "maximum": 1_000_000},
    "existing": FLAG,
}
DOCUMENT: Schema = {
    "type": "object",
    "properties": RULE_FIELDS,
    "required": ["do", "folders"],
    "additionalProperties": False,
}
"""What a rule says, as it is sent."""
ROOT = table(
    folder=TEXT,
    state={"type": "string", "enum": [str(state) for state in RootState]},
    said=TEXT,
    files=WHOLE,
    seconds=nullable(WHOLE),
)
RULE = table(
    id=WHOLE,
    name=TEXT,
    origin={"type": "string", "enum": [str(origin) for origin in Origin]},
    changeable=FLAG,
    rule={"type": "object"},
    problem=TEXT,
    paused=FLAG,
    asked=FLAG,
    watched=FLAG,
    roots=many(ROOT),
    files=table(**dict.fromkeys(FILE_STATES, WHOLE)),
    batches=table(**dict.fromkeys(BATCH_STATES, WHOLE)),
    looked=nullable(TEXT),
    due=nullable(TEXT),
    created=TEXT,
)
FILE = table(
    id=WHOLE,
    rule_id=WHOLE,
    path=TEXT,
    size=WHOLE,
    state={"type": "string", "enum": list(FILE_STATES)},
    reason=TEXT,
    tries=WHOLE,
    batch_id=nullable(WHOLE),
    updated=TEXT,
)
BATCH_FIELDS: dict[str, Schema] = {
    "id": WHOLE,
    "rule_id": WHOLE,
    "rule_name": TEXT,
    "do": TEXT,
    "title": TEXT,
    "files": WHOLE,
    "state": {"type": "string", "enum": list(BATCH_STATES)},
    "work_id": TEXT,
    "link": TEXT,
    "result": TEXT,
    "error": TEXT,
    "tries": WHOLE,
    "created": TEXT,
    "updated": TEXT,
}
BATCH = table(**BATCH_FIELDS)


def answer_of(data: Schema) -> Schema:
    """Return the schema of an answer that went well."""
    return table(data=data, message=TEXT)


def page_of(row: Schema) -> Schema:
    """Return the schema of a list that is told by pages."""
    return table(data=many(row), meta=table(next=nullable(WHOLE)), message=TEXT)
