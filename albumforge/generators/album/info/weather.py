"""The weather seen in a picture: cloudy, rain, shine or sunrise, with a calibrated probability.

A kernel ridge classifier with a Gaussian kernel on the main components of `weather_features`. Its weights
(``weather_model.npz``) are made by ``scripts/train_weather.py`` from the Multi-class Weather Dataset, G. Ajayi,
Mendeley Data 2018, CC BY 4.0; docs/weather.md has its figures and limits.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, cast
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from albumforge.errors import Unavailable
from albumforge.generators.album.info.record import Weather, WeatherLabel
from albumforge.generators.album.info.weather_features import VERSION, features_of

LABELS: tuple[WeatherLabel, ...] = ("cloudy", "rain", "shine", "sunrise")
"""What the model tells apart, in the order of its scores."""

FILE = "weather_model.npz"

_STEPS = 127  # of eight bits with a sign


@dataclass(frozen=True)
class Model:
    """The weights of a model.

    Attributes:
        version: of the features.
        mean, scale: (d,) float32, of the features; they are centred and scaled before all else.
        axes: (d, k) int8, directions of the main components, in steps of `axis_steps` (k,).
        anchors: (n, k) int8, components of the pictures learnt from, in steps of `anchor_steps` (k,).
        weights: (n, 4) float16, of the kernel at each anchor.
        gamma: of the kernel exp(-gamma·distance²).
        sharpness: factor of the scores in the softmax that gives the probability.
    """

    version: int
    mean: NDArray[np.float32]
    scale: NDArray[np.float32]
    axes: NDArray[np.int8]
    axis_steps: NDArray[np.float32]
    anchors: NDArray[np.int8]
    anchor_steps: NDArray[np.float32]
    weights: NDArray[np.float16]
    gamma: float
    sharpness: float

    def scores(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the scores (m, 4) of pictures with these features (m, d)."""
        components = self.components(features)
        anchors = self.anchors.astype(np.float32) * self.anchor_steps
        near = np.square(components).sum(axis=1)[:, None] + np.square(anchors).sum(axis=1) - 2 * components @ anchors.T
        kernel = np.exp(-np.float32(self.gamma) * np.maximum(near, 0))
        return np.asarray(kernel @ self.weights.astype(np.float32), np.float32)

    def components(self, features: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the main components (m, k) of features (m, d)."""
        return np.asarray(((features - self.mean) * self.scale) @ self.axes.astype(np.float32) * self.axis_steps)

    def probabilities(self, scores: NDArray[np.float32]) -> NDArray[np.float64]:
        """Return how probable each label is (m, 4), from scores (m, 4)."""
        return softmax(scores, self.sharpness)


def weather_of(rgb: NDArray[np.uint8], *, excluded: Collection[WeatherLabel] = ()) -> Weather:
    """Return the most probable of `LABELS` for a picture. May be called from any thread; the first call loads the
    model.

    Args:
        rgb: (h, w, 3) uint8, sRGB, upright, of any size.
        excluded: labels that cannot be, as a sunrise at noon; the others share their probability.

    Raises:
        Unavailable: the model is missing or of another version.
    """
    model = load_model()
    probabilities = model.probabilities(model.scores(features_of(rgb)[None]))[0]
    possible = np.array([label not in excluded for label in LABELS])
    probabilities = np.where(possible, probabilities, 0.0) / max(1e-9, probabilities[possible].sum())
    best = int(probabilities.argmax())
    return Weather(label=LABELS[best], probability=round(float(probabilities[best]), 4))


@cache
def load_model() -> Model:
    """Return the model that comes with the package.

    Raises:
        Unavailable: as `weather_of`.
    """
    hint = "Install albumforge again, or run scripts/train_weather.py."
    try:
        with resources.files(__package__).joinpath(FILE).open("rb") as file, np.load(file, allow_pickle=False) as held:
            values: dict[str, Any] = {name: held[name] for name in held.files}
        if tuple(values.pop("labels")) != LABELS or int(values["version"]) != VERSION:
            raise Unavailable(f"The weather model {FILE} is of another version.", hint=hint)
        for name, kind in (("version", int), ("gamma", float), ("sharpness", float)):
            values[name] = kind(values[name])
        return Model(**values)
    except (OSError, ValueError, KeyError, TypeError, BadZipFile) as error:
        raise Unavailable(
            f"The weather model {FILE} cannot be read: {getattr(error, 'strerror', None) or error}.", hint=hint
        ) from error


def softmax(scores: NDArray[np.float32], sharpness: float) -> NDArray[np.float64]:
    """Return positive numbers of sum 1 along the last axis that grow with the scores, the more the sharper."""
    raised = np.exp(sharpness * (scores - scores.max(axis=-1, keepdims=True)).astype(np.float64))
    return cast(NDArray[np.float64], raised / raised.sum(axis=-1, keepdims=True))


def in_steps(values: NDArray[Any]) -> tuple[NDArray[np.int8], NDArray[np.float32]]:
    """Return values (m, k) in eight bits, and for each column the step that these count."""
    steps = np.abs(values).max(axis=0) / _STEPS
    return np.round(values / steps).astype(np.int8), steps.astype(np.float32)
