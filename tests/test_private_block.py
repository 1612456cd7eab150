"""The private block: for one receiver and one download, by one sender, of one master; nothing else opens it."""

from __future__ import annotations

import os
from typing import Any

import dag_cbor
import msgspec
import pytest

from albumforge.errors import InvalidInput
from albumforge.transfers.cids import DAG_PB, cid_of, sha256
from albumforge.transfers.keys import Keys
from albumforge.transfers.private_block import Master, Sealed, associated_data, seal, unseal
from albumforge.transfers.public_block import Header, block_bytes, commitment

SENDER, RECEIVER, STRANGER = Keys.new(), Keys.new(), Keys.new()
KEY, HEADER = os.urandom(32), Header()
MASTER = Master(
    public=cid_of(DAG_PB, sha256(b"public")),
    length=block_bytes(5_000_000),
    associated=associated_data("3f2a", 1),
    key=KEY,
    commit=commitment(KEY, HEADER.salt),
    size=5_000_000,
    c4="c4" + "1" * 88,
    xxh128="00" * 16,
    name="reel 1/第一卷.mov",
    mhl="<hashlist/>",
)
BLOCK = seal(MASTER, receiver=RECEIVER.public, download=7, keys=SENDER)
FITTING: dict[str, Any] = {"public": MASTER.public, "download": 7, "sender": SENDER.public, "keys": RECEIVER}


def test_the_receiver_opens_what_the_sender_sealed() -> None:
    assert unseal(BLOCK, **FITTING) == MASTER
    assert KEY not in BLOCK
    assert b"reel" not in BLOCK


def test_sealed_again_it_is_another_block() -> None:
    assert seal(MASTER, receiver=RECEIVER.public, download=7, keys=SENDER) != BLOCK


@pytest.mark.parametrize(
    "other",
    [
        {"download": 8},
        {"sender": STRANGER.public},
        {"keys": STRANGER},
        {"keys": SENDER},
        {"public": cid_of(DAG_PB, sha256(b"another"))},
    ],
    ids=["download", "sender", "receiver", "the sender's own", "master"],
)
def test_for_anything_else_it_does_not_open(other: dict[str, Any]) -> None:
    with pytest.raises(Sealed):
        unseal(BLOCK, **FITTING | other)


def test_each_byte_counts() -> None:
    for at in range(len(BLOCK)):
        changed = bytearray(BLOCK)
        changed[at] ^= 1
        for block in (bytes(changed), BLOCK[:at]):
            with pytest.raises(Sealed):
                unseal(block, **FITTING)
    with pytest.raises(Sealed):
        unseal(BLOCK + b"\0", **FITTING)


def test_another_signature_does_not_make_it_the_strangers() -> None:
    """A stranger takes a sealed block for his own: the sender's name stands inside."""
    outer = dag_cbor.decode(BLOCK)
    info = MASTER.public + (7).to_bytes(8, "big") + RECEIVER.public.seal
    signature = STRANGER.signing().sign(b"albumforge/private-block/1" + info + outer["sealed"])
    stolen = dag_cbor.encode({**outer, "signature": signature})
    with pytest.raises(Sealed, match="somebody else"):
        unseal(stolen, **FITTING | {"sender": STRANGER.public})


@pytest.mark.parametrize("field, value", [("public", cid_of(DAG_PB, sha256(b"x"))), ("length", 5), ("size", 7)])
def test_a_sender_who_says_what_does_not_fit(field: str, value: Any) -> None:
    wrong = msgspec.structs.replace(MASTER, **{field: value})
    if field == "public":
        block = seal(wrong, receiver=RECEIVER.public, download=7, keys=SENDER)
        with pytest.raises(Sealed):
            unseal(block, **FITTING)
        return
    with pytest.raises(Sealed, match="another master"):
        unseal(seal(wrong, receiver=RECEIVER.public, download=7, keys=SENDER), **FITTING)


def test_a_version_that_is_not_known() -> None:
    outer = dag_cbor.decode(BLOCK)
    with pytest.raises(Sealed, match="version 2"):
        unseal(dag_cbor.encode({**outer, "version": 2}), **FITTING)


def test_the_key_must_be_that_of_the_public_block() -> None:
    assert MASTER.check_header(HEADER.encode()) == HEADER
    with pytest.raises(Sealed, match="not that of the public block"):
        MASTER.check_header(Header().encode())
    with pytest.raises(InvalidInput):
        MASTER.check_header(b"")


def test_a_key_shows_in_no_message() -> None:
    assert KEY.hex() not in repr(MASTER)
    assert repr(KEY) not in repr(MASTER)


def test_associated_data_is_canonical() -> None:
    assert associated_data("3f2a", 1) == b"\x83\x6c" + b"albumforge/1" + b"\x64" + b"3f2a" + b"\x01"
