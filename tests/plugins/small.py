"""A small real generator: encodes a few plain frames, as slowly and as badly as it is told to."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import av
import numpy as np

from albumforge.backends import API_VERSION, Film, Planned, Skipped
from albumforge.errors import InvalidInput, MediaError, NoUsableMedia, PlanError, StorageError
from albumforge.media.publish import published, writing

OPTIONS = {
    "title": "",
    "frames": 5,
    "delay": 0.0,
    "fail_times": 0,
    "fail_with": "",
    "notes": "",
    "hold": 0.0,
    "tells": False,
    "music": "",
}


class Small:
    name = "small"
    api_version = API_VERSION

    def check_request(self, request):
        for option, value in request.items():
            if option not in OPTIONS:
                raise InvalidInput(f"request.{option}: there is no such option.")
            if type(value) is not type(OPTIONS[option]) and not isinstance(value, int):
                raise InvalidInput(f"request.{option}: does not fit.")
        return {**OPTIONS, **request}

    def plan(self, files, request, context):
        request = self.check_request(request)
        _note(request, f"plan {os.getpid()}")
        context.progress("request", 1.0)
        usable, skipped = [], []
        for index, file in enumerate(files):
            context.progress("info", index / len(files))
            (usable if file.stat().st_size else skipped).append(file)
        if not usable:
            raise NoUsableMedia("; ".join(f"{file} is empty" for file in skipped) + ".")
        context.progress("poem", 1.0)
        context.progress("templates", 1.0)
        document = json.dumps({"generator": self.name, "request": request, "files": [str(file) for file in usable]})
        return Planned(document, tuple(Skipped(file, "is empty") for file in skipped))

    def render(self, document, output, *, cache, threads, context):
        try:
            plan = json.loads(document)
            request = plan["request"]
        except (ValueError, KeyError, TypeError) as error:
            raise PlanError(f"not a plan: {error}") from error
        _note(request, f"render {os.getpid()}")
        _fail(request, cache / ("tries-" + Path(plan["files"][0]).name))
        if request["hold"]:
            _hold_the_interpreter(request["hold"])
        frames, rendered = request["frames"], 0
        parts = cache / ("small-" + "-".join(Path(file).name for file in plan["files"]))
        parts.mkdir(exist_ok=True)
        if request["tells"]:
            context.log(f"saw {Path(plan['files'][1]).name}")
        if request["music"] and not Path(request["music"]).is_file():
            raise MediaError(request["music"], "is not there any more")
        with published(output) as temporary, av.open(str(temporary), "w", format="mp4") as container:
            stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
            stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
            for number in range(frames):
                part = parts / f"{number}"
                if not part.exists():
                    end = time.monotonic() + request["delay"]
                    while time.monotonic() < end:
                        context.check()
                        time.sleep(0.02)
                    part.touch()
                    rendered += 1
                    _note(request, f"frame {number} {os.getpid()}")
                context.check()
                picture = np.full((48, 64, 3), (number * 9) % 256, np.uint8)
                container.mux(stream.encode(av.VideoFrame.from_ndarray(picture)))
                said = f"at {Path(plan['files'][1]).name}" if request["tells"] else f"frame {number}"
                context.progress("render", (number + 1) / frames, said)
            container.mux(stream.encode(None))
        poster = output.with_suffix(".jpg")
        poster.write_bytes(b"\xff\xd8\xff\xd9")
        _note(request, f"done {os.getpid()}")
        return Film(output, poster, 64, 48, frames, frames / 25, rendered, frames - rendered)


def _note(request, line):
    if request["notes"]:
        with Path(request["notes"]).open("a", encoding="utf-8") as notes:
            notes.write(line + "\n")


def _fail(request, tried):
    count = int(tried.read_text()) if tried.exists() else 0
    tried.write_text(str(count + 1))
    if request["fail_with"] == "exit":
        os._exit(9)
    if request["fail_with"] == "quit":
        raise SystemExit("no licence")
    if count < request["fail_times"]:
        if request["fail_with"] == "full":
            with writing("/srv/film.mp4"), open("/dev/full", "w") as file:  # noqa: PTH123
                file.write("a disk without room")
        raise StorageError("the disk is full")


def _hold_the_interpreter(seconds):
    """Keep every other thread of the process from running, as a badly written extension does."""
    import ctypes

    ctypes.PyDLL(None).usleep(int(seconds * 1e6))


def albumforge_backends():
    return {"generator": [Small]}
