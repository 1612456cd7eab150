"""Plans and sources made up for tests of what reads them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Literal

import msgspec

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.plan import (
    Audio,
    Backdrop,
    Canvas,
    Clip,
    ClipAudio,
    FileMusic,
    MediaSource,
    Motion,
    Picture,
    Plan,
    Rect,
    Scene,
    Text,
    Transition,
    View,
)


def media(
    number: int, kind: Literal["photo", "clip", "music"] = "photo", width: int = 1600, height: int = 1200, **more: Any
) -> MediaSource:
    """A source of a plan; its file need not be there."""
    duration = 4.0 if kind == "clip" else None
    values = {"id": f"s{number}", "path": f"/media/{number}.jpg", "digest": f"sha256-{number:064x}", "kind": kind}
    return MediaSource(**{**values, "width": width, "height": height, "duration": duration, **more})


def full_plan() -> Plan:
    """A plan with one of everything."""
    moving = Motion(start=View(x=0.4, y=0.5), end=View(zoom=1.05), ease="linear")
    return Plan(
        title="Sea 海",
        language="zh",
        seed=7,
        canvas=Canvas(width=320, height=180, fps="25/1"),
        sources=(media(1), media(2), media(3, "clip"), media(4, "music", 0, 0)),
        scenes=(
            Scene(
                id="a",
                start=0,
                frames=60,
                layers=(
                    Picture(source="s1", motion=moving),
                    Text(text="Sea 海", start=5, frames=40, fade=6, shade=0.2),
                ),
                transition=Transition(type="fade", frames=10),
            ),
            Scene(
                id="b",
                start=45,
                frames=50,
                layers=(Backdrop(source="s2"), Picture(source="s2", rect=Rect(x=0.3, width=0.4), shadow=0.5)),
                transition=Transition(type="dissolve", frames=15),
            ),
            Scene(id="c", start=95, frames=30, layers=(Clip(source="s3", start=0.5),)),
        ),
        audio=Audio(music=FileMusic(source="s4"), clips=(ClipAudio(source="s3", at=3.8, duration=1.2, start=0.5),)),
        fade_out=20,
        poster=25,
    )


def changed(node: Any, path: str, value: Any) -> Any:
    """Return a copy of a plan with one value of its JSON form replaced; `path` like ``scenes.0.frames``."""
    document = msgspec.to_builtins(node)
    *way, last = path.split(".")
    place: Any = document
    for step in way:
        place = place[int(step)] if isinstance(place, (list, tuple)) else place[step]
    if isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value
    return document


def photos(
    sizes: Sequence[tuple[int, int]], *, apart: timedelta | None = timedelta(hours=5), kind: str = "photo"
) -> list[Source]:
    """Files as the first stage lists them, without files."""
    first = datetime(2024, 5, 17, 9, 30)  # noqa: DTZ001
    return [
        Source(
            path=Path(f"/media/IMG_{number}.jpg"),
            kind="photo" if kind == "photo" else "clip",
            digest=f"sha256-{number:064x}",
            width=width,
            height=height,
            captured_at=None if apart is None else first + apart * number,
            duration=None if kind == "photo" else 6.0,
            has_sound=kind != "photo",
        )
        for number, (width, height) in enumerate(sizes)
    ]
