"""The actors: plain functions, bound to a forge's broker when a worker starts.

Every backend is an actor ``<kind>.<name>`` on a queue of the same name, so a machine serves just what it can do.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from typing import Any

import dramatiq
from dramatiq.middleware import CurrentMessage

from albumforge.errors import InvalidInput
from albumforge.forge import Forge
from albumforge.services.failures import log_failure
from albumforge.services.works import JOB_PREFIX

ActorFunction = Callable[[Forge, str, Callable[[], bool]], None]
"""Gets the forge, the name of the work, and a function that answers whether the worker should stop."""

_log = logging.getLogger(__name__)


def generate(forge: Forge, work_id: str, stopping: Callable[[], bool]) -> None:
    """Make the film, or do the cutting job, that the message of this thread stands for."""
    message = CurrentMessage.get_current_message()
    if message is None:
        raise RuntimeError("only for a worker that got a message")
    noun, run = ("job", forge.jobs.run) if work_id.startswith(JOB_PREFIX) else ("film", forge.movies.run)
    try:
        outcome = run(work_id, message.message_id, forge.broker.id, stopping)
        _log.info("%s %s: %s", noun, work_id, outcome)
    except (
        Exception
    ) as error:  # database or broker away; the message comes again, and the claim decides what that means
        log_failure(_log, error, f"{noun} {work_id}: put off")
        forge.broker.postpone(max(1.0, forge.settings.retry_backoff))


KINDS: dict[str, ActorFunction] = {"generator": generate}
"""Which function serves the backends of a kind."""


def actor_names(forge: Forge) -> list[str]:
    """Return the names of all actors that this forge's backends give."""
    names = [plugin.actor_name for kind in KINDS for plugin in forge.plugins.working(kind).values()]
    return sorted(names)


def chosen(forge: Forge, queues: Sequence[str] | None) -> list[str]:
    """Return the queues to serve.

    Args:
        queues: None: all.

    Raises:
        InvalidInput: there is no such queue, or none at all.
    """
    known = actor_names(forge)
    wanted = known if queues is None else list(dict.fromkeys(queues))
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
        declare(_bound(KINDS[name.split(".", 1)[0]], forge, stopping, around))


def _bound(
    function: ActorFunction,
    forge: Forge,
    stopping: Callable[[], bool],
    around: Callable[[], AbstractContextManager[None]],
) -> Callable[..., Any]:
    def actor(work_id: str) -> None:
        with around():
            function(forge, work_id, stopping)

    return actor
