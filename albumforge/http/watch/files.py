"""What was found in watch folders, what is made of it, and what failed tried again."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import bottle

from albumforge.errors import Unavailable
from albumforge.http.call import Call
from albumforge.http.farm.parameters import named
from albumforge.http.routes import Param, Route
from albumforge.http.schemas import TEXT, WHOLE, many, table
from albumforge.http.watch.answers import said
from albumforge.http.watch.shapes import (
    BATCH,
    BATCH_FIELDS,
    BATCH_STATES,
    FILE,
    FILE_STATES,
    MOST,
    NUMBERED,
    USUAL,
    answer_of,
    batch_shape,
    file_shape,
    listed,
    listing,
    number_of,
    page_of,
    state_of,
)
from albumforge.services.watch.rule import WORKED

if TYPE_CHECKING:
    from albumforge.services.watch.batches import WatchBatch


def files(call: Call) -> bottle.HTTPResponse:
    """List files of a rule."""
    number, limit = named(call, "rule_id"), call.number("limit", USUAL, 1, MOST)
    before, state = number_of(call, "before", 999_999_999), state_of(call, FILE_STATES)
    call.forge.watch.rules.get(number)
    rows = call.forge.watch.files.list(number, state=state, before=before, limit=limit + 1)
    shown, meta = listed(call, rows, limit, file_shape)
    return said(shown, meta=meta)


def retry_file(call: Call) -> bottle.HTTPResponse:
    """Look again at a file that failed."""
    rule, watch = named(call, "rule_id"), call.forge.watch
    watch.rules.get(rule)
    watch.files.retry(rule, named(call, "file_id"))
    return said({"files": 1, "batches": 0})


def retry_all(call: Call) -> bottle.HTTPResponse:
    """Try again all that failed of a rule."""
    rule, watch = named(call, "rule_id"), call.forge.watch
    watch.rules.get(rule)
    watch.targets.forget(rule)
    failed = watch.batches.recent(rule_id=rule, state=BATCH_STATES["failed"], limit=1_000_000)
    batches, found = watch.batches.retry_failed(rule), watch.files.retry(rule)
    for batch in failed:
        _offer(call, batch)
    return said({"files": found, "batches": batches})


def batches(call: Call) -> bottle.HTTPResponse:
    """List batches, the last one first."""
    limit, before = call.number("limit", USUAL, 1, MOST), number_of(call, "before", 999_999_999)
    rule, state = number_of(call, "rule", 999_999_999), state_of(call, BATCH_STATES)
    rows = call.forge.watch.batches.recent(rule_id=rule, state=state, before=before, limit=limit + 1)
    shown, meta = listed(call, rows, limit, batch_shape)
    return said(shown, meta=meta)


def batch(call: Call) -> bottle.HTTPResponse:
    """Tell a batch, and its files."""
    found = call.forge.watch.batches.get(named(call, "batch_id"))
    paths = [str(path) for path in call.forge.watch.batches.files(found.id)]
    return said({**batch_shape(call, found), "paths": paths})


def retry_batch(call: Call) -> bottle.HTTPResponse:
    """Have a batch that failed made once more."""
    again = call.forge.watch.batches.retry(named(call, "batch_id"))
    _offer(call, again)
    return said(batch_shape(call, again))


def _offer(call: Call, batch: WatchBatch) -> None:
    """Have a batch done soon that a worker does by itself."""
    if batch.do in WORKED:
        with suppress(Unavailable):  # it waits, and is sent once the queue is back
            call.forge.watch.offer(batch.id)


_RULE = "/api/v1/watch/rules/{rule_id}"
_BATCHES = "/api/v1/watch/batches"
_TRIED = answer_of(table(files=WHOLE, batches=WHOLE))

ROUTES = (
    Route(
        f"{_RULE}/files",
        ("GET",),
        files,
        "The files that a rule has found, the last one first.",
        "监视规则发现的文件",
        params=listing(FILE_STATES),
        answers=page_of(FILE),
        family="watch",
    ),
    Route(
        f"{_RULE}/files/{{file_id}}/retry",
        ("POST",),
        retry_file,
        "Look again at a file that failed.",
        "重试失败的文件",
        answers=_TRIED,
        changes=True,
        family="watch",
    ),
    Route(
        f"{_RULE}/retry",
        ("POST",),
        retry_all,
        "Try again all files and batches of a rule that failed.",
        "重试监视规则的全部失败项",
        answers=_TRIED,
        changes=True,
        family="watch",
    ),
    Route(
        _BATCHES,
        ("GET",),
        batches,
        "What is made of the files, the last one first: films, cuts, transcodes, masters.",
        "监视文件夹的成果",
        params=(Param("rule", "Only those of this rule.", "规则编号", NUMBERED), *listing(BATCH_STATES)),
        answers=page_of(BATCH),
        family="watch",
    ),
    Route(
        f"{_BATCHES}/{{batch_id}}",
        ("GET",),
        batch,
        "A batch, and its files.",
        "监视文件夹的成果详情",
        answers=answer_of(table(**BATCH_FIELDS, paths=many(TEXT))),
        family="watch",
    ),
    Route(
        f"{_BATCHES}/{{batch_id}}/retry",
        ("POST",),
        retry_batch,
        "Have a batch that failed made once more.",
        "重试失败的成果",
        answers=answer_of(BATCH),
        changes=True,
        family="watch",
    ),
)
