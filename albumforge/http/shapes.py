"""Films and their files as our own routes tell them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from albumforge.http.call import Call
from albumforge.http.options import shown
from albumforge.http.remarks import remarks
from albumforge.http.words import stage_words
from albumforge.services.movie_run import EDITED
from albumforge.services.states import FileCounts, Movie, MovieFile, Status


def movie_shape(call: Call, movie: Movie, counts: FileCounts | None = None, lost: bool = False) -> dict[str, Any]:
    """Return a film as JSON.

    Args:
        counts: of its files, where they are known already.
    """
    counts = counts or call.forge.movies.file_counts([movie.work_id])[movie.work_id]
    version = int(movie.updated.timestamp() * 1000)
    done = movie.status is not Status.EXPIRED and movie.result is not None and not movie.status.active
    frame = call.forge.movies.frame(movie.work_id) if movie.status is Status.RUNNING else None
    mine = movie.user_id == call.user
    return {
        "work_id": movie.work_id,
        "uid": movie.user_id,
        "mine": mine,
        "title": movie.title,
        "description": movie.description,
        "generator": movie.generator,
        "request": shown(movie) if mine else {},
        "shared": movie.shared,
        "status": int(movie.status),
        "stage": int(movie.stage),
        "stage_msg": stage_words(movie, lost),
        "progress": movie.progress,
        "seconds_left": movie.seconds_left,
        "error": call.words(movie.error),
        "notes": [call.words(note) for note in movie.notes],
        "remarks": remarks(movie.notes, call.words, call.chinese) if mine else [],
        "created": iso(movie.created),
        "updated": iso(movie.updated),
        "duration": movie.duration,
        "image_num": counts.files,
        "photos": counts.photos,
        "clips": counts.clips,
        "poster": call.url(f"/movie/{movie.work_id}/poster.jpg?v={version}") if done and movie.poster else None,
        "film": call.url(f"/media/movie/{movie.work_id}/result.mp4?v={version}") if done else None,
        "planned": movie.plan is not None and movie.plan.name == EDITED,
        "frame": call.url(f"/movie/{movie.work_id}/frame.jpg?v={_stamp(frame)}") if frame is not None else None,
    }


def file_shape(call: Call, movie: Movie, file: MovieFile) -> dict[str, Any]:
    """Return a file of a film as JSON."""
    thumb = call.url(f"/movie/{movie.work_id}/files/{file.id}/thumb.jpg")
    # A file that was left in its place is not to be had, but for a picture of it.
    url = call.url(f"/media/movies/{movie.work_id}/{file.name}") if file.name else f"{thumb}?w=1280"
    return {
        "id": file.id,
        "position": file.position,
        "label": file.label,
        "name": file.name,
        "kind": file.kind,
        "size": file.size,
        "digest": file.digest,
        "url": url,
        "thumb": thumb,
        "left_out": file.left_out,
        "caption": file.caption,
        "taken": None if file.taken is None else file.taken.isoformat(timespec="milliseconds"),
    }


def iso(moment: datetime) -> str:
    """Return a moment with its zone."""
    return moment.isoformat(timespec="milliseconds")


def _stamp(file: Path) -> int:
    try:
        return file.stat().st_mtime_ns // 1_000_000
    except OSError:
        return 0
