"""What a film may be made with, and who asks: templates, music, options, limits."""

from __future__ import annotations

import io
from typing import Any

import bottle

from albumforge import __version__
from albumforge.http.call import Call
from albumforge.http.door import needs_no_session
from albumforge.http.near import near_origin
from albumforge.http.problems import Problem, well
from albumforge.http.ranges import open_inside, send
from albumforge.http.routes import Route
from albumforge.http.schemas import FLAG, NUMBER, TEXT, WHOLE, answer_of, many, nullable, table


def templates(call: Call) -> dict[str, Any]:
    """List the templates."""
    return well(
        templates=[
            {
                "name": template.name,
                "title": dict(template.titles),
                "description": dict(template.descriptions),
                "aspects": list(template.aspects),
                "moods": list(template.moods),
                "sample": call.url(f"/album/templates/{template.name}.jpg"),
            }
            for template in call.forge.templates()
        ]
    )


def template_sample(call: Call) -> bottle.HTTPResponse:
    """Send a picture of what a template makes."""
    path = call.forge.samples.template(call.args["name"])
    return send(call.environ, open_inside(path.parent, path.name), "image/jpeg", cache="private, max-age=86400")


def music(call: Call) -> dict[str, Any]:
    """List the pieces of music."""
    return well(
        music=[
            {
                "name": piece.name,
                "title": dict(piece.titles),
                "mood": list(piece.moods),
                "bpm": piece.bpm,
                "sample": call.url(f"/album/music/{piece.name}.m4a"),
            }
            for piece in call.forge.music()
        ]
    )


def music_sample(call: Call) -> bottle.HTTPResponse:
    """Send some seconds of a piece."""
    path = call.forge.samples.music(call.args["name"])
    return send(call.environ, open_inside(path.parent, path.name), "audio/mp4", cache="private, max-age=86400")


def options(call: Call) -> dict[str, Any]:
    """List what may be asked of a film."""
    return well(
        options=[
            {
                "name": option.name,
                "kind": option.kind,
                "default": option.default,
                "choices": list(option.choices),
                "also": list(option.also),
                "least": option.least,
                "most": option.most,
            }
            for option in call.forge.options()
        ]
    )


def me(call: Call) -> dict[str, Any]:
    """Say who asks, and what they may do."""
    from albumforge.models.tables import LOCAL_USER

    settings = call.forge.settings
    assert call.identity is not None
    return well(
        uid=call.identity.user_id,
        name=call.identity.name,
        kind=call.identity.kind,
        trusted=call.identity.kind == "session" and needs_no_session(call.site, call.environ, call.user),
        lan=_lan(call),
        limits={
            "max_files": settings.max_files,
            "upload_bytes": round(settings.upload_gb * 1e9),
            **_space(call),
        },
        version=__version__,
        workers=call.forge.movies.workers(),
        farm=bool(settings.farm_roots) if call.user == LOCAL_USER else None,
        transcribes=any(one.backend.identity for one in call.forge.plugins.working("transcriber").values()),
    )


def _space(call: Call) -> dict[str, Any]:
    usage = call.forge.movies.usage(call.user)
    return {"free_bytes": usage.free, "quota_bytes": usage.quota, "used_bytes": usage.used}


def _lan(call: Call) -> dict[str, str] | None:
    """The address for a phone in the same network, which signs it in once; None where the server is not open to it."""
    if call.identity is None or call.identity.kind not in ("session", "local"):
        return None
    origin = near_origin(call)
    if origin is None:
        return None
    secret = call.forge.accounts.login_link(call.user)
    url = f"{origin}{call.url('/login/')}{secret}"
    return {"url": url, "qr": _qr(url)}


def _qr(text: str) -> str:
    """Return a QR code as an SVG document that stands by itself, as in a picture's address."""
    import segno

    drawn = io.BytesIO()
    code = segno.make(text, error="m", micro=False)
    code.save(drawn, kind="svg", scale=4, border=2, light="#fff", xmldecl=False, nl=False)
    return drawn.getvalue().decode()


def _name(call: Call, known: frozenset[str]) -> str:
    if call.args["name"] not in known:
        raise Problem("not_found", "There is none of that name.")
    return call.args["name"]


_TITLES = table(zh=TEXT, en=TEXT)
_LIMITS = table(max_files=WHOLE, upload_bytes=WHOLE, free_bytes=WHOLE, quota_bytes=nullable(WHOLE), used_bytes=WHOLE)

ROUTES = (
    Route(
        "/album/templates",
        ("GET",),
        templates,
        "The templates.",
        "模板列表",
        answers=answer_of(templates=many(table(name=TEXT, title=_TITLES, description=_TITLES, sample=TEXT))),
    ),
    Route(
        "/album/templates/{name}.jpg",
        ("GET",),
        template_sample,
        "A picture of what a template makes.",
        "模板示例图片",
        answers="image/jpeg",
        family="file",
    ),
    Route(
        "/album/music",
        ("GET",),
        music,
        "The pieces of music.",
        "音乐列表",
        answers=answer_of(music=many(table(name=TEXT, title=_TITLES, mood=many(TEXT), bpm=NUMBER, sample=TEXT))),
    ),
    Route(
        "/album/music/{name}.m4a",
        ("GET",),
        music_sample,
        "Some seconds of a piece.",
        "音乐示例",
        answers="audio/mp4",
        family="file",
    ),
    Route(
        "/options",
        ("GET",),
        options,
        "What may be asked of a film.",
        "影集的选项",
        answers=answer_of(options=many(table(name=TEXT, kind=TEXT, default={}, choices=many(TEXT)))),
    ),
    Route(
        "/me",
        ("GET",),
        me,
        "Who asks, and what they may do.",
        "当前用户及其限制",
        answers=answer_of(
            uid=WHOLE,
            name=TEXT,
            kind=TEXT,
            trusted=FLAG,
            lan=nullable(table(url=TEXT, qr=TEXT)),
            limits=_LIMITS,
            version=TEXT,
            workers=WHOLE,
            farm=nullable(FLAG),
            transcribes=FLAG,
        ),
    ),
)
