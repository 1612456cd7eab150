"""Somebody is told of each task that ended, by POST."""

from __future__ import annotations

import urllib.error
import urllib.request
from typing import Any
from urllib.parse import urlsplit

from albumforge.errors import Unavailable

SECONDS = 5.0
"""How long the other side may take to answer."""
PAUSES = (10.0, 60.0)
"""Seconds before the second try, and before the third, which is the last."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


def post(address: str, event: str) -> None:
    """Send an event; redirections are not followed.

    Args:
        address: ``http`` or ``https``.
        event: a JSON object.

    Raises:
        Unavailable: it was not taken.
    """
    if urlsplit(address).scheme not in ("http", "https"):
        raise Unavailable("The setting farm_webhook is no address.", hint="Use http://… or https://….")
    request = urllib.request.Request(  # noqa: S310 - of these two schemes only
        address, event.encode(), {"Content-Type": "application/json; charset=utf-8"}, method="POST"
    )
    try:
        opener = urllib.request.build_opener(_NoRedirect())
        with opener.open(request, timeout=SECONDS) as answer:
            answer.read(1 << 16)
    except urllib.error.HTTPError as error:
        with error:
            raise Unavailable(f"The webhook answered {error.code}.") from None
    except (OSError, ValueError) as error:
        raise Unavailable(f"The webhook does not answer: {getattr(error, 'reason', error)}.") from None
