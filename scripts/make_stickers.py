"""Draw the stickers of the album's resources: animated WebP with alpha, loops without a seam.

Usage: python scripts/make_stickers.py [FOLDER] [NAME…]
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
from sticker_kit import Drawing, Points, curve, ellipse, moved, points, scaled, turned, wave

MILLISECONDS = 84
FRAMES = {"snowflake": 8, "blossom": 12, "umbrella": 12}  # the others have 14
GIFS = Path(__file__).parents[1] / "albumforge/generators/album/resources/gifs"


def sun(d: Drawing, t: float) -> None:
    for ray in range(12):
        long = 104 if ray % 2 == 0 else 92
        shape = curve(120, 120 - long, 127, 120 - 72, 120, 120 - 66, 113, 120 - 72)
        d.fill(turned(shape, 30 * ray + 60 * t, 120, 120), ("#ffc44d", "#ffab2e"))
    d.fill(ellipse(120, 120, 55), ("#ffe07a", "#ffb436"), shade=0.16, light=0.5)


def _cloud(d: Drawing, x: float, y: float, size: float, colours: tuple[str, str]) -> None:
    parts = [ellipse(-42, 8, 30), ellipse(-10, -16, 40), ellipse(36, -2, 34), ellipse(62, 14, 22), ellipse(-62, 18, 20)]
    parts.append(points(-62, 10, 62, 10, 62, 36, -62, 38))
    d.fill([moved(part * size, x, y) for part in parts], colours, shade=0.22, light=0.4)


def cloud(d: Drawing, t: float) -> None:
    _cloud(d, 150 - 9 * wave(t), 92, 0.72, ("#eaf1f8", "#c6d6e6"))
    _cloud(d, 108 + 7 * wave(t), 140, 1.1, ("#ffffff", "#dbe7f2"))


def umbrella(d: Drawing, t: float) -> None:
    for column, x in enumerate((22, 62, 106, 150, 190, 222)):
        for row in range(-1, 4):
            y = 70 * (row + (t + 0.37 * column) % 1.0) + 10
            if y > 232 or (110 < y and 46 < x < 194):
                continue
            fade = min(1.0, max(0.0, (232 - y) / 40), max(0.0, (y + 30) / 40))
            drop = curve(0, -11, 4.6, 2, 0, 7, -4.6, 2)
            d.fill(moved(drop, x, y), ("#9fd3f5", "#4a9fdc"), opacity=0.9 * fade)
    lean = 2.5 * wave(t)
    cane = np.vstack([points(120, 96, 120, 196), curve(120, 196, 124, 210, 136, 210, 141, 198, closed=False)])
    d.stroke(turned(cane, lean, 120, 110), 6, "#8a5a3a")
    top = np.column_stack(
        [120 + 88 * np.cos(np.linspace(np.pi, 2 * np.pi, 60)), 126 + 78 * np.sin(np.linspace(np.pi, 2 * np.pi, 60))]
    )
    scallops = [
        np.column_stack(
            [208 - 44 * k - 22 + 22 * np.cos(np.linspace(0, np.pi, 16)), 126 - 10 * np.sin(np.linspace(0, np.pi, 16))]
        )
        for k in range(4)
    ]
    dome = np.vstack([top, *scallops])
    d.fill(turned(dome, lean, 120, 110), ("#f4716a", "#d8434b"), shade=0.2, light=0.3)
    for left, right in ((76, 120), (164, 208)):
        panel = np.vstack(
            [
                curve(120, 48, (left * 2 + 60) / 3 - 4, 84, left, 126, closed=False),
                curve(right, 126, (right * 2 + 60) / 3 + 12, 84, 120, 48, closed=False),
            ]
        )
        d.fill(turned(panel, lean, 120, 110), "#ffffff", opacity=0.17, within=turned(dome, lean, 120, 110))
    d.fill(turned(ellipse(120, 46, 4.5), lean, 120, 110), "#8a5a3a")


def snowflake(d: Drawing, t: float) -> None:
    def arms(width: float, colour: str | tuple[str, str]) -> None:
        for arm in range(6):
            angle = 60 * arm + 60 * t
            lines = [points(120, 120, 120, 24)]
            for at, length in ((46, 20), (72, 26), (94, 14)):
                for side in (-1, 1):
                    lines.append(points(120, 120 - at, 120 + side * length * 0.82, 120 - at - length * 0.55))
            for line in lines:
                d.stroke(turned(line, angle, 120, 120), width, colour)

    arms(11, "#8fc3ea")
    arms(7, "#f4fbff")
    d.fill(ellipse(120, 120, 11), "#f4fbff")
    d.fill(ellipse(120, 120, 5), "#8fc3ea")


def leaf(d: Drawing, t: float) -> None:
    half = points(
        0,
        -98,
        10,
        -74,
        22,
        -62,
        38,
        -70,
        36,
        -40,
        52,
        -46,
        60,
        -58,
        68,
        -42,
        94,
        -44,
        84,
        -26,
        96,
        -14,
        74,
        -2,
        56,
        22,
        62,
        34,
        38,
        32,
        10,
        38,
        4,
        40,
    )
    outline = np.vstack([half, (half * (-1, 1))[::-1]])
    angle = -14 + 9 * wave(t)
    place = (120 + 4 * wave(t, 0.25), 132 + 3 * wave(t))

    def put(shape: Points) -> Points:
        return moved(turned(shape, angle, 0, 40), *place)

    d.stroke(put(curve(0, 34, 3, 60, 12, 84, closed=False)), 5, "#9c3d1c")
    d.fill(put(outline), ("#f7a436", "#d9482b"), shade=0.2, light=0.35)
    for end in ((0, -80), (48, -46), (-48, -46), (70, -16), (-70, -16), (40, 20), (-40, 20)):
        d.stroke(
            put(curve(0, 36, end[0] * 0.45, 36 + (end[1] - 36) * 0.55, *end, closed=False)), 2.2, "#a93a20", opacity=0.6
        )


def _blossom(d: Drawing, x: float, y: float, size: float, turn: float) -> None:
    petal = curve(0, 0, 13, -14, 14, -30, 4.5, -37, 0, -33, -4.5, -37, -14, -30, -13, -14) * size
    for k in range(5):
        d.fill(moved(turned(petal, 72 * k + turn, 0, 0), x, y), ("#ffe1ea", "#f8a9c2"), shade=0.09)
    for k in range(10):
        a = math.radians(36 * k + turn)
        tip = (x + 13 * size * math.sin(a), y - 13 * size * math.cos(a))
        d.stroke(points(x, y, *tip), 1.1 * size, "#d9648c")
        d.fill(ellipse(*tip, 2.0 * size, count=16), "#ffd34f")
    d.fill(ellipse(x, y, 4.5 * size), "#d9648c")


def blossom(d: Drawing, t: float) -> None:
    s = 2.2 * wave(t)
    d.taper(
        curve(8, 212, 60, 176, 104, 150, 150, 118, 196, 74 + s, 222, 44 + s, closed=False, steps=30), 11, 3, "#6d4636"
    )
    d.taper(curve(104, 150, 120, 182, 150, 200 + s, closed=False, steps=20), 6, 2.5, "#6d4636")
    d.taper(curve(150, 118, 140, 84, 112, 56 + s, closed=False, steps=20), 6, 2.5, "#6d4636")
    for x, y, r in ((222, 42 + s, 6), (196, 62 + s, 7), (98, 44 + s, 6), (166, 212 + s, 6)):
        d.fill(curve(x, y - r * 1.4, x + r, y, x, y + r, x - r, y), ("#f8a9c2", "#e9769c"))
    _blossom(d, 112, 66 + s, 0.95, 10 + s)
    _blossom(d, 178, 96 + 0.6 * s, 1.15, 40 - s)
    _blossom(d, 150, 192 + s, 0.9, 20 + s)
    _blossom(d, 70, 160, 1.05, -12 + s)
    fall = turned(curve(0, -9, 6, 0, 0, 8, -6, 0), 200 * t, 0, 0)
    d.fill(
        moved(fall, 60 - 46 * t + 8 * wave(2 * t), 70 + 96 * t), ("#ffd6e2", "#f8a9c2"), opacity=math.sin(math.pi * t)
    )


def butterfly(d: Drawing, t: float) -> None:
    open_ = 0.64 + 0.36 * wave(t)
    y = 3 * wave(t, 0.5)
    upper = curve(4, -6, 30, -60, 72, -78, 98, -62, 92, -26, 62, 2, 20, 8)
    lower = curve(4, 4, 46, 8, 70, 26, 66, 56, 42, 66, 18, 44)
    for side in (-1, 1):

        def put(shape: Points, side: int = side) -> Points:
            return turned(moved(shape * (side * open_, 1), 120, 122 + y), 12, 120, 120)

        d.fill(put(lower), ("#ffb35c", "#ef6f52"), shade=0.18)
        d.fill(put(scaled(lower, 0.6, 0.6, 46, 38)), "#ffd9a0", opacity=0.75)
        d.fill(put(upper), ("#ff9d4d", "#f0614f"), shade=0.2, light=0.3)
        d.fill(put(scaled(upper, 0.62, 0.62, 58, -38)), ("#ffd27f", "#ffb060"), opacity=0.85)
        for x, at in ((86, -58), (90, -38), (76, -16)):
            d.fill(put(ellipse(x, at, 4.2)), "#5b2b3a", opacity=0.75)
        d.stroke(put(curve(2, -22, 8, -46, 22, -60, closed=False) / (open_, 1)), 2.4, "#4a2a36")
    body = turned(
        curve(120, 92 + y, 126, 104 + y, 124, 150 + y, 120, 170 + y, 116, 150 + y, 114, 104 + y), 12, 120, 120
    )
    d.fill(body, ("#6b3f4c", "#3f2430"), light=0.3)


def birds(d: Drawing, t: float) -> None:
    for x, y, size, phase in ((82, 84, 1.0, 0.0), (160, 126, 1.25, 0.35), (74, 170, 0.8, 0.7)):
        lift, rise = 20 * wave(t, phase), -4 * wave(t, phase)
        wing = curve(0, 0, 16, -13 - lift * 0.55, 46, -8 - lift, 30, -4 - lift * 0.5, 14, 4, 0, 7) * size
        body = curve(-5, -2, 5, -3, 9, 2, 0, 9, -9, 3) * size
        for side in (-1, 1):
            d.fill(moved(wing * (side, 1), x, y + rise), ("#4a5a72", "#2d394d"))
        d.fill(moved(body, x, y + rise), "#2d394d")


def _sea(height: float, crest: float, length: float, shift: float) -> Points:
    x = np.linspace(10, 230, 120)
    room = np.sin(np.pi * (x - 10) / 220) ** 0.5
    y = height + crest * np.sin(2 * np.pi * (x / length - shift)) * room
    bottom = np.column_stack([x[::-1], height + 34 * np.sin(np.pi * (x[::-1] - 10) / 220) ** 0.6])
    return np.vstack([np.column_stack([x, y]), bottom])


def boat(d: Drawing, t: float) -> None:
    d.fill(_sea(164, 6, 74, -t), ("#7cc3e8", "#4b98cf"), opacity=0.95)
    lean, y = 4 * wave(t), 3 * wave(t, 0.25)

    def put(*flat: float) -> Points:
        return moved(turned(points(*flat), lean, 120, 160), 0, y)

    d.fill(put(120, 52, 176, 140, 64, 140), ("#ffffff", "#e9eef4"), shade=0.12)
    d.fill(put(120, 52, 176, 140, 120, 140), "#b9c7d8", opacity=0.55)
    d.fill(put(26, 124, 214, 124, 178, 178, 62, 178), ("#ffffff", "#dfe7f0"), shade=0.16, light=0.4)
    d.fill(put(120, 150, 214, 124, 178, 178, 96, 178), "#b9c7d8", opacity=0.5)
    d.fill(put(26, 124, 120, 150, 62, 178), "#ffffff", opacity=0.6)
    d.fill(_sea(178, 6, 62, t), ("#5aaee0", "#2f7fbd"), opacity=0.96, light=0.35)


def plane(d: Drawing, t: float) -> None:
    path = curve(14, 196, 52, 212, 88, 190, 78, 156, 52, 160, 62, 196, 110, 186, 146, 136, closed=False, steps=40)
    along = np.concatenate([[0], np.cumsum(np.hypot(*np.diff(path, axis=0).T))])
    pitch = 18.0
    for start in np.arange(-pitch, along[-1], pitch):
        ends = np.clip([start + pitch * t, start + pitch * t + 9], 0, along[-1])
        if ends[1] - ends[0] < 1:
            continue
        at = np.linspace(*ends, 6)
        dash = np.column_stack([np.interp(at, along, path[:, k]) for k in (0, 1)])
        d.stroke(dash, 3.6, "#ffffff", opacity=0.35 + 0.6 * float(ends[0] / along[-1]))
    y = 3 * wave(t)
    d.fill(moved(points(226, 34, 118, 92, 152, 114), 0, y), ("#ffffff", "#eaf0f6"), light=0.2)
    d.fill(moved(points(226, 34, 152, 114, 150, 146, 172, 124), 0, y), "#9fb2c8")
    d.fill(moved(points(226, 34, 168, 122, 200, 140), 0, y), ("#ffffff", "#d5dfea"), shade=0.1)


def balloons(d: Drawing, t: float) -> None:
    for x, y, size, colours, phase in (
        (76, 96, 0.9, ("#8fd0f0", "#4c9fd8"), 0.0),
        (166, 90, 0.95, ("#ffd36b", "#f5a53a"), 0.4),
        (120, 72, 1.1, ("#ff8f86", "#e5505a"), 0.7),
    ):
        sway = 5 * wave(t, phase)
        cx, cy = x + sway, y + 2.5 * wave(t, phase + 0.25)
        d.stroke(
            curve(
                cx,
                cy + 50 * size,
                (cx + 120) / 2 + 4 * wave(t, phase),
                (cy + 50 * size + 222) / 2,
                120,
                224,
                closed=False,
            ),
            1.8,
            "#6a6f80",
            opacity=0.8,
        )
        shape = curve(0, -48, 30, -34, 38, -4, 22, 32, 0, 48, -22, 32, -38, -4, -30, -34) * size
        d.fill(moved(points(0, 44, 6, 54, -6, 54) * size, cx, cy), colours[1])
        d.fill(moved(shape, cx, cy), colours, shade=0.2, light=0.35)
        d.fill(moved(turned(ellipse(-16, -22, 6, 12), 24, -16, -22) * size, cx, cy), "#ffffff", opacity=0.55, blur=1)


def _heart(x: float, y: float, size: float, turn: float) -> Points:
    a = np.linspace(0, 2 * np.pi, 90, endpoint=False)
    shape = np.column_stack(
        [16 * np.sin(a) ** 3, -(13 * np.cos(a) - 5 * np.cos(2 * a) - 2 * np.cos(3 * a) - np.cos(4 * a))]
    )
    return moved(turned(shape * size, turn, 0, 0), x, y)


def hearts(d: Drawing, t: float) -> None:
    beat = 1 + 0.07 * max(0.0, wave(t)) ** 2
    second = 1 + 0.08 * max(0.0, wave(t, -0.2)) ** 2
    d.fill(_heart(98, 134, 4.6 * beat, -12), ("#ff8a93", "#e23d5c"), shade=0.18, light=0.4)
    d.fill(turned(ellipse(66, 106, 8, 14), 34, 66, 106), "#ffffff", opacity=0.5, blur=1.2)
    d.fill(_heart(184, 84, 2.4 * second, 14), ("#ffb3b9", "#f06480"), shade=0.15, light=0.4)
    d.fill(_heart(190, 176, 1.3 * beat, 8), ("#ffb3b9", "#f06480"), light=0.3)


def sparkle(d: Drawing, t: float) -> None:
    for x, y, size, phase, colours in (
        (108, 118, 84, 0.0, ("#fff3c4", "#ffc94d")),
        (188, 60, 40, 0.35, ("#fffbe8", "#ffdf86")),
        (186, 184, 34, 0.65, ("#fffbe8", "#ffdf86")),
        (44, 194, 24, 0.5, ("#fffbe8", "#ffdf86")),
    ):
        glow = 0.72 + 0.28 * wave(t, phase)
        r = size * (0.8 + 0.2 * wave(t, phase))
        a = np.linspace(0, 2 * np.pi, 160, endpoint=False)
        reach = r * (np.abs(np.cos(a)) ** 0.55 + np.abs(np.sin(a)) ** 0.55) ** (-1 / 0.55) * 1.0
        star = np.column_stack([x + reach * np.cos(a), y + reach * np.sin(a)])
        d.fill(star, colours, opacity=max(0.0, glow), light=0.4)


def lantern(d: Drawing, t: float) -> None:
    lean = 6 * wave(t)

    def put(shape: Points) -> Points:
        return turned(shape, lean, 120, 6)

    d.stroke(put(points(120, 6, 120, 42)), 2.6, "#c08a2e")
    d.fill(put(ellipse(120, 108, 74, 58)), ("#f4574a", "#c9252f"), shade=0.26, light=0.2)
    d.fill(put(ellipse(120, 110, 34, 40)), "#ffb25e", opacity=0.42, blur=9, within=put(ellipse(120, 108, 74, 58)))
    for rx in (24, 50):
        a = np.linspace(-np.pi / 2, np.pi / 2, 40)
        for side in (-1, 1):
            d.stroke(
                put(np.column_stack([120 + side * rx * np.cos(a), 108 + 57 * np.sin(a)])), 1.8, "#8f1620", opacity=0.5
            )
    for y in (46, 160):
        d.fill(put(curve(90, y, 90, y + 11, 150, y + 11, 150, y, steps=3)), ("#ffd873", "#d99a2b"), light=0.3)
    more = lean + 4 * wave(t, -0.12)
    d.stroke(turned(points(120, 172, 120, 182), more, 120, 6), 2.6, "#c08a2e")
    d.fill(turned(ellipse(120, 186, 7), more, 120, 6), "#ffd873", shade=0.2)
    for k in range(-3, 4):
        spread = more + k * 0.9
        d.stroke(
            turned(curve(120 + k * 1.8, 192, 120 + k * 2.2, 212, 120 + k * 2.4, 232, closed=False), spread, 120, 6),
            2.3,
            ("#e8484a", "#b81f2b"),
        )


def kite(d: Drawing, t: float) -> None:
    lean, y = 18 + 4 * wave(t), 4 * wave(t, 0.25)

    def put(*flat: float) -> Points:
        return moved(turned(points(*flat), lean, 132, 88), 0, y)

    foot = put(132, 170)[0]
    s = np.linspace(0, 1, 40)
    tail = np.column_stack(
        [foot[0] - 66 * s + 11 * s * np.sin(2 * np.pi * (1.6 * s - t)), foot[1] + (226 - foot[1]) * s**0.9]
    )
    d.stroke(tail, 2.2, "#f0f3f7", opacity=0.95)
    for at, colours in ((12, ("#ffd36b", "#f5a53a")), (23, ("#8fd0f0", "#4c9fd8")), (34, ("#ff8f86", "#e5505a"))):
        bow = points(0, 0, 13, -7, 13, 7, 0, 0, -13, -7, -13, 7)
        d.fill(moved(turned(bow, 24 * wave(t, -at / 25), 0, 0), *tail[at]), colours)
    for shape, colours in (
        ((132, 14, 186, 78, 132, 78), ("#ff8f86", "#e5505a")),
        ((132, 14, 78, 78, 132, 78), ("#ffd873", "#f5a53a")),
        ((132, 170, 186, 78, 132, 78), ("#62b4e6", "#3f86c8")),
        ((132, 170, 78, 78, 132, 78), ("#ff9f7a", "#e8664f")),
    ):
        d.fill(put(*shape), colours)
    d.fill(put(132, 14, 186, 78, 132, 170, 78, 78), "#ffffff", opacity=0.0, shade=0.16, light=0.25)
    d.stroke(put(132, 14, 132, 170), 2.4, "#7a4a3a", opacity=0.75)
    d.stroke(put(78, 78, 186, 78), 2.4, "#7a4a3a", opacity=0.75)


def camera(d: Drawing, t: float) -> None:
    flash = max(0.0, wave(t)) ** 6
    d.fill(curve(82, 58, 96, 44, 144, 44, 158, 58, 164, 74, 76, 74, steps=5), ("#5b6b80", "#3c4859"))
    body = np.vstack(
        [
            ellipse(x, y, 18)[k * 18 : k * 18 + 18]
            for k, (x, y) in enumerate(((198, 176), (42, 176), (42, 88), (198, 88)))
        ]
    )
    d.fill(body, ("#f3ead9", "#dccdb2"), shade=0.18, light=0.4)
    d.fill(points(24, 104, 216, 104, 216, 162, 24, 162), ("#50617a", "#3a475b"))
    d.fill(ellipse(120, 132, 48), ("#ffffff", "#cfd6de"), shade=0.2)
    d.fill(ellipse(120, 132, 38), ("#2c3646", "#151b26"))
    d.fill(ellipse(120, 132, 26), ("#5a8fc0", "#24466e"))
    d.fill(ellipse(110, 122, 8, 7), "#ffffff", opacity=0.75, blur=1)
    d.fill(ellipse(131, 143, 4), "#ffffff", opacity=0.35, blur=1)
    d.fill(points(172, 80, 202, 80, 202, 95, 172, 95), ("#ffffff", "#dfe9f2"))
    d.fill(ellipse(52, 86, 7), "#e5505a")
    if flash > 0.02:
        a = np.linspace(0, 2 * np.pi, 160, endpoint=False)
        reach = 46 * flash * (np.abs(np.cos(a)) ** 0.5 + np.abs(np.sin(a)) ** 0.5) ** -2
        d.fill(ellipse(187, 87, 30), "#fff6cf", opacity=0.6 * flash, blur=8)
        d.fill(np.column_stack([187 + reach * np.cos(a), 87 + reach * np.sin(a)]), "#ffffff", opacity=flash)


def pin(d: Drawing, t: float) -> None:
    hop = 14 * abs(wave(t / 2))
    d.fill(ellipse(120, 216, 34 - hop, 9 - hop * 0.25), "#1b1a3a", opacity=0.32)
    y = -hop
    drop = moved(curve(120, 212, 96, 164, 66, 128, 58, 84, 82, 42, 120, 28, 158, 42, 182, 84, 174, 128, 144, 164), 0, y)
    d.fill(drop, ("#ff7d73", "#d93848"), shade=0.22, light=0.4)
    d.fill(ellipse(120, 88 + y, 27), ("#ffffff", "#eceff3"), shade=0.14)


def moon(d: Drawing, t: float) -> None:
    y = 3 * wave(t)
    a = np.linspace(0.9, 2 * np.pi - 0.9, 90)
    outer = np.column_stack([112 + 80 * np.cos(a), 120 + y + 80 * np.sin(a)])
    b = np.linspace(2 * np.pi - 1.28, 1.28, 90)
    inner = np.column_stack([139 + 66 * np.cos(b), 120 + y + 66 * np.sin(b)])
    d.fill(turned(np.vstack([outer, inner]), -24, 112, 120 + y), ("#fff1bd", "#f7c95b"), shade=0.18, light=0.35)
    for x, at, size, phase in ((170, 76, 26, 0.0), (146, 142, 18, 0.4), (206, 130, 20, 0.7)):
        r = size * (0.82 + 0.18 * wave(t, phase))
        c = np.linspace(0, 2 * np.pi, 120, endpoint=False)
        reach = r * (np.abs(np.cos(c)) ** 0.6 + np.abs(np.sin(c)) ** 0.6) ** (-1 / 0.6) * 1.2
        d.fill(
            np.column_stack([x + reach * np.cos(c), at + reach * np.sin(c)]),
            "#fff6d6",
            opacity=0.75 + 0.25 * wave(t, phase),
        )


STICKERS: dict[str, Callable[[Drawing, float], None]] = {
    "balloons": balloons, "birds": birds, "blossom": blossom, "boat": boat, "butterfly": butterfly, "camera": camera,
    "cloud": cloud, "hearts": hearts, "kite": kite, "lantern": lantern, "leaf": leaf, "moon": moon, "pin": pin,
    "plane": plane, "snowflake": snowflake, "sparkle": sparkle, "sun": sun, "umbrella": umbrella,
}  # fmt: skip


def make(name: str, folder: Path) -> None:
    frames = []
    count = FRAMES.get(name, 14)
    for number in range(count):
        drawing = Drawing()
        STICKERS[name](drawing, number / count)
        frames.append(drawing.finished())
    path = folder / f"{name}.webp"
    frames[0].save(
        path,
        save_all=True,
        append_images=frames[1:],
        duration=MILLISECONDS,
        loop=0,
        quality=62,
        alpha_quality=55,
        method=6,
    )
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else GIFS
    for name in sys.argv[2:] or STICKERS:
        make(name, folder)


if __name__ == "__main__":
    main()
