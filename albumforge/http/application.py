"""The application: the table of routes on Bottle, and what is done for every request alike."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable, Iterable
from functools import cache
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import bottle

from albumforge.errors import ForgeError
from albumforge.http import (
    album,
    documented,
    events,
    films,
    health,
    job_files,
    job_pages,
    job_uploads,
    jobs,
    media,
    page,
    plans,
    sharing,
)
from albumforge.http.call import Call, reads_chinese
from albumforge.http.door import enter
from albumforge.http.farm import overview as farm_overview
from albumforge.http.farm import tasks as farm_tasks
from albumforge.http.farm import videos as farm_videos
from albumforge.http.farm import workers as farm_workers
from albumforge.http.farm.answers import told_in_detail, told_of_farm
from albumforge.http.metrics import Metrics
from albumforge.http.notices import Link, notice_page
from albumforge.http.problems import Problem, answer, problem_of, told, told_of_job
from albumforge.http.routes import Route
from albumforge.http.site import Authenticate, Site
from albumforge.http.transfers import downloads as transfer_downloads
from albumforge.http.transfers import lists as transfer_lists
from albumforge.http.transfers import people as transfer_people
from albumforge.http.transfers import privates as transfer_privates
from albumforge.http.transfers import uploads as transfer_uploads
from albumforge.http.transfers.answers import told_of_transfer
from albumforge.http.watch import files as watch_files
from albumforge.http.watch import rules as watch_rules
from albumforge.http.watch.answers import told_of_watch
from albumforge.logs import about

if TYPE_CHECKING:
    from albumforge.forge import Forge

_log = logging.getLogger(__name__)

_HEADERS = {
    "Content-Security-Policy": "default-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Resource-Policy": "same-origin",
}


_NO_PAGE = (("There is no such page.", "Perhaps its address was cut off."), ("没有这个页面。", "地址可能不完整。"))
_ABOUT = {"work_id": "film", "job_id": "job"}
"""What is named in an address → what the log calls it. Others may be secrets."""
_LONGEST = 80
_MODULES = (
    documented,
    films,
    plans,
    events,
    sharing,
    media,
    album,
    job_uploads,
    jobs,
    job_files,
    job_pages,
    farm_workers,
    farm_tasks,
    farm_videos,
    farm_overview,
    transfer_uploads,
    transfer_privates,
    transfer_downloads,
    transfer_people,
    transfer_lists,
    watch_rules,
    watch_files,
    page,
    health,
)


@cache
def routes() -> tuple[Route, ...]:
    """Return the whole table."""
    return tuple(route for module in _MODULES for route in module.ROUTES)


class Application:
    """A WSGI application; may stand under any `SCRIPT_NAME`, and under a prefix of its own."""

    def __init__(self, site: Site, prefix: str) -> None:
        self.site = site
        self.prefix = prefix
        self.bottle = _bottle(site)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        """Answer one request."""
        path = environ.get("PATH_INFO", "")
        base = environ.get("SCRIPT_NAME", "") + self.prefix
        if self.prefix:
            if path != self.prefix and not path.startswith(self.prefix + "/"):
                path = "/no-such-place"  # nothing of ours lies beside the prefix
            else:
                environ["SCRIPT_NAME"] = base
                path = path[len(self.prefix) :]
        environ["albumforge.base"] = base
        environ["albumforge.path"] = path
        environ["PATH_INFO"] = path or "/"
        result: Iterable[bytes] = self.bottle(environ, start_response)
        return result


def app(
    forge: Forge,
    *,
    authenticate: Authenticate | None = None,
    prefix: str = "",
    trust_loopback: bool | None = None,
    login_url: str = "",
) -> Application:
    """Return a WSGI application that offers a forge over HTTP.

    Args:
        forge: the caller closes it, after the server.
        authenticate: who asks, by the host application's own means; takes the WSGI environment and returns a user's
            name, or None. Users are made when they first come. Tokens and sessions of the forge are good as well.
        prefix: path below which all addresses lie, such as ``/films``; to be told only where the server does not
            take it off and say so in ``SCRIPT_NAME``.
        trust_loopback: whether requests from this machine need no credentials while the server listens at loopback
            only; None: as the setting says, but never together with `authenticate`.
        login_url: where people sign in whom `authenticate` does not know; the page leads them there.
    """
    return Application(Site(forge, authenticate, trust_loopback, Metrics(forge), login_url), prefix.rstrip("/"))


def _bottle(site: Site) -> bottle.Bottle:
    application = bottle.Bottle()
    application.catchall = False
    for route in routes():
        handler = _wrapped(site, route)
        bare = route.rule.rstrip("/")
        rules = {route.rule} if not bare or bare.endswith(":path>") else {bare, bare + "/"}
        for rule in rules:
            application.route(rule, method=list(route.methods), callback=handler)
    application.default_error_handler = _missed
    return application


def _wrapped(site: Site, route: Route) -> Callable[..., Any]:
    def handle(**args: str) -> Any:
        environ = bottle.request.environ
        begun = time.perf_counter()
        request, method = _request_id(environ), str(environ["REQUEST_METHOD"])
        with about(
            request=request, **{_ABOUT[name]: value[:_LONGEST] for name, value in args.items() if name in _ABOUT}
        ):
            response = _answered(site, route, environ, args)
            for name, value in {**_HEADERS, "X-Request-Id": request}.items():
                if name not in response.headers:
                    response.set_header(name, value)
            seconds = time.perf_counter() - begun
            site.metrics.count(route, method, response.status_code, seconds)
            _log.info("%s %s: %d in %.0f ms", method, route.path, response.status_code, seconds * 1000)
        return response

    return handle


def _request_id(environ: dict[str, Any]) -> str:
    """Return the number that a proxy gave the request, or one of ours; the answer and each line of the log have it."""
    given = str(environ.get("HTTP_X_REQUEST_ID", ""))
    return given if re.fullmatch(r"[A-Za-z0-9._-]{8,80}", given) else secrets.token_hex(8)


def _answered(site: Site, route: Route, environ: dict[str, Any], args: dict[str, str]) -> bottle.HTTPResponse:
    in_detail = route.family == "farm" and "details=1" in environ.get("QUERY_STRING", "")
    tell = told_in_detail if in_detail else _TELL.get(route.family, told)
    try:
        if environ["REQUEST_METHOD"] == "HEAD" and route.changes:
            raise Problem("no_method", "HEAD changes nothing.")
        if any("\0" in value for value in args.values()):
            raise Problem("not_found")
        call = Call(site, route, environ, args, enter(site, route, environ))
        result = route.handler(call)
        return result if isinstance(result, bottle.HTTPResponse) else answer(result)
    except ForgeError as error:
        problem = problem_of(error, of_job=route.family == "job")
        if route.family in ("file", "page") and problem.code == "not_found":
            problem.http_status = 404
        if problem.http_status >= 500:
            _log.error("%s %s: %s", route.methods[0], route.path, error)
        return tell(problem, chinese=reads_chinese(environ))
    except Exception:
        # The route's own path, not the one that was asked for: that may hold a secret.
        _log.exception("%s %s failed", route.methods[0], route.path)
        problem = Problem("internal", "The server made a mistake; its log says more.")
        return tell(problem, chinese=reads_chinese(environ))


_TELL: dict[str, Any] = {
    "job": told_of_job,
    "farm": told_of_farm,
    "transfer": told_of_transfer,
    "watch": told_of_watch,
}
_BEGINNINGS = (
    *((f"/api/v1/{words}/", "transfer") for words in ("tasks/upload", "tasks/download", "users", "transfers")),
    ("/api/v1/watch/", "watch"),
    ("/api/v1/", "farm"),
    ("/api/", "job"),
)
"""How paths begin → family, for addresses that there are not."""


def _missed(error: bottle.HTTPError) -> bytes:
    """What Bottle says by itself: no such route, or not by this method; a page to a browser that looks for one."""
    code = {404: "no_route", 405: "no_method"}.get(error.status_code, "invalid")
    environ = bottle.request.environ
    path = environ["albumforge.path"]
    family = next((family for beginning, family in _BEGINNINGS if f"{path}/".startswith(beginning)), "movie")
    if code == "no_route" and family == "movie" and "text/html" in environ.get("HTTP_ACCEPT", "").lower():
        base = quote(environ["albumforge.base"].encode("latin-1", "replace"))
        body, kind = notice_page(base, *_NO_PAGE, Link(f"{base}/", "To the films", "前往影集")), "text/html"
    else:
        tell = _TELL.get(family, told)
        body, kind = tell(Problem(code), chinese=reads_chinese(environ)).body, "application/json"
    for name, value in {**_HEADERS, "Content-Type": f"{kind}; charset=utf-8"}.items():
        error.set_header(name, value)
    bottle.response.set_header("Content-Type", f"{kind}; charset=utf-8")
    return body
