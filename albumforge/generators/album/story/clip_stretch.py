"""The best stretch of a long clip: things happen in a steady, sharp picture, and people speak, from pause to pause.

Only key frames are decoded, small; where a file has few of them, every frame that others depend on.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from av.error import FFmpegError
from numpy.typing import NDArray

from albumforge.context import Context
from albumforge.errors import MediaError
from albumforge.generators.album.rendering.sounding import STEP, levels, runs, sounding
from albumforge.media.audio import decode_blocks
from albumforge.media.probe import open_media, zero_time

Series = NDArray[np.float64]

_SMALL = (96, 54)  # pixels of the pictures that are looked at
_MOST_LOOKS = 150  # pictures that are looked at in a clip
_SHAKE = 6.0  # pixels of the small picture between two looks from which on all movement is the camera's
_SURE = 0.5  # agreement of two pictures from which on their shift is the camera's
_CHANGED, _LIVELY = 10.0, 6.0  # of 255; what counts as changed, and how much change on average is plenty
_MOST_LOCAL = 0.4  # of the picture; where more changes at once, it is the camera or a cut
_PAUSE = 0.3  # seconds; shorter gaps belong to the speech
_LEAD, _TRAIL = 0.15, 0.25  # seconds of a pause that are kept before and after speech
_MARGIN = 0.4  # seconds at both ends of a clip, where a finger touches the button
_SOUND_WEIGHT, _CUT_COST = 1.0, 0.35


@dataclass(frozen=True)
class _Looks:
    """Pictures of a clip: seconds, how much moves in them, how sharp and how well exposed they are (0 … 1 each)."""

    times: Series
    activity: Series
    sharpness: Series
    exposure: Series


def best_stretch(
    path: Path | str,
    seconds: float,
    *,
    duration: float,
    has_sound: bool,
    context: Context | None = None,
) -> float:
    """Return the second of a clip at which its best `seconds` begin; 0 where it is hardly longer, or cannot be read.

    Speech counts most: the stretch has much of it and begins and ends in pauses where it can. Then movement of things
    rather than of the camera, sharpness, and exposure.

    Args:
        duration: of the clip, seconds.
        has_sound: whether it has a sound track.

    Raises:
        Cancelled: the context asked to stop.
    """
    context = context or Context()
    spare = duration - seconds
    if spare < STEP:
        return 0.0
    count = max(2, round(duration / STEP))
    worth = _seen(_looks(Path(path), duration, context), count)
    speech = _speech(Path(path), count, context) if has_sound else np.zeros(count)
    length = max(1, round(seconds / STEP))
    starts = np.arange(0, max(1, count - length + 1))
    sums = np.concatenate(([0.0], np.cumsum(worth + _SOUND_WEIGHT * speech)))
    score = (sums[starts + length] - sums[starts]) / length
    score -= _CUT_COST * (_cuts(speech, starts) + _cuts(speech, starts + length))
    margin = min(_MARGIN, spare / 2)
    inner = (starts * STEP >= margin) & ((starts + length) * STEP <= duration - margin)
    score = np.where(inner, score, score - 0.05) + _at_onsets(speech, starts, length)
    return round(float(min(spare, max(0.0, starts[int(score.argmax())] * STEP))), 3)


def _seen(looks: _Looks | None, count: int) -> Series:
    """Return how well each step is worth seeing, 0 … 1."""
    if looks is None or len(looks.times) < 2:
        return np.zeros(count)
    worth = 0.5 * looks.activity + 0.3 * looks.sharpness + 0.2 * looks.exposure
    return np.asarray(np.interp((np.arange(count) + 0.5) * STEP, looks.times, worth), np.float64)


def _looks(path: Path, duration: float, context: Context) -> _Looks | None:
    """Look at small pictures of a clip; None where there are none to see."""
    times: list[float] = []
    rows: list[tuple[float, float, float]] = []
    before: NDArray[np.float32] | None = None
    try:
        for time, picture in _pictures(path, duration):
            context.check()
            rows.append(_looked_at(picture, before))
            times.append(time)
            before = picture
    except (MediaError, FFmpegError):
        if len(rows) < 2:
            return None
    if len(rows) < 2:
        return None
    values = np.array(rows)
    values[0, 0] = values[1, 0]
    best = np.maximum(values.max(axis=0), (0.2, 1.0, 1.0))
    return _Looks(np.array(times), values[:, 0] / best[0], values[:, 1] / best[1], values[:, 2])


def _pictures(path: Path, duration: float) -> Iterator[tuple[float, NDArray[np.float32]]]:
    """Yield seconds and grey picture (54, 96) of the key frames, or of more where these are too far apart."""
    with open_media(path) as container:
        stream = container.streams.video[0]
        origin = float(zero_time(container))
        keys = sum(1 for packet in container.demux(stream) if packet.is_keyframe)
        container.seek(0)
        stream.codec_context.skip_frame = "NONKEY" if keys >= max(6, duration / 3) else "NONREF"
        stream.thread_type = "AUTO"
        apart, due = max(STEP, duration / _MOST_LOOKS), -1.0
        for frame in container.decode(stream):
            time = float(frame.time or 0.0) - origin
            if time < due:
                continue
            due = time + apart
            grey = frame.reformat(*_SMALL, format="gray", interpolation="FAST_BILINEAR").to_ndarray()
            yield time, grey.astype(np.float32)


def _looked_at(picture: NDArray[np.float32], before: NDArray[np.float32] | None) -> tuple[float, float, float]:
    """Return how much moves in a picture besides the camera, and how sharp and well exposed it is."""
    sharpness = float(np.sqrt(cv2.Laplacian(picture, cv2.CV_32F).std()))
    clipped = float(((picture < 8) | (picture > 247)).mean())
    exposure = max(0.0, 1 - abs(float(picture.mean()) - 118) / 118) * (1 - clipped)
    if before is None:
        return 0.0, sharpness, exposure
    window = cv2.createHanningWindow(_SMALL, cv2.CV_32F)
    (x, y), agreement = cv2.phaseCorrelate(
        before.copy(), picture.copy(), window
    )  # it lays the window over what it is given
    if agreement < _SURE:  # the whole picture did not move alike
        x = y = 0.0
    steady = max(0.0, 1 - float(np.hypot(x, y)) / _SHAKE)
    back = np.array([[1, 0, x], [0, 1, y]], np.float32)
    moved = cv2.warpAffine(before, back, _SMALL, borderMode=cv2.BORDER_REPLICATE)
    change = np.abs(cv2.blur(picture, (3, 3)) - cv2.blur(moved, (3, 3)))
    local = float(np.clip(1 - ((change > _CHANGED).mean() - _MOST_LOCAL) / _MOST_LOCAL, 0, 1))
    return min(1.0, float(change.mean()) / _LIVELY) * steady * local, sharpness, exposure


def _speech(path: Path, count: int, context: Context) -> Series:
    """Return for each step whether somebody speaks or something sounds: 1, or 0; short pauses are closed."""
    try:
        found = levels(decode_blocks(path, context=context))
    except MediaError:
        return np.zeros(count)
    found = np.pad(found, (0, max(0, count - len(found))), constant_values=-120.0)[:count]
    return sounding(found, _PAUSE).astype(np.float64)


def _cuts(speech: Series, places: NDArray[np.intp]) -> Series:
    """Return 1 where a cut at a place, in steps, would fall into speech."""
    padded = np.concatenate(([0.0], speech, [0.0]))
    return padded[places] * padded[places + 1]


def _at_onsets(speech: Series, starts: NDArray[np.intp], length: int) -> Series:
    """Return a small reward for stretches that begin shortly before speech does and end shortly after it."""
    before, after = np.zeros(len(speech) + 1), np.zeros(len(speech) + 1)
    for first, last in runs(speech > 0):
        lead, trail = round(_LEAD / STEP), round(_TRAIL / STEP)
        before[max(0, first - lead)] = 1.0
        after[min(len(speech), last + trail)] = 1.0
    return np.asarray(0.1 * before[starts] + 0.05 * after[starts + length])
