"""``albumforge make``, ``render`` and ``demo`` with real pictures and real films."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image

SMALL = ("--resolution", "128x72", "--fps", "10", "--seconds-per-photo", "0.6", "--music", "none")


@pytest.fixture
def trip(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with three pictures and two files that are none; the current folder is its parent."""
    folder = tmp_path / "trip"
    folder.mkdir()
    rng = np.random.default_rng(1)
    for number in range(3):
        pixels = np.kron(rng.integers(0, 255, (6, 8, 3), np.uint8), np.ones((40, 40, 1), np.uint8))
        Image.fromarray(pixels).save(folder / f"{number}.jpg")
    (folder / "empty.jpg").write_bytes(b"")
    (folder / "words.jpg").write_text("not a picture", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return folder


def state(folder: Path) -> dict[str, tuple[bytes, int]]:
    return {file.name: (file.read_bytes(), file.stat().st_mtime_ns) for file in folder.iterdir()}


def frames_of(film: Path) -> int:
    with av.open(str(film)) as container:
        return sum(1 for _ in container.decode(video=0))


def test_a_folder_becomes_a_film_beside_us(cli: Callable[..., Any], trip: Path) -> None:
    before = state(trip)
    ran = cli("make", "trip", *SMALL)
    assert ran.code == 0, ran.err
    film = trip.parent / "trip.mp4"
    assert ran.out.startswith("trip.mp4: 128×72, 0:0")
    assert f"{frames_of(film)} frames" in ran.out
    assert (trip.parent / "trip.poster.jpg").is_file()
    assert "2 files are not in the film:\n" in ran.err
    for name in ("empty.jpg: ", "words.jpg: "):
        assert name in ran.err
    assert "rendering" in ran.err
    assert state(trip) == before


def test_as_json_there_is_one_object_and_no_progress(cli: Callable[..., Any], trip: Path) -> None:
    ran = cli("make", "trip", *SMALL, "-o", "out.mp4", "--json")
    assert (ran.code, ran.err) == (0, "")
    document = ran.json
    assert document["frames"] == frames_of(trip.parent / "out.mp4")
    assert (document["path"], document["width"], document["height"]) == ("out.mp4", 128, 72)
    assert {Path(row["path"]).name for row in document["skipped"]} == {"empty.jpg", "words.jpg"}


def test_a_second_run_replaces_only_when_asked_and_uses_what_was_rendered(cli: Callable[..., Any], trip: Path) -> None:
    assert cli("make", "trip", *SMALL).code == 0
    refused = cli("make", "trip", *SMALL)
    assert refused.code == 4
    assert "--force" in refused.err
    again = cli("make", "trip", *SMALL, "--force", "--json")
    assert again.json["rendered_segments"] == 0
    assert again.json["cached_segments"] > 0
    assert cli("make", "trip", *SMALL, "-o", "trip.mp4").code == 0


def test_a_film_in_its_own_folder_is_not_in_the_next_film(
    cli: Callable[..., Any], trip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(trip)
    first = cli("make", ".", *SMALL, "--json").json
    second = cli("make", ".", *SMALL, "--json", "--force").json
    assert second["frames"] == first["frames"]
    assert {Path(row["path"]).name for row in second["skipped"]} > {"trip.mp4", "trip.poster.jpg"}


def test_a_photo_is_never_replaced(cli: Callable[..., Any], trip: Path) -> None:
    before = state(trip)
    for output in ("trip/0.jpg", "trip/0"):
        assert cli("make", "trip", *SMALL, "-o", output).code == 2
    (trip / "1.poster.jpg").write_bytes((trip / "1.jpg").read_bytes())
    assert cli("make", "trip", *SMALL, "-o", "trip/1.mp4").code == 4
    (trip / "1.poster.jpg").unlink()
    assert state(trip) == before


def test_a_source_under_another_name_is_refused_before_any_work(cli: Callable[..., Any], trip: Path) -> None:
    (trip / "y.poster.jpg").write_bytes((trip / "1.jpg").read_bytes())
    (trip.parent / "link.poster.jpg").symlink_to(trip / "0.jpg")
    os.link(trip / "0.jpg", trip.parent / "hard.poster.jpg")
    assert cli("make", "trip", *SMALL, "-o", "y.mp4").code == 0
    for output in ("trip/y.mp4", "link.mp4", "hard.mp4"):
        ran = cli("make", "trip", *SMALL, "-o", output)
        assert ran.code == 4
        assert "made from" in ran.err
        assert "…" not in ran.err, "no stage was begun"


def test_a_poster_left_behind_is_replaced_and_a_photo_of_its_name_is_not(cli: Callable[..., Any], trip: Path) -> None:
    assert cli("make", "trip", *SMALL).code == 0
    Path("trip.mp4").unlink()
    assert cli("make", "trip", *SMALL).code == 0
    Path("trip.mp4").unlink()
    Path("trip.poster.jpg").write_bytes(b"of the user")
    for more in ((), ("--force",), ("-o", "trip.mp4")):
        ran = cli("make", "trip", *SMALL, *more)
        assert ran.code == 4
        assert "trip.poster.jpg is there already and was not made by albumforge" in ran.err
    Path("trip.poster.jpg").unlink()
    Path("trip.mp4").write_bytes(b"of the user")
    assert cli("make", "trip", *SMALL, "--force").code == 4
    assert Path("trip.mp4").read_bytes() == b"of the user"


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["nowhere"], 3, "nowhere"),
        (["trip/empty.jpg", "trip/words.jpg"], 3, "empty.jpg"),
        (["trip", "--fps", "lots"], 2, "fps"),
        (["trip", "--aspect", "7:3"], 2, "aspect"),
        (["trip", "--resolution", "12x12"], 2, "resolution"),
        (["trip", "--seconds-per-photo", "1", "--duration", "9"], 2, "duration"),
        (["trip", "--music", "nonsense"], 2, "music"),
        (["trip", "--generator", "nonsense"], 6, "nonsense"),
        (["trip", "-o", "missing/out.mp4"], 5, "missing/out.mp4"),
        (["trip", "-o", "folder.mp4"], 4, "a folder of that name is in the way"),
        (["trip", "-o", "/proc/out.mp4"], 5, "files cannot be created there"),
        (["trip", "-o", f"{'a' * 246}.mp4"], 5, "the name is too long"),
        (["trip", "-o", f"{'a' * 296}.mp4"], 5, "the name is too long"),
        (["trip", "-o", "/dev/null"], 2, "the film is an MP4"),
    ],
)
def test_what_cannot_be_done_has_its_code_and_names_the_cause(
    cli: Callable[..., Any], trip: Path, arguments: list[str], code: int, said: str
) -> None:
    (trip.parent / "folder.mp4").mkdir()
    before = sorted(file.name for file in trip.parent.iterdir())
    ran = cli("make", *arguments)
    assert ran.code == code, ran.err
    assert said in ran.err
    assert "Traceback" not in ran.err
    after = sorted(file.name for file in trip.parent.iterdir() if file.name != "home")
    assert after == [name for name in before if name != "home"]


def test_the_limits_of_the_settings_hold(cli: Callable[..., Any], trip: Path) -> None:
    too_many = cli("--set", "max_files=2", "make", "trip", *SMALL)
    assert too_many.code == 2
    assert "more than 2" in too_many.err
    too_large = cli("--set", "max_pixels=1000", "make", "trip", *SMALL)
    assert too_large.code == 3
    assert "0.jpg" in too_large.err


def test_an_empty_folder_is_said(cli: Callable[..., Any], trip: Path) -> None:
    (trip.parent / "nothing").mkdir()
    ran = cli("make", "nothing", "--json")
    assert ran.code == 3
    assert ran.json["error"]["type"] == "NoUsableMedia"
    assert "nothing" in ran.json["error"]["message"]


def test_a_plan_is_printed_written_and_rendered_to_the_same_film(cli: Callable[..., Any], trip: Path) -> None:
    printed = cli("make", "trip", *SMALL, "--plan-only")
    assert printed.code == 0
    plan = json.loads(printed.out)
    assert plan["generator"] == "album"
    assert "empty.jpg" in printed.err
    assert cli("make", "trip", *SMALL, "--plan-only", "--json").json["plan"] == plan
    written = cli("make", "trip", *SMALL, "--plan-only", "-o", "plan.json", "--json")
    assert written.json["path"] == "plan.json"
    assert json.loads((trip.parent / "plan.json").read_text(encoding="utf-8")) == plan
    assert not list(trip.parent.glob("*.mp4"))

    assert cli("render", "plan.json", "-o", "a.mp4").code == 0
    assert cli("--home", "other", "render", "plan.json", "-o", "b.mp4").code == 0
    assert (trip.parent / "a.mp4").read_bytes() == (trip.parent / "b.mp4").read_bytes()
    default = cli("render", "plan.json", "--json")
    assert default.json["path"] == "plan.mp4"
    assert cli("render", "plan.json").code == 4
    assert cli("render", "plan.json", "--force").code == 0


def test_a_plan_does_not_take_the_place_of_something_else(cli: Callable[..., Any], trip: Path) -> None:
    before = state(trip)
    assert cli("make", "trip", "--plan-only", "-o", "trip/0.jpg").code == 2
    assert state(trip) == before
    Path("0.json").write_text('{"title": "0.jpg", "description": "of the user"}', encoding="utf-8")
    ran = cli("make", "trip", "--plan-only", "-o", "0.json")
    assert ran.code == 4
    assert "0.json is there already and was not made by albumforge" in ran.err
    assert "of the user" in Path("0.json").read_text(encoding="utf-8")
    for _ in range(2):
        assert cli("make", "trip", "--plan-only", "-o", "1.json").code == 0


@pytest.mark.parametrize(
    ("content", "code"), [(None, 4), (b"", 2), (b"{}", 2), (b"[1]", 2), (b"\xff\xfe", 2), (b'{"generator": "x"}', 6)]
)
def test_a_bad_plan_is_said(cli: Callable[..., Any], trip: Path, content: bytes | None, code: int) -> None:
    plan = trip.parent / "bad.json"
    if content is not None:
        plan.write_bytes(content)
    ran = cli("render", "bad.json", "-o", "x.mp4")
    assert ran.code == code, ran.err
    assert "Traceback" not in ran.err
    assert not (trip.parent / "x.mp4").exists()


def test_the_demo_paints_and_makes_a_film(cli: Callable[..., Any], trip: Path) -> None:
    ran = cli("demo", "--count", "2", "--photos", "painted", *SMALL, "-o", "demo.mp4", "--json")
    assert ran.code == 0, ran.out
    assert len(list((trip.parent / "painted").glob("*.jpg"))) == 2
    assert ran.json["frames"] == frames_of(trip.parent / "demo.mp4")
    photo = next((trip.parent / "painted").glob("*.jpg"))
    photo.write_bytes((trip / "0.jpg").read_bytes())
    refused = cli("demo", "--count", "2", "--photos", "painted", *SMALL, "-o", "demo.mp4")
    assert refused.code == 4
    assert photo.name in refused.err
    assert photo.read_bytes() == (trip / "0.jpg").read_bytes()


def test_messages_are_chinese_where_the_system_is(
    cli: Callable[..., Any], trip: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    ran = cli("make", "trip", *SMALL)
    assert ran.code == 0
    assert "有 2 个文件没有编入影片" in ran.err
    assert "渲染画面" in ran.err
    assert "帧" in ran.out
    assert "已经存在" in cli("make", "trip", *SMALL).err


def whole(segments: Path) -> list[Path]:
    return [file for file in segments.glob("*.mp4") if not file.name.startswith(".")]


def begun(trip: Path, *more: str) -> subprocess.Popen[str]:
    """A film of ten minutes, on its way; its rendering has begun."""
    process = subprocess.Popen(
        [sys.executable, "-m", "albumforge", "make", "trip", "--duration", "600", "--music", "none", *more],
        cwd=trip.parent,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith("rendering"):
            return process
    raise AssertionError(f"it ended with {process.wait()}")


@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_stops_the_work_and_leaves_nothing_half_made(trip: Path, number: signal.Signals, code: int) -> None:
    before = state(trip)
    process = begun(trip)
    time.sleep(0.5)
    process.send_signal(number)
    asked = time.monotonic()
    out, err = process.communicate(timeout=20)
    assert time.monotonic() - asked < 3.0
    assert process.returncode == code
    assert out == ""
    assert "stopping" in err
    assert "nothing half-made is left" in err
    assert "Traceback" not in err
    left = [file for file in trip.parent.rglob("*") if file.is_file() and file.parent != trip]
    assert not [file for file in left if file.name.startswith((".", "trip."))]
    assert state(trip) == before


def test_after_a_kill_nothing_is_under_the_name_and_the_next_run_goes_on(cli: Callable[..., Any], trip: Path) -> None:
    size = ("--duration", "60", "--fps", "10", "--resolution", "1280x720")
    segments = trip.parent / "home" / "cache" / "segments"
    process = begun(trip, *size)
    while process.poll() is None and not whole(segments):
        time.sleep(0.01)
    process.kill()
    process.communicate(timeout=20)
    assert process.returncode == -signal.SIGKILL
    assert not (trip.parent / "trip.mp4").exists()
    finished = len(whole(segments))
    ran = cli("make", "trip", "--music", "none", *size, "--json")
    assert ran.code == 0, ran.out
    assert ran.json["cached_segments"] >= finished > 0
    assert ran.json["rendered_segments"] > 0
    assert frames_of(trip.parent / "trip.mp4") == ran.json["frames"] == 600
