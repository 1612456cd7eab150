"""CIDs: made as everybody makes them, read strictly."""

from __future__ import annotations

import pytest

from albumforge.errors import InvalidInput
from albumforge.transfers.cids import DAG_CBOR, DAG_PB, RAW, cid_of, cid_text, read_cid, sha256

HELLO = sha256(b"hello")


def test_a_known_one() -> None:
    text = "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4yeq"
    assert cid_text(cid_of(RAW, HELLO)) == text
    assert read_cid(text) == (RAW, HELLO)


@pytest.mark.parametrize("codec", [RAW, DAG_PB, DAG_CBOR])
def test_read_back(codec: int) -> None:
    text = cid_text(cid_of(codec, HELLO))
    assert read_cid(f" {text}\n") == (codec, HELLO)
    assert text.startswith("b")


def test_the_old_kind_and_other_bases_are_read() -> None:
    assert read_cid("QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbdG")[0] == DAG_PB
    assert read_cid("f01551220" + HELLO.hex()) == (RAW, HELLO)


@pytest.mark.parametrize(
    "text",
    [
        *("", " ", "x", "bafy", "../../etc/passwd", "QmYwAPJzv5CZsnA625s3Xf2nemtYgPpHdWEz79ojWnPbd", "z" * 90, "\0"),
        "bafkreibm6jg3ux5qumhcn2b3flc3tyu6dmlb4xa7u5bf44yegnrjhc4ye0",
        "f01551220" + HELLO.hex()[:-2],
        "f0155122" + "0" + HELLO.hex() + "00",
        "f01001220" + HELLO.hex(),
    ],
)
def test_what_is_none(text: str) -> None:
    with pytest.raises(InvalidInput, match="is no CID"):
        read_cid(text)


def test_other_digests_are_refused() -> None:
    with pytest.raises(InvalidInput, match="only sha2-256"):
        read_cid("f01551340" + "00" * 64)
