"""XML from anybody: whatever it is, it is read or refused."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumforge.chinese import in_chinese
from albumforge.transfers.mhl import LARGEST, MhlError
from albumforge.transfers.mhl_xml import read_xml

SPACE = "urn:a"


def elements(data: bytes) -> list[tuple[str, dict[str, str], str]]:
    found: list[tuple[str, dict[str, str], str]] = []
    read_xml(data, SPACE, lambda path, attributes, text: found.append(("/".join(path), attributes, text)))
    return found


def test_elements_are_told_as_they_end() -> None:
    data = '<a xmlns="urn:a" xmlns:o="urn:b"><b x="1">&lt;夜<o:c>no</o:c>&#x666F;</b></a>'.encode()
    assert elements(data) == [("a/b/urn:b c", {}, "no"), ("a/b", {"x": "1"}, "<夜景"), ("a", {}, "")]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "no XML from line 1"),
        (b"<a", "no XML from line 1"),
        (b'<a xmlns="urn:a">\n</b>', "no XML from line 2"),
        (b'<a xmlns="urn:a">\xff</a>', "no XML"),
        (b'<a xmlns="urn:a">\0</a>', "no XML"),
        (b'<a xmlns="urn:a">&b;</a>', "no XML"),
        (b"<a/>", "namespace urn:a"),
        (b'<a xmlns="urn:b"/>', "namespace urn:a"),
        (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a xmlns="urn:a">&b;</a>', "document type"),
        (b'<!DOCTYPE a SYSTEM "http://127.0.0.1:1/a.dtd"><a xmlns="urn:a"/>', "document type"),
        (b'<a xmlns="urn:a">' + b"<b>" * 200_000, "nested too deep"),
        (b" " * (LARGEST + 1), "larger than 16 MiB"),
    ],
)
def test_what_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(MhlError, match=said) as refused:
        elements(data)
    assert in_chinese(refused.value.message) != refused.value.message


@given(st.binary() | st.text(alphabet="<>/!?[]&;= \"'abx:DOCTYPENI\n").map(lambda text: text.encode()))
def test_arbitrary_bytes(data: bytes) -> None:
    for tried in (data, b'<a xmlns="urn:a">' + data, b'<a xmlns="urn:a">' + data + b"</a>"):
        try:
            elements(tried)
        except MhlError as refused:
            assert in_chinese(refused.message) != refused.message
