"""The camera over a still picture: which window of it is seen at which moment of a scene."""

from __future__ import annotations

from albumforge.generators.album.plan import Motion, View
from albumforge.media.easing import smoothstep
from albumforge.media.warp import Window


def ease(kind: str, t: float) -> float:
    """Map time 0 … 1 to the part of the way that is done.

    ``smooth`` starts and ends at rest (smoothstep); ``gentle`` is halfway between it and even speed, so that nothing is
    seen to start or stop while a transition covers the ends.
    """
    smooth = smoothstep(t)
    return {"linear": t, "smooth": smooth, "gentle": 0.5 * (t + smooth)}[kind]


def cover(shape: float, picture_shape: float) -> tuple[float, float]:
    """Return width and height, in fractions of the picture, of the largest window of a shape (width ÷ height) in it."""
    if picture_shape > shape:
        return shape / picture_shape, 1.0
    return 1.0, picture_shape / shape


def view_window(view: View, shape: float, picture_shape: float) -> Window:
    """Return the window of a view, in fractions of the picture, moved inwards where it would leave the picture."""
    width, height = (side / view.zoom for side in cover(shape, picture_shape))
    x = min(max(view.x - width / 2, 0.0), 1.0 - width)
    y = min(max(view.y - height / 2, 0.0), 1.0 - height)
    return Window(x, y, width, height)


def window_at(motion: Motion, t: float, shape: float, picture_shape: float) -> Window:
    """Return the window at time 0 … 1 of the scene, in fractions of the picture.

    Size changes by equal ratios in equal times, which the eye reads as even speed; the centre moves in step with it,
    so that one point of the picture stays where it is.
    """
    first = view_window(motion.start, shape, picture_shape)
    last = view_window(motion.end, shape, picture_shape)
    done = ease(motion.ease, t)
    ratio = last.width / first.width
    size = ratio**done
    share = done if abs(ratio - 1.0) < 1e-6 else (size - 1.0) / (ratio - 1.0)
    return Window(
        first.x + (last.x - first.x) * share,
        first.y + (last.y - first.y) * share,
        first.width * size,
        first.height * size,
    )
