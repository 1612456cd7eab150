"""A generator of time-lapse films: a series of photos, each a frame, its brightness evened out with its neighbours'."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Literal

import msgspec

from albumforge.backends import API_VERSION, Film, FilmOption, Planned, Skipped
from albumforge.context import Context
from albumforge.errors import InvalidInput, MediaError, NoUsableMedia, PlanError
from albumforge.settings import Settings

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

STRETCH = 120
"""Frames that are encoded, and kept, at once."""
VERSION = 1
"""Raised whenever the same plan would look different."""

_MOST_GAIN = 2.0
_MEASURED = 96, 64  # pixels that are enough to tell how bright a photo is

_Side = Annotated[int, msgspec.Meta(ge=64, le=7680, multiple_of=2)]
_Rate = Annotated[int, msgspec.Meta(ge=1, le=60)]


class Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What may be asked for; README.md says what each is."""

    title: Annotated[str, msgspec.Meta(max_length=80)] = ""
    fps: _Rate = 24
    every: Annotated[int, msgspec.Meta(ge=1, le=10_000)] = 1
    width: _Side = 1920
    height: _Side = 1080
    deflicker: Annotated[int, msgspec.Meta(ge=0, le=200)] = 7


class Photo(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A frame: its file, the digest of that, and by how much it is brightened."""

    path: str
    digest: str
    gain: Annotated[float, msgspec.Meta(ge=0.1, le=10.0)] = 1.0


class Plan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A film."""

    generator: Literal["timelapse"]
    version: Literal[1]
    title: str
    fps: _Rate
    width: _Side
    height: _Side
    photos: Annotated[tuple[Photo, ...], msgspec.Meta(min_length=1)]


class TimeLapse:
    """Time-lapse films; libraries are loaded once there is work."""

    name: ClassVar[str] = "timelapse"
    api_version: ClassVar[int] = API_VERSION

    def __init__(self) -> None:
        self.configure(Settings())

    def configure(self, settings: Settings) -> None:
        """Take limits and the coding of videos from the settings."""
        from albumforge.media.coding import VideoCoding

        self._max_pixels, self._max_files = settings.max_pixels, settings.max_files
        self._coding = VideoCoding(preset=settings.video_preset, crf=settings.video_crf)

    def check_request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the request in canonical form; see `albumforge.backends.Generator`."""
        found = _read(request)
        return {name: value for name, value in msgspec.to_builtins(found).items() if value != getattr(Request(), name)}

    def options(self) -> tuple[FilmOption, ...]:
        """Return what may be asked for, for forms."""
        usual = Request()
        numbers = {"fps": (1, 60), "every": (1, 10_000), "width": (64, 7680), "height": (64, 7680)}
        ranges = {**numbers, "deflicker": (0, 200)}
        whole = (FilmOption(name, "whole", getattr(usual, name), least=a, most=b) for name, (a, b) in ranges.items())
        return (FilmOption("title", "text", ""), *whole)

    def check_output(self, output: Path) -> None:
        """Check that a film may appear there; see `albumforge.media.mark.check_film_place`."""
        from albumforge.media.mark import check_film_place

        check_film_place(output)

    def plan(self, files: Sequence[Path], request: Mapping[str, Any], context: Context) -> Planned:
        """Decide the film; see `albumforge.backends.Generator`."""
        from albumforge.generators.album.filelist import file_list

        wanted = _read(request)
        found = file_list(files, max_pixels=self._max_pixels, max_files=self._max_files, context=context)
        photos = [item for item in found.items if item.kind == "photo"]
        clips = [Skipped(item.path, "a time-lapse is made of photos") for item in found.items if item.kind != "photo"]
        if not photos:
            raise NoUsableMedia("None of these files can be used: a time-lapse is made of photos.")
        chosen = photos[:: wanted.every]
        bright = []
        for number, item in enumerate(chosen if wanted.deflicker else ()):
            context.check()
            context.progress("analyse", number / len(chosen), item.path.name)
            bright.append(self._brightness(item.path))
        gains = _gains(bright, wanted.deflicker) or [1.0] * len(chosen)
        plan = Plan(
            generator="timelapse",
            version=1,
            title=wanted.title,
            fps=wanted.fps,
            width=wanted.width,
            height=wanted.height,
            photos=tuple(
                Photo(path=str(item.path.absolute()), digest=item.digest, gain=gain)
                for item, gain in zip(chosen, gains, strict=True)
            ),
        )
        return Planned(msgspec.json.format(msgspec.json.encode(plan)).decode(), (*found.skipped, *clips))

    def check_plan(self, document: str) -> str:
        """Return a plan that was changed by hand in canonical form.

        Raises:
            PlanError: it is not a plan; the message names the place.
        """
        return msgspec.json.format(msgspec.json.encode(_load(document))).decode()

    def render(self, document: str, output: Path, *, cache: Path, threads: int, context: Context) -> Film:
        """Make the film; see `albumforge.backends.Generator`."""
        from PIL import Image

        from albumforge.media.finish import finish
        from albumforge.media.mark import check_film_place, poster_exif, poster_of
        from albumforge.media.publish import make_folder, published, writing

        plan = _load(document)
        check_film_place(output)
        context.progress("render", 0.0)
        _check_sources(plan, context)
        files, made = self._stretches(plan, make_folder(cache / "timelapse"), threads, context)
        with published(output) as temporary:
            finish(
                files,
                None,
                temporary,
                film=output,
                size=(plan.width, plan.height),
                fps=Fraction(plan.fps),
                frames=len(plan.photos),
                context=context,
                title=plan.title,
            )
            with published(poster_of(output)) as poster, writing(poster_of(output)):
                picture = self._frame(plan, plan.photos[len(plan.photos) // 2])
                Image.fromarray(picture).save(poster, "JPEG", quality=90, exif=poster_exif())
        context.progress("render", 1.0)
        return Film(
            path=output,
            poster=poster_of(output),
            width=plan.width,
            height=plan.height,
            frames=len(plan.photos),
            duration=len(plan.photos) / plan.fps,
            rendered_segments=made,
            cached_segments=len(files) - made,
        )

    def _stretches(self, plan: Plan, store: Path, threads: int, context: Context) -> tuple[list[Path], int]:
        """Return the files of the film's stretches, and how many of them were encoded now."""
        from albumforge.media.abreast import side_by_side, watching
        from albumforge.media.cache import mark_used

        stretches = [plan.photos[first : first + STRETCH] for first in range(0, len(plan.photos), STRETCH)]
        files = [store / f"{self._key(plan, photos)}.mp4" for photos in stretches]
        missing = {file: photos for file, photos in zip(files, stretches, strict=True) if not file.is_file()}
        counted, done = threading.Lock(), sum(len(photos) for photos in stretches) - sum(map(len, missing.values()))
        context.progress("render", 0.95 * done / len(plan.photos), found=True)
        for file in files:
            mark_used(file)

        def told(_photo: Photo) -> None:
            nonlocal done
            with counted:
                done += 1
                context.progress("render", 0.95 * done / len(plan.photos))

        stop = threading.Event()
        with side_by_side(context, stop, max(1, threads)) as begin:
            for file, photos in missing.items():
                begin(self._encode, plan, photos, file, watching(context, stop), told)
        return files, len(missing)

    def _encode(self, plan: Plan, photos: Sequence[Photo], file: Path, context: Context, told: Any) -> None:
        from albumforge.media.encode import encode_segment
        from albumforge.media.planes import frame_buffer, from_rgb

        def frames() -> Iterator[NDArray[np.uint8]]:
            buffer, planes = frame_buffer(plan.width, plan.height)
            for photo in photos:
                context.check()
                planes.paste(from_rgb(self._frame(plan, photo)))
                yield buffer
                told(photo)

        rate = Fraction(plan.fps)
        encode_segment(frames(), file, width=plan.width, height=plan.height, fps=rate, coding=self._coding)

    def _key(self, plan: Plan, photos: Sequence[Photo]) -> str:
        """Return the digest of all that a stretch shows, whatever its files are called."""
        shown = [(photo.digest, photo.gain) for photo in photos]
        described = [VERSION, plan.fps, plan.width, plan.height, self._coding.describe(), shown]
        return hashlib.blake2b(msgspec.json.encode(described, order="sorted"), digest_size=20).hexdigest()

    def _frame(self, plan: Plan, photo: Photo) -> NDArray[np.uint8]:
        """Return a photo as a frame, (h, w, 3) RGB."""
        import cv2
        import numpy as np

        from albumforge.media.pictures import open_picture

        shape = plan.width / plan.height
        rgb = open_picture(photo.path, at_least=(plan.width, plan.height), max_pixels=self._max_pixels)
        height, width = rgb.shape[:2]
        kept_width, kept_height = min(width, round(height * shape)), min(height, round(width / shape))
        left, top = (width - kept_width) // 2, (height - kept_height) // 2
        part = rgb[top : top + kept_height, left : left + kept_width]
        way = cv2.INTER_AREA if kept_width > plan.width else cv2.INTER_CUBIC
        frame = np.asarray(cv2.resize(part, (plan.width, plan.height), interpolation=way), np.uint8)
        return frame if photo.gain == 1 else np.asarray(cv2.convertScaleAbs(frame, alpha=photo.gain), np.uint8)

    def _brightness(self, path: Path) -> float:
        """Return the mean of a photo's values, 0 to 255."""
        from albumforge.media.pictures import open_picture

        return float(open_picture(path, at_least=_MEASURED, max_pixels=self._max_pixels).mean())


def _read(request: Mapping[str, Any]) -> Request:
    try:
        return msgspec.convert(dict(request), Request, strict=False)  # command lines and forms give text
    except msgspec.ValidationError as error:
        raise InvalidInput(f"Request of a time-lapse: {error}.") from error


def _load(document: str) -> Plan:
    try:
        return msgspec.json.decode(document, type=Plan)
    except (msgspec.DecodeError, UnicodeError) as error:
        raise PlanError(f"This is no plan of a time-lapse: {error}.") from error


def _check_sources(plan: Plan, context: Context) -> None:
    """Check that all photos are those that the film was planned with.

    Raises:
        MediaError: one is not.
    """
    from albumforge.media.digest import file_digest

    for photo in plan.photos:
        context.check()
        if file_digest(photo.path) != photo.digest:
            raise MediaError(photo.path, "it was changed since the film was planned", hint="Plan the film anew.")


def _gains(bright: Sequence[float], reach: int) -> list[float]:
    """Return the factor that brings each brightness to the mean of those up to `reach` before and behind it."""
    gains = []
    for number, own in enumerate(bright):
        span = min(reach, number, len(bright) - 1 - number)  # even on both sides, so that a steady change stays one
        near = bright[number - span : number + span + 1]
        wished = sum(near) / len(near) / own if own > 0 else 1.0
        gains.append(round(min(_MOST_GAIN, max(1 / _MOST_GAIN, wished)), 4))
    return gains
