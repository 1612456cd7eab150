"""SVT-AV1 does not put a process into real time, as it does where it runs as root."""

from __future__ import annotations

import os
import threading
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest

from albumforge.media import svt_av1
from albumforge.media.coding import VideoCoding
from albumforge.media.encode import encode_segment, trial_encode
from albumforge.transcoders.trial import problem_of

linux = pytest.mark.skipif(not hasattr(os, "sched_getscheduler"), reason="this system has no such classes")


def classes() -> Counter[int]:
    """How many threads of this process are in which class."""
    return Counter(os.sched_getscheduler(int(entry.name)) for entry in Path("/proc/self/task").iterdir())


def picture() -> Any:
    return np.full((256 * 3 // 2, 320), 128, np.uint8)


@linux
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root may change the class of threads")
def test_it_would_put_all_threads_into_real_time() -> None:
    seen: list[int] = []

    def open_it() -> None:
        context: Any = av.CodecContext.create(svt_av1.NAME, "w")
        context.width, context.height, context.pix_fmt, context.time_base = 320, 256, "yuv420p", Fraction(1, 30)
        context.open()
        seen.append(os.sched_getscheduler(0))

    thread = threading.Thread(target=open_it)
    thread.start()
    thread.join()
    assert seen == [os.SCHED_FIFO], "then albumforge.media.svt_av1 is not needed any more"


@linux
def test_encoding_a_film_leaves_all_as_it_was(tmp_path: Path) -> None:
    found = []

    def frames() -> Any:
        for _ in range(4):
            yield picture()
            found.append(classes())

    encode_segment(
        frames(), tmp_path / "a.mp4", width=320, height=256, fps=Fraction(30), coding=VideoCoding(svt_av1.NAME)
    )
    assert set().union(*found) == {os.SCHED_OTHER}
    assert max(counts.total() for counts in found) > 5  # those of the encoder among them


@linux
def test_trials_leave_all_as_it_was() -> None:
    assert trial_encode(svt_av1.NAME) == ""
    assert problem_of(svt_av1.NAME, "yuv420p10le") == ""
    assert set(classes()) == {os.SCHED_OTHER}


@linux
@pytest.mark.skipif(hasattr(os, "geteuid") and os.geteuid() != 0, reason="only root may change the class of threads")
def test_threads_that_were_in_real_time_before_stay_there() -> None:
    ready, done = threading.Event(), threading.Event()
    seen: list[int] = []

    def play() -> None:
        os.sched_setscheduler(0, os.SCHED_RR, os.sched_param(1))
        ready.set()
        done.wait()
        seen.append(os.sched_getscheduler(0))

    thread = threading.Thread(target=play)
    thread.start()
    ready.wait()
    with svt_av1.opening(svt_av1.NAME):
        pass
    done.set()
    thread.join()
    assert seen == [os.SCHED_RR]


@linux
def test_of_other_encoders_nothing_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getscheduler", None)
    with svt_av1.opening("libx264"):
        pass
