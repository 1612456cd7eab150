"""Write the cut of a plan to a file, as the ending of its name says; see `albumforge.media.own_export`."""

from __future__ import annotations

from pathlib import Path

from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.generators.album.plan import Plan
from albumforge.media.own_export import EDL_LINE, JSON_FIELD, UNSIGNED, check_export_place, signed
from albumforge.media.publish import write_text

FORMATS = (".otio", ".edl")
"""Endings of names that an export may have."""


def export(plan: Plan, output: Path, context: Context) -> None:
    """Write the cut of a plan at `output`, whole or not at all.

    Raises:
        InvalidInput: its name says no format, or there is no timecode at the rate of the film.
        StorageError: as `check_export_place`.
        Cancelled: the context asked to stop.
    """
    if output.suffix.lower() not in FORMATS:
        raise InvalidInput(
            f"{output}: the cut is exported as OTIO or EDL.", hint="Let its name end with .otio or .edl."
        )
    check_export_place(output)
    context.check()
    text = _edl(plan) if output.suffix.lower() == ".edl" else _otio(plan)
    context.check()
    check_export_place(output)
    write_text(output, text)


def _otio(plan: Plan) -> str:
    from albumforge.generators.album.export.timeline import timeline_of

    timeline = timeline_of(plan)
    timeline.metadata[JSON_FIELD] = UNSIGNED
    return signed(f"{timeline.to_json_string(indent=2)}\n")


def _edl(plan: Plan) -> str:
    from albumforge.generators.album.export.edl import edl_of

    return signed(f"{edl_of(plan)}{EDL_LINE}")
