"""A small real generator of cuts: keeps the first half of a video's pictures, as slowly and badly as it is told to."""

from __future__ import annotations

import json
import os
import time
from fractions import Fraction
from pathlib import Path

import av

from albumforge.backends import API_VERSION, Film
from albumforge.errors import InvalidInput, MediaError, StorageError
from albumforge.media.publish import published, write_text

OPTIONS = {
    "title": "",
    "steps": 5,
    "delay": 0.0,
    "fail_with": "",
    "notes": "",
    "dsl": "",
    "edl": "",
    "strategy": "silence",
    "extract_audio": True,
}


class Snip:
    name = "snip"
    api_version = API_VERSION

    def check_request(self, request):
        for option, value in request.items():
            if option not in OPTIONS:
                raise InvalidInput(f"There is no option {option!r}.")
            if option == "dsl" and value and "keep" not in json.loads(value):
                raise InvalidInput("$.keep: is missing.")
        kinds = {name: type(value) for name, value in OPTIONS.items()}
        read = {name: kinds[name](value) for name, value in request.items()}
        return {
            **read,
            **({"extract_audio": request["extract_audio"] in (True, "true")} if "extract_audio" in read else {}),
        }

    def plan(self, files, request, context):
        raise OSError("it plans no films")

    def render(self, document, output, *, cache, threads, context):
        raise OSError("it renders no films")

    def cut(self, video, folder, request, *, cache, threads, context, trace, name=""):
        request = {**OPTIONS, **request}
        _note(request, f"cut {os.getpid()}")
        for place in ("input", "temp", "output"):
            (folder / place).mkdir(exist_ok=True)
        context.progress("ingest", 1.0)
        if request["fail_with"] == "exit":
            os._exit(9)
        if request["fail_with"] == "storage":
            raise StorageError("the disk is away")
        with trace.action("create_timeline", f"Created timeline: {request['title']}"):
            frames = _frames(video)
        write_text(folder / "output" / "scenes.json", '{"version": 1, "scenes": []}')
        write_text(folder / "input" / "timeline.edl", request["edl"] or "TITLE: cut\n")
        if request["extract_audio"]:
            write_text(folder / "temp" / "input.wav", "RIFF")
        for number in range(request["steps"]):
            part = folder / "temp" / f"part-{number}"
            if not part.exists():
                with trace.action("append_scene", f"Appended scene S{number:04d} [{number}-{number + 1}]"):
                    end = time.monotonic() + request["delay"]
                    while time.monotonic() < end:
                        context.check()
                        time.sleep(0.02)
                    part.touch()
                    _note(request, f"part {number} {os.getpid()}")
            context.check()
            context.progress("render", (number + 1) / request["steps"])
        kept = json.loads(request["dsl"])["keep"] if request["dsl"] else frames // 2
        with trace.action("export_mp4", "Exported to final.mp4"):
            _export(video, folder / "output" / "final.mp4", kept)
        trace.note("done", "Done")
        return Film(folder / "output" / "final.mp4", None, 64, 48, kept, kept / 25)


def _frames(video):
    try:
        with av.open(str(video)) as container:
            return sum(1 for _ in container.decode(container.streams.video[0]))
    except (av.FFmpegError, IndexError, ValueError) as error:
        raise MediaError(video, "it is not a video or sound file of a known kind, or it is damaged") from error


def _export(video, output, kept):
    with published(output) as temporary, av.open(str(video)) as source, av.open(str(temporary), "w") as container:
        stream = container.add_stream("libx264", rate=25, options={"preset": "ultrafast"})
        stream.width, stream.height, stream.pix_fmt = 64, 48, "yuv420p"
        for number, frame in enumerate(source.decode(source.streams.video[0])):
            if number < kept:
                picture = frame.reformat(64, 48, "yuv420p")
                picture.pts, picture.time_base = number, Fraction(1, 25)
                container.mux(stream.encode(picture))
        container.mux(stream.encode(None))


def _note(request, line):
    if request["notes"]:
        with Path(request["notes"]).open("a", encoding="utf-8") as notes:
            notes.write(line + "\n")


def albumforge_backends():
    return {"generator": [Snip]}
