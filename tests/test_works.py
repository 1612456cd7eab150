"""The kinds of work, as what handles both alike sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.forge import Forge
from albumforge.services.states import Status
from albumforge.services.works import ALL, CUT_STAGES, FILMS, JOBS, Works
from albumforge.settings import Settings


def test_each_has_folders_of_its_own(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    assert FILMS.folder(settings) == tmp_path / "media" / "movies"
    assert JOBS.folder(settings) == tmp_path / "media" / "jobs"
    assert {works.trash(settings).parent for works in ALL} == {works.folder(settings) for works in ALL}
    assert [works.missing for works in ALL] == ["There is no such film.", "There is no such job."]


@pytest.mark.parametrize("works", ALL, ids=lambda works: works.noun)
def test_the_parts_of_the_stages_make_the_whole(works: Works) -> None:
    course = works.course
    stages = [stage for stage in sorted(set(course.stages.values())) if course.first <= stage <= course.timed]
    ends = [0.0]
    for stage in stages:
        assert course.overall(stage, 0.0) == pytest.approx(ends[-1])
        ends.append(course.overall(stage, 1.0))
    assert ends == sorted(ends)
    assert ends[-1] == pytest.approx(1.0)


def test_the_stages_of_a_cut_are_those_of_the_protocol() -> None:
    assert list(CUT_STAGES) == ["ingest", "analyse", "transcribe", "plan", "render"]


def test_every_kind_has_the_columns_by_which_work_is_claimed(local_forge: Forge) -> None:
    needed = {"work_id", "user", "generator", "status", "stage", "progress", "seconds_left", "error", "message_id"}
    needed |= {"attempts", "lease", "lease_owner", "lease_expires", "cancel_requested", "created", "updated"}
    with local_forge.database.session() as tables:
        for works in ALL:
            assert needed <= set(works.table(tables)._meta.fields)
            assert set(works.cancelled) <= set(works.table(tables)._meta.fields)
    assert not Status(JOBS.cancelled["status"]).active
