"""Packets that a finished film takes over from a video as they are."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
from av.container import InputContainer
from av.video.stream import VideoStream

from albumforge.errors import MediaError
from albumforge.media.gops import PacketTable, Stretch
from albumforge.media.probe import open_media, video_stream


@dataclass(frozen=True, eq=False)
class SourceRun:
    """A stretch of the packets of the video at `path`, of which `table` tells."""

    path: Path
    table: PacketTable
    stretch: Stretch

    @property
    def frames(self) -> int:
        """Number of packets, which is that of the frames they show."""
        return self.stretch.count

    @property
    def order(self) -> list[int]:
        """For each packet the number, from 0 on, of the frame that it shows."""
        ranks = self.table.ranks[self.stretch.first : self.stretch.first + self.stretch.count]
        numbers: list[int] = (ranks - ranks[0]).tolist()
        return numbers

    @property
    def reorder(self) -> int:
        """How far the decoder must run ahead, in frames."""
        order = np.asarray(self.order)
        return max(0, int((np.arange(len(order)) - order).max()))


class RunReader:
    """Reads runs of videos; a context manager, for one thread. The video read last stays open."""

    def __init__(self) -> None:
        self._open = contextlib.ExitStack()
        self._path: Path | None = None
        self._container: InputContainer
        self._stream: VideoStream

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def packets(self, run: SourceRun) -> Iterator[tuple[int, Any]]:
        """Yield the number of the frame that a packet shows, and the packet, for all of a run.

        Raises:
            MediaError: the video is not the one that the table was made of.
        """
        if self._path != run.path:
            self._open.close()
            self._container = self._open.enter_context(open_media(run.path, decoding=False))
            self._stream = video_stream(run.path, self._container)
            self._path = run.path
        first, table = run.stretch.first, run.table
        expected = list(zip(table.pts[first : first + run.frames].tolist(), run.order, strict=True))
        # Some containers look for times of decoding, others for those of showing, which are later.
        start = min(int(table.dts[first]), expected[0][0])
        self._container.seek(start, stream=self._stream, backward=True)
        found = 0
        for packet in self._container.demux(self._stream):
            if packet.pts == expected[found][0]:
                yield expected[found][1], packet
                found += 1
                if found == run.frames:
                    return
            elif found and packet.pts is not None:
                break
        raise MediaError(run.path, "it is not what it was when the plan was made", hint="Make the plan again.")
