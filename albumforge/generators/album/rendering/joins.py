"""Transitions in which two scenes are seen: the frame between them, given both and how far it is."""

from __future__ import annotations

from collections.abc import Callable

from albumforge.generators.album.plan import Transition
from albumforge.generators.album.transitions import Luma
from albumforge.media.blend import dissolve
from albumforge.media.easing import smoothstep
from albumforge.media.planes import Planes, frame_buffer
from albumforge.media.reveal import place, reveal, smear

SHUTTER = 0.4
"""Part of a frame's time for which a push is exposed."""

CLOSER = 0.3
"""How much the scene before is enlarged at the end of a zoom."""

SETTLING = 0.12
"""How much the new scene is enlarged at the beginning of a zoom."""

_WAYS = {"left": (-1, 0), "right": (1, 0), "up": (0, -1), "down": (0, 1)}


def transition_share(into: int, frames: int, *, last: float = 1.0) -> float:
    """Return how far a transition of so many frames is at its frame `into`: eased, never quite 0, never quite 1.

    With `last` 0 the frame 0 is at 0 exactly: a film's last frame is the background.
    """
    return smoothstep(min(1.0, max(0.0, (into + last) / (frames + last))))


class Joiner:
    """Mixes two scenes, for one thread: it holds a frame to work on."""

    def __init__(self, width: int, height: int) -> None:
        self._spare = frame_buffer(width, height)[1]

    def join(
        self, transition: Transition, into: int, before: Planes, out: Planes, luma: Callable[[Transition], Luma]
    ) -> None:
        """Lay the scene before, as it is now, over the new one in `out`, as frame `into` of the transition shows them.

        `before` is used up.
        """
        share = transition_share(into, transition.frames)
        if transition.type == "luma":
            order = luma(transition)
            reveal(before, out, order.values, order.soft, share, out)
        elif transition.type == "push":
            self._push(transition, into, before, out)
        elif transition.type == "zoom":
            self._zoom(share, before, out)
        else:
            dissolve(before, out, share, out)

    def _push(self, transition: Transition, into: int, before: Planes, out: Planes) -> None:
        width, height = out.size
        way_x, way_y = _WAYS[transition.direction]
        share = transition_share(into, transition.frames)
        sides = (width * way_x, height * way_y)
        # On whole chroma samples; the pictures themselves lie between them.
        gone_x, gone_y = (round(abs(side) * share / 2) * 2 for side in sides)
        old = (gone_x if way_x > 0 else 0, gone_y if way_y > 0 else 0, width - gone_x, height - gone_y)
        new = (
            width - gone_x if way_x < 0 else 0,
            height - gone_y if way_y < 0 else 0,
            gone_x if way_x else width,
            gone_y if way_y else height,
        )
        for source, area, way in ((out, new, share - 1), (before, old, share)):
            if area[2] > 0 and area[3] > 0:
                place(source, 1.0, sides[0] * way, sides[1] * way, self._spare.region(*area), area[:2])
        out.paste(self._spare)
        next_share = transition_share(into + 1, transition.frames)
        speed = (next_share - transition_share(into - 1, transition.frames)) / 2
        smear(out, sides[0] * speed * SHUTTER, sides[1] * speed * SHUTTER)

    def _zoom(self, share: float, before: Planes, out: Planes) -> None:
        place(out, 1.0 + SETTLING * (1.0 - share), 0.0, 0.0, self._spare)
        place(before, 1.0 + CLOSER * share, 0.0, 0.0, out)
        dissolve(out, self._spare, share, out)
