"""A film explained: as a table on a terminal, as a list in a file, as JSON for machines."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click
from rich.cells import cell_len
from rich.table import Table
from rich.text import Text

from albumforge.backends import Explained, Skipped
from albumforge.cli.left_out import left_out_lines
from albumforge.cli.messages import printable, say
from albumforge.cli.output import clock, on_terminal, print_lines, print_table

_COLUMNS = ("time", "pictures", "words", "transition", "why")
_COLUMNS_OF_CUT = ("time", "source", "words", "why")
_MOST_NAMES = 12

WIDEST = 100
"""Columns where there is no terminal."""

_INDENT = " " * 8

_HAN = "\u2e80-\u9fff\uff00-\uffef"
_PARTS = re.compile(rf"(?:[（《“‘]*(?:[{_HAN}]|[^\s{_HAN}]+)[，。；：）、！？》”’]*|\s)\s*")
"""What a line is not broken within: a word, or a Chinese character, with the marks that belong to it."""


def explained_as_json(explained: Explained) -> dict[str, Any]:
    """An explanation as a machine reads it."""
    return {"film": explained.film, "why": list(explained.why), "scenes": list(explained.scenes)}


def print_explained(explained: Explained, skipped: Sequence[Skipped] = ()) -> None:
    """Print what a film is, its scenes, what was decided for the whole of it, and what was left out."""
    print_lines([_headline(explained.film)], widest=WIDEST)
    if on_terminal():
        print_table(_table(explained.scenes))
    else:
        for scene in explained.scenes:
            click.echo("\n".join(_paragraph(scene)))
    if explained.why:
        click.echo(f"\n{say('explain.cut' if 'pieces' in explained.film else 'explain.film')}")
        print_lines((f"  {printable(reason)}" for reason in explained.why), widest=WIDEST)
    if skipped:
        click.echo(f"\n{say('explain.left_out')}")
        lines, shortened = left_out_lines(skipped)
        click.echo("\n".join([*lines, say("all_left_out")] if shortened else lines))


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
    columns = _COLUMNS_OF_CUT if _of_cut(scenes) else _COLUMNS
    for column in columns:
        table.add_column(say(f"heading.{column}"), overflow="fold", no_wrap=column == "time")
    for scene in scenes:
        table.add_row(*(_CELLS[column](scene) for column in columns))
    return table


def _of_cut(scenes: Sequence[dict[str, Any]]) -> bool:
    return bool(scenes) and "source_start" in scenes[0]


def _paragraph(scene: dict[str, Any]) -> Iterator[str]:
    """Yield the lines of a scene, the first with its time; names of files stand on lines of their own, whole."""
    pictures, words = _names(scene["pictures"]).plain.splitlines(), _words(scene).plain.splitlines()
    if _of_cut([scene]):
        lines = [say("explain.said", role=say("heading.source"), text=_source(scene).plain)]
    else:
        lines = [say("explain.said", role=say("heading.pictures"), text=name) for name in pictures[:1]] + pictures[1:]
    for text in words:
        lines += broken(text, WIDEST - len(_INDENT))
    if "transition" in scene:
        lines.append(say("explain.said", role=say("heading.transition"), text=_transition(scene).plain))
    for number, why in enumerate(re.split(r"(?:; |；)(?=\d+: )", printable(scene["why"]))):
        if why:
            said = why if number else say("explain.said", role=say("heading.why"), text=why)
            lines += broken(said, WIDEST - len(_INDENT))
    for number, line in enumerate(lines):
        yield f"{_INDENT if number else _moment(scene['start']).plain.ljust(len(_INDENT))}{line}".rstrip()


def broken(text: str, widest: int) -> list[str]:
    """Break a text at spaces and between Chinese characters, with no closing mark at the start of a line.

    Args:
        widest: columns, of which a Chinese character takes two.
    """
    lines = [""]
    for part in _PARTS.findall(text):
        if lines[-1] and cell_len(lines[-1] + part.rstrip()) > widest:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
        lines[-1] += part if lines[-1] else part.lstrip()
    return lines


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
    told = {_bare(text) for role, text in texts if role == "chapter"}
    if scene["chapter"] and _bare(scene["chapter"]) not in told:
        texts.insert(0, ("chapter", scene["chapter"]))
    lines = []
    for role, text in texts:
        said = " / ".join(printable(line) for line in text.splitlines())
        lines.append(say("explain.said", role=say(f"role.{role}"), text=said))
    return Text("\n".join(lines))


def _bare(text: str) -> str:
    """A name without what stands between its parts: a card breaks the line there."""
    return re.sub(r"\W", "", text)


def _source(scene: dict[str, Any]) -> Text:
    """From where to where a piece of a cut is in its video, and how fast it is shown."""
    speed = f" × {scene['speed']:g}" if scene["speed"] != 1 else ""
    return Text(f"{_moment(scene['source_start'])}–{_moment(scene['source_end'])}{speed}")


def _transition(scene: dict[str, Any]) -> Text:
    transition = scene["transition"]
    kind = transition["type"]
    name = transition.get("title") or say(f"transition.{kind}")
    if kind == "push":
        name = say(f"transition.push.{transition['name']}")
    if transition["duration"]:
        name = say("explain.lasting", what=name, seconds=f"{transition['duration']:.1f}")
    return Text(name)


_CELLS: dict[str, Callable[[dict[str, Any]], Text]] = {
    "time": lambda scene: _moment(scene["start"]),
    "source": _source,
    "pictures": lambda scene: _names(scene["pictures"]),
    "words": _words,
    "transition": _transition,
    "why": lambda scene: Text(printable(scene["why"])),
}
"""What stands in the columns of the table."""
