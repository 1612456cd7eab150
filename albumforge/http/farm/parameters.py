"""Parameters of the farm's routes: of lists in the query or a JSON body, of the others in a JSON body."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl

from albumforge.http.call import Call
from albumforge.http.problems import Problem
from albumforge.http.routes import Param, Schema
from albumforge.services.farm.paging import MOST_PAGES, MOST_PER_PAGE, Asked

_MOST_VALUES = 200
_LARGEST = 2**31 - 1
_WHOLE = re.compile(r"-?[0-9]{1,18}")


class Given:
    """What was asked of a list: each name with its values."""

    def __init__(self, call: Call) -> None:
        """Read the query, and a JSON body where there is one; the query wins."""
        query = call.environ.get("QUERY_STRING", "")
        try:
            pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_VALUES, errors="replace")
        except ValueError as error:
            raise Problem("invalid", f"There are more than {_MOST_VALUES} parameters.") from error
        self._values: dict[str, list[Any]] = {}
        for name, value in pairs:
            if "\0" in name + value:
                raise Problem("invalid", "The parameters hold characters that no text has.")
            self._values.setdefault(name, []).append(value)
        body = call.json() if call.length else {}
        for name, value in body.items():
            if value is not None:
                self._values.setdefault(name, list(value) if isinstance(value, list) else [value])

    def one(self, name: str) -> Any:
        """Return the last value of a parameter, or None."""
        return self._values.get(name, [None])[-1]

    def several(self, name: str) -> list[Any]:
        """Return all values of a list: ``name[]``, repeated, or under the plain name with commas between."""
        found = [*self._values.get(f"{name}[]", ()), *self._values.get(name, ())]
        return [part for value in found for part in (value.split(",") if isinstance(value, str) else [value])]

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        """Return a whole number."""
        value = self.one(name)
        return default if value is None else whole(name, value, least, most)

    def choices(self, name: str, allowed: Sequence[int]) -> list[int]:
        """Return a list of numbers, each one of a few."""
        return [choice(f"{name}[]", value, allowed) for value in self.several(name)]

    def flag(self, name: str) -> bool | None:
        """Return what is 0 or 1; None where nothing is said."""
        value = self.one(name)
        return None if value is None else bool(choice(name, value, (0, 1)))

    def moment(self, name: str, *, end: bool = False) -> datetime | None:
        """Return a moment in ISO form; one without a zone is meant in the server's.

        Args:
            end: seconds that are said without a fraction, and days without a time, are meant to their end.
        """
        value = self.one(name)
        if value is None:
            return None
        text = re.sub(r" (?=\d\d:?\d\d$)", "+", str(value).strip())  # a plus sign of a zone that was not escaped
        try:
            found = datetime.fromisoformat(text).astimezone()
        except (ValueError, OverflowError):
            raise Problem("invalid", f"{name}: must be a moment such as 2026-01-31T08:00:00, not {value!r}.") from None
        if end and len(text) <= len("2026-01-31"):
            found += timedelta(days=1, microseconds=-1)
        elif end and "." not in text:
            found += timedelta(microseconds=999_999)
        return found

    def asked(self, sorts: Mapping[str, str], *, newest_first: bool = False) -> Asked:
        """Return which page of which order is asked for.

        Args:
            newest_first: what comes last in the usual order is shown first, unless it is said otherwise.
        """
        sort_by, order = self.one("sort_by"), self.one("order")
        if sort_by is not None and (not isinstance(sort_by, str) or sort_by not in sorts):
            raise Problem("invalid", f"sort_by: must be one of {', '.join(sorts)}, not {sort_by!r}.")
        if order is not None and order not in ("asc", "desc"):
            raise Problem("invalid", f"order: must be asc or desc, not {order!r}.")
        down = order == "desc" if order is not None else newest_first and sort_by is None
        return Asked(
            page=self.whole("page", 1, 1, MOST_PAGES),
            per_page=self.whole("per_page", 20, 1, MOST_PER_PAGE),
            sort_by=sort_by or "",
            descending=down,
        )


class Body:
    """The JSON object of a request that changes something."""

    def __init__(self, call: Call, *needed: str) -> None:
        """Read it.

        Args:
            needed: what must be there.

        Raises:
            Problem: it is no JSON object, or something is missing.
        """
        self._values = call.json()
        if any(self._values.get(name) is None for name in needed):
            raise Problem("invalid", "Parameters are missing.")

    def text(self, name: str, most: int, default: str = "") -> str:
        """Return a text."""
        value = self._values.get(name)
        if value is None:
            return default
        if not isinstance(value, str) or len(value) > most:
            raise Problem("invalid", f"{name}: must be text of at most {most} characters.")
        return value

    def whole(self, name: str, least: int = 0, most: int = _LARGEST) -> int | None:
        """Return a whole number, or None where none is given."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, str):
            raise Problem("invalid", f"{name}: must be a whole number from {least} to {most}, not {value!r}.")
        return whole(name, value, least, most)

    def choice(self, name: str, allowed: Sequence[int]) -> int:
        """Return a number that is one of a few."""
        value = self._values.get(name)
        return choice(name, None if isinstance(value, str) else value, allowed, said=value)

    def flag(self, name: str) -> bool:
        """Return what is true or false; the latter where nothing is said."""
        value = self._values.get(name)
        if value is not None and not isinstance(value, bool):
            raise Problem("invalid", f"{name}: must be one of true, false, not {shown(value)}.")
        return bool(value)

    def number(self, name: str, least: float, most: float) -> float | None:
        """Return a number, or None where none is given."""
        value = self._values.get(name)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, int | float) or not least <= value <= most:
            raise Problem("invalid", f"{name}: must be a number from {least:g} to {most:g}, not {shown(value)}.")
        return float(value)


def whole(name: str, value: Any, least: int, most: int) -> int:
    """Return a whole number, given as such or as digits.

    Raises:
        Problem: it is none, or out of range.
    """
    number = None
    if isinstance(value, str):
        number = int(value) if _WHOLE.fullmatch(value) else None
    elif isinstance(value, int) and not isinstance(value, bool):
        number = value
    elif isinstance(value, float) and value.is_integer():
        number = int(value)
    if number is None or not least <= number <= most:
        raise Problem("invalid", f"{name}: must be a whole number from {least} to {most}, not {shown(value)}.")
    return number


def choice(name: str, value: Any, allowed: Sequence[int], *, said: Any = None) -> int:
    """Return a number that is one of `allowed`.

    Raises:
        Problem: it is none of them.
    """
    with contextlib.suppress(Problem):
        number = whole(name, value, min(allowed), max(allowed))
        if number in allowed:
            return number
    names = ", ".join(map(str, map(int, allowed)))
    raise Problem("invalid", f"{name}: must be one of {names}, not {shown(value if said is None else said)}.")


def named(call: Call, name: str) -> int:
    """Return a number of the path; one that nothing can have where it is none."""
    text = call.args[name]
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else -1


def shown(value: Any) -> str:
    """Return a value as a message names it, cut where it is long."""
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:59]}…"


def listing(sorts: Mapping[str, str]) -> tuple[Param, ...]:
    """Return the parameters that all lists have."""
    return (
        Param("page", "Page, from 1.", "页码", {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}),
        Param("per_page", "Rows on a page.", "每页数量", {"type": "integer", "minimum": 1, "maximum": MOST_PER_PAGE}),
        *(
            (
                Param("sort_by", "What to sort by.", "排序字段", {"type": "string", "enum": list(sorts)}),
                Param("order", "Up or down.", "排序方向", {"type": "string", "enum": ["asc", "desc"]}),
            )
            if sorts
            else ()
        ),
    )


def filters(name: str, summary: str, summary_zh: str, schema: Schema) -> tuple[Param, ...]:
    """Return the parameters of a filter: ``name[]`` repeated, and ``name`` with commas between."""
    commas: Schema = {"type": "string", "pattern": r"^[^\x00]+$"}
    if "enum" in schema:
        one = f"({'|'.join(map(str, schema['enum']))})"
        commas = {"type": "string", "pattern": f"^{one}(,{one})*$"}
    return (
        Param(f"{name}[]", summary, summary_zh, {"type": "array", "items": dict(schema)}),
        Param(name, f"{summary} With commas between.", f"{summary_zh}（逗号分隔）", commas),
    )


DETAILS = Param("details", "Whether to say more of each.", "是否返回更多字段", {"type": "integer", "enum": [0, 1]})
