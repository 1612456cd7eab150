"""Write the pages of docs/ that describe tables, from the tables; --check only says whether they are stale."""

from __future__ import annotations

import inspect
import json
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import click
import msgspec
from dsl_page import dsl_page
from http_page import http_page

from albumforge.cli import EXAMPLES, EXIT_CODES, main
from albumforge.generators.album import plan
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import ASPECTS
from albumforge.generators.album.request import LONGEST_COMMAND, SHORT_SIDES, FilmRequest
from albumforge.generators.album.templates.load import template_names
from albumforge.settings import ENV_PREFIX, FILE_NAME, TABLE, limits

DOCS = Path(__file__).resolve().parent.parent / "docs"

SETTINGS_HEAD = f"""# Settings

A value is taken from, weakest first: the default, the YAML file, the environment, the command line. The file is the
one that `--config` or `{ENV_PREFIX}CONFIG` names, else `{FILE_NAME}` in the home. `albumforge settings` shows every
value and where it came from. On the command line: `albumforge --set NAME=VALUE …`.

| setting | default | environment | what it is |
|---|---|---|---|
"""

PLAN_HEAD = f"""# The plan of a film

One JSON document, schema `{plan.SCHEMA}`, version {plan.VERSION}: all that decides a film. `albumforge make
--plan-only` writes it, `albumforge render` makes the film, and in between it may be [edited](plan-editing.md). Times of
the film are whole frames, times inside a source are seconds; places on the canvas are fractions of its width and
height, places in a source fractions of its upright width and height. A field that is unknown, missing or does not fit
is refused with its place in the document, such as `$.scenes[3].frames`. A source is found by its path and must have the
digest it had when the plan was made.

"""

REQUEST_HEAD = """# The request of a film

What a film is asked to be: a mapping, given in Python as `request=`. On the command line each key but `notes` is an
option of its own, `seconds_per_photo` as `--seconds-per-photo`.

```python
from albumforge import Forge

with Forge() as forge:
    forge.make("~/Pictures/trip", "trip.mp4", request={"title": "By the sea", "duration": 60, "mood": "calm"})
    forge.make("~/Pictures/trip", "a.mp4", request={"command": "60 pictures and four clips", "music": "none"})
```

`forge.plan` and `forge.movies.create` take the same. Nothing must be given; a key that is left out, or is None, has its
default, and where that is None the film decides. A key that is unknown or does not fit is refused before any photo is
read, with `InvalidInput`, whose message names it; a template file is read and checked then too. Words of a few, such as
the mood, may be written in capitals.

| key | type | default | what it is |
|---|---|---|---|
"""

REQUEST_TAIL = """
Words that came with the pictures, in their files or in a `captions.txt` beside them, need no key: see
[captions](captions.md). What could not be done as asked, and why, stands in `notes` of the film or plan that comes
back; which files are not in it, in `skipped`.
"""

CLI_HEAD = """# Command line

"""

CLI_TAIL = """## What to know

- **Streams.** Results go to standard output; progress, skipped files and errors to standard error. On a terminal each
  stage has a bar with its time left, elsewhere a line every few seconds.
- **`--json`** prints one JSON object on standard output and no progress. An error is
  `{"error": {"type": …, "message": …, "hint": …, "exit_code": …}}`, with the same exit code as without.
- **Outputs.** A film appears under its name when it is whole and checked, or not at all, with its poster beside it as
  `.poster.jpg`. A file that the film is made from is never replaced; a film that is there already only with `--force`,
  or when `-o` names it.
- **Drafts.** The shorter side has 480 pixels, and the encoding is quick and coarse, H.264 always; cuts, words and sound
  are those of the film. Its sound is kept for the film; nothing else of it is.
- **Plans.** They may be [edited by hand](plan-editing.md), told by `explain`, and exported as OTIO or EDL.
- **Cuts.** `cut` looks at the video once; what was found out stays in the cache under the video's content, or in
  `--keep-folder`, laid out as a cutting job's folder (`input`, `temp`, `output`), so that another cut of the same video
  begins with deciding. `--edl` takes a list whose events are the cut, `--dsl` an [editing document](dsl.md), such as
  the `output/editing_dsl.json` of a kept folder, changed. `--edl-out`, `--otio-out` and `--subtitles-out` replace only
  what `cut` or `export` wrote there and nobody changed since. `export` and `render` take a cut's plan too.
- **Stopping.** The first Ctrl-C, SIGTERM or hang-up stops the work and cleans up; a second one ends the process at
  once. Finished segments stay in the cache, so that the same command goes on where it stopped.
- **Language.** English or Chinese, by gettext's rules: `LC_ALL`, `LC_MESSAGES` or `LANG`, the first that is set, is the
  locale; `LANGUAGE`, names with colons between, goes before it, but not before the locale `C` or `POSIX`, which is
  English. All of Chinese is one: `zh_CN.UTF-8`, `zh_TW`, `zh-Hans`. Help, usage, progress, results, `doctor`, errors
  and reasons follow it; a rare error that has no Chinese yet, and all that `--json` prints, are English. The catalogue
  is `albumforge/cli/locale/zh/LC_MESSAGES/albumforge.po`; `scripts/catalogue.py` gathers what is new, and compiles it.
- **In your own words.** `--command` reads English and Chinese, also mixed: title, length or pace, shape, size, mood,
  season, template, music, language, number of pictures and clips, poem, captions, chapters, credits, codec, seed. Only
  what is said in so many words counts, but for the language of the film, which is Chinese where the words are. Of two
  that contradict each other the later one holds, and options win over words; what gives way, and what was not
  understood, is told on standard error, and as `notes` with `--json`.
- **Music.** `--music` takes the name of a piece of albumforge's own (see [music](music.md)); `auto`, one of these that
  suits; a sound file; or `none`. The film is cut on the beats, also on those found in a sound file, unless
  `--seconds-per-photo` is given.
- **Length.** Without `--duration` it follows from the shots. Pictures that do not suit the frame's shape may share a
  shot, so another `--aspect` may give another number of shots and another length. Of a clip at most 10 seconds are
  shown.
- **Jobs.** `movie add` copies the files, unless `--in-place` is given, and `movie new` a music and a template file: the
  originals may change or go. What is no photo or clip is left out and listed; a picture or clip that is damaged further
  in is left out when the film is made. `movie add` without a file that can be used ends with 3. What the owner should
  know of a film (words not understood; files left out, and why) is shown by `movie status` and `movie wait`, in full as
  `notes` with `--json`. A film that is done is changed by `movie edit`, may then be filled by `movie add`, and is made
  again by `movie start`; what has not changed is not rendered again.
- **Left out.** A few files are listed one by one, many by reason with the first names; `--json` lists all of them.
- **Serving.** `serve` keeps a web server, the supervisor of the workers and, unless `redis_url` names one, the queue
  running as processes of its own; one that dies is started again, which is said. Ctrl-C, SIGTERM or a hang-up stops
  all within five seconds: requests are finished or cut off, a film that is being made goes back to the queue, and the
  next `serve` or `worker` goes on from its finished segments. A second Ctrl-C ends everything at once; nothing is
  lost then either. `serve` ends with 0 when it was asked to stop once, with 128 and the signal when it was asked
  twice, and with 4 where a server of this home runs already or the port is in use. The links it prints sign a browser
  in once, within 15 minutes; `url` prints new ones, also from another terminal. On this machine alone no sign-in is
  needed, unless `trust_loopback` is off.
- **Behind a proxy.** Give `--url-prefix` the path under which the proxy offers the server, let the proxy pass the
  path on as it is, with `X-Forwarded-Proto`, and name its host in `http_hosts`. With a prefix nobody is trusted for
  coming from this machine, unless `trust_loopback` is set.
- **In the local network.** Only `--lan`, or a `--host` that says so, lets other machines in. `--lan` prints a link
  for a phone, on a terminal with a QR code. Whoever comes needs such a link or a token.
"""


def settings_page() -> str:
    """docs/settings.md."""
    rows = []
    for name, field in TABLE.items():
        what = field.metadata["help"]
        if field.metadata["choices"]:
            what += ": " + ", ".join(f"`{choice}`" for choice in field.metadata["choices"])
        if limits(field.metadata):
            what += f"; {limits(field.metadata)}"
        if field.metadata["secret"]:
            what += "; never shown"
        rows.append(f"| `{name}` | {_default(name, field)} | `{ENV_PREFIX}{name.upper()}` | {what} |\n")
    return SETTINGS_HEAD + "".join(rows)


def _default(name: str, field: Any) -> str:
    if name == "home":
        return "the user's data folder, `~/.local/share/albumforge`"
    value = field.default
    return "" if value in (None, "", ()) else f"`{value}`"


def cli_page() -> str:
    """docs/cli.md."""
    lines = [f"    {line:<48} {what}\n" for line, what in EXAMPLES.items()]
    codes = [f"| {code} | {what} |\n" for code, what in EXIT_CODES.items()]
    context = click.Context(main, info_name="albumforge")
    return "".join(
        [
            CLI_HEAD,
            *lines,
            "\n",
            *_command(context, main, top=True),
            CLI_TAIL,
            "\n## Exit codes\n\n| code | meaning |\n|---|---|\n",
            *codes,
        ]
    )


def _command(context: click.Context, command: click.Command, *, top: bool = False) -> list[str]:
    usage = " ".join([context.command_path, *command.collect_usage_pieces(context)])
    paragraphs = (command.help or "").split("\n\n")
    text = "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)
    page = [f"## {'Options of all commands' if top else context.command_path}\n\n    {usage}\n\n{text}\n\n"]
    rows = [_option(context, parameter) for parameter in command.params if isinstance(parameter, click.Option)]
    if rows:
        page += ["| option | what it does |\n|---|---|\n", *rows, "\n"]
    if isinstance(command, click.Group):
        for name in command.list_commands(context):
            verb = command.get_command(context, name)
            if verb is not None:
                page += _command(click.Context(verb, info_name=name, parent=context), verb)
    return page


def _option(context: click.Context, option: click.Option) -> str:
    record = option.get_help_record(context)
    assert record is not None, f"{option.name} has no help"
    names, what = record
    return f"| `{names.replace('|', chr(92) + '|')}` | {what.replace('|', chr(92) + '|')} |\n"


def plan_page() -> str:
    """docs/plan.md."""
    nodes = [value for value in vars(plan).values() if isinstance(value, type) and issubclass(value, msgspec.Struct)]
    nodes = [node for node in nodes if not node.__name__.startswith("_")]
    page = [PLAN_HEAD]
    for node in sorted(nodes, key=lambda node: node is not plan.Plan):
        config = node.__struct_config__
        tag = f' (`"type": "{config.tag}"`)' if config.tag else ""
        page.append(f"## {node.__name__}{tag}\n\n{' '.join((node.__doc__ or '').split())}\n\n")
        page.append("| field | type | default |\n|---|---|---|\n")
        for field in msgspec.structs.fields(node):
            page.append(f"| `{field.name}` | {_type_name(field.type)} | {_field_default(field)} |\n")
        page.append("\n")
    return "".join(page).rstrip("\n") + "\n"


def request_page() -> str:
    """docs/request.md."""
    said = _attributes(FilmRequest)
    rows = []
    for field in msgspec.structs.fields(FilmRequest):
        what = said[field.name] + "".join(f"; {more}" for more in _allowed(field.name))
        kind = " or ".join(part for part in _type_name(field.type).split(" or ") if part != "null")
        kind = kind.replace("bool", "true or false")
        rows.append(f"| `{field.name}` | {kind} | {_request_default(field)} | {what} |\n")
    command = f"the film in words, English, Chinese or both, up to {LONGEST_COMMAND:,} characters; what it asks for"
    rows.append(
        f"| `command` | text |  | {command} gives way to other keys. See [Command line](cli.md#what-to-know) |\n"
    )
    return REQUEST_HEAD + "".join(rows) + REQUEST_TAIL


def _attributes(kind: type) -> dict[str, str]:
    """What the docstring of a class says of each of its attributes, as Markdown."""
    text = inspect.cleandoc(kind.__doc__ or "").partition("Attributes:\n")[2]
    found = re.findall(r"^    (\w+): ((?:.+)(?:\n {8}.+)*)", text, re.MULTILINE)
    return {name: " ".join(words.split()).removesuffix(".").replace("``", "`") for name, words in found}


def _allowed(name: str) -> list[str]:
    values: dict[str, Sequence[str]] = {"aspect": [*ASPECTS], "resolution": [*SHORT_SIDES], "music": [*PIECES]}
    values["template"] = template_names()
    return [", ".join(f"`{value}`" for value in values[name])] if name in values else []


def _request_default(field: msgspec.structs.FieldInfo) -> str:
    default = field.default
    return "" if default in (None, (), msgspec.NODEFAULT) else f"`{json.dumps(default)}`"


def _type_name(kind: Any) -> str:
    if get_origin(kind) is Annotated:
        return _type_name(get_args(kind)[0])
    if get_origin(kind) is Literal:
        return " or ".join(f'`"{value}"`' for value in get_args(kind))
    if get_origin(kind) is dict:
        return "mapping of " + " to ".join(_type_name(part) for part in get_args(kind))
    if get_origin(kind) is tuple:
        return f"list of {_type_name(get_args(kind)[0])}"
    if get_origin(kind) in (Union, UnionType):
        return " or ".join(_type_name(part) for part in get_args(kind))
    name = {str: "text", int: "whole number", float: "number", type(None): "null"}.get(kind, kind.__name__)
    return f"[{name}](#{name.lower()})" if issubclass(kind, msgspec.Struct) else name


def _field_default(field: msgspec.structs.FieldInfo) -> str:
    if get_origin(field.type) is Annotated:
        return str(get_args(field.type)[1].description)
    if field.required:
        return "must be given"
    value = field.default_factory() if field.default is msgspec.NODEFAULT else field.default
    if isinstance(value, msgspec.Struct):
        return "with its own defaults"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def run(check: bool) -> int:
    """Write the pages, or compare them; return the exit status."""
    stale = 0
    pages = {
        "settings.md": settings_page(),
        "cli.md": cli_page(),
        "plan.md": plan_page(),
        "request.md": request_page(),
        "http.md": http_page(),
        "dsl.md": dsl_page(),
    }
    for name, page in pages.items():
        path = DOCS / name
        if path.exists() and path.read_text(encoding="utf-8") == page:
            continue
        if check:
            print(f"{path} is stale: run scripts/gen_docs.py")
            stale = 1
        else:
            path.write_text(page, encoding="utf-8")
            print(f"wrote {path}")
    return stale


if __name__ == "__main__":
    sys.exit(run("--check" in sys.argv[1:]))
