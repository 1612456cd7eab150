"""Keep the catalogue of the command line complete, and compile it; --check only says what is missing or stale.

What help, settings and click say in English is gathered; what is new stands in the catalogue with an empty `msgstr`,
to be filled in; what nobody says any more is removed.
"""

from __future__ import annotations

import importlib
import io
import pkgutil
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import click
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from albumforge import cli
from albumforge.cli.helping import paragraphs
from albumforge.cli.language import DOMAIN, LOCALE
from albumforge.settings import TABLE

FILE = LOCALE / "zh" / "LC_MESSAGES" / f"{DOMAIN}.po"
CLICK = "click"


def said() -> Iterator[tuple[str, str]]:
    """What albumforge says of itself, each with the place it is said."""
    yield "examples", "Examples:"
    for found in pkgutil.iter_modules(cli.__path__, "albumforge.cli."):
        examples = getattr(importlib.import_module(found.name), "EXAMPLES", {})
        yield from ((f"{found.name}.EXAMPLES", text) for text in examples.values())
    yield from (("examples", text) for text in cli.EXAMPLES.values())
    yield from (("exit codes", text) for text in ("Exit codes:", *cli.EXIT_CODES.values()))
    yield from (("settings", field.metadata["help"]) for field in TABLE.values())
    yield from _command(cli.main, "albumforge")


def _command(command: click.Command, path: str) -> Iterator[tuple[str, str]]:
    yield from ((path, paragraph) for paragraph in paragraphs(command.help))
    for parameter in command.params:
        if isinstance(parameter, click.Option) and parameter.help:
            yield f"{path} {parameter.opts[-1]}", " ".join(parameter.help.split())
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            if inner is not None:
                yield from _command(inner, f"{path} {name}")


def gathered(old: Catalog) -> Catalog:
    """Return the catalogue of what is said now, with what is known of it already."""
    new = Catalog(locale="zh", domain=DOMAIN, fuzzy=False, header_comment="# The Chinese of albumforge's command line.")
    places: dict[str | tuple[str, ...], list[str]] = {}
    for place, text in said():
        places.setdefault(text, []).append(place)
    for _, _, message, _, _ in extract_from_dir(
        str(Path(click.__file__).parent), keywords={"_": None, "ngettext": (1, 2)}
    ):
        places.setdefault(message, []).append(CLICK)
    for text, where in places.items():
        known = old.get(text)
        new.add(text, known.string if known else "", auto_comments=sorted(set(where))[:3])
    return new


def written(catalog: Catalog) -> bytes:
    """Return a catalogue as the text of a ``.po`` file."""
    text = io.BytesIO()
    write_po(text, catalog, width=110, omit_header=False, sort_output=True)
    dated = (b'"POT-Creation-Date', b'"PO-Revision-Date', b'"Generated-By', b'"Project-Id', b'"Report-Msgid')
    return b"".join(line for line in text.getvalue().splitlines(keepends=True) if not line.startswith(dated))


def compiled(text: bytes) -> bytes:
    """Return the ``.mo`` file of a ``.po`` file: of the same text always the same bytes."""
    catalog, binary = read_po(io.BytesIO(text), locale="zh"), io.BytesIO()
    catalog.creation_date = catalog.revision_date = datetime(2026, 1, 1, tzinfo=UTC)
    write_mo(binary, catalog)
    return binary.getvalue()


def main(check: bool) -> int:
    """Bring both files up to date, or look whether they are; return the exit code."""
    binary = FILE.with_suffix(".mo")
    text = FILE.read_bytes() if FILE.exists() else b""
    old = read_po(io.BytesIO(text), locale="zh")
    new = gathered(old)
    missing = [m.id for m in new if m.id and not (all(m.string) if isinstance(m.string, tuple) else m.string)]
    for one in missing:
        print(f"no Chinese: {one}")
    if not check:
        FILE.parent.mkdir(parents=True, exist_ok=True)
        FILE.write_bytes(written(new))
        binary.write_bytes(compiled(FILE.read_bytes()))
        return 0
    ours = {text for _, text in said()}
    stale = [m.id for m in old if m.id and CLICK not in m.auto_comments and m.id not in ours]
    for one in stale:
        print(f"nobody says: {one}")
    if binary.read_bytes() != compiled(text):
        print(f"{binary.name} is not that of {FILE.name}: run scripts/catalogue.py")
        return 1
    # What a new version of click says is no fault of ours.
    return 1 if stale or any(one in ours for one in missing) else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
