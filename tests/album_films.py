"""Films of a small album, for tests of rendering."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec
from media_files import corners, texture, write_clip, write_picture

from albumforge.backends import Film
from albumforge.context import Context
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.plan_document import dump_plan, load_plan
from albumforge.media.coding import VideoCoding

GENERATOR = AlbumGenerator()
GENERATOR.coding = VideoCoding(preset="ultrafast", crf=24)
OPTIONS = {"resolution": "320x180", "fps": 10, "seconds_per_photo": 1, "title": "Sea", "music": "none"}


def album_folder(parent: Path) -> Path:
    """Make a folder ``album`` of four pictures and a clip with sound."""
    folder = parent / "album"
    folder.mkdir()
    for number in range(3):
        write_picture(folder / f"IMG_{number}.jpg", texture(480, 270, seed=number))
    write_picture(folder / "IMG_3.png", corners(270, 480))
    write_clip(folder / "IMG_4.mp4", width=320, height=180, frames=90, rate=30)
    return folder


def planned(folder: Path, **options: Any) -> str:
    """Return the plan of a small, quick film."""
    return GENERATOR.plan([folder], {**OPTIONS, **options}, Context()).document


def rendered(
    document: str, output: Path, threads: int = 2, context: Context | None = None, cache: str = "cache"
) -> Film:
    """Render a film; its cache lies beside it."""
    context = context or Context()
    return GENERATOR.render(document, output, cache=output.parent / cache, threads=threads, context=context)


def segments_of(folder: Path, cache: str = "cache") -> dict[str, bytes]:
    """Return the segments in the cache of a folder."""
    return {file.name: file.read_bytes() for file in sorted((folder / cache / "segments").glob("*.mp4"))}


def left_in(folder: Path) -> list[str]:
    """Everything below a folder that is neither the album, nor a finished part of the cache."""
    return sorted(
        str(path.relative_to(folder))
        for path in folder.rglob("*")
        if path.is_file()
        and "album/" not in str(path.relative_to(folder))
        and not (path.parent.name in ("segments", "sound") and not path.name.startswith("."))
        and path.name != "CACHEDIR.TAG"
    )


def with_fields(document: str, **fields: Any) -> str:
    """Return a plan in which some fields are others."""
    return dump_plan(msgspec.structs.replace(load_plan(document), **fields))
