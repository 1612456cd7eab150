"""What a route is. Each module of handlers has a table `ROUTES`; application and OpenAPI document come from it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

Schema = Mapping[str, Any]
"""A JSON Schema."""
_NEVER = {"task_id": ("upload", "download")}
"""Parts of paths that vary → words that they never are, because other routes begin with these."""


@dataclass(frozen=True)
class Param:
    """A parameter in the query; of routes that also take POST, or in a form.

    Attributes:
        summary, summary_zh: what it is.
        schema: of its value.
        required: whether it must be given.
    """

    name: str
    summary: str
    summary_zh: str
    schema: Schema = field(default_factory=lambda: {"type": "string"})
    required: bool = False


@dataclass(frozen=True)
class Route:
    """A path, and what is done there.

    Attributes:
        path: with parts in braces, such as ``/movie/{work_id}``; a last part ``{name:path}`` takes slashes too.
        methods: HEAD goes along with GET.
        handler: takes an `albumforge.http.call.Call` and returns a mapping, sent as JSON, or a response of Bottle's.
        summary, summary_zh: a sentence.
        params: in the query.
        body: schema of a JSON body; None: it takes none.
        upload: whether the body is multipart with files.
        form: schema of such a body; None: it has one part with a file, called ``file``. Without `upload`: schema of a
            form without files, of either kind.
        answers: schema of the JSON of an answer 200; or its media type.
        changes: whether it changes something; a browser may then come from our own pages only.
        needs: ``user``: who asks must be known; ``nobody``: anybody may.
        family: ``movie``: answers are JSON, 200 or 403; ``file``: the statuses of files; ``page``: pages for people;
            ``job``: errors are JSON with nothing but ``detail``, each with a status of its own; ``farm``: for the
            operator alone, JSON with ``code``, which is the status, and ``message``; ``transfer``: JSON with ``data``
            and ``message``, bodies are forms by any method; ``watch``: for the operator
            alone, JSON with ``data`` and ``message``, of an error with ``code`` and ``field``; ``plain``: neither.
        status: of an answer that went well.
        also: other statuses of such answers.
        for_workers: whether workers of the farm may come without a token, from the networks of the setting
            `farm_open_networks`.
    """

    path: str
    methods: tuple[str, ...]
    handler: Callable[[Any], Any]
    summary: str
    summary_zh: str
    params: tuple[Param, ...] = ()
    body: Schema | None = None
    upload: bool = False
    form: Schema | None = None
    answers: Schema | str = field(default_factory=dict)
    changes: bool = False
    needs: str = "user"
    family: str = "movie"
    status: int = 200
    also: tuple[int, ...] = ()
    for_workers: bool = False

    @property
    def rule(self) -> str:
        """The path as Bottle writes it."""
        return re.sub(r"\{(\w+)(:path)?\}", _part, self.path)

    @property
    def names(self) -> tuple[str, ...]:
        """The parts of the path that vary."""
        return tuple(re.findall(r"\{(\w+)(?::path)?\}", self.path))


def _part(match: re.Match[str]) -> str:
    name, kind = match[1], match[2] or ""
    words = "|".join(_NEVER.get(name, ()))
    return f"<{name}:re:(?!(?:{words})(?:/|$))[^/]+>" if words else f"<{name}{kind}>"
