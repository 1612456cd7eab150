"""Private blocks: consent and refusal, on both databases."""

from __future__ import annotations

import pytest
from transfers_rig import TransferRig, leaf, report

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.services.farm.paging import Asked
from albumforge.transfers.keys import Keys


@pytest.fixture
def rig(forge: Forge) -> TransferRig:
    return TransferRig.make(forge)


def test_those_that_are_due_are_listed_by_series(rig: TransferRig) -> None:
    privates, uploads = rig.forge.transfers.privates, rig.forge.transfers.uploads
    key = Keys.new().public.encode()
    rig.forge.transfers.keys.set(rig.bob, key)
    late, early = uploads.add(rig.ann, 9, "u", "late"), uploads.add(rig.ann, 2, "u", "early")
    for upload in (late, early):
        uploads.report(rig.ann, upload.id, report(8, leaf(upload.source_name), 5))
    waiting = [rig.asked(upload, user) for upload in (late, early) for user in (rig.bob, rig.cid)]
    due = privates.due(rig.ann)
    assert [(one.upload.series_id, one.receiver_name, one.receiver_key) for one in due] == [
        (2, "Bob", key),
        (2, "Cid", ""),
        (9, "Bob", key),
        (9, "Cid", ""),
    ]
    assert {one.download_id for one in due} == {download.id for download in waiting}
    rig.released(waiting[0])
    rig.refused(waiting[1])
    privates.report(rig.ann, rig.private(waiting[2]).id, report(9))
    assert {one.download_id for one in privates.due(rig.ann)} == {waiting[2].id, waiting[3].id}
    assert privates.due(rig.bob) == privates.due(rig.cid) == []


def test_a_consent_serves_one_receiver_and_one_download(rig: TransferRig) -> None:
    upload = rig.uploaded()
    bobs, cids = rig.asked(upload), rig.asked(upload, rig.cid)
    released = rig.released(bobs, "for Bob")
    assert (released.block.status, released.block.percent, released.block.hash) == (8, 100, leaf("for Bob"))
    assert rig.download(bobs).block.hash == leaf("for Bob")
    assert rig.download(cids).block.hash == ""
    assert rig.download(cids).block.status == 0


def test_it_is_told_for_whom_a_master_was_released(rig: TransferRig) -> None:
    privates, ours, theirs = rig.forge.transfers.privates, rig.uploaded(), rig.uploaded(rig.bob, "Bob's")
    for receiver, upload in ((rig.cid, ours), (rig.bob, ours), (rig.cid, theirs), (rig.bob, ours)):
        download = rig.asked(upload, receiver)
        rig.released(download)
        rig.forge.transfers.downloads.report(receiver, download.id, 8)
    both = [ours.id, theirs.id]
    assert privates.released_to(rig.ann, both) == {ours.id: ["Cid", "Bob"]}
    assert privates.released_to(rig.bob, both) == {theirs.id: ["Cid"]}
    assert privates.released_to(rig.cid, both) == privates.released_to(rig.ann, []) == {}
    _, line, *_ = rig.forge.transfers.log.list(rig.ann, Asked()).items
    assert (line.action, line.source_name, line.user_name, line.receiver_name) == ("released", "public", "Ann", "Bob")


def test_what_was_released_stays(rig: TransferRig) -> None:
    privates, download = rig.forge.transfers.privates, rig.asked(rig.uploaded())
    private = rig.released(download)
    assert privates.report(rig.ann, private.id, report(8, leaf(), 99)) == private, "the answer was lost"
    for other in (report(8, leaf("other"), 99), report(8, leaf(), 98), report(9, message="no"), report(9), report(3)):
        with pytest.raises(Conflict, match="completed"):
            privates.report(rig.ann, private.id, other)
    assert rig.download(download).block.hash == leaf()
    assert [action for _, action, _ in rig.log(rig.bob)] == ["asked", "released"]


def test_a_refusal_ends_the_download_and_a_new_question_makes_a_new_task(rig: TransferRig) -> None:
    downloads, download = rig.forge.transfers.downloads, rig.asked(rig.uploaded())
    downloads.report(rig.bob, download.id, 4, 30)
    rig.refused(download, "  not before May  ")
    told = rig.download(download)
    assert (told.status, told.block.refused, told.block.message, told.block.hash) == (9, True, "not before May", "")
    for status in (0, 4, 5, 6, 7, 8):
        with pytest.raises(Conflict, match=r"does not agree to this download\. not before May"):
            downloads.report(rig.bob, download.id, status)
    assert downloads.report(rig.bob, download.id, 9).status == 9
    again, new = downloads.ask(rig.bob, download.upload.source_id)
    assert new
    assert again.id != download.id
    assert downloads.ask(rig.bob, download.upload.source_id)[0].id == again.id
    assert [one.download_id for one in rig.forge.transfers.privates.due(rig.ann)] == [again.id]
    assert rig.log(rig.bob)[1] == ("Ann", "refused", "not before May")


def test_a_refusal_may_be_taken_back(rig: TransferRig) -> None:
    downloads, privates = rig.forge.transfers.downloads, rig.forge.transfers.privates
    download = rig.asked(rig.uploaded())
    private = rig.refused(download)
    with pytest.raises(Conflict, match="begun again"):
        privates.report(rig.ann, private.id, report(8, leaf(), 99))
    assert privates.report(rig.ann, private.id, report(9)).block.refused, "an upload that fails takes nothing back"
    assert privates.report(rig.ann, private.id, report(9, message="never")).block.message == "never"
    taken_back = privates.report(rig.ann, private.id, report(3))
    assert (taken_back.block.refused, taken_back.block.message) == (False, "")
    assert [one.id for one in privates.due(rig.ann)] == [private.id]
    assert downloads.ask(rig.bob, download.upload.source_id)[0].id == download.id, "it has not ended after all"
    privates.report(rig.ann, private.id, report(8, leaf(), 99))
    for status in (6, 7, 8):
        assert downloads.report(rig.bob, download.id, status).status == status
    actions = ["asked", "refused", "refused", "reconsidered", "released", "received"]
    assert [action for _, action, _ in rig.log(rig.bob)] == actions


def test_only_the_owner_may(rig: TransferRig) -> None:
    privates = rig.forge.transfers.privates
    private = rig.private(rig.asked(rig.uploaded()))
    for user in (rig.bob, rig.cid, 77):
        with pytest.raises(NotFound, match="no such task"):
            privates.get(user, private.id)
        for step in (report(8, leaf(), 99), report(9, message="no")):
            with pytest.raises(NotFound, match="no such task"):
                privates.report(user, private.id, step)
    assert privates.get(rig.ann, private.id) == private


def test_what_is_wrong_changes_nothing(rig: TransferRig) -> None:
    privates = rig.forge.transfers.privates
    private = rig.private(rig.asked(rig.uploaded()))
    for wrong, field in (
        (report(8), "hash"),
        (report(8, leaf()), "size"),
        (report(8, "x", 5), "hash"),
        (report(1), "status"),
        (report(9, message="x" * 2001), "message"),
        (report(9, message="\0"), "message"),
    ):
        with pytest.raises(InvalidInput, match=f"^{field}: "):
            privates.report(rig.ann, private.id, wrong)
    assert privates.get(rig.ann, private.id) == private
