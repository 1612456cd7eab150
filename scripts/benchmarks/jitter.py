"""Measure how steadily a slow zoom moves in a decoded film."""

from __future__ import annotations

from itertools import pairwise
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

    The affine motion from each frame to the next is estimated by ECC (Evangelidis, Psarakis 2008) and applied to 3 × 3
    points spread over the frame; its difference from frame to frame is the second difference of their places.

    Args:
        trim: frames left out at both ends, where fades disturb the estimate.
    """
    frames = decoded_luma(path)
    frames = frames[trim : len(frames) - trim or None]
    rows, columns = frames[0].shape
    # The middle of the frame says as much as all of it, in a quarter of the time.
    frames = [frame[rows // 4 : rows * 3 // 4, columns // 4 : columns * 3 // 4] for frame in frames]
    height, width = frames[0].shape
    points = np.array(
        [(x, y, 1.0) for x in np.linspace(-0.4, 1.4, 3) * width for y in np.linspace(-0.4, 1.4, 3) * height]
    )
    criteria = (cv2.TERM_CRITERIA_COUNT | cv2.TERM_CRITERIA_EPS, 60, 1e-7)
    warp = np.eye(2, 3, dtype=np.float32)
    moves = []
    for before, after in pairwise(frames):
        _, warp = cv2.findTransformECC(before, after, warp, cv2.MOTION_AFFINE, criteria, None, 3)
        moves.append(points @ warp.astype(np.float64).T - points[:, :2])
    second = np.diff(np.array(moves), axis=0)
    return float(np.sqrt((second**2).sum(axis=2).mean()))
