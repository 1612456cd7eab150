"""A generator for tests of shared rendering: the album's renderer, a plan made by hand, as slow as it is told to be.

It notes who takes and who finishes each segment, by process.
"""

from __future__ import annotations

import json
import os
import time
from dataclasses import replace
from pathlib import Path

from albumforge.backends import Planned
from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.plan import Audio, Canvas, MediaSource, Picture, Plan, Scene
from albumforge.generators.album.plan_document import dump_plan
from albumforge.media.digest import file_digest

OPTIONS = {"frames": 6, "slow": 0.0, "notes": "", "break_helpers": False}


class Strips(AlbumGenerator):
    name = "strips"

    def check_request(self, request):
        return {**OPTIONS, **{name: value for name, value in request.items() if name != "title"}}

    def plan(self, files, request, context):
        wanted = self.check_request(request)
        sources = tuple(
            MediaSource(id=f"s{n}", path=str(file), digest=file_digest(file), kind="photo", width=96, height=64)
            for n, file in enumerate(files)
        )
        scenes = tuple(
            Scene(
                id=f"scene{n}",
                start=n * wanted["frames"],
                frames=wanted["frames"],
                layers=(Picture(source=f"s{n}"),),
            )
            for n in range(len(files))
        )
        plan = Plan(
            title=f"{wanted['slow']}|{wanted['notes']}|{int(wanted['break_helpers'])}",
            language="en",
            seed=1,
            canvas=Canvas(width=128, height=72, fps="25/1"),
            sources=sources,
            scenes=scenes,
            audio=Audio(),
            fade_out=0,
            poster=0,
        )
        return Planned(dump_plan(plan))

    def render(self, document, output, *, cache, threads, context, share=None):
        note = _noter(document)
        note("render")
        share = _Noted(share, note, cache) if share else None
        film = super().render(
            document, output, cache=cache, threads=threads, context=_slowed(context, document), share=share
        )
        note("done")
        return film

    def render_parts(self, document, mark, *, cache, threads, share, context):
        note = _noter(document)
        note("help")
        if _wishes(document)[2] == "1":
            raise RuntimeError("this helper is broken")
        try:
            return super().render_parts(
                document,
                mark,
                cache=cache,
                threads=threads,
                share=_Noted(share, note, cache),
                context=_slowed(context, document),
            )
        finally:
            note("helped")


class _Noted:
    """A share that notes what is taken and left."""

    def __init__(self, share, note, cache):
        self._share, self._note, self._cache = share, note, cache

    def invite(self, mark):
        self._share.invite(mark)

    def take(self, key):
        taken = self._share.take(key)
        if taken:
            there = (self._cache / "segments" / f"{key}.mp4").exists()
            self._note(f"{'late' if there else 'take'} {key}")
        return taken

    def leave(self, key):
        self._note(f"leave {key}")
        self._share.leave(key)

    def taken(self, keys):
        return self._share.taken(keys)


def _wishes(document):
    return json.loads(document)["title"].split("|")


def _noter(document):
    notes = _wishes(document)[1]

    def note(line):
        if notes:
            with Path(notes).open("a", encoding="utf-8") as file:
                file.write(f"{line} {os.getpid()}\n")

    return note


def _slowed(context, document):
    """A context that takes so many seconds to say whether to stop; each segment asks at least twice."""
    seconds = float(_wishes(document)[0])

    def cancelled():
        time.sleep(seconds)
        return context.cancelled()

    return replace(context, cancelled=cancelled, poll_interval=0.0)


def albumforge_backends():
    return {"generator": [Strips]}
