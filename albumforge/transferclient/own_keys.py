"""The user's own keys, here and at the server."""

from __future__ import annotations

from albumforge.errors import Conflict
from albumforge.transferclient.server import Server
from albumforge.transferclient.state import State
from albumforge.transfers.keys import Keys


def keys_at(server: Server, state: State) -> Keys:
    """Return the user's keys, made now where there are none, whose public half the server has.

    Raises:
        Conflict: the server has other ones of this user.
        Refused, ServerAway: the server does not want them, or does not answer.
    """
    keys = state.ensure_keys()
    line, there = keys.public.encode(), server.key()
    if there and there != line:
        raise Conflict(
            f"{server.url} knows other keys of yours than those in {state.keys_file}.",
            hint="Copy that file from the machine that has them: what was sent or asked for with them needs it. "
            "For new keys: albumforge transfer keys publish.",
        )
    if not there:
        server.set_key(line)
    return keys
