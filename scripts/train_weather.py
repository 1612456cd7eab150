"""Train the weather model of albumforge, and say how good it is on pictures it has not seen.

    python scripts/train_weather.py [--data FOLDER] [--out FILE] [--repeats 5] [--check]

Learns from the Multi-class Weather Dataset, G. Ajayi, Mendeley Data 2018, CC BY 4.0: folders cloudy, rain, shine and
sunrise. Needs scikit-learn (for the folds) besides what albumforge needs. Every figure is from cross-validation in five
folds, stratified, with near-duplicates in the same fold. The same pictures give the same model.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import StratifiedGroupKFold

from albumforge.generators.album.info.weather import FILE, LABELS, Model, in_steps, softmax
from albumforge.generators.album.info.weather_features import GROUPS, VERSION, features_of

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "albumforge" / "generators" / "album" / "info"
COMPONENTS, GAMMA = 96, 0.6
RIDGE, RIDGE_CROPS = 0.05, 0.15  # a cut picture may have lost what it is labelled by
FOLDS = 5
ALIKE = 12  # bits of 63 in which the hashes of near-duplicates differ at most
FLOOR = 0.3  # of the mean deviation in a group, added to that of each feature: rare ones must not shout

Features = NDArray[np.float32]


def read(folder: Path) -> tuple[list[NDArray[np.uint8]], NDArray[np.int64]]:
    """Return the pictures (RGB) of a data set and the numbers of their labels."""
    pictures, labels = [], []
    for number, label in enumerate(LABELS):
        for file in sorted((folder / label).iterdir()):
            picture = cv2.imread(str(file), cv2.IMREAD_COLOR)
            if picture is None:
                sys.exit(f"{file}: not a picture")
            pictures.append(cv2.cvtColor(picture, cv2.COLOR_BGR2RGB))
            labels.append(number)
    return pictures, np.array(labels)


def kin(pictures: list[NDArray[np.uint8]]) -> NDArray[np.int64]:
    """Return a number for each picture, the same for near-duplicates, also mirrored ones, and what these are like."""
    plain = np.array([perceptual_hash(one) for one in pictures])
    mirrored = np.array([perceptual_hash(np.ascontiguousarray(one[:, ::-1])) for one in pictures])
    group = np.arange(len(pictures))
    for index, own in enumerate(plain):
        apart = np.minimum((plain != own).sum(axis=1), (mirrored != own).sum(axis=1))
        for other in np.flatnonzero(apart <= ALIKE):
            group[group == group[other]] = group[index]
    return group


def perceptual_hash(rgb: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which of the 63 lowest cosine frequencies are above their median."""
    grey = cv2.cvtColor(cv2.resize(rgb, (32, 32), interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    low = cv2.dct(grey.astype(np.float32))[:8, :8].ravel()[1:]
    return np.asarray(low > np.median(low))


def varied(rgb: NDArray[np.uint8], random: np.random.Generator) -> NDArray[np.uint8]:
    """Return a picture cut to another shape (55 to 95 % of it), and as may be reduced or compressed."""
    height, width = rgb.shape[:2]
    area, shape = random.uniform(0.55, 0.95), np.exp(random.uniform(-0.5, 0.5))
    w, h = min(width, round(width * np.sqrt(area * shape))), min(height, round(height * np.sqrt(area / shape)))
    x, y = random.integers(0, width - w + 1), random.integers(0, height - h + 1)
    cut = np.ascontiguousarray(rgb[y : y + h, x : x + w])
    kind, size, quality = random.integers(0, 3), random.uniform(0.4, 0.8), int(random.integers(40, 90))
    if kind == 1:
        return np.asarray(cv2.resize(cut, None, fx=size, fy=size, interpolation=cv2.INTER_AREA), np.uint8)
    if kind == 2:
        packed = cv2.imencode(".jpg", cut, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
        return np.asarray(cv2.imdecode(packed, cv2.IMREAD_COLOR), np.uint8)
    return cut


def fit(whole: Features, cut: Features, labels: NDArray[np.int64]) -> Model:
    """Return a model of pictures: features (n, d) of them and of cuts from them, with labels (n,); sharpness is 1."""
    scale = np.empty(whole.shape[1], np.float32)
    start = 0
    for length in GROUPS.values():
        part = slice(start, start + length)
        spread = whole[:, part].std(axis=0)
        spread = np.hypot(spread, FLOOR * spread.mean())
        scale[part] = 1 / (spread * np.sqrt(length * len(GROUPS)))
        start += length
    mean = whole.mean(axis=0)
    every = np.concatenate([whole, cut])
    scaled = (every - mean) * scale
    _, vectors = np.linalg.eigh(scaled.T @ scaled)
    axes, axis_steps = in_steps(vectors[:, ::-1][:, :COMPONENTS])
    components = ((every - mean) * scale) @ axes.astype(np.float32) * axis_steps
    anchors, anchor_steps = in_steps(components)
    points = anchors.astype(np.float64) * anchor_steps
    square = np.square(points).sum(axis=1)
    kernel = np.exp(-GAMMA * np.maximum(square[:, None] + square - 2 * points @ points.T, 0))
    ridge = np.repeat([RIDGE, RIDGE_CROPS], [len(whole), len(cut)])
    targets = np.tile(2 * np.eye(len(LABELS))[labels] - 1, (2, 1))
    weights = np.linalg.solve(kernel + np.diag(ridge), targets)
    return Model(VERSION, mean, scale, axes, axis_steps, anchors, anchor_steps, weights.astype(np.float16), GAMMA, 1.0)


def sharpen(scores: Features, labels: NDArray[np.int64]) -> float:
    """Return the sharpness at which the labels are most probable (temperature scaling, Guo et al. 2017)."""
    choices = np.geomspace(0.5, 20, 400)
    losses = [-np.log(softmax(scores, one)[np.arange(len(labels)), labels] + 1e-12).mean() for one in choices]
    return float(choices[int(np.argmin(losses))])


def calibration_error(probabilities: NDArray[np.float64], labels: NDArray[np.int64], bins: int = 10) -> float:
    """Return the expected calibration error: how far probability and share of right answers are apart."""
    best, right = probabilities.max(axis=1), probabilities.argmax(axis=1) == labels
    place = np.minimum((best * bins).astype(int), bins - 1)
    return float(sum(abs(best[place == one].sum() - right[place == one].sum()) for one in range(bins)) / len(labels))


def validate(
    whole: Features, cut: Features, seen: Features, labels: NDArray[np.int64], groups: NDArray[np.int64], repeats: int
) -> float:
    """Print what cross-validation gives, and return the sharpness; `seen` are features of cuts that are only tested."""
    accuracies, on_cuts, errors, every = [], [], [], []
    confusion = np.zeros((len(LABELS), len(LABELS)), int)
    for repeat in range(repeats):
        scores, cuts, fold = np.zeros((len(labels), 4), np.float32), np.zeros((len(labels), 4), np.float32), labels * 0
        splits = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=repeat).split(whole, labels, groups)
        for number, (train, test) in enumerate(splits):
            model = fit(whole[train], cut[train], labels[train])
            scores[test], cuts[test], fold[test] = model.scores(whole[test]), model.scores(seen[test]), number
        probabilities = np.empty((len(labels), 4))
        for number in range(FOLDS):  # what one fold says of itself must not set its sharpness
            own = fold == number
            probabilities[own] = softmax(scores[own], sharpen(scores[~own], labels[~own]))
        accuracies.append(float((scores.argmax(axis=1) == labels).mean()))
        on_cuts.append(float((cuts.argmax(axis=1) == labels).mean()))
        errors.append(calibration_error(probabilities, labels))
        np.add.at(confusion, (labels, scores.argmax(axis=1)), 1)
        every.append(scores)
        print(f"repeat {repeat + 1}: accuracy {accuracies[-1]:.4f}, cut to other shapes {on_cuts[-1]:.4f}")
    print(f"accuracy {np.mean(accuracies):.4f} (from {min(accuracies):.4f} to {max(accuracies):.4f})")
    print(f"accuracy on cut, reduced and compressed pictures {np.mean(on_cuts):.4f}")
    print(f"expected calibration error {np.mean(errors):.4f}")
    print(f"{'label':<10}{'recall':>8}   taken for " + " ".join(f"{label:>8}" for label in LABELS))
    for number, label in enumerate(LABELS):
        row = confusion[number] / confusion[number].sum()
        print(f"{label:<10}{row[number]:>8.3f}   {'':<9} " + " ".join(f"{share:>8.3f}" for share in row))
    return sharpen(np.concatenate(every), np.tile(labels, repeats))


def main() -> None:
    """Train, print the figures, and write the model."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "weather", metavar="FOLDER")
    parser.add_argument("--out", type=Path, default=PACKAGE / FILE, metavar="FILE")
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--check", action="store_true", help="only print the figures")
    options = parser.parse_args()
    if not options.data.is_dir():
        sys.exit(f"{options.data}: no such folder; --data names the data set")
    cv2.setNumThreads(1)
    pictures, labels = read(options.data)
    groups = kin(pictures)
    print(f"{len(pictures)} pictures in {len(np.unique(groups))} groups of near-duplicates")
    random = np.random.default_rng(0)
    begin = time.perf_counter()
    whole = np.stack([features_of(one) for one in pictures])
    print(f"features: {(time.perf_counter() - begin) / len(pictures) * 1e3:.1f} ms a picture")
    cut = np.stack([features_of(varied(one, random)) for one in pictures])
    seen = np.stack([features_of(varied(one, random)) for one in pictures])
    sharpness = validate(whole, cut, seen, labels, groups, options.repeats)
    if options.check:
        return
    values = vars(fit(whole, cut, labels)) | {"labels": np.array(LABELS), "sharpness": sharpness}
    np.savez_compressed(options.out, **values)
    print(f"{options.out.name}: {options.out.stat().st_size / 1000:.0f} kB, sharpness {sharpness:.2f}")


if __name__ == "__main__":
    main()
