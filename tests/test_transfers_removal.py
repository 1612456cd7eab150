"""A user goes with transfers or not at all; the audit log stays, on both databases."""

from __future__ import annotations

import pytest
from transfers_rig import TransferRig

from albumforge.chinese import in_chinese
from albumforge.errors import Conflict, NotFound
from albumforge.forge import Forge
from albumforge.transfers.keys import Keys


@pytest.fixture
def rig(forge: Forge) -> TransferRig:
    return TransferRig.make(forge)


def test_who_has_transfers_stays_unless_they_go_too(rig: TransferRig) -> None:
    accounts = rig.forge.accounts
    rig.asked(rig.uploaded())
    for name, owned in (("Ann", "Ann has 1 master transfer"), ("Bob", "Bob has 1 master transfer")):
        with pytest.raises(Conflict, match=owned) as caught:
            accounts.remove_user(name)
        assert "母带传输" in in_chinese(caught.value.message)
    rig.forge.transfers.keys.set(rig.cid, Keys.new().public.encode())
    accounts.remove_user("Cid")
    assert {user.name for user in accounts.users()} == {"local", "Ann", "Bob"}


def test_an_owner_takes_masters_and_their_downloads_along(rig: TransferRig) -> None:
    upload = rig.uploaded()
    download, others = rig.asked(upload), rig.asked(rig.uploaded(rig.cid), rig.bob)
    rig.released(download)
    rig.forge.accounts.remove_user("Ann", films=True)
    with pytest.raises(NotFound):
        rig.download(download)
    with pytest.raises(NotFound, match="no such source"):
        rig.forge.transfers.downloads.ask(rig.bob, upload.source_id)
    assert rig.download(others) == others
    actions = [(who, action) for who, action, _ in rig.log(rig.bob)]
    assert actions == [("Bob", "asked"), ("Bob", "asked"), ("Ann", "released"), ("Ann", "removed")]


def test_a_receiver_takes_downloads_along_and_leaves_a_trace(rig: TransferRig) -> None:
    upload = rig.uploaded()
    rig.released(rig.asked(upload))
    rig.forge.accounts.remove_user("Bob", films=True)
    assert rig.forge.transfers.privates.due(rig.ann) == []
    assert [(who, action) for who, action, _ in rig.log(rig.ann)][2:] == [
        ("Bob", "asked"),
        ("Ann", "released"),
        ("Bob", "removed"),
    ]
    again = rig.forge.accounts.add_user("Bob")
    assert rig.log(again.id) == [], "whoever comes after sees nothing of it, even under the same number"
    with rig.forge.database.session() as tables:
        assert tables.transfer_log.select().count() == 5


def test_numbers_that_the_log_names_are_not_given_again(rig: TransferRig) -> None:
    upload = rig.uploaded()
    download = rig.asked(upload)
    rig.forge.accounts.remove_user("Ann", films=True)
    other = rig.uploaded(rig.cid)
    assert other.id > upload.id
    assert rig.asked(other).id > download.id
