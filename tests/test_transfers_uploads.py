"""Uploads of public blocks, on both databases."""

from __future__ import annotations

import pytest
from transfers_rig import TransferRig, report, root

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.services.farm.paging import Asked
from albumforge.services.transfers.reports import LARGEST_SERIES


@pytest.fixture
def rig(forge: Forge) -> TransferRig:
    return TransferRig.make(forge)


def test_an_upload_from_the_beginning_to_the_end(rig: TransferRig) -> None:
    uploads = rig.forge.transfers.uploads
    upload = uploads.add(rig.ann, 7, "u", "春晚")
    assert (upload.status, upload.percent, upload.series_id, upload.uuid, upload.source_name) == (0, 0, 7, "u", "春晚")
    assert 100_000_000 <= upload.source_id <= 999_999_999
    upload = uploads.report(rig.ann, upload.id, report(1, percent=50))
    assert (upload.status, upload.percent, upload.name, upload.file, upload.hash) == (1, 50, "a.mov", "/reels", "")
    assert uploads.report(rig.ann, upload.id, report(1)).percent == 50, "nothing is said of it"
    assert uploads.report(rig.ann, upload.id, report(1, percent=20)).percent == 20, "it may fall"
    assert uploads.report(rig.ann, upload.id, report(3)).percent == 0, "a new step, and one was left out"
    assert uploads.report(rig.ann, upload.id, report(3, percent=99.5)).percent == 99.5
    done = uploads.report(rig.ann, upload.id, report(8, root(), 12.0, percent=3))
    assert (done.status, done.percent, done.hash, done.size) == (8, 100, root(), 12)
    assert uploads.get(rig.ann, upload.id) == done
    assert rig.log(rig.ann) == [("Ann", "created", ""), ("Ann", "uploaded", root())]


def test_steps_back_and_out_of_the_end_change_nothing(rig: TransferRig) -> None:
    uploads = rig.forge.transfers.uploads
    upload = uploads.report(rig.ann, uploads.add(rig.ann, 7, "u", "s").id, report(3, percent=5))
    for status in (0, 1, 2):
        with pytest.raises(Conflict, match="does not go back"):
            uploads.report(rig.ann, upload.id, report(status))
    assert uploads.get(rig.ann, upload.id) == upload
    done = uploads.report(rig.ann, upload.id, report(8, root(), 12.0))
    for again in (report(8, root(), 12.0), report(8, root(), 12.0, ip="elsewhere by now")):
        assert uploads.report(rig.ann, upload.id, again) == done, "the answer was lost"
    for again in (report(8, root("other"), 12.0), report(8, root(), 13.0)):
        with pytest.raises(Conflict, match="completed"):
            uploads.report(rig.ann, upload.id, again)
    for status in (0, 1, 2, 3, 9):
        with pytest.raises(Conflict, match="completed"):
            uploads.report(rig.ann, upload.id, report(status))
    assert uploads.get(rig.ann, upload.id) == done
    assert [action for _, action, _ in rig.log(rig.ann)] == ["created", "uploaded"]


@pytest.mark.parametrize("again", [0, 1, 2, 3])
def test_after_an_error_it_is_begun_again(rig: TransferRig, again: int) -> None:
    uploads = rig.forge.transfers.uploads
    upload = uploads.report(rig.ann, uploads.add(rig.ann, 7, "u", "s").id, report(2, percent=40))
    assert uploads.report(rig.ann, upload.id, report(9)).percent == 40, "where it was"
    with pytest.raises(Conflict, match="begun again"):
        uploads.report(rig.ann, upload.id, report(8, root(), 1))
    assert uploads.report(rig.ann, upload.id, report(9)).status == 9
    assert uploads.report(rig.ann, upload.id, report(again)).status == again


def test_only_its_owner_sees_it(rig: TransferRig) -> None:
    uploads = rig.forge.transfers.uploads
    upload = rig.uploaded()
    rig.asked(upload)
    for user in (rig.bob, rig.cid, 77):
        with pytest.raises(NotFound, match="no such task"):
            uploads.get(user, upload.id)
        with pytest.raises(NotFound, match="no such task"):
            uploads.report(user, upload.id, report(9))
        assert uploads.list(user, Asked()).items == []
    assert uploads.get(rig.ann, upload.id) == upload


def test_each_upload_is_a_new_one_with_a_number_of_its_own(rig: TransferRig) -> None:
    uploads = rig.forge.transfers.uploads
    made = [uploads.add(rig.ann, 7, "same", "same") for _ in range(5)]
    assert len({upload.source_id for upload in made} | {upload.id for upload in made}) == 10
    page = uploads.list(rig.ann, Asked(page=2, per_page=2))
    assert [upload.id for upload in page.items] == [made[2].id, made[1].id]
    assert (page.total, page.pages) == (5, 3)


def test_what_cannot_be_begun(rig: TransferRig) -> None:
    uploads = rig.forge.transfers.uploads
    for series, uuid, name, field in (
        (-1, "u", "s", "series_id"),
        (LARGEST_SERIES + 1, "u", "s", "series_id"),
        (1, "", "s", "uuid"),
        (1, "a\nb", "s", "uuid"),
        (1, "u", " ", "source_name"),
        (1, "u", "s" * 256, "source_name"),
        (1, "u", "\0", "source_name"),
    ):
        with pytest.raises(InvalidInput, match=f"^{field}: "):
            uploads.add(rig.ann, series, uuid, name)
    with pytest.raises(NotFound, match="no such user"):
        uploads.add(77, 1, "u", "s")
    assert uploads.add(rig.ann, LARGEST_SERIES, "影" * 255, "片" * 255).series_id == LARGEST_SERIES
