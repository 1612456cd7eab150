"""A worker's job in a child process, with real media."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import psutil
import pytest
from media_files import cut, texture, write_clip
from msgspec import structs
from served import until

from albumforge.errors import Cancelled, MediaError, Unavailable
from albumforge.farmworker.encoding import Transcode, encoders, transcode
from albumforge.settings import Settings
from albumforge.transcoders.presets import load_preset, preset_to_json

PRESET = preset_to_json(structs.replace(load_preset("hevc-fast"), min_saving=None))
SLOW = PRESET.replace('"superfast"', '"veryslow"').replace('"veryfast"', '"veryslow"').replace('"fast"', '"veryslow"')


@pytest.fixture
def settings(make_settings: Callable[..., Settings]) -> Settings:
    return make_settings(plugins_dirs=())


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    return write_clip(tmp_path / "a.mp4", width=160, height=96, frames=48)


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One that takes seconds to encode."""
    path = tmp_path_factory.mktemp("long") / "long.mp4"
    return write_clip(path, width=640, height=360, frames=150, paint=lambda n: texture(640, 360, n), sound=False)


def never() -> bool:
    return False


def job_of(source: Path, output: Path, **more: Any) -> Transcode:
    return Transcode(**{"backend": "software", "source": source, "output": output, "preset": PRESET, **more})


def children() -> list[psutil.Process]:
    """Those that encode; other tests of this process may have servers of theirs running."""
    return [child for child in psutil.Process().children(recursive=True) if _encodes(child)]


def _encodes(child: psutil.Process) -> bool:
    try:
        return "encoder_process" in " ".join(child.cmdline())
    except psutil.Error:  # it has just ended
        return False


def test_a_video_is_encoded_and_its_progress_told(settings: Settings, clip: Path, tmp_path: Path) -> None:
    messages: list[dict[str, Any]] = []
    made = transcode(settings, job_of(clip, tmp_path / "out.mp4"), messages.append, never)
    assert (made["path"], made["frames"], made["encoder"]) == (str(tmp_path / "out.mp4"), 48, "libx265")
    assert made["size"] == (tmp_path / "out.mp4").stat().st_size
    with av.open(str(tmp_path / "out.mp4")) as container:
        assert container.streams.video[0].codec_context.name == "hevc"
    parts = [one["fraction"] for one in messages if "fraction" in one]
    assert parts == sorted(parts)
    assert len(parts) > 20


def test_what_encodes_here_is_told(settings: Settings) -> None:
    found = {one["codec"]: one for one in encoders(settings, "software", never)}
    assert set(found) == {"h264", "hevc", "av1", "vp9"}
    assert not any(one["problem"] for one in found.values())


def test_a_damaged_video_is_the_same_error_as_in_one_process(settings: Settings, clip: Path, tmp_path: Path) -> None:
    cut(clip, 0.6)
    with pytest.raises(MediaError) as caught:
        transcode(settings, job_of(clip, tmp_path / "out.mp4"), lambda _: None, never)
    assert caught.value.path == clip
    assert not (tmp_path / "out.mp4").exists()


def test_a_transcoder_that_is_not_there_is_named(settings: Settings, clip: Path, tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="nosuch"):
        transcode(settings, job_of(clip, tmp_path / "out.mp4", backend="nosuch"), lambda _: None, never)
    with pytest.raises(Unavailable, match="nosuch"):
        encoders(settings, "nosuch", never)


def test_told_to_stop_the_child_is_killed_at_once(settings: Settings, long_clip: Path, tmp_path: Path) -> None:
    begun = threading.Event()
    job = job_of(long_clip, tmp_path / "out.mp4", preset=SLOW)
    began = 0.0

    def on_message(message: dict[str, Any]) -> None:
        nonlocal began
        if message.get("fraction", 0) > 0 and not begun.is_set():
            began = time.monotonic()
            begun.set()

    with pytest.raises(Cancelled):
        transcode(settings, job, on_message, begun.is_set)
    assert time.monotonic() - began < 10
    assert children() == []


@pytest.mark.parametrize(("signum", "words"), [(signal.SIGSEGV, "SIGSEGV"), (signal.SIGKILL, "out of memory")])
def test_a_child_that_dies_is_an_error_and_no_more(
    settings: Settings, long_clip: Path, tmp_path: Path, signum: int, words: str
) -> None:
    def on_message(message: dict[str, Any]) -> None:
        if message.get("fraction", 0) > 0:
            for child in children():
                os.kill(child.pid, signum)

    with pytest.raises(Unavailable, match=words):
        transcode(settings, job_of(long_clip, tmp_path / "out.mp4", preset=SLOW), on_message, never)


def test_a_child_ignores_what_a_service_manager_tells_all(settings: Settings, clip: Path, tmp_path: Path) -> None:
    told: list[int] = []

    def on_message(message: dict[str, Any]) -> None:
        if not told:
            (child,) = children()
            told.append(child.pid)
            child.terminate()

    assert transcode(settings, job_of(clip, tmp_path / "out.mp4"), on_message, never)["frames"] == 48
    assert told


def test_a_child_ends_with_its_worker(settings: Settings, long_clip: Path, tmp_path: Path) -> None:
    """The worker is a process of its own here, and is killed."""
    code = (
        "import sys\n"
        "from pathlib import Path\n"
        "from albumforge.farmworker.encoding import Transcode, transcode\n"
        "from albumforge.settings import Settings\n"
        "home, source, output, preset = sys.argv[1:]\n"
        "job = Transcode('software', Path(source), Path(output), preset)\n"
        "transcode(Settings(home=Path(home)), job, lambda one: print(one, flush=True), lambda: False)\n"
    )
    worker = subprocess.Popen(
        [sys.executable, "-c", code, str(settings.home), str(long_clip), str(tmp_path / "out.mp4"), SLOW],
        stdout=subprocess.PIPE,
    )
    assert worker.stdout is not None
    worker.stdout.readline()
    found = psutil.Process(worker.pid).children(recursive=True)
    assert len(found) == 1
    worker.kill()
    worker.wait()
    worker.stdout.close()
    until(lambda: not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in found), 5)
