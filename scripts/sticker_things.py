"""Stickers of things; `t` goes from 0 to 1 once round the loop."""

from __future__ import annotations

import numpy as np
from sticker_kit import Drawing, Points, curve, ellipse, moved, points, turned, wave


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
