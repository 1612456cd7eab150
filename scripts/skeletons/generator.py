"""A generator for albumforge: each photo is seen for a while, one after the other."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from albumforge.backends import API_VERSION, Film, Planned
from albumforge.context import Context
from albumforge.errors import InvalidInput, MediaError, PlanError
from albumforge.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

OPTIONS = {"title": "", "seconds": 1.0}
"""What a request may have, with its defaults."""
WIDTH, HEIGHT, FPS = 640, 360, 10


class Example:
    """Shows photos in the order in which they were taken. Libraries are loaded once there is work."""

    name: ClassVar[str] = "example"
    api_version: ClassVar[int] = API_VERSION

    def __init__(self) -> None:
        self.configure(Settings())

    def configure(self, settings: Settings) -> None:
        """Take limits from the settings."""
        self._max_pixels, self._max_files = settings.max_pixels, settings.max_files

    def check_request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the request with every option in its canonical form."""
        for name in request:
            if name not in OPTIONS:
                raise InvalidInput(f"There is no option {name!r}.", hint=f"Known: {', '.join(OPTIONS)}.")
        wanted = {**OPTIONS, **request}
        try:
            seconds = float(wanted["seconds"])  # a command line gives text
        except (TypeError, ValueError):
            seconds = 0.0
        if not 0.1 <= seconds <= 60:
            raise InvalidInput(f"Option seconds: must be from 0.1 to 60, not {wanted['seconds']!r}.")
        return {"title": str(wanted["title"])[:80], "seconds": seconds}

    def plan(self, files: Sequence[Path], request: Mapping[str, Any], context: Context) -> Planned:
        """Decide the film: which photos, and how long each is seen."""
        from albumforge.generators.album.filelist import file_list

        wanted = self.check_request(request)
        found = file_list(files, max_pixels=self._max_pixels, max_files=self._max_files, context=context)
        photos = [{"path": str(one.path.absolute()), "digest": one.digest} for one in found.items]
        plan = {"generator": self.name, "version": 1, **wanted, "photos": photos}
        return Planned(json.dumps(plan, ensure_ascii=False, indent=2), found.skipped)

    def render(self, document: str, output: Path, *, cache: Path, threads: int, context: Context) -> Film:
        """Make the film, published only when it is whole and verified."""
        from albumforge.media.digest import file_digest
        from albumforge.media.finish import finish
        from albumforge.media.mark import check_film_place
        from albumforge.media.publish import make_folder, published

        plan = self._read(document)
        check_film_place(output)
        context.progress("render", 0.0)
        for photo in plan["photos"]:
            if file_digest(photo["path"]) != photo["digest"]:
                raise MediaError(photo["path"], "it was changed since the film was planned")
        each = max(1, round(plan["seconds"] * FPS))
        store, segments = make_folder(cache / self.name), []
        for number, photo in enumerate(plan["photos"]):
            context.check()
            # A segment is kept under the digest of what it shows, so that a film that was cut short goes on.
            segments.append(store / f"{photo['digest']}-{each}.mp4")
            if not segments[-1].exists():
                self._encode(Path(photo["path"]), each, segments[-1], context)
            context.progress("render", 0.9 * (number + 1) / len(plan["photos"]))
        frames = each * len(segments)
        with published(output) as temporary:
            size, fps = (WIDTH, HEIGHT), Fraction(FPS)
            finish(segments, None, temporary, film=output, size=size, fps=fps, frames=frames, context=context)
        context.progress("render", 1.0)
        return Film(output, None, WIDTH, HEIGHT, frames, frames / FPS)

    def _read(self, document: str) -> dict[str, Any]:
        """Return a plan, checked."""
        try:
            plan = json.loads(document)
            if (plan["generator"], plan["version"]) != (self.name, 1) or not plan["photos"]:
                raise ValueError("it is of another generator, or of another version")
            if not all(isinstance(photo[name], str) for photo in plan["photos"] for name in ("path", "digest")):
                raise ValueError("photos need a path and a digest")
            return {**self.check_request({name: plan[name] for name in OPTIONS}), "photos": plan["photos"]}
        except (ValueError, KeyError, TypeError, InvalidInput) as error:
            raise PlanError(f"This is no plan of {self.name}: {error}") from error

    def _encode(self, path: Path, frames: int, segment: Path, context: Context) -> None:
        import cv2

        from albumforge.media.coding import VideoCoding
        from albumforge.media.encode import encode_segment
        from albumforge.media.pictures import open_picture
        from albumforge.media.planes import fill, frame_buffer, from_rgb

        rgb = open_picture(path, at_least=(WIDTH, HEIGHT), max_pixels=self._max_pixels)
        scale = min(WIDTH / rgb.shape[1], HEIGHT / rgb.shape[0])
        width, height = (max(2, round(side * scale / 2) * 2) for side in (rgb.shape[1], rgb.shape[0]))
        buffer, planes = frame_buffer(WIDTH, HEIGHT)
        fill(planes, (0, 0, 0))
        left, top = (WIDTH - width) // 4 * 2, (HEIGHT - height) // 4 * 2
        planes.region(left, top, width, height).paste(from_rgb(cv2.resize(rgb, (width, height))))

        def shown() -> Iterator[NDArray[np.uint8]]:
            for _ in range(frames):
                context.check()
                yield buffer

        encode_segment(shown(), segment, width=WIDTH, height=HEIGHT, fps=Fraction(FPS), coding=VideoCoding())
