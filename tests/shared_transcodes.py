"""Transcodes in segments: sources with key frames of each kind, and several workers in threads or alone."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import av
from media_files import texture, write_clip

from albumforge.backends import Share
from albumforge.context import Context
from albumforge.errors import Cancelled
from albumforge.media.parts import Alone
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoding import Preset, Transcoded

OPEN = {
    "h264": {"x264-params": "open-gop=1:b-pyramid=normal:bframes=3:keyint=12:min-keyint=12:scenecut=0"},
    "hevc": {"x265-params": "open-gop=1:bframes=3:keyint=12:min-keyint=12:scenecut=0:log-level=none"},
}
"""Options for groups of pictures that refer to the one before."""


def write_moving(path: Path, *, frames: int = 96, open_gop: str = "", scale: int = 1, **fields: Any) -> Path:
    """Write a clip of 30 pictures a second whose pictures all differ, with a key frame every 12.

    Args:
        scale: how many times 160 × 96 pixels a side.
    """
    coding = {"h264": "libx264", "hevc": "libx265", "": "libx264"}[open_gop]
    options = {"preset": "fast", **OPEN.get(open_gop, {"bf": "2"}), **fields.pop("options", {})}

    def paint(number: int) -> Any:
        picture = texture(192 * scale, 96 * scale, number // 24)
        return picture[:, number % 32 : number % 32 + 160 * scale]

    made = {"width": 160 * scale, "height": 96 * scale, "codec": coding, "paint": paint, "frames": frames, **fields}
    return write_clip(path, options=options, **made)


def write_cut(path: Path, begin: float) -> Path:
    """Write an MP4 whose edit list leaves out the beginning of what it holds."""
    whole = write_moving(path.with_suffix(".whole.mp4"))
    with av.open(str(whole)) as source, av.open(str(path), "w") as container:
        made = {stream.index: container.add_stream_from_template(stream) for stream in source.streams}
        for packet in source.demux():
            if packet.dts is not None and packet.pts is not None:
                shift = round(begin / packet.time_base)
                packet.pts, packet.dts = packet.pts - shift, packet.dts - shift
                packet.stream = made[packet.stream.index]
                container.mux(packet)
    return path


class Table:
    """Who has taken which segment, in memory; whoever takes one more than `most` is stopped."""

    def __init__(self, most: float = float("inf")) -> None:
        self.most = most
        self.holders: dict[str, str] = {}
        self.taken: list[tuple[str, str]] = []
        self.invited: list[str] = []
        self.lock = threading.Lock()

    def seat(self, name: str) -> Share:
        """Return the share of a worker."""
        return _Seat(self, name)


class _Seat:
    def __init__(self, table: Table, name: str) -> None:
        self._table, self._name = table, name

    def invite(self, mark: str, /) -> None:
        self._table.invited.append(mark)

    def take(self, key: str, /) -> bool:
        with self._table.lock:
            if len(self._table.taken) >= self._table.most:
                raise Cancelled
            if self._table.holders.setdefault(key, self._name) != self._name:
                return False
            self._table.taken.append((self._name, key))
            return True

    def leave(self, key: str, /) -> None:
        with self._table.lock:
            if self._table.holders.get(key) == self._name:
                del self._table.holders[key]

    def taken(self, keys: Sequence[str], /) -> frozenset[str]:
        with self._table.lock:
            return frozenset(key for key in keys if key in self._table.holders)


def shared(
    source: Path,
    output: Path,
    wanted: Preset,
    *,
    share: Share | None = None,
    context: Context | None = None,
    seconds: float = 1.6,
    cache: Path | None = None,
) -> Transcoded:
    """Transcode in segments of a quarter of `seconds`."""
    return SoftwareTranscoder().transcode_shared(
        source,
        output,
        wanted,
        threads=2,
        segment_threads=1,
        context=context or Context(),
        cache=cache or output.parent / "cache",
        share=share or Alone(),
        seconds=seconds,
    )
