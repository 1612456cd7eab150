"""docs/dsl.md: the editing document of cuts, from its structures."""

from __future__ import annotations

import inspect
import json
import re
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from albumforge.generators.autocut.dsl import check, schema
from albumforge.generators.autocut.dsl.schema import ACTIONS, SCHEMA, VERSION, EditDocument, Label, LeftOut
from albumforge.generators.autocut.request import NUMBERS, OPTIONS, CutRequest

HEAD = f"""# The editing document of a cut

One JSON document, schema `{SCHEMA}`, version {VERSION}: which parts of a video are kept, and what is done to them. A
strategy decides one (`output/editing_dsl.json` of a job, `albumforge cut --keep-folder`); a person changes it, or
writes one from nothing; it is executed as it stands by `albumforge cut VIDEO --dsl FILE`, by `POST /api/ingest/` with
`dsl`, and by `POST /api/jobs/<job_id>/render`.

```json
{{
 "schema": "{SCHEMA}",
 "version": {VERSION},
 "title": "A talk, without its pauses",
 "labels": [
  {{"id": "intro", "start": 0, "end": 12.5, "title": "Welcome"}},
  {{"id": "demo", "start": 60, "end": 95, "title": "Demonstration"}}
 ],
 "actions": [
  {{"action": "keep", "label": "intro"}},
  {{"action": "keep", "label": "demo"}},
  {{"action": "cut", "start": 70.2, "end": 74, "why": "a phone rings"}},
  {{"action": "speed", "start": 80, "end": 90, "factor": 2}},
  {{"action": "fade", "fade_in": 0.5, "fade_out": 1}},
  {{"action": "caption", "start": 61, "end": 65, "text": "Recorded in one take"}},
  {{"action": "title", "text": "A talk"}}
 ]
}}
```

- Times are seconds of the video; between two frames, the nearest one is meant. A range is `start` and `end`, or the
  `label` that has it. The start left out is the beginning of the video, the end left out its end.
- Without a `keep`, all of the video is kept. With some, only their ranges are, in the order in which they stand.
- Then every `cut` is taken out, and every `speed`, `fade`, `caption` and `title` is done to what is left of its range.
  Where nothing of it is left, it does nothing.
- Two ranges of `keep`, of `cut` or of `speed` may not overlap, unless a `keep` says `"again": true`. Speeds of a `keep`
  and a `speed` multiply.
- Chapters of the cut begin where labels with a `title` do. Subtitles are made from the transcript; nothing in the
  document names them.
- What is unknown, missing or does not fit is refused with its place, such as `$.actions[3].end: 99 s is past the end of
  the video, at 42.400 s.`
- Fades last at most {check.LONGEST_FADE:g} seconds, words have at most {check.MOST_TEXT} characters.

"""

REQUEST = """## What decides it

The options of a cut, on the command line with dashes (`--target-seconds`), as fields of the form of
`POST /api/ingest/`, or in Python as `request=`. An EDL (CMX 3600) is taken instead of a document: its events are then
the cut. One with lines that cannot be executed, such as black, a frozen frame or what is no event at all, is refused,
and each of them is named; events for sound alone are not looked at, those for other tracks of pictures are left out and
named.

| option | type | default | what it is |
|---|---|---|---|
"""


def dsl_page() -> str:
    """docs/dsl.md."""
    page = [HEAD, _section("The document", EditDocument), _section("A label", Label)]
    page += [_section("A range left out", LeftOut), "## The actions\n\n"]
    for name, kind in ACTIONS.items():
        page.append(_section(f'`"action": "{name}"`', kind, level=3))
    page += [REQUEST, *_options()]
    return "".join(page).rstrip("\n") + "\n"


def _section(title: str, kind: type, *, level: int = 2) -> str:
    said, attributes = _doc(kind)
    rows = []
    for field in msgspec.structs.fields(kind):
        default = "must be given" if field.required else f"`{json.dumps(field.default)}`"
        rows.append(f"| `{field.name}` | {_type(field.type)} | {default} | {attributes[field.name]} |\n")
    head = f"{'#' * level} {title}\n\n{said}\n\n| field | type | default | what it is |\n|---|---|---|---|\n"
    return f"{head}{''.join(rows)}\n"


def _options() -> list[str]:
    _, attributes = _doc(CutRequest)
    rows = []
    for field in msgspec.structs.fields(CutRequest):
        what = attributes[field.name]
        if field.name in NUMBERS:
            least, most = NUMBERS[field.name]
            what += f"; {least:g} to {most:,.0f}" if most >= 1 else ""
        default = "" if field.default in (None, "", ()) else f"`{json.dumps(field.default)}`"
        kind = _type(field.type).removesuffix(" or null")
        rows.append(f"| `{field.name}` | {kind} | {default} | {what} |\n")
    assert len(rows) == len(OPTIONS)
    return rows


def _doc(kind: type) -> tuple[str, dict[str, str]]:
    """What a class says of itself, and of each of its attributes, as Markdown; some lines are of several of them."""
    text = inspect.cleandoc(kind.__doc__ or "").replace("``", "`")
    said, _, listed = text.partition("\n\nAttributes:\n")
    found = re.findall(r"^    ([\w, ]+): ((?:.+)(?:\n {8}.+)*)", listed, re.MULTILINE)
    attributes = {
        name.strip(): " ".join(words.split()).removesuffix(".") for names, words in found for name in names.split(",")
    }
    return " ".join(said.split()), attributes


def _type(kind: Any) -> str:
    if get_origin(kind) is Literal:
        return " or ".join(f'`"{value}"`' for value in get_args(kind))
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return "list of " + ("actions" if inner is schema.Action else _type(inner))
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_type(part) for part in get_args(kind))
    names = {str: "text", int: "whole number", float: "number", bool: "true or false", type(None): "null"}
    return names.get(kind, "ranges left out" if kind is LeftOut else kind.__name__.lower() + "s")
