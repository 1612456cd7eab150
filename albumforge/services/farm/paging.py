"""Pages of long lists: read from the end that is nearer, by an index that holds all that is asked of a row."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

T = TypeVar("T")

MOST_PER_PAGE = 1000
MOST_PAGES = 1_000_000_000


@dataclass(frozen=True)
class Asked:
    """Which page of which order.

    Attributes:
        page: from 1.
        per_page: 1 to `MOST_PER_PAGE`.
        sort_by: name of a column, as the list calls it; "": its usual order.
        descending: largest first.
    """

    page: int = 1
    per_page: int = 20
    sort_by: str = ""
    descending: bool = False

    @property
    def offset(self) -> int:
        """How many rows come before the page."""
        return (self.page - 1) * self.per_page


@dataclass(frozen=True)
class Page(Generic[T]):
    """A page of a list.

    Attributes:
        items: what is on it.
        total: length of the whole list.
    """

    items: list[T]
    total: int
    page: int
    per_page: int

    @property
    def pages(self) -> int:
        """How many there are."""
        return -(-self.total // self.per_page)

    @property
    def has_next(self) -> bool:
        """Whether a page comes after it."""
        return self.page < self.pages

    @property
    def has_prev(self) -> bool:
        """Whether a page comes before it."""
        return self.page > 1


@dataclass(frozen=True)
class Stretch:
    """The rows that a page takes from a list.

    Attributes:
        skip: rows that are left out first, counted from the end that is nearer.
        count: rows of the page.
        backwards: the far end is nearer: the order is turned round, and the rows found are, too.
    """

    skip: int
    count: int
    backwards: bool


def stretch_of(offset: int, per_page: int, total: int) -> Stretch:
    """Return where the rows from `offset` on lie in a list of `total` rows."""
    count = max(0, min(per_page, total - offset))
    behind = total - offset - count
    return Stretch(behind, count, True) if behind < offset else Stretch(offset, count, False)


def ids_between(
    query: Any, order: Sequence[Any], descending: bool, offset: int, per_page: int, total: int
) -> list[int]:
    """Return the ids that a query finds from `offset` on, in order.

    Args:
        query: selects the id alone.
        order: columns; the last one makes the order whole. All go up, or all go down.
        total: how many rows the query finds.
    """
    part = stretch_of(offset, per_page, total)
    if not part.count:
        return []
    down = descending != part.backwards
    columns = [column.desc() if down else column.asc() for column in order]
    ids = [row[0] for row in query.order_by(*columns).limit(part.count).offset(part.skip).tuples()]
    return ids[::-1] if part.backwards else ids


def in_order(rows: Any, ids: list[int]) -> list[Any]:
    """Return rows in the order of their ids; those that are gone meanwhile are left out."""
    found = {row.id: row for row in rows}
    return [found[number] for number in ids if number in found]
