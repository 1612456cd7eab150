"""Films, pictures and clips as files."""

from __future__ import annotations

import os
import re
from pathlib import Path

import bottle

from albumforge.http.call import Call
from albumforge.http.problems import Problem
from albumforge.http.ranges import Opened, open_inside, send
from albumforge.http.routes import Param, Route
from albumforge.media.sniff import sniff
from albumforge.services.states import Movie, Status

_PICTURES = {
    "jpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "heif": "image/heic",
    "tiff": "image/tiff",
    "bmp": "image/bmp",
    "jpeg2000": "image/jp2",
}
_CLIPS = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
}
_OTHER = "application/octet-stream"

FOREVER = "private, max-age=31536000, immutable"


def film(call: Call) -> bottle.HTTPResponse:
    """Send the finished film."""
    return send_film(call, call.forge.movies.get(call.work_id, user=call.user))


def send_film(call: Call, movie: Movie) -> bottle.HTTPResponse:
    """Send a film as it was made last."""
    if movie.result is None or movie.status is Status.EXPIRED:
        raise Problem("not_found", "The film is not made yet.")
    file = open_inside(movie.folder, movie.result.name)
    return send(call.environ, file, "video/mp4", save_as=_file_name(movie) if call.flag("download") else "")


def original(call: Call) -> bottle.HTTPResponse:
    """Send a picture or clip: to its owner as it is, to others without what cameras write into files."""
    path = call.forge.movies.shown(call.work_id, call.args["filename"], call.user)
    file = open_inside(path.parent, path.name)
    return send(call.environ, file, media_type(file, path), save_as=path.name if call.flag("download") else "")


def poster(call: Call) -> bottle.HTTPResponse:
    """Send the poster of a film."""
    return send_poster(call, call.forge.movies.get(call.work_id, user=call.user))


def send_poster(call: Call, movie: Movie) -> bottle.HTTPResponse:
    """Send a film's poster as it was made last."""
    if movie.poster is None or movie.status is Status.EXPIRED:
        raise Problem("not_found", "The film has no poster yet.")
    file = open_inside(movie.folder, movie.poster.name)
    return send(call.environ, file, "image/jpeg", cache=FOREVER if "v" in call.params else "private, no-cache")


def frame(call: Call) -> bottle.HTTPResponse:
    """Send the latest frame of a film that is being made."""
    movie = call.forge.movies.get(call.work_id, user=call.user)
    path = call.forge.movies.frame(movie.work_id)
    if path is None:
        raise Problem("not_found", "There is no frame at present.")
    return send(call.environ, open_inside(path.parent, path.name), "image/jpeg", cache="private, no-store")


def thumb(call: Call) -> bottle.HTTPResponse:
    """Send a small picture of a file of a film."""
    width = call.number("w", 320, 1, 10_000)
    path = call.forge.movies.thumb(call.work_id, file_id(call), width, user=call.user)
    return send(call.environ, open_inside(path.parent, path.name), "image/jpeg", cache=FOREVER)


def file_id(call: Call) -> int:
    """Return the number of a file that the path names."""
    said = call.args["fid"]
    if not (said.isascii() and said.isdecimal() and len(said) < 16):
        raise Problem("not_found", "There is no such file in the film.")
    return int(said)


def media_type(file: Opened, path: Path) -> str:
    """Return what a file is: a picture by its content, a clip by its name; never anything a browser would run."""
    suffix = path.suffix.lower()
    kind = sniff(os.pread(file.descriptor, 64, 0), suffix)
    return _CLIPS.get(suffix, _OTHER) if kind is None else _PICTURES.get(kind, _OTHER)


def _file_name(movie: Movie) -> str:
    title = re.sub(r'[\x00-\x1f\x7f/\\:*?"<>|]+', " ", movie.title).strip(" .")[:80]
    return f"{title or 'film'}.mp4"


_DOWNLOAD = Param("download", "Save it instead of showing it.", "作为附件下载", {"type": "string", "enum": ["0", "1"]})

_WIDTH = {"type": "integer", "minimum": 1, "maximum": 10_000}

ROUTES = (
    Route(
        "/media/movie/{work_id}/result.mp4",
        ("GET",),
        film,
        "The finished film.",
        "影集视频",
        params=(_DOWNLOAD,),
        answers="video/mp4",
        family="file",
    ),
    Route(
        "/media/movies/{work_id}/{filename}",
        ("GET",),
        original,
        "A picture or clip of a film.",
        "影集中的图片或视频",
        params=(_DOWNLOAD,),
        answers="*/*",
        family="file",
    ),
    Route(
        "/movie/{work_id}/poster.jpg",
        ("GET",),
        poster,
        "The poster of a film.",
        "影集封面",
        params=(Param("v", "Any text; with it, the answer may be kept.", "版本"),),
        answers="image/jpeg",
        family="file",
    ),
    Route(
        "/movie/{work_id}/frame.jpg",
        ("GET",),
        frame,
        "The latest frame of a film that is being made.",
        "正在生成的最新画面",
        params=(Param("v", "Any text.", "版本"),),
        answers="image/jpeg",
        family="file",
    ),
    Route(
        "/movie/{work_id}/files/{fid}/thumb.jpg",
        ("GET",),
        thumb,
        "A small picture of a file of a film.",
        "缩略图",
        params=(Param("w", "Width in pixels: 320, 640 or 1280.", "宽度：320、640 或 1280", _WIDTH),),
        answers="image/jpeg",
        family="file",
    ),
)
