"""Downloads and the consent that they wait for, on both databases."""

from __future__ import annotations

import pytest
from transfers_rig import TransferRig, leaf, report, root

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.services.farm.paging import Asked


@pytest.fixture
def rig(forge: Forge) -> TransferRig:
    return TransferRig.make(forge)


def test_a_download_from_the_question_to_the_end(rig: TransferRig) -> None:
    downloads, upload = rig.forge.transfers.downloads, rig.uploaded()
    download, new = downloads.ask(rig.bob, upload.source_id)
    assert new
    assert (download.status, download.upload, download.user_id) == (0, upload, rig.bob)
    assert downloads.ask(rig.bob, upload.source_id) == (download, False)
    for status, percent in ((4, 10.0), (4, 60.0), (5, 0.0)):
        assert downloads.report(rig.bob, download.id, status, percent).status == status
    assert downloads.get(rig.bob, download.id).block.hash == ""
    rig.released(download)
    told = downloads.get(rig.bob, download.id)
    assert (told.status, told.block.status, told.block.hash, told.block.size) == (5, 8, leaf(), 99)
    for status in (6, 7, 8):
        assert downloads.report(rig.bob, download.id, status).status == status
    assert downloads.get(rig.bob, download.id).percent == 100
    again, new = downloads.ask(rig.bob, upload.source_id)
    assert new
    assert again.block.hash == "", "another download needs another consent"
    told_to_both = [("Bob", "asked", ""), ("Ann", "released", leaf()), ("Bob", "received", ""), ("Bob", "asked", "")]
    assert rig.log(rig.bob) == told_to_both
    assert rig.log(rig.ann)[2:] == told_to_both
    assert rig.log(rig.cid) == []


@pytest.mark.parametrize("status", [6, 7, 8])
def test_nothing_needs_the_private_block_before_it_is_released(rig: TransferRig, status: int) -> None:
    downloads, download = rig.forge.transfers.downloads, rig.asked(rig.uploaded())
    private = rig.private(download)
    for step in (report(3, leaf(), 99), report(9), report(3, leaf(), 99)):
        rig.forge.transfers.privates.report(rig.ann, private.id, step)
        with pytest.raises(Conflict, match="has not agreed"):
            downloads.report(rig.bob, download.id, status)
        assert downloads.get(rig.bob, download.id).block.hash == ""
    rig.forge.transfers.privates.report(rig.ann, private.id, report(8, leaf(), 99))
    assert downloads.report(rig.bob, download.id, status).status == status


def test_steps_that_are_not_allowed(rig: TransferRig) -> None:
    downloads, download = rig.forge.transfers.downloads, rig.asked(rig.uploaded())
    downloads.report(rig.bob, download.id, 5)
    for status in (0, 4):
        with pytest.raises(Conflict, match="does not go back"):
            downloads.report(rig.bob, download.id, status)
    for status in (1, 2, 3, 10, -1):
        with pytest.raises(InvalidInput, match=r"^status: "):
            downloads.report(rig.bob, download.id, status)
    with pytest.raises(InvalidInput, match=r"^percent: "):
        downloads.report(rig.bob, download.id, 5, 101)
    rig.released(download)
    downloads.report(rig.bob, download.id, 9)
    with pytest.raises(Conflict, match="begun again"):
        downloads.report(rig.bob, download.id, 8)
    assert rig.forge.transfers.downloads.ask(rig.bob, download.upload.source_id)[0].id == download.id
    for status in (4, 7, 8, 8):
        done = downloads.report(rig.bob, download.id, status)
    for status in (0, 4, 5, 6, 7, 9):
        with pytest.raises(Conflict, match="completed"):
            downloads.report(rig.bob, download.id, status)
    assert rig.download(download) == done
    assert [action for _, action, _ in rig.log(rig.bob)].count("received") == 1


def test_what_cannot_be_asked_for(rig: TransferRig) -> None:
    downloads, uploads = rig.forge.transfers.downloads, rig.forge.transfers.uploads
    upload = uploads.add(rig.ann, 7, "u", "s")
    for status in (0, 1, 3, 9):
        uploads.report(rig.ann, upload.id, report(status))
        with pytest.raises(Conflict, match="not completely uploaded"):
            downloads.ask(rig.bob, upload.source_id)
    for number in (0, upload.id, upload.source_id + 1):
        with pytest.raises(NotFound, match="no such source"):
            downloads.ask(rig.bob, number)
    assert rig.forge.transfers.privates.due(rig.ann) == []


def test_only_its_receiver_sees_it(rig: TransferRig) -> None:
    downloads, upload = rig.forge.transfers.downloads, rig.uploaded()
    download = rig.asked(upload)
    assert rig.asked(upload, rig.cid).id != download.id
    for user in (rig.ann, rig.cid):
        with pytest.raises(NotFound, match="no such task"):
            downloads.get(user, download.id)
        with pytest.raises(NotFound, match="no such task"):
            downloads.report(user, download.id, 4)
    assert downloads.list(rig.ann, Asked()).items == []
    assert [one.id for one in downloads.list(rig.bob, Asked()).items] == [download.id]
    assert rig.download(download) == download


def test_a_list_has_the_newest_first(rig: TransferRig) -> None:
    made = [rig.asked(rig.uploaded(words=str(number))) for number in range(3)]
    page = rig.forge.transfers.downloads.list(rig.bob, Asked(per_page=2))
    assert page.items == [made[2], made[1]]
    assert page.total == 3


def test_a_download_of_one_s_own_needs_one_s_own_consent(rig: TransferRig) -> None:
    download = rig.asked(rig.uploaded(), rig.ann)
    rig.released(download)
    assert rig.download(download).block.hash == leaf()
    assert download.upload.hash == root()
