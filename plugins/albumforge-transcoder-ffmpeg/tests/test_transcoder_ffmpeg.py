"""The system's ffmpeg keeps the contract of transcoders; its processes end with the work."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import av
import pytest
from albumforge_transcoder_ffmpeg import FFmpegTranscoder

from albumforge.context import Context
from albumforge.errors import Cancelled, MediaError
from albumforge.testing import TranscoderContract
from albumforge.testing.media import write_video
from albumforge.transcoders.verify import verify
from albumforge.transcoding import Picture, Preset, Target

QUICK = Preset("test", Picture("h264", crf=24.0, speed="ultrafast"), min_saving=None)
WHOLE = "libx264,libx265,libvpx-vp9"

needs_ffmpeg = pytest.mark.skipif(shutil.which("ffmpeg") is None, reason="ffmpeg is not installed")


@pytest.fixture(autouse=True)
def software(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try what every ffmpeg has, and no hardware of this machine."""
    monkeypatch.setenv("ALBUMFORGE_PLUGIN_FFMPEG_ENCODERS", WHOLE)


@needs_ffmpeg
class TestFFmpeg(TranscoderContract):
    def backend(self) -> FFmpegTranscoder:
        return FFmpegTranscoder()


@needs_ffmpeg
def test_it_is_ffmpeg_that_encodes(tmp_path: Path) -> None:
    source = write_video(tmp_path / "a.mp4")
    made = FFmpegTranscoder().transcode(source, tmp_path / "b.mp4", QUICK, threads=1, context=Context())
    assert (made.encoder, made.fallback, made.notes) == ("libx264", "", ())
    said = subprocess.run(["ffmpeg", "-version"], capture_output=True, text=True, check=True).stdout
    version = re.search(r"libavcodec +(\d+)\. *(\d+)\.", said)
    assert version is not None
    with av.open(str(tmp_path / "b.mp4")) as media:
        written = media.streams.video[0].metadata["encoder"]
    assert written.startswith(f"Lavc{version[1]}.{version[2]}.") and written.endswith("libx264")


@needs_ffmpeg
def test_a_target_of_quality_is_searched_and_reached(tmp_path: Path) -> None:
    source, target = write_video(tmp_path / "a.mp4", noisy=True), Target("ssim", 0.9)
    wanted = Preset("test", Picture("h264", target=target, speed="ultrafast"), min_saving=None)
    made = FFmpegTranscoder().transcode(source, tmp_path / "b.mp4", wanted, threads=1, context=Context())
    verify(tmp_path / "b.mp4", source, wanted, context=Context(), threads=1)
    assert (made.encoder, made.fallback, made.notes) == ("libx264", "", ())
    assert made.crf is not None and target.lowest <= made.crf <= target.highest
    assert made.score is not None and made.score >= 0.9


@needs_ffmpeg
def test_tags_and_chapters_survive_and_an_mp4_begins_with_its_index(tmp_path: Path) -> None:
    plain, source = write_video(tmp_path / "a.mp4"), tmp_path / "b.mkv"
    tags = ["-metadata", "title=电影", "-metadata", "comment=kept"]
    (tmp_path / "chapters").write_text(
        ";FFMETADATA1\n[CHAPTER]\nTIMEBASE=1/1000\nSTART=0\nEND=500\ntitle=One\n", encoding="utf-8"
    )
    inputs = ["-i", plain, "-i", tmp_path / "chapters", "-map", "0", "-map_chapters", "1"]
    subprocess.run(["ffmpeg", "-v", "error", *inputs, *tags, "-c", "copy", source], check=True)
    output = tmp_path / "c.mp4"
    FFmpegTranscoder().transcode(source, output, QUICK, threads=1, context=Context())
    verify(output, source, QUICK, context=Context(), threads=1)
    with av.open(str(output)) as media:
        assert media.metadata["title"] == "电影"
        assert [chapter["metadata"]["title"] for chapter in media.chapters()] == ["One"]
    data = output.read_bytes()
    assert data.index(b"moov") < data.index(b"mdat")


@needs_ffmpeg
def test_what_it_does_not_do_is_done_in_software_and_told(tmp_path: Path) -> None:
    plain, source = write_video(tmp_path / "a.mp4"), tmp_path / "b.mkv"
    (tmp_path / "a.srt").write_text("1\n00:00:00,000 --> 00:00:00,500\nHello\n", encoding="utf-8")
    merge = ["-i", plain, "-i", tmp_path / "a.srt", "-map", "0", "-map", "1"]
    subprocess.run(["ffmpeg", "-v", "error", *merge, "-c", "copy", source], check=True)
    told: list[str] = []
    made = FFmpegTranscoder().transcode(
        source, tmp_path / "c.mp4", QUICK, threads=1, context=Context(on_log=told.append)
    )
    verify(tmp_path / "c.mp4", source, QUICK, context=Context(), threads=1)
    said = "ffmpeg cannot encode it here, libx264 did: it has streams of the kind subtitle."
    assert made.fallback == said
    assert told == ["ffmpeg does not transcode this one: it has streams of the kind subtitle."]


def test_without_the_program_software_does_it_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = write_video(tmp_path / "a.mp4", frames=6)
    for program in ("", str(tmp_path / "none")):
        monkeypatch.setenv("ALBUMFORGE_PLUGIN_FFMPEG_PROGRAM", program)
        monkeypatch.setenv("PATH", str(tmp_path))
        assert all(
            "cannot be run" in one.problem or "no ffmpeg" in one.problem for one in FFmpegTranscoder().encoders()
        )
        made = FFmpegTranscoder().transcode(source, tmp_path / "b.mp4", QUICK, threads=1, context=Context())
        assert made.frames == 6
        assert made.fallback


SCRIPT = """\
#!/bin/sh
case "$*" in
  *-encoders*) echo ' V....D libx264  H.264'; exit 0;;
  *testsrc2*) exit 0;;
esac
for output; do :; done
"""


def script(path: Path, body: str) -> Path:
    """Write a program that lists an encoder, passes its trial, and then does what the body says."""
    path.write_text(SCRIPT + body, encoding="utf-8")
    path.chmod(0o755)
    return path


@pytest.mark.parametrize("body", ["echo 'out of registers' >&2; exit 3", "kill -9 $$"])
def test_where_it_fails_software_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    monkeypatch.setenv("ALBUMFORGE_PLUGIN_FFMPEG_PROGRAM", str(script(tmp_path / "ffmpeg", body)))
    source = write_video(tmp_path / "a.mp4", frames=6)
    made = FFmpegTranscoder().transcode(source, tmp_path / "b.mp4", QUICK, threads=1, context=Context())
    assert made.frames == 6
    assert "out of registers" in made.fallback or "code -9" in made.fallback
    verify(tmp_path / "b.mp4", source, QUICK, context=Context(), threads=1)


SLOW = """\
sleep 600 &
echo $$ $! > {pids}
printf 'frame=1\\nout_time_us=1\\nprogress=continue\\n'
echo half > "${{output#file:}}"
wait
"""


def gone(pid: int) -> bool:
    """Whether a process has ended; one that nobody has waited for yet counts as ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except (FileNotFoundError, ProcessLookupError):
        return True


def await_gone(pids: list[int]) -> None:
    deadline = time.monotonic() + 60
    while not all(gone(pid) for pid in pids):
        assert time.monotonic() < deadline, f"of {pids} some go on"
        time.sleep(0.02)


def test_cancelling_ends_it_and_all_that_it_started(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pids = tmp_path / "pids"
    monkeypatch.setenv("ALBUMFORGE_PLUGIN_FFMPEG_PROGRAM", str(script(tmp_path / "ffmpeg", SLOW.format(pids=pids))))
    source, output = write_video(tmp_path / "a.mp4"), tmp_path / "b.mp4"
    context = Context(cancelled=lambda: output.exists() and output.stat().st_size > 0, poll_interval=0.0)
    with pytest.raises(Cancelled):
        FFmpegTranscoder().transcode(source, output, QUICK, threads=1, context=context)
    assert not output.exists()
    await_gone([int(pid) for pid in pids.read_text().split()])


def test_it_ends_with_whoever_asked_for_it(tmp_path: Path) -> None:
    pids = tmp_path / "pids"
    source = write_video(tmp_path / "a.mp4")
    asks = textwrap.dedent(f"""
        from pathlib import Path
        from albumforge.context import Context
        from albumforge.transcoding import Picture, Preset
        from albumforge_transcoder_ffmpeg import FFmpegTranscoder
        preset = Preset("test", Picture("h264", crf=24.0), min_saving=None)
        FFmpegTranscoder().transcode(
            Path({str(source)!r}), Path({str(tmp_path / "b.mp4")!r}), preset, threads=1, context=Context()
        )
    """)
    environment = {
        **os.environ,
        "PYTHONPATH": str(Path(__file__).resolve().parent.parent),
        "ALBUMFORGE_PLUGIN_FFMPEG_PROGRAM": str(script(tmp_path / "ffmpeg", SLOW.format(pids=pids))),
    }
    with subprocess.Popen([sys.executable, "-c", asks], env=environment) as asking:
        deadline = time.monotonic() + 60
        while not (tmp_path / "b.mp4").exists() or not (tmp_path / "b.mp4").stat().st_size:
            assert asking.poll() is None and time.monotonic() < deadline
            time.sleep(0.02)
        asking.send_signal(signal.SIGKILL)
    await_gone([int(pid) for pid in pids.read_text().split()])


@needs_ffmpeg
def test_a_source_that_is_damaged_in_the_middle_is_told(tmp_path: Path) -> None:
    source = tmp_path / "a.mkv"
    subprocess.run(
        ["ffmpeg", "-v", "error", "-i", write_video(tmp_path / "a.mp4", frames=60, noisy=True), "-c", "copy", source],
        check=True,
    )
    data = bytearray(source.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 20_000] = bytes(20_000)
    source.write_bytes(data)
    with pytest.raises(MediaError, match=r"a\.mkv"):
        FFmpegTranscoder().transcode(source, tmp_path / "b.mp4", QUICK, threads=1, context=Context())
    assert not (tmp_path / "b.mp4").exists()
