"""Plans as they are given: as text, as what a generator decided, or by the file that it was written to."""

from __future__ import annotations

import json
from pathlib import Path

from albumforge.backends import Planned
from albumforge.errors import InvalidInput, NotFound, PlanError
from albumforge.services.arguments import path_of

MAX_PLAN = 64 * 1024 * 1024
"""Bytes; a plan of 2,000 photos has about two million."""


def read_plan(path: Path) -> str:
    """Return the text of a plan's file.

    Raises:
        NotFound: there is no such file.
        PlanError: it cannot be read, or is no plan by its size or its bytes.
    """
    try:
        if path.stat().st_size > MAX_PLAN:
            raise PlanError(f"{path}: is too large for a plan.")
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise NotFound(f"{path}: there is no such file.") from None
    except UnicodeDecodeError:
        raise PlanError(f"{path}: is not a plan: it is not UTF-8 text.") from None
    except OSError as error:
        raise PlanError(f"{path}: cannot be read: {error.strerror}.") from error


def is_plan(path: Path) -> bool:
    """Whether a file is a plan, as far as its name of a generator tells."""
    try:
        return bool(generator_of(read_plan(path)))
    except (NotFound, PlanError):
        return False


def generator_of(document: str) -> str:
    """Return the name of the generator that a plan is for.

    Raises:
        PlanError: it does not say, or is no plan.
    """
    try:
        plan = json.loads(document.removeprefix("\ufeff"))
    except ValueError as error:
        raise PlanError(f"The plan is not JSON: {error}.") from error
    except RecursionError as error:
        raise PlanError("The plan is not valid: it is nested too deeply.") from error
    name = plan.get("generator") if isinstance(plan, dict) else None
    if not isinstance(name, str):
        raise PlanError("The plan does not say which generator it is for.", hint='It needs a field "generator".')
    return name


def document_of(document: object) -> str:
    """Return the text of a plan that is given as text, as `Planned` or as the `Path` of its file.

    Raises:
        InvalidInput: it is none of these.
        NotFound, PlanError: as `read_plan` says.
    """
    if isinstance(document, Planned):
        return document.document
    if isinstance(document, Path):
        return read_plan(path_of("document", document))
    if not isinstance(document, str):
        raise InvalidInput(f"document: must be a plan or the Path of its file, not {type(document).__name__}.")
    if "{" not in document and "\n" not in document and document.strip().lower().endswith(".json"):
        name = document.strip()
        raise InvalidInput(
            f"document: {name!r} is the name of a file, not a plan.", hint=f"Give it as a path: Path({name!r})."
        )
    return document
