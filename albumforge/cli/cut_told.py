"""What is told of a cut: how much of the video is kept, and the trace of the work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.backends import Explained
from albumforge.cli.messages import printable, say, translated
from albumforge.cli.output import clock, print_table

if TYPE_CHECKING:
    from albumforge.media.trace import Action
    from albumforge.services.cutting import Cut


def notes_of(cut: Cut, request: Mapping[str, Any]) -> tuple[str, ...]:
    """The notes of a cut; also why there is no transcript, where subtitles were asked for."""
    if request.get("subtitles", "none") == "none":
        return cut.film.notes
    written = (one.detail for one in cut.actions if one.action == "transcribe")
    missing = (detail for detail in written if detail.startswith("No transcript: "))
    return tuple(dict.fromkeys((*cut.film.notes, *missing)))


def in_our_language(explained: Explained) -> Explained:
    """The reasons of a cut as the user reads them; machines get them as they are."""
    scenes = tuple(scene | {"why": translated(scene["why"])} for scene in explained.scenes)
    return replace(explained, why=tuple(_reason(line) for line in explained.why), scenes=scenes)


def _reason(line: str) -> str:
    """A line on the cut as a whole, each of the reasons in it translated by itself."""
    stretch, found, reasons = line.partition("): ")
    if not found or not line.startswith("Cut out: "):
        return translated(line)
    what = translated(f"{stretch}).").rstrip(".。")
    why = say("list_semicolon").join(translated(reason) for reason in reasons.removesuffix(".").split("; "))
    return say("cut_out_why", what=what, why=why)


def print_kept(film: dict[str, Any]) -> None:
    """Say how much of the video is in the cut, and how long that lasts where it is not the same."""
    values = {"kept": clock(film["kept"]), "whole": clock(film["source_duration"]), "pieces": film["pieces"]}
    told = say("cut_kept_one" if film["pieces"] == 1 else "cut_kept", **values)
    if clock(film["duration"]) != clock(film["kept"]):  # at another speed, or with parts shown again
        told = say("cut_lasts", told=told, duration=clock(film["duration"]))
    click.echo(told)


def print_trace(actions: Iterable[Action]) -> None:
    """Print actions as a table, in order, with the milliseconds that each took."""
    table = Table(box=None, pad_edge=False)
    table.add_column(say("heading.took"), justify="right", no_wrap=True)
    table.add_column(say("heading.action"), no_wrap=True)
    table.add_column(say("heading.detail"), overflow="fold")
    for one in actions:
        kind = one.action if one.ok else f"{one.action} ({say('action_failed')})"
        table.add_row(str(one.took_ms), Text(kind), Text(printable(one.detail)))
    print_table(table)


def trace_as_json(actions: Iterable[Action]) -> list[dict[str, Any]]:
    """Actions as a machine reads them."""
    return [{"action": one.action, "detail": one.detail, "ok": one.ok, "took_ms": one.took_ms} for one in actions]
