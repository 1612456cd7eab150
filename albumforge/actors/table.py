"""The actors: plain functions, bound to a forge's broker when a worker starts.

Every backend is an actor ``<kind>.<name>`` on a queue of the same name, so a machine serves just what it can do.
"""

from __future__ import annotations

import json
import logging
import time
import uuid
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import dramatiq
from dramatiq.middleware import CurrentMessage

from albumforge.errors import InvalidInput
from albumforge.forge import Forge
from albumforge.logs import about
from albumforge.plugins import Plugin, contained
from albumforge.queue.tallies import note
from albumforge.services.failures import log_failure
from albumforge.services.farm.messages import FINISH, WEBHOOK, Finished
from albumforge.services.transfers.messages import Kept
from albumforge.services.watch.messages import WORK, Worked
from albumforge.services.works import JOB_PREFIX

ActorFunction = Callable[[Forge, str, Callable[[], bool]], None]
"""Gets the forge, the name of the work, and a function that answers whether the worker should stop."""

_log = logging.getLogger(__name__)


def generate(forge: Forge, work_id: str, stopping: Callable[[], bool]) -> None:
    """Make the film, or do the cutting job, that the message of this thread stands for."""
    message = _message()
    run = forge.jobs.run if work_id.startswith(JOB_PREFIX) else forge.movies.run
    try:
        run(work_id, message.message_id, forge.broker.id, stopping)
    except (
        Exception
    ) as error:  # database or broker away; the message comes again, and the claim decides what that means
        log_failure(_log, error, f"a message of {message.actor_name}: put off")
        forge.broker.postpone(max(1.0, forge.settings.retry_backoff))


def transcode(forge: Forge, _ticket: str, stopping: Callable[[], bool]) -> None:
    """Look for a video of the farm, and work on it with the backend whose queue the ticket came by."""
    name = _message().actor_name.partition(".")[2]
    try:
        used = forge.farm.work(forge.plugins.transcoder(name), stopping)
        _log.info("ticket of transcoder.%s: %s", name, used)
    except Exception as error:  # as above; tickets are sent again while videos wait
        log_failure(_log, error, f"ticket of transcoder.{name}")


def finish(forge: Forge, task_id: str, stopping: Callable[[], bool]) -> None:
    """Verify the result of a task of the farm, and put it in its place."""
    try:
        finished = forge.farm.finishing.run(int(task_id), stopping)
        _log.info("farm task %s: %s", task_id, finished)
        if finished is Finished.INTERRUPTED:
            forge.broker.give_back()
        elif finished is Finished.BUSY:
            forge.broker.postpone(BUSY_SECONDS)
    except Exception as error:  # as above
        log_failure(_log, error, f"farm task {task_id}: put off")
        forge.broker.postpone(max(1.0, forge.settings.retry_backoff))


def keep(forge: Forge, copy_id: str, stopping: Callable[[], bool]) -> None:
    """Copy a public block of a master to the place that this server keeps."""
    try:
        kept, pause = forge.transfers.keep(int(copy_id), stopping)
        _log.info("copy %s: %s", copy_id, kept)
        if kept is Kept.INTERRUPTED:
            forge.broker.give_back()
        elif kept in (Kept.BUSY, Kept.PUT_OFF):
            forge.broker.postpone(max(BUSY_SECONDS, pause))
    except Exception as error:  # as above
        log_failure(_log, error, f"copy {copy_id}: put off")
        forge.broker.postpone(max(1.0, forge.settings.retry_backoff))


def work(forge: Forge, batch_id: str, stopping: Callable[[], bool]) -> None:
    """Do what a rule of a watch folder wants with a file: transcode it, or send it."""
    try:
        worked, pause = forge.watch.work(int(batch_id), stopping)
        _log.info("batch %s: %s", batch_id, worked)
        if worked is Worked.INTERRUPTED:
            forge.broker.give_back()
        elif worked in (Worked.BUSY, Worked.PUT_OFF):
            forge.broker.postpone(max(BUSY_SECONDS, pause))
    except Exception as error:  # as above
        log_failure(_log, error, f"batch {batch_id}: put off")
        forge.broker.postpone(max(1.0, forge.settings.retry_backoff))


def notify(forge: Forge, event: str, _stopping: Callable[[], bool]) -> None:
    """Tell of a task of the farm that ended; a try that failed is made again later, and holds nobody up."""
    tries = json.loads(event).get("tries", 0)
    pause = forge.farm.notify(event, tries)
    if pause is not None:
        again = json.dumps({**json.loads(event), "tries": tries + 1}, ensure_ascii=False)
        forge.broker.send(WEBHOOK, again, message_id=str(uuid.uuid4()), delay=pause)


KINDS: dict[str, ActorFunction] = {"generator": generate, "transcoder": transcode, "transfer": keep}
"""Which function serves the backends of a kind."""

NEWER_SECONDS = 15.0
"""How long a message waits that says more than this version understands."""

BUSY_SECONDS = 2.0
"""How often it is looked whether the process that finishes a task, or makes a copy, has died."""

FARM: dict[str, ActorFunction] = {FINISH: finish, WEBHOOK: notify}
"""Actors of the farm that every worker serves."""

WATCH: dict[str, ActorFunction] = {WORK: work}
"""Actors that are served where they are asked for."""


def actor_names(forge: Forge, kinds: Sequence[str] = tuple(KINDS)) -> list[str]:
    """Return the names of all actors that this forge's backends of some kinds give."""
    names = [plugin.actor_name for kind in kinds for plugin in forge.plugins.working(kind).values()]
    return sorted(names)


def transcoder_names(forge: Forge) -> list[str]:
    """Return the actors of the transcoders that have an encoder of their own that works here."""
    return sorted(one.actor_name for one in forge.plugins.working("transcoder").values() if _encodes(one))


def _encodes(plugin: Plugin) -> bool:
    try:
        with contained():
            return any(not encoder.problem for encoder in plugin.backend.encoders())
    except Exception as error:  # one from outside; the others are none the worse for it
        log_failure(_log, error, f"transcoder {plugin.name} from {plugin.origin} cannot say what it encodes with")
        return False


def _message() -> dramatiq.Message[Any]:
    message = CurrentMessage.get_current_message()
    if message is None:
        raise RuntimeError("only for a worker that got a message")
    return message


def chosen(forge: Forge, queues: Sequence[str] | None) -> list[str]:
    """Return the queues to serve.

    Args:
        queues: None: all but those of transcoders, transfers and watch folders: no film waits behind an hour of these.

    Raises:
        InvalidInput: there is no such queue, or none at all.
    """
    known = [*actor_names(forge), *FARM, *WATCH]
    usual = actor_names(forge, ["generator"])
    wanted = [*usual, *(FARM if usual else ())] if queues is None else list(dict.fromkeys(queues))
    for queue in wanted:
        if queue not in known:
            raise InvalidInput(f"There is no queue {queue!r}.", hint=f"Known: {', '.join(known) or 'none'}.")
    if not wanted:
        raise InvalidInput("There is no queue to serve.", hint="See `albumforge plugins` for what was set aside.")
    return wanted


def bind(
    forge: Forge,
    queues: Sequence[str],
    stopping: Callable[[], bool],
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> None:
    """Declare an actor for each queue on the forge's broker.

    Args:
        stopping: answers whether the worker was asked to stop.
        around: entered for as long as an actor works.
    """
    for name in queues:
        declare = dramatiq.actor(broker=forge.broker.dramatiq, actor_name=name, queue_name=name)
        declare(_bound(FARM.get(name) or WATCH.get(name) or KINDS[name.split(".", 1)[0]], forge, stopping, around))


def _bound(
    function: ActorFunction,
    forge: Forge,
    stopping: Callable[[], bool],
    around: Callable[[], AbstractContextManager[None]],
) -> Callable[..., Any]:
    def actor(*arguments: Any, **named: Any) -> None:
        message = _message()
        if len(arguments) != 1 or named or not isinstance(arguments[0], str):
            _log.warning("a message of %s is of another version: it is left to workers of that", message.actor_name)
            forge.broker.postpone(NEWER_SECONDS)
            return
        (work_id,) = arguments
        kind = _work_kind(message.actor_name)
        told = {kind: work_id} if kind else {}
        with about(actor=message.actor_name, message_id=message.message_id, worker=forge.broker.id, **told), around():
            begun = time.monotonic()
            try:
                function(forge, work_id, stopping)
            finally:
                note(forge.broker, message.actor_name, time.monotonic() - begun)

    return actor


def _work_kind(actor: str) -> str:
    """Return what the log calls the work of a message, or "" where it is none, or told by who does it."""
    return {FINISH: "farm_task", WORK: "batch"}.get(actor, "copy" if actor.startswith("transfer.") else "")
