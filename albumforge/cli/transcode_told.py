"""What is printed of a transcode."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from albumforge.backends import Skipped
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import print_left_out
from albumforge.media.sizes import size_text

if TYPE_CHECKING:
    from albumforge.services.transcode_outcome import Outcome


def one_line(outcome: Outcome) -> str:
    """What came of a video that was done, or would be."""
    source, result = printable(outcome.source.name), printable(str(outcome.result))
    if outcome.made is None:
        return say("transcode_planned", source=printable(str(outcome.source)), result=result)
    made = outcome.made
    how = [say("transcode_by", encoder=made.encoder)]
    if made.crf is not None:
        how.append(say("transcode_crf", crf=f"{made.crf:g}"))
    if made.score is not None:
        how.append(say("transcode_score", score=f"{made.score:.4g}"))
    if made.seconds > 0:
        how.append(say("transcode_speed", fps=f"{made.frames / made.seconds:.0f}"))
    line = say(
        "transcoded",
        source=source,
        result=result,
        before=size_text(outcome.before),
        after=size_text(outcome.after),
        share=_change(outcome.before, outcome.after),
        how=say("comma").join(how),
    )
    notes = [translated(printable(note)) for note in (made.fallback, *made.notes) if note]
    return "\n  ".join([line, *notes])


def print_outcomes(outcomes: Sequence[Outcome], *, files: Sequence[Path], dry_run: bool, kept: float | None) -> None:
    """Say what came of all videos.

    Args:
        files: that were given.
        kept: days that the originals are kept, 0 for ever; None: they were not replaced.
    """
    for state in ("skipped", "refused", "failed"):
        items = [Skipped(outcome.source, outcome.reason) for outcome in outcomes if outcome.state == state]
        print_left_out(items, f"transcode_{state}")
    click.echo(_summary(outcomes, dry_run=dry_run))
    size = sum(outcome.before for outcome in outcomes if outcome.state == "done")
    if kept is not None and size:
        folders = dict.fromkeys(file if file.is_dir() else file.parent for file in files)
        place = " ".join(printable(shlex.quote(str(folder))) for folder in folders)
        key = "transcode_kept" if kept else "transcode_kept_for_ever"
        click.echo(say(key, days=f"{kept:g}", size=size_text(size), place=place))


def outcomes_as_json(outcomes: Sequence[Outcome], notes: Sequence[str]) -> dict[str, Any]:
    """What came of all videos, as a machine reads it."""
    return {
        "videos": [_as_json(outcome) for outcome in outcomes],
        "saved": sum(outcome.saved for outcome in outcomes),
        "notes": list(notes),
    }


def _summary(outcomes: Sequence[Outcome], *, dry_run: bool) -> str:
    states = ("done", "planned", "skipped", "refused", "failed")
    counts = {state: sum(outcome.state == state for outcome in outcomes) for state in states}
    if dry_run:
        return say("transcode_summary_planned", **counts)
    told = say("transcode_summary", **counts)
    before = sum(outcome.before for outcome in outcomes if outcome.state == "done")
    saved = sum(outcome.saved for outcome in outcomes)
    if not before:
        return told
    what = say(
        "transcode_saved" if saved >= 0 else "transcode_grown",
        saved=size_text(abs(saved)),
        share=_change(before, before - saved),
    )
    return say("list_semicolon").join([told, what])


def _change(before: int, after: int) -> str:
    return f"{(after - before) / max(before, 1):+.0%}".replace("-", "−")


def _as_json(outcome: Outcome) -> dict[str, Any]:
    document: dict[str, Any] = {
        "source": str(outcome.source),
        "state": outcome.state,
        "reason": outcome.reason,
        "result": str(outcome.result) if outcome.result else None,
        "before": outcome.before,
        "after": outcome.after,
    }
    made = outcome.made
    if made is not None:
        document |= {"encoder": made.encoder, "fallback": made.fallback, "crf": made.crf, "score": made.score}
        document |= {"frames": made.frames, "seconds": made.seconds, "notes": list(made.notes)}
    return document
