"""A film explained: as a table for people, as JSON for machines."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click
from rich.table import Table
from rich.text import Text

from albumforge.backends import Explained, Skipped
from albumforge.cli.left_out import printable
from albumforge.cli.messages import say, translated
from albumforge.cli.output import clock, print_lines, print_table

_COLUMNS = ("time", "pictures", "words", "transition", "why")
_MOST_NAMES = 12

WIDEST = 100
"""Columns where there is no terminal."""


def explained_as_json(explained: Explained) -> dict[str, Any]:
    """An explanation as a machine reads it."""
    return {"film": explained.film, "why": list(explained.why), "scenes": list(explained.scenes)}


def print_explained(explained: Explained, skipped: Sequence[Skipped] = ()) -> None:
    """Print what a film is, its scenes, what was decided for the whole of it, and what was left out."""
    print_lines([_headline(explained.film)], widest=WIDEST)
    print_table(_table(explained.scenes), widest=WIDEST)
    if explained.why:
        click.echo(f"\n{say('explain.film')}")
        print_lines((f"  {printable(reason)}" for reason in explained.why), widest=WIDEST)
    if skipped:
        click.echo(f"\n{say('explain.left_out')}")
        for item in skipped:
            line = say("left_out", path=printable(str(item.path)), reason=translated(printable(item.reason)))
            click.echo(line)


def _headline(film: dict[str, Any]) -> str:
    parts = [
        printable(film["title"]) if film.get("title") else "",
        clock(film["duration"]) if "duration" in film else "",
        f"{film['width']}×{film['height']}" if "width" in film else "",
        *(_counted(name, film.get(name, 0)) for name in ("pictures", "clips", "verses")),
        say("explain.template", name=film["template"]) if film.get("template") else "",
        _music(film.get("music")),
    ]
    return say("comma").join(part for part in parts if part)


def _counted(name: str, count: int) -> str:
    if not count:
        return ""
    return say(f"explain.{name}_one") if count == 1 else say(f"explain.{name}", count=count)


def _music(music: dict[str, Any] | None) -> str:
    if not music:
        return ""
    name = music.get("title") or Path(music.get("path", "")).name
    return say("explain.music", name=printable(name))


def _table(scenes: Sequence[dict[str, Any]]) -> Table:
    table = Table(box=None, pad_edge=False)
    for column in _COLUMNS:
        table.add_column(say(f"heading.{column}"), overflow="fold", no_wrap=column == "time")
    for scene in scenes:
        table.add_row(
            _moment(scene["start"]),
            _names(scene["pictures"]),
            _words(scene),
            _transition(scene["transition"]),
            Text(printable(scene["why"])),
        )
    return table


def _moment(seconds: float) -> Text:
    minutes, rest = divmod(round(seconds * 10), 600)
    return Text(f"{minutes}:{rest // 10:02}.{rest % 10}")


def _names(pictures: Sequence[dict[str, str]]) -> Text:
    names = [printable(Path(picture["path"]).name) for picture in pictures]
    if len(names) > 1:  # the reasons are numbered alike
        names = [f"{number}: {name}" for number, name in enumerate(names, 1)]
    more = [f"+ {len(names) - _MOST_NAMES}"] if len(names) > _MOST_NAMES else []
    return Text("\n".join([*names[:_MOST_NAMES], *more]))


def _words(scene: dict[str, Any]) -> Text:
    """Chapter and texts, each with what it is; a card says its chapter once."""
    texts = [(text["role"], text["text"]) for text in scene["texts"]]
    if scene["chapter"] and ("chapter", scene["chapter"]) not in texts:
        texts.insert(0, ("chapter", scene["chapter"]))
    lines = []
    for role, text in texts:
        said = " / ".join(printable(line) for line in text.splitlines())
        lines.append(say("explain.said", role=say(f"role.{role}"), text=said))
    return Text("\n".join(lines))


def _transition(transition: dict[str, Any]) -> Text:
    kind = transition["type"]
    name = transition.get("title") or say(f"transition.{kind}")
    if kind == "push":
        name = say(f"transition.push.{transition['name']}")
    if transition["duration"]:
        name = say("explain.lasting", what=name, seconds=f"{transition['duration']:.1f}")
    return Text(name)
