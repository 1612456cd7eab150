"""Our own routes of films: looked at, changed, arranged, cancelled."""

from __future__ import annotations

from typing import Any

from albumforge.http.call import Call
from albumforge.http.media import file_id
from albumforge.http.problems import Problem, well
from albumforge.http.routes import Param, Route
from albumforge.http.schemas import FILE, FLAG, MOVIE, TEXT, WHOLE, answer_of, many, table
from albumforge.http.shapes import file_shape, iso, movie_shape
from albumforge.services.states import Movie

_SHOWN = 60
_NOT_ASKED = frozenset({"file_captions", "notes"})
"""Options by which parts of the house talk to each other; captions are given with the files."""


def movies(call: Call) -> dict[str, Any]:
    """List films, newest first: one's own, or with those that others share."""
    offset, limit = call.number("offset", 0, 0, 10**9), call.number("limit", _SHOWN, 1, 500)
    own = call.flag("mine", True)
    owner: dict[str, Any] = {"user": call.user} if own else {"shared": True}
    found = call.forge.movies.list(**owner, limit=limit, offset=offset)
    counts = call.forge.movies.file_counts([movie.work_id for movie in found])
    shapes = [movie_shape(call, movie, counts[movie.work_id]) for movie in found]
    return well(total=call.forge.movies.count(**owner), movies=shapes)


def movie(call: Call) -> dict[str, Any]:
    """Return a film with its files."""
    found = call.forge.movies.get(call.work_id, user=call.user)
    files = call.forge.movies.files_of(found, user=call.user)
    shape = movie_shape(call, found, lost=call.forge.movies.is_lost(found))
    return well(movie=shape, files=[file_shape(call, found, file) for file in files])


def change(call: Call) -> dict[str, Any]:
    """Change title, description, sharing or options of a film."""
    call.forge.movies.get(call.work_id, user=call.user, owner=True)
    wanted = fields(call.json(), title=str, description=str, shared=bool, request=dict)
    for name in _NOT_ASKED & wanted.get("request", {}).keys():
        raise Problem("invalid", f"Option {name}: is not to be given here.")
    return well(movie=_shape(call, call.forge.movies.amend(call.work_id, **wanted, user=call.user)))


def arrange(call: Call) -> dict[str, Any]:
    """Put the files of a film in order, leave some out, give them captions."""
    found = call.forge.movies.get(call.work_id, user=call.user, owner=True)
    wanted = fields(call.json(), order=list, left_out=list, captions=dict)
    files = call.forge.movies.arrange(found.work_id, **wanted, user=call.user)
    return well(files=[file_shape(call, found, file) for file in files])


def remove_file(call: Call) -> dict[str, Any]:
    """Remove a file from a film."""
    found = call.forge.movies.get(call.work_id, user=call.user, owner=True)
    files = call.forge.movies.remove_file(found.work_id, file_id(call), user=call.user)
    return well(files=[file_shape(call, found, file) for file in files])


def reopen(call: Call) -> dict[str, Any]:
    """Let a film that is done be changed and made again."""
    return well(movie=_shape(call, call.forge.movies.reopen(call.work_id, user=call.user)))


def restore(call: Call) -> dict[str, Any]:
    """Leave a film that was reopened as it was made."""
    return well(movie=_shape(call, call.forge.movies.restore(call.work_id, user=call.user)))


def cancel(call: Call) -> dict[str, Any]:
    """Take a film out of the queue, or stop the one who makes it."""
    return well(movie=_shape(call, call.forge.movies.cancel(call.work_id, user=call.user)))


def log(call: Call) -> dict[str, Any]:
    """Return what the making of a film left for its owner to read."""
    lines = call.forge.movies.log_lines(call.work_id, user=call.user)
    return well(lines=[{"time": iso(line.time), "line": call.words(line.line)} for line in lines])


def fields(body: dict[str, Any], **kinds: type) -> dict[str, Any]:
    """Return the fields of a body, none of them null, each of its kind.

    Raises:
        Problem: there is another one, or one does not fit.
    """
    names = {str: "text", bool: "true or false", dict: "an object", list: "a list", float: "a number"}
    for name, value in body.items():
        if name not in kinds:
            raise Problem("invalid", f"There is no field {name!r}; known: {', '.join(kinds)}.")
        kind = kinds[name]
        fits = isinstance(value, int | float) and not isinstance(value, bool) if kind is float else type(value) is kind
        if value is not None and not fits:
            raise Problem("invalid", f"{name}: must be {names[kind]}.")
    return {name: value for name, value in body.items() if value is not None}


def _shape(call: Call, found: Movie) -> dict[str, Any]:
    return movie_shape(call, found)


_PLAIN_REQUEST = {"type": "object", "description": "options; null takes one out"}
_CHANGES = {
    "type": "object",
    "properties": {"title": TEXT, "description": TEXT, "shared": FLAG, "request": _PLAIN_REQUEST},
    "additionalProperties": False,
}
_ARRANGED = {
    "type": "object",
    "properties": {
        "order": many(WHOLE),
        "left_out": many(WHOLE),
        "captions": {"type": "object", "additionalProperties": TEXT},
    },
    "additionalProperties": False,
}
_ONE = answer_of(movie=MOVIE)
_FILES = answer_of(files=many(FILE))

ROUTES = (
    Route(
        "/movies",
        ("GET",),
        movies,
        "List films, newest first.",
        "影集列表",
        params=(
            Param("mine", "1: one's own; 0: those that are shared.", "1：我的；0：分享的", {"enum": ["0", "1"]}),
            Param("offset", "Films to pass over.", "跳过的数量", {"type": "integer", "minimum": 0, "maximum": 10**9}),
            Param("limit", "Films to list.", "数量，最多 500", {"type": "integer", "minimum": 1, "maximum": 500}),
        ),
        answers=answer_of(total=WHOLE, movies=many(MOVIE)),
    ),
    Route(
        "/movie/{work_id}",
        ("GET",),
        movie,
        "A film with its files.",
        "影集及其文件",
        answers=answer_of(movie=MOVIE, files=many(FILE)),
    ),
    Route(
        "/movie/{work_id}", ("POST",), change, "Change a film.", "修改影集", body=_CHANGES, answers=_ONE, changes=True
    ),
    Route(
        "/movie/{work_id}/files",
        ("PUT",),
        arrange,
        "Put the files of a film in order, leave some out, give them captions.",
        "调整文件的顺序、取舍和说明",
        body=_ARRANGED,
        answers=_FILES,
        changes=True,
    ),
    Route(
        "/movie/{work_id}/files/{fid}",
        ("DELETE",),
        remove_file,
        "Remove a file from a film.",
        "移除文件",
        answers=_FILES,
        changes=True,
    ),
    Route(
        "/movie/{work_id}/reopen",
        ("POST",),
        reopen,
        "Let a film that is done be changed and made again.",
        "重新编辑已完成的影集",
        answers=_ONE,
        changes=True,
    ),
    Route(
        "/movie/{work_id}/restore",
        ("POST",),
        restore,
        "Leave a film that was reopened as it was made.",
        "放弃重新编辑，保留已完成的影集",
        answers=_ONE,
        changes=True,
    ),
    Route(
        "/movie/{work_id}/cancel",
        ("POST",),
        cancel,
        "Cancel the making of a film.",
        "取消生成",
        answers=_ONE,
        changes=True,
    ),
    Route(
        "/movie/{work_id}/log",
        ("GET",),
        log,
        "What the making of a film left to read.",
        "生成日志",
        answers=answer_of(lines=many(table(time=TEXT, line=TEXT))),
    ),
)
