"""The page: its files, the single-use link that signs a browser in, and signing out."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path, PurePosixPath

import bottle

from albumforge.errors import NotFound
from albumforge.http.call import Call
from albumforge.http.door import COOKIE, cookie_of, is_guest, own_page
from albumforge.http.notices import Link, notice
from albumforge.http.problems import Problem, answer, well
from albumforge.http.ranges import open_inside, send
from albumforge.http.routes import Route
from albumforge.http.schemas import WELL

_TYPES = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ico": "image/x-icon",
    ".woff2": "font/woff2",
    ".webmanifest": "application/manifest+json",
}


def folder() -> Path:
    """Where the page's files are."""
    return Path(str(files("albumforge.http"))) / "page"


def index(call: Call) -> bottle.HTTPResponse:
    """Send the page."""
    if not call.environ["albumforge.path"]:  # what the page names is found from the path with its slash
        return bottle.HTTPResponse(status=308, headers={"Location": call.url("/")})
    if is_guest(call.site, call.environ):
        return _sign_in_there(call, ("Please sign in", "请先登录"))
    return page_file(call, "index.html")


def static(call: Call) -> bottle.HTTPResponse:
    """Send a file of the page."""
    return page_file(call, call.args["path"])


def page_file(call: Call, path: str, status: int = 200) -> bottle.HTTPResponse:
    """Send a file of the page; only those of known kinds."""
    *folders, name = PurePosixPath(path).parts or ("",)
    kind = _TYPES.get(PurePosixPath(name).suffix)
    if kind is None or any(part.startswith((".", "/")) for part in (*folders, name)):
        raise Problem("no_route")
    try:
        opened = open_inside(folder().joinpath(*folders), name)
    except Problem as error:
        raise Problem("no_route") from error
    response = send(call.environ, opened, kind, cache="no-cache")
    if status != 200 and response.status_code == 200:
        response.status = status
    return response


def login(call: Call) -> bottle.HTTPResponse:
    """Sign a browser in by a link that works once."""
    try:
        secret = call.forge.accounts.use_login_link(call.args["secret"])
    except NotFound:
        if call.site.authenticate is not None:
            return _sign_in_there(call, ("This link has been used, or is too old.", "此链接已被使用或已过期。"))
        return notice(
            call,
            403,
            ("This link has been used, or is too old.", "Get a new one with: albumforge url"),
            ("此链接已被使用或已过期。", "用命令 albumforge url 获取新的链接。"),
        )
    response = bottle.HTTPResponse(status=303)
    response.set_header("Location", call.url("/"))
    response.set_header("Cache-Control", "no-store")
    response.set_header("Referrer-Policy", "no-referrer")
    _set_cookie(call, response, secret, round(call.forge.settings.session_days * 86_400))
    return response


def _sign_in_there(call: Call, titles: tuple[str, str]) -> bottle.HTTPResponse:
    """Send whom the site that we are mounted in does not know to its own way of signing in."""
    address = call.site.login_url
    return notice(
        call,
        403,
        (titles[0], "Sign in to this site first."),
        (titles[1], "请先登录本站。"),
        Link(address, "Sign in", "登录") if address else None,
    )


def logout(call: Call) -> bottle.HTTPResponse:
    """Sign a browser out."""
    if not own_page(call.environ):
        raise Problem("foreign_origin", "This was sent by a page of another site.")
    secret = cookie_of(call.environ)
    if secret:
        call.forge.accounts.end_session(secret)
    response = answer(well())
    _set_cookie(call, response, "", 0)
    return response


def _set_cookie(call: Call, response: bottle.HTTPResponse, value: str, seconds: int) -> None:
    more = {"secure": True} if call.scheme == "https" else {}
    response.set_cookie(COOKIE, value, path=call.url("") or "/", httponly=True, samesite="lax", max_age=seconds, **more)


ROUTES = (
    Route("/", ("GET",), index, "The page.", "页面", answers="text/html", needs="nobody", family="page"),
    Route(
        "/static/{path:path}",
        ("GET",),
        static,
        "A file of the page.",
        "页面文件",
        answers="*/*",
        needs="nobody",
        family="page",
    ),
    Route(
        "/login/{secret}",
        ("GET",),
        login,
        "Sign a browser in by a link that works once.",
        "用一次性链接登录",
        answers="text/html",
        changes=True,
        needs="nobody",
        family="page",
    ),
    Route("/logout", ("POST",), logout, "Sign a browser out.", "退出登录", answers=WELL, changes=True, needs="nobody"),
)
