"""Presets: those that come with albumforge, a user's own YAML files, and presets as JSON between master and worker."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from functools import cache
from importlib.resources import files
from pathlib import Path

import msgspec

from albumforge.errors import InvalidInput
from albumforge.media.json_document import write_json
from albumforge.media.structs import work_out
from albumforge.media.yaml_document import Path as Place
from albumforge.media.yaml_document import read_document, yaml_text
from albumforge.transcoding import SPEEDS, Picture, Preset, Sound, Target

_FOLDER = files("albumforge.transcoders") / "presets"
_SUFFIXES = (".yaml", ".yml")
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_LANGUAGES = ("zh", "en")

_SCORES = {"ssim": (0.5, 0.9999), "xpsnr": (20.0, 60.0)}

_Wrong = tuple[Place, str]
"""A place in a preset, and what is wrong there."""

work_out(Preset)


@cache
def preset_names() -> tuple[str, ...]:
    """Return the names of the presets that come with albumforge, in order."""
    found = (entry.name for entry in _FOLDER.iterdir() if entry.name.endswith(".yaml"))
    return tuple(sorted(name.removesuffix(".yaml") for name in found))


def load_preset(name_or_path: str | Path) -> Preset:
    """Return a preset by its name, or by the path of a YAML file.

    Raises:
        InvalidInput: there is none, or it does not hold together; the message names file, line and field.
    """
    name = str(name_or_path)
    if name in preset_names():
        return _built_in(name)
    path = Path(name)
    if path.suffix.lower() not in _SUFFIXES:
        near = get_close_matches(name, preset_names(), n=1)
        known = f"Did you mean {near[0]!r}? " if near else ""
        known += f"Known: {', '.join(preset_names())}; or the path of a YAML file."
        raise InvalidInput(f"There is no preset {name!r}.", hint=known)
    return read_preset(path.name, yaml_text(path, f"Preset {name}"))


def read_preset(name: str, text: str) -> Preset:
    """Read a preset from YAML and check it.

    Args:
        name: of the file, for messages.

    Raises:
        InvalidInput: it does not hold together; the message names file, line and field.
    """
    document = read_document(name, text)
    if not isinstance(document.values, dict):
        raise document.error((), "a preset is a mapping with the keys name and video.")
    preset = document.convert(Preset)
    for place, problem in _problems(preset):
        raise document.error(place, problem)
    return preset


def preset_to_json(preset: Preset) -> str:
    """Return a preset as JSON, with all its fields."""
    return write_json(preset)


def preset_of_json(text: str) -> Preset:
    """Return a preset from JSON.

    Raises:
        InvalidInput: it is no preset, or does not hold together; the message names the field.
    """
    try:
        preset = msgspec.json.decode(text, type=Preset)
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise InvalidInput(f"The preset is not valid: {error}.") from error
    for place, problem in _problems(preset):
        raise InvalidInput(f"The preset is not valid: {'.'.join(map(str, place))}: {problem}")
    return preset


@cache
def _built_in(name: str) -> Preset:
    return read_preset(f"{name}.yaml", (_FOLDER / f"{name}.yaml").read_text(encoding="utf-8"))


def _problems(preset: Preset) -> Iterator[_Wrong]:
    """Yield what the types cannot say is wrong."""
    if not _NAME.fullmatch(preset.name):
        yield ("name",), "must be lower-case letters, digits and '-', at most 64."
    yield from _picture_problems(preset.video)
    yield from _sound_problems(preset.audio)
    if preset.min_saving is not None and not 0 <= preset.min_saving < 100:
        yield ("min_saving",), "must be 0 to 99 percent, or null."
    if preset.skip.bitrate_below_k < 0:
        yield ("skip", "bitrate_below_k"), "must be at least 0 kbit/s."
    if preset.skip.size_below_mb < 0:
        yield ("skip", "size_below_mb"), "must be at least 0 MB."
    for number, pattern in enumerate(preset.skip.paths):
        if not pattern.strip():
            yield ("skip", "paths", number), "must not be empty."
    for language in preset.title:
        if language not in _LANGUAGES:
            yield ("title", language), f"must be in one of {', '.join(_LANGUAGES)}."


def _picture_problems(video: Picture) -> Iterator[_Wrong]:
    ways = ("crf", "bitrate_k", "target")
    given = [way for way in ways if getattr(video, way) is not None]
    if not given:
        yield ("video",), "must have one of crf, bitrate_k and target: how well it is encoded."
    if len(given) > 1:
        yield ("video", given[1]), f"there is {given[0]} already; only one of crf, bitrate_k and target may be given."
    if video.crf is not None and not 0 <= video.crf <= 51:
        yield ("video", "crf"), "must be 0 to 51."
    if video.bitrate_k is not None and not 50 <= video.bitrate_k <= 1_000_000:
        yield ("video", "bitrate_k"), "must be 50 to 1,000,000 kbit/s."
    if video.target is not None:
        yield from _target_problems(video.target)
    if video.speed not in SPEEDS:
        yield ("video", "speed"), f"must be one of {', '.join(SPEEDS)}."
    for side in ("max_width", "max_height"):
        pixels = getattr(video, side)
        if pixels is not None and not 64 <= pixels <= 16_384:
            yield ("video", side), "must be 64 to 16,384 pixels."
    if not 0.1 <= video.gop_seconds <= 60:
        yield ("video", "gop_seconds"), "must be 0.1 to 60 seconds."


def _target_problems(target: Target) -> Iterator[_Wrong]:
    lowest, highest = _SCORES[target.metric]
    if not lowest <= target.score <= highest:
        yield ("video", "target", "score"), f"must be {lowest:g} to {highest:g} for {target.metric}."
    for end in ("lowest", "highest"):
        if not 0 <= getattr(target, end) <= 51:
            yield ("video", "target", end), "must be 0 to 51."
    if target.lowest >= target.highest:
        yield ("video", "target", "highest"), f"must be more than lowest, {target.lowest:g}."


def _sound_problems(audio: Sound) -> Iterator[_Wrong]:
    if not 16 <= audio.bitrate_k <= 1024:
        yield ("audio", "bitrate_k"), "must be 16 to 1,024 kbit/s."
