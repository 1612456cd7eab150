"""Editing documents: written, read, and checked as they are read."""

from __future__ import annotations

import reprlib
from typing import Any

from albumforge.errors import PlanError
from albumforge.generators.autocut.dsl.check import check_edit
from albumforge.generators.autocut.dsl.schema import ACTIONS, SCHEMA, VERSION, EditDocument
from albumforge.generators.autocut.plan import CutSource
from albumforge.media.json_document import as_kind, read_versioned, write_json

_NAME = "editing document"

LONGEST_DOCUMENT = 16 * 1024 * 1024
"""Characters that an editing document may have."""


def dump_edit(document: EditDocument) -> str:
    """Return the document as JSON, indented, keys in the order of the schema; fields of actions at their defaults
    are left out."""
    return write_json(document)


def load_edit(text: str, source: CutSource | None = None) -> EditDocument:
    """Read an editing document, and check that it holds together.

    Args:
        text: the document.
        source: the video that it is for; without it, times past its end are not found.

    Raises:
        PlanError: the message names the place in the document, such as ``$.actions[3].end``.
    """
    if len(text) > LONGEST_DOCUMENT:
        raise PlanError(f"The {_NAME} is too long: at most {LONGEST_DOCUMENT:,} characters are read.")
    head = read_versioned(
        text, _NAME, schema=SCHEMA, version=VERSION, kind="an editing document", noun="editing document"
    )
    _check_names(head)
    document = as_kind(head, EditDocument, _NAME)
    check_edit(document, source)
    return document


def _check_names(head: dict[str, Any]) -> None:
    """Name the actions there are where one is none of them."""
    actions = head.get("actions")
    for number, action in enumerate(actions if isinstance(actions, list) else []):
        if not isinstance(action, dict):
            continue  # which the types refuse
        if "action" not in action:
            raise PlanError(f"$.actions[{number}].action: must be given.", hint=_hint())
        if not isinstance(action["action"], str) or action["action"] not in ACTIONS:
            raise PlanError(
                f"$.actions[{number}].action: there is no action {reprlib.repr(action['action'])}.", hint=_hint()
            )


def _hint() -> str:
    return f"Actions: {', '.join(ACTIONS)}."
