"""Which step of a transfer may follow which."""

from __future__ import annotations

import pytest

from albumforge.errors import InvalidInput
from albumforge.services.transfers.steps import DOWNLOAD, PRIVATE, UPLOAD, Course, Status, not_allowed


@pytest.mark.parametrize(
    ("course", "steps"),
    [
        (UPLOAD, {0: "09", 1: "019", 2: "0129", 3: "01239", 8: "0123", 9: "01239"}),
        (DOWNLOAD, {0: "09", 4: "049", 5: "0459", 6: "04569", 7: "045679", 8: "04567", 9: "045679"}),
        (PRIVATE, {0: "09", 3: "039", 8: "03", 9: "039"}),
    ],
)
def test_what_may_come_before(course: Course, steps: dict[int, str]) -> None:
    assert {int(status) for status in course.statuses} == set(steps)
    for target, before in steps.items():
        assert course.before(Status(target)) == [int(status) for status in before]


@pytest.mark.parametrize(("course", "wrong"), [(UPLOAD, 4), (UPLOAD, -1), (DOWNLOAD, 3), (PRIVATE, 1), (PRIVATE, 10)])
def test_statuses_of_another_kind_are_refused(course: Course, wrong: int) -> None:
    with pytest.raises(InvalidInput, match=rf"status: must be one of 0, .*, 9, not {wrong}\."):
        course.checked(wrong)


def test_why_a_step_is_not_allowed() -> None:
    assert "completed" in str(not_allowed(8, Status.UPLOADING))
    assert "begun again" in str(not_allowed(9, Status.DONE))
    assert "at status 3, and does not go back to 1" in str(not_allowed(3, Status.SPLITTING))
