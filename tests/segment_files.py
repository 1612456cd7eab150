"""Frames and segments for tests of encoding, joining and checking."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import subprocess
import sys
import textwrap
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
from media_files import numbered, texture
from numpy.typing import NDArray

from albumforge.generators.album.plan import Plan
from albumforge.generators.album.rendering.segments import cut
from albumforge.media.coding import VideoCoding
from albumforge.media.encode import encode_segment
from albumforge.media.planes import frame_buffer, from_rgb

WIDTH, HEIGHT, FPS = 320, 180, Fraction(25)
CODING = VideoCoding()
QUICK = VideoCoding(preset="ultrafast", crf=24)


def painted(numbers: range, width: int = WIDTH, height: int = HEIGHT) -> Iterator[NDArray[np.uint8]]:
    """Yield frames that carry their number (modulo 256), all in one buffer."""
    buffer, planes = frame_buffer(width, height)
    for number in numbers:
        planes.paste(from_rgb(numbered(number % 256, width, height)))
        yield buffer


def busy(count: int, width: int = WIDTH, height: int = HEIGHT) -> Iterator[NDArray[np.uint8]]:
    """Yield frames that move and cross-fade, so that x264 uses B-frames."""
    buffer, planes = frame_buffer(width, height)
    wide = texture(width + 4 * count, height, seed=count)
    for number in range(count):
        planes.paste(from_rgb(np.ascontiguousarray(wide[:, 4 * number : 4 * number + width])))
        yield buffer


def write_segment(path: Path, numbers: range, *, coding: VideoCoding = CODING, fps: Fraction = FPS) -> Path:
    """Encode numbered frames."""
    encode_segment(painted(numbers), path, width=WIDTH, height=HEIGHT, fps=fps, coding=coding)
    return path


def keys_of(plan: Plan, coding: VideoCoding = CODING) -> list[str]:
    """Return the keys of the segments of a film."""
    return [segment.key for segment in cut(plan, coding)]


def luma(path: Path) -> list[NDArray[np.uint8]]:
    """Return the decoded luma planes of a file."""
    with av.open(str(path)) as container:
        return [frame.to_ndarray()[: frame.height] for frame in container.decode(video=0)]


@contextlib.contextmanager
def without_root(folder: Path) -> Iterator[None]:
    """Run the body as a user who owns nothing, who can look into `folder` nevertheless."""
    if os.geteuid() != 0:
        yield
        return
    for parent in (folder, *folder.parents):
        if parent.stat().st_uid == 0 and not parent.stat().st_mode & 0o001:
            parent.chmod(parent.stat().st_mode | 0o011)
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


def in_child(
    code: str, *arguments: object, largest_file: int | None = None, given: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run Python in a process of its own, where files may not grow beyond `largest_file` bytes.

    Writing beyond it fails as on a full disk, provided that SIGXFSZ is ignored. `given` is its standard input.
    """

    def prepare() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        if largest_file is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    head = f"import sys\nsys.path.insert(0, {str(Path(__file__).parent)!r})\n"
    # Without -B Python would cut off the byte code that it writes, too, and others would load it.
    return subprocess.run(
        [sys.executable, "-B", "-c", head + textwrap.dedent(code), *map(str, arguments)],
        capture_output=True,
        input=given,
        text=True,
        timeout=60,
        preexec_fn=prepare,
        check=False,
    )
