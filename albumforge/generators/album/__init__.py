"""The generator `album`: a folder of photos and clips becomes a film.

files → `filelist` → `request` → `story` (with `layout`, `pacing`, `titles`) → `plan` → `segments` → `generate`
(with `scene_art`, `compositor`, `soundtrack`) → film.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from albumforge.backends import API_VERSION, Film, Planned
from albumforge.context import Context
from albumforge.media.encode import VideoCoding
from albumforge.settings import Settings


class AlbumGenerator:
    """Films from photos and clips.

    The parts are imported when they are used: listing the backends must not load OpenCV and FFmpeg.
    """

    name: ClassVar[str] = "album"
    api_version: ClassVar[int] = API_VERSION

    def __init__(self) -> None:
        self.configure(Settings())

    def configure(self, settings: Settings) -> None:
        """Take limits and encoder options from the settings."""
        self.max_pixels = settings.max_pixels
        self.max_files = settings.max_files
        self.coding = VideoCoding(preset=settings.video_preset, crf=settings.video_crf)

    def check_request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the request in canonical form; see `albumforge.backends.Generator`."""
        from albumforge.generators.album.request import FilmRequest, read_request

        wanted, default = read_request(request), FilmRequest()
        given = ((name, getattr(wanted, name)) for name in FilmRequest.__struct_fields__)
        return {name: value for name, value in given if value != getattr(default, name)}

    def check_output(self, output: Path) -> None:
        """Check, before any work, that a film may appear at `output` and its poster beside it.

        Raises:
            InvalidInput: it is not named as an MP4.
            StorageError: a place cannot be written, or holds what was not made by albumforge.
        """
        from albumforge.media.mark import check_film_place

        check_film_place(output)

    def plan(self, files: Sequence[Path], request: Mapping[str, Any], context: Context) -> Planned:
        """Decide the film; see `albumforge.backends.Generator`."""
        from albumforge.generators.album.filelist import file_list
        from albumforge.generators.album.plan import check_plan, dump_plan
        from albumforge.generators.album.request import read_request
        from albumforge.generators.album.story import tell

        context.progress("request", 0.0)
        wanted = read_request(request)
        context.progress("info", 0.0)
        found = file_list(files, max_pixels=self.max_pixels, max_files=self.max_files, context=context)
        context.progress("templates", 0.0)
        plan, left_out = tell(found.items, wanted, [Path(file) for file in files])
        check_plan(plan)
        return Planned(dump_plan(plan), (*found.skipped, *left_out))

    def render(self, document: str, output: Path, *, cache: Path, threads: int, context: Context) -> Film:
        """Make the film; see `albumforge.backends.Generator`."""
        from albumforge.generators.album.generate import generate
        from albumforge.generators.album.plan import load_plan

        plan = load_plan(document)
        return generate(
            plan,
            output,
            cache=cache,
            threads=threads,
            max_pixels=self.max_pixels,
            context=context,
            coding=self.coding,
        )
