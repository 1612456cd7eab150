"""Find and read templates: those that come with albumforge, and a user's own YAML files."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from albumforge.errors import InvalidInput
from albumforge.generators.album.templates.check import check_template
from albumforge.generators.album.templates.schema import Layout, Template
from albumforge.media.yaml_document import Document, read_document, yaml_text

_FOLDER = files("albumforge.generators.album.resources") / "templates"
_LAYOUTS = "layouts.yaml"
_SUFFIXES = (".yaml", ".yml")


@cache
def template_names() -> tuple[str, ...]:
    """Return the names of the templates that come with albumforge, in order."""
    found = (entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml") and entry.name != _LAYOUTS)
    return tuple(sorted(name.removesuffix(".yaml") for name in found))


def template_text(name: str) -> str:
    """Return the YAML file of a template that comes with albumforge.

    Raises:
        KeyError: there is none of that name.
    """
    if name not in template_names():
        raise KeyError(name)
    return (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8")


@cache
def template_titles() -> dict[str, tuple[str, ...]]:
    """Return the titles of the templates that come with albumforge, by name; nothing else of them is read."""
    texts = {name: template_text(name) for name in template_names()}
    return {name: tuple(read_document(name, text).values["title"].values()) for name, text in texts.items()}


@cache
def built_in(name: str) -> Template:
    """Return a template that comes with albumforge.

    Raises:
        KeyError: there is none of that name.
    """
    return read_template(f"{name}.yaml", template_text(name))


@cache
def common_layouts() -> dict[str, Layout]:
    """Return the layouts that every template may name: full, framed, two-up and so on."""
    document = read_document(_LAYOUTS, (_FOLDER / _LAYOUTS).read_text(encoding="utf-8"))
    return _layouts(document, ())


def load_template(name: str) -> Template:
    """Return a template by its name, by one of its titles, or by the path of a YAML file.

    Raises:
        InvalidInput: there is none, or it does not hold together; the message names file and line.
    """
    for known in template_names():
        template = built_in(known)
        if name.strip().casefold() in {known, *(title.casefold() for title in template.title.values())}:
            return template
    path = Path(name)
    if path.suffix.lower() not in _SUFFIXES:
        raise InvalidInput(
            f"Option template: there is no template {name!r}.",
            hint=f"Known: {', '.join(template_names())}; or the path of a YAML file.",
        )
    return read_template(path.name, yaml_text(path, f"Option template: {name}"))


def read_template(name: str, text: str) -> Template:
    """Read a template from YAML and check it.

    Args:
        name: of the file, for messages.

    Raises:
        InvalidInput: it does not hold together; the message names the line.
    """
    document = read_document(name, text)
    if not isinstance(document.values, dict):
        raise document.error((), "a template is a mapping with the keys name, title, description and slots.")
    own = _layouts(document, ("layouts",)) if isinstance(document.values.get("layouts"), dict) else {}
    template = document.convert(Template)
    template = msgspec.structs.replace(template, layouts={**common_layouts(), **own})
    check_template(template, document)
    return template


def _layouts(document: Document, path: tuple[str, ...]) -> dict[str, Layout]:
    # One by one: the messages of msgspec do not say at which key of a mapping.
    values = document.values
    for key in path:
        values = values[key]
    return {str(name): document.convert(Layout, (*path, name)) for name in values}
