"""Help in the user's language: commands with their texts from the catalogue, set in lines that Chinese fits."""

from __future__ import annotations

import copy
import inspect
import re
import unicodedata
from collections.abc import Iterable
from gettext import NullTranslations

import click

from albumforge.cli.language import catalogue, language

_PIECE = re.compile(
    r"\s+|[（《“‘【]*[\u2e80-\u9fff\uff00-\uffef][，。；：、）》”’！？…】]*|[^\s\u2e80-\u9fff\uff00-\uffef]+"
)
"""What a line is not broken in: a Chinese character with its punctuation, or a word of another script."""


def in_language(command: click.Command) -> click.Command:
    """Return a command as the user is to read it: itself, or a copy whose texts are Chinese."""
    if language() == "en":
        return command
    words = catalogue()
    told = copy.copy(command)
    told.help = "\n\n".join(map(words.gettext, paragraphs(command.help)))
    told.short_help = told.help.partition("\n")[0].partition("。")[0]
    told.epilog = "\n".join(_ending(line, words) for line in (command.epilog or "").split("\n"))
    told.params = [_told(parameter, words) for parameter in command.params]
    told.context_class = _Context
    told._help_option = None  # it is kept once it was made, in the language of then
    return told


def paragraphs(text: str | None) -> list[str]:
    """Return the paragraphs of a help text, each a line; these are the keys of the catalogue."""
    return [" ".join(paragraph.split()) for paragraph in inspect.cleandoc(text or "").split("\n\n")]


def _told(parameter: click.Parameter, words: NullTranslations) -> click.Parameter:
    if not isinstance(parameter, click.Option) or not parameter.help:
        return parameter
    told = copy.copy(parameter)
    told.help = words.gettext(" ".join(parameter.help.split()))
    return told


def _ending(line: str, words: NullTranslations) -> str:
    """Return a line of an epilog, whose end may be in the catalogue: what stands before it is a command or a number."""
    for found in re.finditer(r"(?<!\S)\S", line):
        end = line[found.start() :]
        if words.gettext(end) != end:
            return line[: found.start()] + words.gettext(end)
    return line


class _Formatter(click.HelpFormatter):
    """Breaks lines by the columns that characters take, and between Chinese ones."""

    def write_heading(self, heading: str) -> None:
        """Write a heading with the colon of Chinese."""
        self.write(f"{'':>{self.current_indent}}{heading}：\n")

    def write_text(self, text: str) -> None:
        """Write paragraphs, indented; one that begins with a line of ``\\b`` as it is."""
        indent = " " * self.current_indent
        written = []
        for paragraph in text.split("\n\n"):
            kept = paragraph.startswith("\b\n")
            lines = paragraph[2:].split("\n") if kept else broken(paragraph, self.width - self.current_indent)
            written.append("\n".join(f"{indent}{line}".rstrip() for line in lines))
        self.write("\n\n".join(written) + "\n")

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write terms with what they mean beside them, or below where a term is wide."""
        pairs = list(rows)
        first = min(max((columns(term) for term, _ in pairs), default=0), col_max) + col_spacing
        for term, meaning in pairs:
            lines = broken(meaning, max(self.width - self.current_indent - first, 20))
            if columns(term) > first - col_spacing:
                lines.insert(0, "")
            start = f"{'':>{self.current_indent}}{term}{'':>{first - columns(term)}}"
            self.write(f"{start}{lines[0]}".rstrip() + "\n")
            for line in lines[1:]:
                self.write(f"{'':>{self.current_indent + first}}{line}\n")


class _Context(click.Context):
    formatter_class = _Formatter


def columns(text: str) -> int:
    """Return how many columns of a terminal a text takes."""
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)


def broken(text: str, width: int) -> list[str]:
    """Return a text as lines of at most so many columns, unless a single word has more; at least one line."""
    lines, taken = [""], 0
    for piece in _PIECE.findall(text):
        if taken + columns(piece.rstrip()) > width and lines[-1]:
            lines[-1] = lines[-1].rstrip()
            lines.append("")
            taken = 0
        if piece.strip() or lines[-1]:
            piece = piece if piece.strip() else " "
            lines[-1] += piece
            taken += columns(piece)
    lines[-1] = lines[-1].rstrip()
    return lines
