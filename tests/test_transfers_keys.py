"""Users' public keys, on both databases."""

from __future__ import annotations

import pytest
from transfers_rig import TransferRig

from albumforge.errors import InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.transfers.keys import Keys


@pytest.fixture
def rig(forge: Forge) -> TransferRig:
    return TransferRig.make(forge)


def test_keys_are_set_and_shown(rig: TransferRig) -> None:
    keys, one, two = rig.forge.transfers.keys, Keys.new().public, Keys.new().public
    assert keys.get(rig.bob) is None
    first = keys.set(rig.bob, f" {one.encode()}\n")
    assert first.public == one
    assert keys.set(rig.bob, one.encode()) == first, "the same again changes nothing"
    assert keys.get(rig.bob) == first
    second = keys.set(rig.bob, two.encode())
    assert second.public == two
    assert second.created > first.created
    assert keys.get(rig.ann) is None
    assert rig.log(rig.bob) == [("Bob", "key_set", one.fingerprint), ("Bob", "key_set", two.fingerprint)]


def test_each_side_sees_the_other_s_present_key(rig: TransferRig) -> None:
    download = rig.asked(rig.uploaded())
    assert (download.sender_key, rig.private(download).receiver_key) == ("", "")
    for user in (rig.ann, rig.bob):
        rig.forge.transfers.keys.set(user, Keys.new().public.encode())
    anns, bobs = (rig.forge.transfers.keys.get(user) for user in (rig.ann, rig.bob))
    assert anns and rig.download(download).sender_key == anns.public.encode()
    assert bobs and rig.private(download).receiver_key == bobs.public.encode()


@pytest.mark.parametrize("line", ["", "albumforge-key-1:", "albumforge-key-1:AAAA", "ssh-ed25519 AAAA", "\0"])
def test_what_is_no_key(rig: TransferRig, line: str) -> None:
    with pytest.raises(InvalidInput, match=r"^key: This is no public key"):
        rig.forge.transfers.keys.set(rig.bob, line)
    assert rig.forge.transfers.keys.get(rig.bob) is None


def test_nobody_has_no_key(rig: TransferRig) -> None:
    with pytest.raises(NotFound, match="no such user"):
        rig.forge.transfers.keys.set(77, Keys.new().public.encode())
