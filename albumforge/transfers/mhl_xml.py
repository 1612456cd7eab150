"""Reads XML of ASC MHL from anybody: bounded, of one namespace, without document types and entities of its own."""

from __future__ import annotations

from collections.abc import Callable
from xml.parsers import expat

from albumforge.transfers.mhl import LARGEST, MhlError

Path = tuple[str, ...]
"""Names of the elements from the root to one, such as ``("hashlist", "hashes", "hash")``."""
Attributes = dict[str, str]
_DEEPEST = 32
_SEPARATOR = " "


def read_xml(data: bytes, namespace: str, element: Callable[[Path, Attributes, str], None]) -> None:
    """Read a document in UTF-8, or in UTF-16 with its byte order mark.

    Args:
        namespace: of the root, and of all elements that are told by their names; others are told by namespace and name.
        element: called with each element once it ends: its path, its attributes, and the text directly in it.

    Raises:
        MhlError: it is too large, no XML, of another namespace, or holds what has no place in it.
    """
    if len(data) > LARGEST:
        raise MhlError(f"The ASC MHL is larger than {LARGEST >> 20} MiB.")
    opened: list[tuple[Path, Attributes, list[str]]] = []

    def start(name: str, attributes: Attributes) -> None:
        space, _, local = name.rpartition(_SEPARATOR)
        if not opened and space != namespace:
            raise MhlError(f"The ASC MHL is not of the namespace {namespace}.")
        if len(opened) == _DEEPEST:
            raise MhlError("The ASC MHL is nested too deep.")
        path = opened[-1][0] if opened else ()
        opened.append(((*path, local if space == namespace else name), attributes, []))

    def text(data: str) -> None:
        opened[-1][2].append(data)

    def end(_: str) -> None:
        path, attributes, texts = opened.pop()
        element(path, attributes, "".join(texts))

    def refuse(*_: object) -> None:
        raise MhlError("The ASC MHL has a document type, which has no place in it.")

    parser = expat.ParserCreate("UTF-8", _SEPARATOR)
    parser.buffer_text = True
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, text
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        raise MhlError(f"The ASC MHL is no XML from line {error.lineno} on.") from None
