"""A farm as it is run: one master, three workers, one of which is killed, and a folder of good and of bad files."""

from __future__ import annotations

import hashlib
from pathlib import Path

import av
import psutil
from farm_parts import DONE, FAILED, SKIPPED, WAITING, Farm
from media_files import cut, texture, write_clip
from served import until

from albumforge.context import Context
from albumforge.transcoders.presets import load_preset
from albumforge.transcoders.verify import verify


def _clip(path: Path, seed: int, *, frames: int = 24, **more: object) -> Path:
    path.parent.mkdir(exist_ok=True)
    return write_clip(
        path, width=160, height=96, frames=frames, paint=lambda number: texture(160, 96, seed * 1000 + number), **more
    )


def _long_clip(path: Path, seed: int) -> Path:
    """One that takes seconds to encode."""
    return write_clip(path, width=640, height=360, frames=120, paint=lambda number: texture(640, 360, seed + number))


def _library(root: Path) -> dict[str, int]:
    """Fill the folder; return what is to become of each file."""
    _clip(root / "a.mp4", 1)
    _clip(root / "b.mov", 2)
    _clip(root / "c.mkv", 3)
    _clip(root / "旅行" / "第一天 day 1.mp4", 4)
    _clip(root / "same.avi", 5, sound=False)
    _clip(root / "same.mkv", 6)
    _clip(root / "coded already.mp4", 7, codec="libx265")
    _long_clip(root / "long.mp4", 0)
    _long_clip(root / "changing.mp4", 500)
    cut(_clip(root / "cut off.mkv", 8, frames=90), 0.6)
    flipped = _clip(root / "bad sector.mp4", 9, frames=60)
    data = bytearray(flipped.read_bytes())
    data[len(data) // 4 : len(data) // 2] = bytes(len(data) // 2 - len(data) // 4)
    flipped.write_bytes(data)
    (root / "empty.mp4").touch()
    (root / "text.mp4").write_text("#EXTM3U\nfile:///etc/passwd\n", encoding="utf-8")
    (root / "notes.txt").write_text("no video", encoding="utf-8")
    good = ("a.mp4", "b.mov", "c.mkv", "第一天 day 1.mp4", "same.avi", "same.mkv", "long.mp4", "changing.mp4")
    bad = ("cut off.mkv", "bad sector.mp4", "empty.mp4", "text.mp4")
    return {**dict.fromkeys(good, DONE), "coded already.mp4": SKIPPED, **dict.fromkeys(bad, FAILED)}


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _kept(root: Path) -> dict[str, Path]:
    """What the quarantine holds, by content."""
    return {_digest(path): path for path in (root / ".albumforge-quarantine").rglob("*") if path.is_file()}


def test_a_folder_of_good_and_bad_files_with_a_worker_that_is_killed(tmp_path: Path) -> None:
    with Farm(tmp_path, lease_seconds=8, retry_backoff=1.0) as farm:
        expected = _library(farm.root)
        other = _clip(tmp_path / "other.mp4", 10, frames=30)
        changed = _digest(other)
        originals = {path: _digest(path) for path in farm.root.rglob("*") if path.is_file()}
        scanned = farm.api.scan()
        assert scanned["found"] == len(expected)
        states = farm.api.states()
        assert {name for name, state in states.items() if state == SKIPPED} == {"coded already.mp4"}
        assert set(states.values()) <= {WAITING, FAILED, SKIPPED}

        farm.api.prefer("long.mp4", 100)
        victim = farm.worker("victim")
        task = until(lambda: farm.api.running("long.mp4"))
        encoder = psutil.Process(victim.process.pid).children()
        victim.kill()
        assert _digest(farm.root / "long.mp4") == originals[farm.root / "long.mp4"]

        farm.api.prefer("changing.mp4", 90)
        farm.example("example")
        until(lambda: farm.api.running("changing.mp4"))
        other.replace(farm.root / "changing.mp4")
        until(lambda: any(task["worker_name"] == "example" and task["status"] == 2 for task in farm.api.tasks()), 120)
        farm.worker("second")  # which else might do all that is left

        assert farm.until_ended(240) == expected, farm.api.log()
        assert not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in encoder)
        _check_tasks(farm, task["task_id"])
        _check_files(farm, expected, originals, changed)


def _check_tasks(farm: Farm, killed: str) -> None:
    tasks = farm.api.tasks()
    (lost,) = (one for one in tasks if one["task_id"] == killed)
    assert (lost["worker_name"], lost["status"]) == ("victim", 3)
    assert "gave no sign" in lost["error_message"]
    done = {Path(one["video_path"]).name: one["worker_name"] for one in tasks if one["status"] == 2}
    assert done["long.mp4"] in ("second", "example")
    assert set(done.values()) == {"second", "example"}
    assert all(one["error_message"] for one in tasks if one["status"] == 3)
    assert next(one for one in tasks if Path(one["video_path"]).name == "changing.mp4")["status"] == 3
    workers = farm.api.workers()
    assert (workers["victim"]["status"], workers["second"]["status"]) == (0, 1)
    assert not workers["second"]["set_aside"]


def _check_files(farm: Farm, expected: dict[str, int], originals: dict[Path, str], changed: str) -> None:
    kept = _kept(farm.root)
    preset = load_preset(farm.folder / "quick.yaml")
    videos = farm.api.videos()
    for path, digest in originals.items():
        name = path.name
        if expected.get(name) != DONE:
            assert _digest(path) == digest, name
            continue
        result, original = Path(videos[name]["dest_path"]), kept[changed if name == "changing.mp4" else digest]
        verify(result, original, preset, context=Context())
        with av.open(str(result)) as container:
            assert container.streams.video[0].codec_context.name == "hevc"
        assert result == path or not path.exists(), name
    assert {Path(videos[name]["dest_path"]).name for name in ("same.avi", "same.mkv")} == {"same.avi.mkv", "same.mkv"}
    assert not list(farm.root.rglob(".transcode-*"))
