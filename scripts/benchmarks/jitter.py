"""Measure how steadily a slow zoom moves in a decoded film."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np


def decoded_luma(path: Path) -> list[np.ndarray]:
    """Return the luma planes of a film, uint8 (h, w)."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray(format="gray") for frame in container.decode(video=0)]


def jitter(path: Path, *, trim: int = 0) -> float:
    """Return the RMS of the second difference of the picture's motion, in pixels per frame².

    The affine motion from each frame to the next is estimated by ECC (Evangelidis, Psarakis 2008) and applied to a grid of
    3 × 3 points that spans the frame; its difference from frame to frame is the second difference of their places.

    Args:
        trim: frames left out at both ends, where fades disturb the estimate.
    """
    frames = decoded_luma(path)
    frames = frames[trim : len(frames) - trim or None]
    height, width = frames[0].shape
    points = np.array(
        [(x, y, 1.0) for x in np.linspace(0.1, 0.9, 3) * width for y in np.linspace(0.1, 0.9, 3) * height]
    )
    criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 60, 1e-7)
    warp = np.eye(2, 3, dtype=np.float32)
    moves = []
    for before, after in zip(frames, frames[1:], strict=False):
        _, warp = cv2.findTransformECC(before, after, warp, cv2.MOTION_AFFINE, criteria, None, 3)
        moves.append(points @ warp.astype(np.float64).T - points[:, :2])
    second = np.diff(np.array(moves), axis=0)
    return float(np.sqrt((second**2).sum(axis=2).mean()))
