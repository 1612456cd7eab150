"""Who comes in: credentials, the name by which we are called, and the page from which a browser sends a request."""

from __future__ import annotations

from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from albumforge.http.problems import Problem
from albumforge.http.routes import Route
from albumforge.http.site import Site, is_loopback

if TYPE_CHECKING:
    from albumforge.services.accounts import Identity

COOKIE = "albumforge_session"

_FORWARDED = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_REAL_IP", "HTTP_VIA")
_OPERATORS = {"farm": "The farm is its operator's.", "watch": "Watch folders are the operator's."}
"""Families of routes that are the operator's alone → what is said to others."""
_BROWSER = ("HTTP_SEC_FETCH_SITE", "HTTP_ORIGIN", "HTTP_REFERER", "HTTP_COOKIE")


def enter(site: Site, route: Route, environ: dict[str, Any]) -> Identity | None:
    """Return who asks; None on routes where nobody needs to be known.

    Raises:
        Problem: they may not come in, or not in this way.
    """
    host = environ.get("HTTP_HOST", "")
    if host or any(name in environ for name in _BROWSER):
        _check_host(site, host)
    if route.needs == "nobody":
        return None
    said = _said(environ)
    if said is not None:
        identity = site.forge.accounts.identify(said) if said else None
        if identity is None:
            raise Problem("not_signed_in", "The token is not known, or no longer good.")
        return _fitting(route, identity)
    identity = _unsaid(site, environ) or _by_network(site, route, environ)
    if identity is None:
        raise Problem("not_signed_in", "Sign in first, or send a token.")
    if route.changes and not own_page(environ):
        raise Problem("foreign_origin", "This was sent by a page of another site, or by a browser that does not say.")
    return _fitting(route, identity)


def needs_no_session(site: Site, environ: dict[str, Any], user: int) -> bool:
    """Whether a user would come in without a session, too: from a trusted machine, or known to the site around us."""
    identity = _by_host(site, environ) or _by_loopback(site, environ)
    return identity is not None and identity.user_id == user


def is_guest(site: Site, environ: dict[str, Any]) -> bool:
    """Whether a browser is nobody's whom the site that we are mounted in knows."""
    return site.authenticate is not None and _unsaid(site, environ) is None


def own_page(environ: dict[str, Any]) -> bool:
    """Whether a request comes from a page of ours, or from no page at all."""
    site = environ.get("HTTP_SEC_FETCH_SITE", "").strip().lower()
    if site:
        return site in ("same-origin", "none")
    for name in ("HTTP_ORIGIN", "HTTP_REFERER"):
        said = environ.get(name, "")
        if said:
            return _same_place(said, environ)
    return "HTTP_COOKIE" not in environ


def cookie_of(environ: dict[str, Any]) -> str:
    """Return the secret of the session that the browser has from us, or ""."""
    try:
        jar = SimpleCookie(environ.get("HTTP_COOKIE", ""))
    except CookieError:
        return ""
    return jar[COOKIE].value if COOKIE in jar else ""


def _check_host(site: Site, host: str) -> None:
    if not host or not site.knows_host(host):
        raise Problem(
            "foreign_host",
            "This server is not called by that name.",
            hint="The setting http_hosts takes the names by which it may be called.",
        )


def _said(environ: dict[str, Any]) -> str | None:
    """Return the token that a client sent in a header; None where it sent none."""
    for name in ("HTTP_HTTP_TOKEN", "HTTP_TOKEN"):
        if name in environ:
            return str(environ[name]).strip()
    scheme, _, token = str(environ.get("HTTP_AUTHORIZATION", "")).strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else None


def _unsaid(site: Site, environ: dict[str, Any]) -> Identity | None:
    """Who asks, where that is not said by a token."""
    return _by_cookie(site, environ) or _by_host(site, environ) or _by_loopback(site, environ)


def _by_cookie(site: Site, environ: dict[str, Any]) -> Identity | None:
    secret = cookie_of(environ)
    identity = site.forge.accounts.identify(secret) if secret else None
    return identity if identity is not None and identity.kind == "session" else None


def _by_host(site: Site, environ: dict[str, Any]) -> Identity | None:
    name = site.authenticate(environ) if site.authenticate is not None else None
    if not name:
        return None
    from albumforge.services.accounts import Identity

    user = site.forge.accounts.ensure_user(name)
    return Identity(user.id, user.name, "host")


def _by_loopback(site: Site, environ: dict[str, Any]) -> Identity | None:
    # A proxy on this machine brings others' requests; it says so in one of these.
    if not site.trusts_loopback or any(environ.get(name) for name in _FORWARDED):
        return None
    if not is_loopback(environ.get("REMOTE_ADDR", "").removeprefix("::ffff:")):
        return None
    from albumforge.services.accounts import Identity

    user = site.forge.accounts.local()
    return Identity(user.id, user.name, "local")


def _by_network(site: Site, route: Route, environ: dict[str, Any]) -> Identity | None:
    """Let workers of the farm do their work, from networks that are open to them."""
    if not route.for_workers or any(environ.get(name) for name in _FORWARDED):
        return None
    if not site.is_open_to(environ.get("REMOTE_ADDR", "")):
        return None
    from albumforge.services.accounts import Identity

    user = site.forge.accounts.local()
    return Identity(user.id, user.name, "local")


def _fitting(route: Route, identity: Identity) -> Identity:
    """Return who asks, if the route is for them: what touches files of this machine is the operator's."""
    from albumforge.models.tables import LOCAL_USER

    if route.family in _OPERATORS and identity.user_id != LOCAL_USER:
        raise Problem("not_signed_in", _OPERATORS[route.family], hint="Send the operator's token.")
    return identity


def _same_place(address: str, environ: dict[str, Any]) -> bool:
    try:
        parts = urlsplit(address)
        ours = urlsplit(f"{parts.scheme}://{environ.get('HTTP_HOST', '')}")
        usual = {"http": 80, "https": 443}.get(parts.scheme)
        return parts.hostname is not None and (parts.hostname, parts.port or usual) == (
            ours.hostname,
            ours.port or usual,
        )
    except ValueError:
        return False
