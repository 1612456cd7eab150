"""Who asks, and the user's public keys."""

from __future__ import annotations

import bottle

from albumforge.http.call import Call
from albumforge.http.routes import Route
from albumforge.http.schemas import TEXT, WHOLE, many, table
from albumforge.http.transfers.answers import said
from albumforge.http.transfers.fields import Fields
from albumforge.http.transfers.shapes import KEY, answer_of, form_of, key_shape
from albumforge.http.transfers.uploads import text_of

_LONGEST_KEY = 200


def me(call: Call) -> bottle.HTTPResponse:
    """Say who asks."""
    from albumforge.models.tables import LOCAL_USER

    assert call.identity is not None, "this route needs a user"
    roles = ["user", "operator"] if call.user == LOCAL_USER else ["user"]
    return said({"id": call.user, "name": call.identity.name, "roles": roles})


def key(call: Call) -> bottle.HTTPResponse:
    """Tell the user's public keys."""
    return said(key_shape(call.forge.transfers.keys.get(call.user)))


def set_key(call: Call) -> bottle.HTTPResponse:
    """Set the user's public keys."""
    line = Fields(call, "key").text("key")
    return said(key_shape(call.forge.transfers.keys.set(call.user, line)))


ROUTES = (
    Route(
        "/api/v1/users/me",
        ("GET",),
        me,
        "Who the token belongs to.",
        "当前用户",
        answers=answer_of(table(id=WHOLE, name=TEXT, roles=many({"type": "string", "enum": ["user", "operator"]}))),
        family="transfer",
    ),
    Route(
        "/api/v1/users/me/key",
        ("GET",),
        key,
        "One's own public keys; texts are empty where none are set.",
        "当前用户的公钥",
        answers=answer_of(KEY),
        family="transfer",
    ),
    Route(
        "/api/v1/users/me/key",
        ("PUT",),
        set_key,
        "Set one's own public keys, for private blocks and for signatures.",
        "设置当前用户的公钥",
        form=form_of("key", key=text_of(_LONGEST_KEY, needed=True)),
        answers=answer_of(KEY),
        changes=True,
        family="transfer",
    ),
)
