"""Stickers of weather, seasons and animals; `t` goes from 0 to 1 once round the loop."""

from __future__ import annotations

import math

import numpy as np
from sticker_kit import Drawing, Points, curve, ellipse, moved, points, scaled, turned, wave


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
            if y > 232 or (y > 110 and 46 < x < 194):
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
