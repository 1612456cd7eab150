"""Write a cut for other programs: its timeline, its edit decision list, or what is said in it."""

from __future__ import annotations

from pathlib import Path

from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.generators.autocut.plan import CutPlan
from albumforge.media.own_export import EDL_LINE, JSON_FIELD, UNSIGNED, VTT_LINE, check_export_place, signed
from albumforge.media.publish import write_text

FORMATS = (".otio", ".edl", ".srt", ".vtt")
"""Endings of names that an export may have."""


def export(plan: CutPlan, output: Path, context: Context) -> None:
    """Write a cut at `output`, whole or not at all.

    SubRip has no comments that could carry a mark: what is there by such a name is replaced only where it is the same.

    Raises:
        InvalidInput: its name says no format, nothing is said in the cut, or there is no timecode at its rate.
        StorageError: it cannot be written, or holds something else than an export of ours as it was written.
        Cancelled: the context asked to stop.
    """
    ending = output.suffix.lower()
    if ending not in FORMATS:
        raise InvalidInput(
            f"{output}: a cut is exported as OTIO, EDL, SRT or VTT.",
            hint="Let its name end with .otio, .edl, .srt or .vtt.",
        )
    if ending in (".srt", ".vtt") and not any(text.kind == "subtitle" for text in plan.texts):
        raise InvalidInput(
            f"{output}: there are no subtitles to write: it is not known what is said in the cut.",
            hint="Name a speech model in the setting whisper_model, which writes it down.",
        )
    context.check()
    text = _text_of(plan, ending, output.parent)
    context.check()
    if ending == ".srt" and _holds(output, text):
        return
    check_export_place(output)
    write_text(output, text)


def _text_of(plan: CutPlan, ending: str, folder: Path) -> str:
    # The libraries of each format take their time to load.
    if ending == ".otio":
        from albumforge.generators.autocut.edl.otio import timeline_of

        timeline = timeline_of(plan)
        timeline.metadata[JSON_FIELD] = UNSIGNED
        return signed(f"{timeline.to_json_string(indent=2)}\n")
    if ending == ".edl":
        from albumforge.generators.autocut.edl.write import edl_of

        return signed(f"{edl_of(plan, beside=folder).rstrip()}\n{EDL_LINE}")
    from albumforge.generators.autocut.subtitle_files import srt_of, vtt_of

    if ending == ".srt":
        return srt_of(plan)
    head, _, cues = vtt_of(plan).partition("\n\n")
    return signed(f"{head}\n\n{VTT_LINE}\n{cues}")


def _holds(output: Path, text: str) -> bool:
    try:
        return not output.is_symlink() and output.read_bytes() == text.encode()
    except OSError:
        return False
