"""The chain of an ASC MHL history: which manifests belong to a folder, in which order, and the C4 ID of each.

Format: https://github.com/ascmitc/mhl (its schema ``ASCMHLDirectory.xsd``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.sax.saxutils import escape

import msgspec

from albumforge.transfers.mhl import MhlError, checked_value
from albumforge.transfers.mhl_xml import Attributes, Path, read_xml
from albumforge.transfers.names import safe_name

CHAIN = "ascmhl_chain.xml"
SUFFIX = ".mhl"
_NAMESPACE = "urn:ASC:MHL:DIRECTORY:v2.0"


class Generation(msgspec.Struct, frozen=True):
    """One manifest of a chain.

    Attributes:
        number: of the generation, from 1.
        name: of its file beside the chain.
        c4: C4 ID of that file.
    """

    number: int
    name: str
    c4: str


def chain_text(generations: Sequence[Generation]) -> str:
    """Return the text of a chain."""
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<ascmhldirectory xmlns="{_NAMESPACE}">']
    for one in generations:
        lines += [
            f'  <hashlist sequencenr="{one.number}">',
            f"    <path>{escape(one.name)}</path>",
            f"    <c4>{one.c4}</c4>",
            "  </hashlist>",
        ]
    return "\n".join([*lines, "</ascmhldirectory>", ""])


def read_chain(data: bytes) -> tuple[Generation, ...]:
    """Return the generations of a chain, in their order.

    Raises:
        MhlError: it is no chain, its generations are not in order, or one has no C4 ID.
        UnsafeName: a manifest lies elsewhere.
    """
    found: list[Generation] = []
    name = c4 = ""

    def element(path: Path, attributes: Attributes, text: str) -> None:
        nonlocal name, c4
        match path:
            case ("ascmhldirectory", "hashlist", "path"):
                name = text
            case ("ascmhldirectory", "hashlist", "c4"):
                c4 = checked_value("c4", text.strip())
            case ("ascmhldirectory", "hashlist"):
                found.append(Generation(_number(attributes), _manifest_name(name), c4))
                if not c4 or (len(found) > 1 and found[-2].number >= found[-1].number):
                    raise MhlError(f"The chain of the ASC MHL is not in order at {name!r}.")
                name = c4 = ""

    read_xml(data, _NAMESPACE, element)
    if len({one.name for one in found}) < len(found):
        raise MhlError("The chain of the ASC MHL has a manifest twice.")
    return tuple(found)


def _number(attributes: Attributes) -> int:
    number = attributes.get("sequencenr", "")
    if not re.fullmatch("[0-9]{1,9}", number):
        raise MhlError("The chain of the ASC MHL has a generation without a number.")
    return int(number)


def _manifest_name(name: str) -> str:
    if len(safe_name(name).parts) != 1 or not name.endswith(SUFFIX):
        raise MhlError(f"The chain of the ASC MHL names {name!r}, which is no manifest beside it.")
    return name
