"""Where a video is cut from one scene to the next, by PySceneDetect's adaptive detector.

It compares how much a picture differs from the one before with how much those around it do, in hue, saturation and
brightness: a pan is no cut, and a cut within a lively scene is one.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from scenedetect.common import FrameTimecode
from scenedetect.detectors import AdaptiveDetector

from albumforge.generators.autocut.analysis.decode_pass import Look

SHORTEST = 0.5
"""Seconds of a scene, at least."""


@dataclass(frozen=True)
class Cut:
    """A cut: the last frame that was looked at before it, and the first behind it, on the grid.

    Where the two are not neighbours, it may lie at any frame between them.
    """

    before: int
    at: int

    @property
    def exact(self) -> bool:
        """Whether no frame lies between."""
        return self.at - self.before <= 1


class SceneFinder:
    """Looks for cuts; a consumer of the decode pass."""

    def __init__(self, rate: Fraction) -> None:
        """Begin.

        Args:
            rate: frames a second of the grid.
        """
        self._rate = rate
        self._detector = AdaptiveDetector(min_scene_len=max(1, round(SHORTEST * rate)))
        self._before: dict[int, int] = {}
        self._cuts: list[Cut] = []

    def see(self, look: Look) -> None:
        """Look at a picture; they come in order."""
        self._before[look.number] = look.before
        self._take(self._detector.process_frame(FrameTimecode(look.number, self._rate), look.small))
        while len(self._before) > 2 * self._detector.event_buffer_length + 2:
            del self._before[next(iter(self._before))]

    @property
    def cuts(self) -> tuple[Cut, ...]:
        """The cuts that were found, in order."""
        return tuple(self._cuts)

    def _take(self, found: list[FrameTimecode]) -> None:
        for place in found:
            number = int(place.frame_num)
            self._cuts.append(Cut(self._before.get(number, number - 1), number))
