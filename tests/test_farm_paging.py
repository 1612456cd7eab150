from __future__ import annotations

import pytest

from albumforge.services.farm.paging import Asked, Page, stretch_of


@pytest.mark.parametrize("total", [0, 1, 19, 20, 21, 45])
@pytest.mark.parametrize("per_page", [1, 7, 20])
def test_pages_are_the_whole_list_whichever_end_is_nearer(total: int, per_page: int) -> None:
    rows, seen = list(range(total)), []
    for page in range(1, total // per_page + 3):
        part = stretch_of(Asked(page, per_page).offset, per_page, total)
        side = rows[::-1] if part.backwards else rows
        found = side[part.skip : part.skip + part.count]
        seen += found[::-1] if part.backwards else found
        assert part.skip <= max(total / 2, per_page)
    assert seen == rows


def test_what_a_page_says_of_itself() -> None:
    def told(total: int, page: int) -> tuple[int, bool, bool]:
        found: Page[int] = Page([], total, page, 20)
        return found.pages, found.has_next, found.has_prev

    assert told(0, 1) == (0, False, False)
    assert told(20, 1) == (1, False, False)
    assert told(21, 1) == (2, True, False)
    assert told(21, 2) == (2, False, True)
    assert told(21, 9) == (2, False, True)
