"""The files of cutting jobs, and their previews."""

from __future__ import annotations

from pathlib import PurePath

import bottle

from albumforge.http.call import Call
from albumforge.http.jobs import job_of
from albumforge.http.ranges import open_inside, send
from albumforge.http.routes import Param, Route
from albumforge.services.job_files import QUALITIES, artifact

_TYPES = {
    ".mp4": "video/mp4",
    ".m4v": "video/mp4",
    ".mov": "video/quicktime",
    ".webm": "video/webm",
    ".mkv": "video/x-matroska",
    ".wav": "audio/wav",
    ".json": "application/json",
    ".otio": "application/json",
    ".edl": "text/plain; charset=utf-8",
    ".srt": "application/x-subrip",
    ".vtt": "text/vtt; charset=utf-8",
}
"""What browsers may take a file for, by its name; none of it is ever run."""
_OTHER = "application/octet-stream"


def preview(call: Call) -> bottle.HTTPResponse:
    """Send a small copy of the cut, or until there is one of the video; made when it is first asked for."""
    path = call.forge.jobs.preview(call.args["job_id"], call.params.get("quality") or QUALITIES[0], user=call.user)
    return send(call.environ, open_inside(path.parent, path.name), "video/mp4")


def download(call: Call) -> bottle.HTTPResponse:
    """Send a file of a job."""
    path = artifact(job_of(call), call.args["category"], call.args["filename"])
    kind = _TYPES.get(PurePath(path.name).suffix.lower(), _OTHER)
    return send(call.environ, open_inside(path.parent, path.name), kind, save_as=path.name)


ROUTES = (
    Route(
        "/api/jobs/{job_id}/preview",
        ("GET",),
        preview,
        "A small copy of the cut or, until there is one, of the video.",
        "预览视频",
        params=(Param("quality", "480p or 720p.", "480p 或 720p", {"enum": list(QUALITIES)}),),
        answers="video/mp4",
        family="job",
    ),
    Route(
        "/api/jobs/{job_id}/download/{category}/{filename}",
        ("GET",),
        download,
        "A file of a cutting job.",
        "下载剪辑任务的文件",
        answers="*/*",
        family="job",
    ),
)
