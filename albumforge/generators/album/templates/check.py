"""What a template must hold beyond the types of its fields; whatever is wrong is named with its line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from albumforge.generators.album.music import PIECES
from albumforge.generators.album.names import GROUNDS, LUMAS, MASKS, STICKERS
from albumforge.generators.album.plan import ASPECTS
from albumforge.generators.album.templates.schema import Cell, Layout, Slot, Template
from albumforge.media.yaml_document import Document, Path

PLAIN_JOINS = ("cut", "dissolve", "zoom", "push-left", "push-right", "push-up", "push-down")
"""Transitions that are no luma maps."""

MOODS = ("calm", "joyful", "warm", "nostalgic", "lively", "solemn")
MOST_CELLS = 12
MOST_SLOTS = 60
LONGEST_SLOT = 32
"""Beats."""

_LANGUAGES = ("zh", "en")
_PALETTE = ("light", "dark", "accent")


def check_template(template: Template, document: Document) -> None:
    """Check what the types cannot say.

    Raises:
        InvalidInput: the message names the line.
    """
    for words in ("title", "description"):
        for language in _LANGUAGES:
            if not getattr(template, words).get(language, "").strip():
                raise document.error((words,), f"must have words in {language}.")
    _among(template.aspects, ASPECTS, ("aspects",), document, hint='Put quotes around each, as in ["16:9"].')
    _among(template.moods, MOODS, ("moods",), document)
    _among(template.music, PIECES, ("music",), document)
    if not 0.3 <= template.beat_seconds <= 4:
        raise document.error(("beat_seconds",), "must be 0.3 to 4 seconds.")
    own = document.values.get("layouts") or {}
    for name in own:
        _check_layout(template.layouts[str(name)], ("layouts", name), document)
    if not 1 <= len(template.slots) <= MOST_SLOTS:
        raise document.error(("slots",), f"a template has 1 to {MOST_SLOTS} slots.")
    for path, slot in _slots(template):
        _check_slot(slot, path, template, document)
    _check_look(template, document)


def cell_count(layout: Layout) -> int:
    """Return how many pictures a layout shows."""
    return len(layout.wide)


def _slots(template: Template) -> Iterator[tuple[Path, Slot]]:
    yield ("opening",), template.opening
    for number, slot in enumerate(template.slots):
        yield ("slots", number), slot
    yield ("closing",), template.closing


def _check_layout(layout: Layout, path: Path, document: Document) -> None:
    for shape in ("wide", "tall", "square"):
        cells: tuple[Cell, ...] = getattr(layout, shape)
        if shape == "wide" and not 1 <= len(cells) <= MOST_CELLS:
            raise document.error((*path, "wide"), f"a layout has 1 to {MOST_CELLS} cells.")
        if cells and len(cells) != len(layout.wide):
            raise document.error((*path, shape), f"must have {len(layout.wide)} cells, as many as `wide`.")
        for number, cell in enumerate(cells):
            _check_cell(cell, (*path, shape, number), document)


def _check_cell(cell: Cell, path: Path, document: Document) -> None:
    ends = (cell.x + cell.width, cell.y + cell.height)
    if min(cell.x, cell.y) < 0 or max(ends) > 1 + 1e-6 or min(cell.width, cell.height) < 0.05:
        raise document.error(path, "must lie on the canvas (0 to 1) and be at least 0.05 wide and high.")
    if not -45 <= cell.angle <= 45:
        raise document.error((*path, "angle"), "must be -45 to 45 degrees.")
    if not 0 <= cell.shadow <= 1:
        raise document.error((*path, "shadow"), "must be 0 to 1.")
    if not 0 <= cell.border.width <= 0.1:
        raise document.error((*path, "border", "width"), "must be 0 to 0.1.")
    if cell.mask:
        _among((cell.mask,), MASKS, (*path, "mask"), document)
    _colours((cell.border.colour,), (*path, "border", "colour"), document, _PALETTE)


def _check_slot(slot: Slot, path: Path, template: Template, document: Document) -> None:
    if slot.layout not in template.layouts:
        known = ", ".join(sorted(template.layouts))
        raise document.error((*path, "layout"), f"there is no layout {slot.layout!r}.", f"Known: {known}.")
    if not 1 <= slot.beats <= LONGEST_SLOT:
        raise document.error((*path, "beats"), f"must be 1 to {LONGEST_SLOT}.")
    cells = cell_count(template.layouts[slot.layout])
    if len(slot.wishes) not in (0, 1, cells):
        raise document.error((*path, "wishes"), f"must be one for all pictures, or one for each of the {cells}.")
    for number, wish in enumerate(slot.wishes):
        _colours(wish.colours, (*path, "wishes", number, "colours"), document)
    _among((slot.transition,), ("usual", "special", *join_names()), (*path, "transition"), document)
    if slot.sticker:
        _among((slot.sticker,), STICKERS, (*path, "sticker"), document)


def _check_look(template: Template, document: Document) -> None:
    joins = template.joins
    _among((joins.usual,), join_names(), ("joins", "usual"), document)
    _among((joins.special,), join_names(), ("joins", "special"), document)
    if not 0 <= joins.seconds <= 2:
        raise document.error(("joins", "seconds"), "must be 0 to 2 seconds.")
    _among((template.ground.image,), GROUNDS, ("ground", "image"), document)
    _colours(template.ground.colours, ("ground", "colours"), document, _PALETTE)
    _among(template.ornament.stickers, STICKERS, ("ornament", "stickers"), document)
    if not 0 <= template.ornament.share <= 1:
        raise document.error(("ornament", "share"), "must be 0 to 1.")
    if not 0.5 <= template.type.size <= 2:
        raise document.error(("type", "size"), "must be 0.5 to 2.")
    _colours((template.type.colour,), ("type", "colour"), document, _PALETTE)


def join_names() -> tuple[str, ...]:
    """Return the names of all transitions that a template may use."""
    return (*PLAIN_JOINS, *LUMAS)


def _among(
    values: Iterable[str],
    known: Iterable[str] | Mapping[str, object],
    path: Path,
    document: Document,
    hint: str = "",
) -> None:
    names = tuple(known)
    for value in values:
        if value not in names:
            raise document.error(path, f"{value!r} is not known.", hint or f"Known: {', '.join(names)}.")


def _colours(values: Iterable[str], path: Path, document: Document, words: tuple[str, ...] = ()) -> None:
    for value in values:
        digits = value[1:]
        is_hex = len(value) == 7 and value[0] == "#" and all(char in "0123456789abcdefABCDEF" for char in digits)
        if not is_hex and value not in words:
            also = f" or one of {', '.join(words)}" if words else ""
            raise document.error(path, f'must be a colour such as "#f4f1ea"{also}, not {value!r}.')
