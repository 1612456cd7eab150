"""Fields of a form, as the routes of master transfer read them."""

from __future__ import annotations

import re

from albumforge.http.call import Call
from albumforge.http.farm.parameters import shown, whole
from albumforge.http.problems import Problem
from albumforge.http.routes import Param
from albumforge.services.farm.paging import MOST_PER_PAGE, Asked

_NUMBER = re.compile(r"-?[0-9]{1,20}(\.[0-9]{0,20})?([eE][+-]?[0-9]{1,3})?")
_LARGEST = 2**31 - 1
_MOST_PAGES = 1_000_000


class Fields:
    """What was sent; a form wins over the query."""

    def __init__(self, call: Call, *needed: str) -> None:
        """Read it.

        Args:
            needed: what must be there, perhaps empty.

        Raises:
            Problem: it is no form, or something is missing.
        """
        self._values = call.params
        for name in needed:
            if name not in self._values:
                raise Problem("invalid", f"{name}: is missing.")

    def text(self, name: str) -> str:
        """Return a text, "" where none was sent."""
        return self._values.get(name, "")

    def whole(self, name: str, least: int = 0, most: int = _LARGEST) -> int:
        """Return a whole number.

        Raises:
            Problem: it is none, or out of range.
        """
        return whole(name, self._values[name].strip(), least, most)

    def number(self, name: str, most: float) -> float | None:
        """Return a number from 0, or None where none was sent.

        Raises:
            Problem: it is none, or out of range.
        """
        said = self._values.get(name, "").strip()
        if not said:
            return None
        if not _NUMBER.fullmatch(said) or not 0 <= float(said) <= most:
            raise Problem("invalid", f"{name}: must be a number from 0 to {most:.0f}, not {shown(said)}.")
        return float(said)


PAGING = (
    Param("page", "Page, from 1.", "页码", {"type": "integer", "minimum": 1, "maximum": _MOST_PAGES}),
    Param("per_page", "Rows on a page.", "每页数量", {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE}),
)
"""Parameters of lists."""


def asked(call: Call) -> Asked:
    """Return which page of a list is asked for.

    Raises:
        Problem: a parameter is no number, or out of range.
    """
    fields = Fields(call)

    def number(name: str, usual: int, most: int) -> int:
        return fields.whole(name, 1, most) if fields.text(name) else usual

    return Asked(number("page", 1, _MOST_PAGES), number("per_page", 20, MOST_PER_PAGE))
