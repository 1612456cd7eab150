"""A generator whose samples are anything but quick: what each of them does, its name says."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from albumforge.backends import API_VERSION
from albumforge.errors import NotFound
from albumforge.media.publish import write_text


class Odd:
    name = "odd"
    api_version = API_VERSION

    def check_request(self, request):
        return dict(request)

    def plan(self, files, request, context):
        raise NotImplementedError

    def render(self, document, output, *, cache, threads, context):
        raise NotImplementedError

    def music_sample(self, name, output, *, context):
        """Note the beginning, do what the name says (such as ``sleep 3``), write the file."""
        with output.with_suffix(".begun").open("a", encoding="utf-8") as begun:
            begun.write(f"{os.getpid()}\n")
        word, _, rest = name.partition(" ")
        if word == "sleep":
            time.sleep(float(rest))
        elif word == "die":
            os.kill(os.getpid(), signal.SIGKILL)
        elif word == "hold":  # keeps every other thread of the process from running
            import ctypes

            ctypes.PyDLL(None).usleep(int(float(rest) * 1e6))
        elif word == "once":  # dies the first time
            if len(Path(output.with_suffix(".begun")).read_text().splitlines()) == 1:
                os._exit(3)
        elif word == "fail":
            raise RuntimeError(rest)
        elif word == "miss":
            raise NotFound("There is none.", hint="Ask for another.")
        elif word == "eat":
            raise MemoryError
        print("a plugin that prints")  # noqa: T201
        write_text(output, name)


def albumforge_backends():
    return {"generator": [Odd]}
