"""What works on this machine: each part is tried for real, and what does not work comes with what to do."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from importlib.metadata import distributions

import av
import numpy as np
import pillow_heif
from PIL import Image
from PIL import features as pillow_features

from albumforge.errors import ForgeError
from albumforge.media.emoji import has_colour_emoji
from albumforge.media.fonts import covers, face
from albumforge.models.database import Database
from albumforge.plugins import Plugin, Registry, contained
from albumforge.queue.broker import Broker
from albumforge.services import doctor_machine, doctor_servers
from albumforge.services.disk import free_bytes, nearest
from albumforge.services.doctor_checks import MISSING, OK, WARN, Check
from albumforge.settings import Settings

NEEDED_SPACE = 200 * 1000**2
"""Bytes; a film of three minutes takes about half of it, with its segments."""
GOOD_SPACE = 2 * 1000**3

__all__ = ["MISSING", "OK", "WARN", "Check", "examine"]

_REINSTALL = "Install albumforge anew, in an environment of its own."


def examine(settings: Settings) -> list[Check]:
    """Try everything a film needs, with these settings. Takes about a second, and changes nothing but the home."""
    checks: list[Check] = []
    for trial in _TRIALS:
        checks += trial(settings)
    return checks


def _encoders(_: Settings) -> Iterator[Check]:
    for codec, what, needed in (
        ("libx264", "H.264", True),
        ("aac", "AAC", True),
        ("libx265", "H.265", False),
        ("libsvtav1", "AV1", False),
        ("libvpx-vp9", "VP9", False),
    ):
        problem = trial_aac() if codec == "aac" else _apart(codec)
        if not problem:
            yield Check(f"encoder {codec}", OK, f"{what}: encoded a trial")
        else:
            yield Check(f"encoder {codec}", MISSING if needed else WARN, f"{what}: {problem}", _REINSTALL)


def _apart(codec: str) -> str:
    """`trial_encode` in a process of its own: encoders talk to standard error, and a broken one may take all down."""
    code = "import sys; from albumforge.media.encode import trial_encode; print(trial_encode(sys.argv[1]))"
    try:
        done = subprocess.run(
            [sys.executable, "-c", code, codec],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=60,
            text=True,
        )
    except subprocess.TimeoutExpired:
        return "it gave no answer within a minute"
    return done.stdout.strip() if done.returncode == 0 else f"it ended with {done.returncode}"


def trial_aac() -> str:
    """Encode a little sound; return "" when it works here, else the reason why not."""
    try:
        context = av.CodecContext.create("aac", "w")
        assert isinstance(context, av.AudioCodecContext)
        context.sample_rate, context.layout, context.format = 48_000, "stereo", "fltp"
        frame = av.AudioFrame.from_ndarray(np.zeros((2, 1024), np.float32), format="fltp", layout="stereo")
        frame.sample_rate = 48_000
        return "" if [*context.encode(frame), *context.encode(None)] else "it gave no packets"
    except (av.error.FFmpegError, ValueError) as error:
        return str(error)


def _decoders(_: Settings) -> Iterator[Check]:
    pillow_heif.register_heif_opener()
    for name, needed in (("JPEG", True), ("PNG", True), ("WEBP", False), ("AVIF", False), ("HEIF", False)):
        try:
            buffer = io.BytesIO()
            Image.new("RGB", (64, 48), (200, 120, 40)).save(buffer, name)
            with Image.open(buffer, formats=[name]) as picture:
                red, green, blue = picture.convert("RGB").getpixel((32, 24))  # type: ignore[misc]
            if max(abs(red - 200), abs(green - 120), abs(blue - 40)) > 12:
                raise ValueError("it gave another picture")
            yield Check(f"decoder {name}", OK, "read a trial picture")
        except Exception as error:  # a library that is broken may raise anything
            yield Check(f"decoder {name}", MISSING if needed else WARN, str(error) or type(error).__name__, _REINSTALL)
    if not pillow_features.check("littlecms2"):
        yield Check("colour profiles", WARN, "Pillow has no LittleCMS: wide-gamut photos lose colour", _REINSTALL)


def _fonts(_: Settings) -> Iterator[Check]:
    for name, text, what in (("serif", "Ağł", "Latin"), ("sans", "Ağł", "Latin"), ("han-sc", "山水", "Chinese")):
        try:
            whole = covers(face(name, 400, 32), text)
            yield Check(
                f"font {name}",
                OK if whole else MISSING,
                f"{what}: {'has' if whole else 'lacks'} {text}",
                "" if whole else _REINSTALL,
            )
        except ForgeError as error:
            yield Check(f"font {name}", MISSING, error.message, error.hint)
    if has_colour_emoji("🌄"):
        yield Check("colour emoji", OK, "the system's font is used")
    else:
        advice = "For colour: sudo apt-get install fonts-noto-color-emoji"
        yield Check("colour emoji", WARN, "the system has no colour emoji: they are drawn in one colour", advice)


def _opencv(_: Settings) -> Iterator[Check]:
    names = sorted({(dist.metadata["Name"] or "").lower() for dist in distributions()})
    found = [name for name in names if name.replace("_", "-").startswith("opencv-")]
    if len(found) == 1:
        yield Check("OpenCV", OK, f"{found[0]}, the only one")
    else:
        several = "several that overwrite each other: " + ", ".join(found) if found else "there is none"
        advice = f"pip uninstall {' '.join(found)}; pip install opencv-python-headless".removeprefix("pip uninstall ; ")
        yield Check("OpenCV", MISSING, several, advice)


def _queue(settings: Settings) -> Iterator[Check]:
    name = "queue" if settings.redis_url else "embedded queue"
    yield _answer(name, "answers", Broker(settings))


def _database(settings: Settings) -> Iterator[Check]:
    database = Database(settings.database_url, settings.home)
    yield _answer("PostgreSQL" if settings.database_url else "SQLite", "opens, and is up to date", database)


def _answer(name: str, well: str, part: Broker | Database) -> Check:
    try:
        if isinstance(part, Broker):
            part.check()
        else:
            with part.session():
                pass
    except ForgeError as error:
        return Check(name, MISSING, error.message, error.hint)
    finally:
        part.close()
    return Check(name, OK, well)


def _disk(settings: Settings) -> Iterator[Check]:
    for name, folder in (("home", settings.home), ("media", settings.media), ("cache", settings.cache)):
        there, free = nearest(folder), free_bytes(folder)
        detail = f"{folder}: {free / 1e9:.1f} GB free"
        try:
            with tempfile.NamedTemporaryFile(dir=there):
                pass
        except OSError as error:
            advice = f"Choose another folder with the setting {_SETTING[name]}."
            yield Check(f"disk: {name}", MISSING, f"{folder} cannot be written: {error.strerror}", advice)
            continue
        state = MISSING if free < NEEDED_SPACE else WARN if free < GOOD_SPACE else OK
        yield Check(f"disk: {name}", state, detail, "" if state == OK else "Make room, or choose another folder.")


_ASK = "That is a fault of {}: tell its authors, or uninstall it."
_SETTING = {"home": "home", "media": "media_root", "cache": "cache_dir"}


def _plugins(settings: Settings) -> Iterator[Check]:
    registry = Registry(settings.plugins_dirs, settings)
    try:
        registry.face_detector(settings.face_detector)
    except ForgeError as error:
        yield Check("setting face_detector", MISSING, error.message, error.hint)
    for plugin in registry:
        if plugin.problem:
            needed = plugin.origin.startswith("albumforge ")
            state = MISSING if needed else WARN
            yield Check(f"{plugin.kind} {plugin.name}", state, plugin.problem, f"It comes from {plugin.origin}.")
        elif plugin.kind == "transcriber":
            yield _transcriber(plugin)
        elif plugin.kind == "transcoder" and not plugin.origin.startswith("albumforge "):
            yield _transcoder(plugin)
        else:
            yield Check(f"{plugin.kind} {plugin.name}", OK, f"from {plugin.origin}")


def _transcoder(plugin: Plugin) -> Check:
    """Return what a transcoder from outside says of its encoders; those of albumforge are tried by `_encoders`."""
    name = f"{plugin.kind} {plugin.name}"
    try:
        with contained():
            found = plugin.backend.encoders()
            problems = [f"{one.name}: {one.problem}" for one in found if one.problem]
            working = [one.name for one in found if not one.problem]
    except Exception as error:  # it may raise anything
        return Check(name, WARN, f"its encoders() failed: {type(error).__name__}: {error}", _ASK.format(plugin.origin))
    if not working:
        return Check(name, WARN, "; ".join(problems) or "it has no encoder", f"It comes from {plugin.origin}.")
    return Check(name, OK, f"from {plugin.origin}: {', '.join(working)}")


def _transcriber(plugin: Plugin) -> Check:
    name, transcriber = f"{plugin.kind} {plugin.name}", plugin.backend
    if not transcriber.identity:
        return Check(name, OK, f"from {plugin.origin}; no speech model is set")
    try:
        if hasattr(transcriber, "check"):
            transcriber.check()
    except ForgeError as error:
        return Check(name, WARN, error.message, error.hint)
    return Check(name, OK, f"from {plugin.origin}")


def _processors(settings: Settings) -> Iterator[Check]:
    yield Check("processors", OK, f"{os.cpu_count()}; a film renders {settings.render_threads} segments at once")


_TRIALS: tuple[Callable[[Settings], Iterator[Check]], ...] = (
    _encoders,
    _decoders,
    _fonts,
    _opencv,
    _plugins,
    _queue,
    _database,
    _disk,
    doctor_machine.reserve,
    doctor_machine.file_systems,
    doctor_servers.queue_server,
    doctor_servers.database_server,
    doctor_machine.port,
    doctor_machine.inotify,
    doctor_machine.time_zone,
    doctor_machine.secrets,
    _processors,
)
