"""Links that show one film to whoever has them, without an account, until they end."""

from __future__ import annotations

from html import escape
from typing import Any

import bottle

from albumforge.errors import NotFound
from albumforge.http.call import Call
from albumforge.http.films import fields
from albumforge.http.media import send_film, send_poster
from albumforge.http.near import origin_for_others
from albumforge.http.notices import notice
from albumforge.http.page import folder
from albumforge.http.problems import Problem, well
from albumforge.http.routes import Param, Route
from albumforge.http.schemas import NUMBER, TEXT, WELL, WHOLE, answer_of, many, nullable, table
from albumforge.http.shapes import iso
from albumforge.services.accounts import Token
from albumforge.services.states import Movie, Status

_MOST_DAYS = 3650

_OF_FILM = "<title>albumforge</title>\n    <!-- of the film -->"
"""What in the page of a link gives way to the title of the film."""


def share(call: Call) -> dict[str, Any]:
    """Make a link to a film."""
    wanted = fields(call.json(), days=float, label=str)
    days = wanted.get("days", 30.0)
    if not 0 < days <= _MOST_DAYS:
        raise Problem("invalid", f"days: must be more than 0 and at most {_MOST_DAYS}.")
    token, secret = call.forge.accounts.share(call.work_id, call.user, days=days, label=wanted.get("label", ""))
    return well(share=_shape(token), url=origin_for_others(call) + call.url(f"/s/{secret}"))


def shares(call: Call) -> dict[str, Any]:
    """List the links to a film."""
    return well(shares=[_shape(token) for token in call.forge.accounts.shares(call.work_id, call.user)])


def unshare(call: Call) -> dict[str, Any]:
    """End a link to a film."""
    said = call.args["sid"]
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise Problem("not_found", "There is no such link.")
    call.forge.accounts.unshare(int(said), call.work_id, call.user)
    return well()


def show(call: Call) -> bottle.HTTPResponse:
    """Show the page of a link."""
    try:
        movie = _film(call)
    except (NotFound, Problem):
        return notice(
            call,
            404,
            ("This link has ended.", "Ask whoever sent it for a new one."),
            ("此链接已失效。", "请向发送者索取新的链接。"),
        )
    if call.environ["albumforge.path"].endswith("/"):  # what the page names is found from the path without
        return bottle.HTTPResponse(status=308, headers={"Location": call.url(f"/s/{call.args['secret']}")})
    page = (folder() / "share.html").read_text(encoding="utf-8").replace(_OF_FILM, _head(call, movie))
    response = bottle.HTTPResponse(page.encode())
    response.set_header("Content-Type", "text/html; charset=utf-8")
    response.set_header("Cache-Control", "no-store")
    response.set_header("Referrer-Policy", "no-referrer")
    return response


def _head(call: Call, movie: Movie) -> str:
    """Return what the head of a link's page says of the film: for the window, and for previews of the link."""
    said = {"og:type": "video.other", "og:title": movie.title, "og:description": movie.description}
    if movie.poster is not None:
        said["og:image"] = call.origin + call.url(f"/s/{call.args['secret']}/poster.jpg")
    metas = (f'<meta property="{name}" content="{escape(text)}">' for name, text in said.items() if text)
    return "\n    ".join((f"<title>{escape(movie.title or 'albumforge')}</title>", *metas))


def about(call: Call) -> dict[str, Any]:
    """Say what the page of a link needs to know."""
    movie = _film(call)
    return well(title=movie.title, description=movie.description, duration=movie.duration)


def film(call: Call) -> bottle.HTTPResponse:
    """Send the film of a link."""
    return send_film(call, _film(call))


def poster(call: Call) -> bottle.HTTPResponse:
    """Send the poster of a link's film."""
    return send_poster(call, _film(call))


def _film(call: Call) -> Movie:
    movie = call.forge.movies.get(call.forge.accounts.shared_film(call.args["secret"]))
    if movie.result is None or movie.status is Status.EXPIRED:
        raise Problem("not_found", "The film is not there any more.")
    return movie


def _shape(token: Token) -> dict[str, Any]:
    return {
        "id": token.id,
        "label": token.label,
        "created": iso(token.created),
        "expires": None if token.expires is None else iso(token.expires),
        "used": None if token.used is None else iso(token.used),
    }


_SHARE = table(id=WHOLE, label=TEXT, created=TEXT, expires=nullable(TEXT), used=nullable(TEXT))
_WANTED = {
    "type": "object",
    "properties": {"days": {"type": "number", "exclusiveMinimum": 0, "maximum": _MOST_DAYS}, "label": TEXT},
    "additionalProperties": False,
}

ROUTES = (
    Route(
        "/movie/{work_id}/share",
        ("POST",),
        share,
        "Make a link to a film that works without an account, until it ends.",
        "生成无需账号的分享链接",
        body=_WANTED,
        answers=answer_of(share=_SHARE, url=TEXT),
        changes=True,
    ),
    Route(
        "/movie/{work_id}/shares",
        ("GET",),
        shares,
        "The links to a film.",
        "分享链接列表",
        answers=answer_of(shares=many(_SHARE)),
    ),
    Route(
        "/movie/{work_id}/shares/{sid}",
        ("DELETE",),
        unshare,
        "End a link to a film.",
        "取消分享链接",
        answers=WELL,
        changes=True,
    ),
    Route(
        "/s/{secret}",
        ("GET",),
        show,
        "The page of a link.",
        "分享页面",
        answers="text/html",
        needs="nobody",
        family="page",
    ),
    Route(
        "/s/{secret}/film.json",
        ("GET",),
        about,
        "What the film of a link is called.",
        "分享影集的信息",
        answers=answer_of(title=TEXT, description=TEXT, duration=nullable(NUMBER)),
        needs="nobody",
        family="file",
    ),
    Route(
        "/s/{secret}/film.mp4",
        ("GET",),
        film,
        "The film of a link.",
        "分享的影集视频",
        params=(Param("download", "Save it instead of showing it.", "作为附件下载", {"enum": ["0", "1"]}),),
        answers="video/mp4",
        needs="nobody",
        family="file",
    ),
    Route(
        "/s/{secret}/poster.jpg",
        ("GET",),
        poster,
        "The poster of a link's film.",
        "分享影集的封面",
        answers="image/jpeg",
        needs="nobody",
        family="file",
    ),
)
