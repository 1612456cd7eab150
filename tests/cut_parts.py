"""Plans of cuts, and their parts, for tests."""

from typing import Any

from albumforge.generators.autocut.plan import CutPlan, CutSource, Piece


def cut_source(**more: Any) -> CutSource:
    """A video of ten seconds, 1280 × 720 at 30 frames a second, with sound."""
    values: dict[str, Any] = {
        "path": "talk.mp4",
        "digest": "sha256-0",
        "width": 1280,
        "height": 720,
        "fps": "30/1",
        "frames": 300,
        "duration": 10.0,
        "audio_track": 0,
    }
    return CutSource(**{**values, **more})


def cut_plan(*ranges: tuple[int, int], **more: Any) -> CutPlan:
    """A cut of the ranges of frames of that video."""
    source = more.pop("source", cut_source())
    pieces = tuple(
        Piece(id=f"S{number:04}", start=start, end=end) for number, (start, end) in enumerate(ranges or [(0, 90)], 1)
    )
    return CutPlan(**{"source": source, "pieces": pieces, **more})
