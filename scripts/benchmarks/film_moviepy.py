"""The film of scripts/benchmarks/film.py made with moviepy 2, as its documentation would have it."""

from __future__ import annotations

import sys

from moviepy import CompositeVideoClip, ImageClip, vfx

SECONDS, FADE, FPS = 3.0, 0.5, 30
WIDTH, HEIGHT = 1920, 1080


def shot(path: str, number: int, count: int) -> CompositeVideoClip:
    """One picture that fills the frame and grows slowly."""
    length = SECONDS + (FADE if number < count - 1 else 0)
    picture = ImageClip(path)
    scale = max(WIDTH / picture.w, HEIGHT / picture.h)
    moving = picture.resized(scale).with_duration(length).resized(lambda t: 1 + 0.05 * t / length)
    framed = CompositeVideoClip([moving.with_position("center")], size=(WIDTH, HEIGHT)).with_duration(length)
    framed = framed.with_start(number * SECONDS)
    return framed.with_effects([vfx.CrossFadeIn(FADE)]) if number else framed


def main() -> None:
    output, *photos = sys.argv[1:]
    shots = [shot(path, number, len(photos)) for number, path in enumerate(photos)]
    film = CompositeVideoClip(shots, size=(WIDTH, HEIGHT))
    film.write_videofile(
        output, fps=FPS, codec="libx264", preset="veryfast", ffmpeg_params=["-crf", "20"], threads=2, logger=None
    )


if __name__ == "__main__":
    main()
