"""A YAML document that knows the line of each of its values, so that errors can name it."""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Hashable
from dataclasses import dataclass
from pathlib import Path as FilePath
from typing import Any, TypeVar

import msgspec
import yaml
from msgspec import inspect

from albumforge.errors import InvalidInput, MediaError
from albumforge.media.regular import open_regular

T = TypeVar("T")

_LARGEST = 200_000
"""Characters; what people write has some thousands."""

_DEEPEST = 12
_MOST = 20_000
"""Values; what people write has some hundreds."""

Path = tuple[Hashable, ...]
_KINDS = {
    "str": "text",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "null",
    "array": "a list",
    "object": "a mapping",
}
"""What msgspec calls a value → what people call it."""


@dataclass(frozen=True)
class Document:
    """The values of a YAML file, and for each place in them (keys and numbers from the top) its line, from 1."""

    name: str
    values: Any
    lines: dict[Path, int]

    def error(self, path: Path, problem: str, hint: str = "") -> InvalidInput:
        """Return the error for a place in the document, naming its line, or the nearest one around it."""
        around = path
        while around not in self.lines and around:
            around = around[:-1]
        named = [key for key in path if key != "..."]  # a key of a mapping that msgspec does not say
        where = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in named).lstrip(".")
        at = f"{self.name}, line {self.lines.get(around, 1)}"
        return InvalidInput(f"{at}: {where}: {problem}" if where else f"{at}: {problem}", hint=hint)

    def convert(self, kind: type[T], path: Path = ()) -> T:
        """Return the values at a path as `kind`, a msgspec structure.

        Raises:
            InvalidInput: they do not fit; the message names the line.
        """
        values = self.values
        for key in path:
            values = values[key]
        try:
            return msgspec.convert(values, kind)
        except msgspec.ValidationError as error:
            problem, _, at = str(error).partition(" - at `")
            place = (*path, *_path(at.rstrip("`")))
            unknown = re.fullmatch(r"Object contains unknown field `(.*)`", problem)
            if unknown:
                hint = _nearest(unknown[1], _fields(_type_at(kind, place[len(path) :])))
                raise self.error((*place, unknown[1]), "there is no such key.", hint) from error
            words = _words(_type_at(kind, place[len(path) :]))
            raise self.error(place, _in_words(problem, words)) from error


def yaml_text(path: FilePath, subject: str) -> str:
    """Return the text of a file that somebody named.

    Args:
        subject: what is said to be at fault where there is none, as ``Preset mine.yaml``.

    Raises:
        InvalidInput: it is not there, is no text, or cannot be read.
    """
    try:
        with open_regular(path.expanduser()) as file:
            return file.read().decode("utf-8-sig")
    except MediaError as error:
        raise InvalidInput(f"{subject}: {error.reason}.") from error
    except RuntimeError as error:
        raise InvalidInput(f"{subject}: names a user who has no home here.") from error
    except UnicodeDecodeError as error:
        raise InvalidInput(f"{subject}: cannot be read as UTF-8 text.") from error
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise InvalidInput(f"{subject}: cannot be read: {reason}.") from error


def read_document(name: str, text: str) -> Document:
    """Read a YAML text: mappings, lists and plain values, anchors too, each key once in its mapping.

    Raises:
        InvalidInput: it is not YAML of that kind; the message names the line.
    """
    if len(text) > _LARGEST:
        raise InvalidInput(f"{name}: is too long ({len(text)} characters).")
    try:
        top = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise InvalidInput(f"{name}, line {line}: {error.problem or 'is not YAML'}.") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise InvalidInput(f"{name}: is not YAML: {error}.") from error
    if top is None:
        raise InvalidInput(f"{name}: is empty.")
    document = Document(name, None, {})
    return Document(name, _values(top, (), document), document.lines)


def _values(node: yaml.Node, path: Path, document: Document) -> Any:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if len(document.lines) > _MOST:  # anchors within anchors would fill the memory
        raise document.error(path, f"has more than {_MOST:,} values.")
    if len(path) > _DEEPEST:
        raise document.error(path, "is nested too deeply.")
    if isinstance(node, yaml.MappingNode):
        found: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node, document)
            document.lines[(*path, key)] = key_node.start_mark.line + 1
            if key in found:
                raise document.error((*path, key), "stands there twice.")
            found[key] = _values(value_node, (*path, key), document)
        return found
    if isinstance(node, yaml.SequenceNode):
        return [_values(child, (*path, number), document) for number, child in enumerate(node.value)]
    return _scalar(node, document)


def _scalar(node: yaml.Node, document: Document) -> Any:
    line = node.start_mark.line + 1
    if not isinstance(node, yaml.ScalarNode):
        raise InvalidInput(f"{document.name}, line {line}: a key must be a word.")
    try:
        value = yaml.SafeLoader("").construct_object(node)
    except (yaml.YAMLError, ValueError) as error:
        raise InvalidInput(f"{document.name}, line {line}: {node.value!r} cannot be read.") from error
    if isinstance(value, float) and not math.isfinite(value):
        raise InvalidInput(f"{document.name}, line {line}: {node.value!r} is no number to work with.")
    return value


def _type_at(kind: Any, place: Path) -> inspect.Type | None:
    """Return what the values at a place of a structure may be, None where that cannot be said."""
    found: inspect.Type | None = inspect.type_info(kind)
    for key in place:
        for option in _options(found):
            fields = {field.encode_name: field.type for field in getattr(option, "fields", ())}
            items = getattr(option, "item_type", None) if isinstance(key, int) else getattr(option, "value_type", None)
            found = fields.get(str(key), items)
            if found is not None:
                break
        else:
            return None
    return found


def _options(kind: inspect.Type | None) -> tuple[inspect.Type, ...]:
    return kind.types if isinstance(kind, inspect.UnionType) else (kind,) if kind is not None else ()


def _fields(kind: inspect.Type | None) -> list[str]:
    return [field.encode_name for option in _options(kind) for field in getattr(option, "fields", ())]


def _words(kind: inspect.Type | None) -> list[str]:
    """Return the only words that a value may be, none where it may be others."""
    return [str(word) for option in _options(kind) if isinstance(option, inspect.LiteralType) for word in option.values]


def _in_words(problem: str, words: list[str]) -> str:
    """Return what msgspec says of a value in the words of people.

    Args:
        words: the only ones that the value may be; none: it may be others.
    """
    if missing := re.fullmatch(r"Object missing required field `(.*)`", problem):
        return f"the key {missing[1]} is missing."
    if wrong := re.fullmatch(r"Invalid enum value (.*)", problem):
        return f"must be one of {', '.join(words)}, not {wrong[1]}."
    if kinds := re.fullmatch(r"Expected `(.*)`, got `(.*)`", problem):
        wanted = " or ".join(_KINDS.get(one, one) for one in kinds[1].split(" | "))
        return f"must be {wanted}, not {_KINDS.get(kinds[2], kinds[2])}."
    return f"{problem}."


def _nearest(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1)
    return f"Did you mean {near[0]!r}?" if near else _known(known)


def _known(words: list[str]) -> str:
    return f"Known: {', '.join(words)}." if words else ""


def _path(at: str) -> Path:
    """Return the path that msgspec writes as ``$.slots[3].beats`` or ``$.layouts[...].wide[0]``."""
    parts = re.findall(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]", at)
    return tuple(int(number) if number.isdigit() else name or number for name, number in parts)
