"""Plans with every kind of join, for tests of what is made of a cut."""

from __future__ import annotations

from plan_parts import media

from albumforge.generators.album.plan import (
    Audio,
    Backdrop,
    Canvas,
    Clip,
    ClipAudio,
    Ground,
    Layer,
    Picture,
    PieceMusic,
    Plan,
    Rect,
    Scene,
    Text,
    Transition,
    expected_start,
)

JOINS = (
    Transition(type="fade", frames=12),
    Transition(),
    Transition(type="dissolve", frames=15),
    Transition(type="push", frames=10, direction="up"),
    Transition(type="zoom", frames=7),
    Transition(type="luma", frames=21, name="iris"),
    Transition(type="luma", frames=20, name="ink-wash", reversed=True),
    Transition(type="fade", frames=8),
)
"""How the scenes of `joined_plan` come in: every type of transition, odd and even."""

LENGTHS = (60, 48, 71, 50, 40, 90, 55, 66)

LEFT, RIGHT = Rect(x=0.02, y=0.1, width=0.5, height=0.8), Rect(x=0.55, y=0.2, width=0.4, height=0.6)


def joined_plan(fps: str = "30/1", fade_out: int = 24) -> Plan:
    """A plan of eight scenes: photos, two together, a card, a ground without pictures, two clips."""
    layers: tuple[tuple[Layer, ...], ...] = (
        (Picture(source="s1"), Text(text="Sea 海", role="title", start=5, frames=40)),
        (Picture(source="s2", rect=RIGHT), Picture(source="s1", rect=LEFT)),
        (Picture(source="s2"), Text(text="one line\nand another", role="verse", start=10, frames=50)),
        (Backdrop(source="s1"), Text(text="Day two", role="chapter")),
        (Clip(source="s3", start=0.5),),
        (Clip(source="s3", start=1.0, rect=LEFT), Picture(source="s1", rect=RIGHT)),
        (Ground(image="paper"),),
        (Picture(source="s2"),),
    )
    scenes: list[Scene] = []
    for number, (join, frames, shown) in enumerate(zip(JOINS, LENGTHS, layers, strict=True)):
        scene = Scene(
            id=f"c{number + 1}",
            start=0,
            frames=frames,
            layers=shown,
            transition=join,
            chapter="Day two" if number == 3 else "",
            why="as it fits" if number == 1 else "",
        )
        start = expected_start(scenes[-1], scene) if scenes else 0
        scenes.append(Scene(**{**{name: getattr(scene, name) for name in Scene.__struct_fields__}, "start": start}))
    canvas = Canvas(width=640, height=360, fps=fps)
    rate = canvas.rate
    sounds = tuple(
        ClipAudio(
            source="s3",
            at=float(scene.start / rate),
            duration=float(scene.frames / rate),
            start=start,
            gain_db=gain,
        )
        for scene, start, gain in ((scenes[4], 0.5, 0.0), (scenes[5], 1.0, -3.0))
    )
    return Plan(
        title="By the sea 海",
        template="clean",
        canvas=canvas,
        sources=(
            media(1, path="/media/海 边.jpg"),
            media(2, path="/media/IMG_0002.JPG"),
            media(3, "clip", path="/media/IMG_0002.MOV", duration=12.0),
        ),
        scenes=tuple(scenes),
        audio=Audio(music=PieceMusic(name="morning", bars=4, bpm=80.0), clips=sounds),
        fade_out=fade_out,
    )
