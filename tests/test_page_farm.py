"""The transcode farm in the page: from a folder to smaller videos, by a real worker; workers and what they are told."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from farm_parts import FarmWorker
from media_files import texture, write_clip
from page_farm_parts import add_task, add_videos, add_worker, farm_server, opened
from page_parts import playwright_api
from served import Served

from albumforge.forge import Forge
from albumforge.services.farm.states import Action, TaskStatus, VideoStatus, WorkerType

pytest_plugins = ["page_fixtures"]

MADE = 60_000
"""Milliseconds in which a small video is transcoded even on a busy machine."""


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the farm's videos: one that is good, one that is none."""
    folder = tmp_path_factory.mktemp("library")
    write_clip(
        folder / "第一天 day 1.mp4",
        width=320,
        height=180,
        frames=90,
        paint=lambda number: texture(320, 180, number),
    )
    (folder / "letter.mp4").write_text("no video", encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def server(browser: Any, root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server with a farm."""
    home = tmp_path_factory.mktemp("server") / "home"
    preset = {"name": "quick", "video": {"codec": "hevc", "crf": 34, "speed": "ultrafast"}, "min_saving": None}
    (root.parent / "quick.yaml").write_text(json.dumps(preset), encoding="utf-8")
    served = farm_server(home, root, f"farm_preset={root.parent / 'quick.yaml'}")
    try:
        yield served
    finally:
        served.end()


@pytest.fixture
def forge(server: Served, root: Path) -> Iterator[Forge]:
    """What the server has in its database."""
    with opened(server, root) as forge:
        yield forge


@pytest.fixture
def worker(server: Served, forge: Forge, tmp_path: Path) -> Iterator[Callable[[str], FarmWorker]]:
    """Starts a worker that does one video."""
    started: list[FarmWorker] = []
    _, token = forge.accounts.add_token(forge.accounts.local().id)

    def start(name: str) -> FarmWorker:
        quick = ("--home", tmp_path, "--set", "heartbeat_seconds=1", "--set", "disk_reserve_gb=0.01")
        address = f"http://127.0.0.1:{server.port}/films"
        command = (sys.executable, "-m", "albumforge", *quick, "farm-worker", address, "--name", name, "--once")
        started.append(FarmWorker(command, tmp_path / "state", ALBUMFORGE_FARM_TOKEN=token))
        return started[-1]

    yield start
    for one in started:
        one.end()


def expect(one: Any) -> Any:
    """What is to become true."""
    return playwright_api.expect(one)


def go(page: Any, part: str) -> None:
    """Go to a part of the farm."""
    page.get_by_role("navigation", name="Parts of the farm").get_by_role("link", name=part).click()


def test_from_a_folder_to_a_smaller_video(
    visit: Callable[..., Any], root: Path, worker: Callable[[str], FarmWorker]
) -> None:
    page = visit()
    page.get_by_role("link", name="Farm", exact=True).click()
    page.get_by_role("link", name="Look for videos").click()
    page.get_by_role("button", name="Look for videos").click()
    dialog = page.get_by_role("dialog")
    folder = dialog.get_by_role("combobox", name="Folder")
    expect(folder).to_have_value(str(root))
    folder.fill("/etc")
    folder.press("Enter")
    expect(dialog.get_by_role("alert")).to_contain_text("lies outside the folders")
    folder.fill(str(root))
    dialog.get_by_role("button", name="Look", exact=True).click()
    expect(dialog.get_by_text("2 videos were found.")).to_be_visible()
    expect(dialog.get_by_text("1 new, to be transcoded")).to_be_visible()
    expect(dialog.get_by_text("1 is damaged or no video")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("row").filter(has_text="letter.mp4")).to_contain_text("Failed")
    before = (root / "第一天 day 1.mp4").stat().st_size
    worker("attic")
    go(page, "Tasks")
    done = page.get_by_role("table", name="Ended").get_by_role("row").filter(has_text="第一天 day 1.mp4")
    expect(done).to_contain_text("Done", timeout=MADE)
    expect(done).to_contain_text("Encoded with libx265.")
    assert (root / "第一天 day 1.mp4").stat().st_size < before
    go(page, "Overview")
    expect(page.get_by_text("2 of 2 videos are settled")).to_be_visible()
    expect(page.locator(".farm-report")).to_contain_text("1 video is done; that saved")
    expect(page.locator(".farm-report")).to_contain_text("1 is damaged or no video, and stays as it is")
    go(page, "Log")
    expect(page.get_by_role("log")).to_contain_text("Worker attic is online.")
    go(page, "Workers")
    expect(page.locator(".worker-card")).to_contain_text("attic")


def test_workers_are_told_what_to_do(visit: Callable[..., Any], forge: Forge, root: Path) -> None:
    add_videos(forge, root, 1, name="ballet", status=VideoStatus.RUNNING)
    busy = add_worker(forge, "busy", kind=WorkerType.NVENC, vr=True)
    add_task(forge, busy, "ballet 00000.mp4", progress=42.0, fps=80.0, remaining=90)
    aside = add_worker(forge, "unlucky", failures=3, set_aside=True, action=Action.OFFLINE)
    add_task(forge, aside, "ballet 00000.mp4", status=TaskStatus.FAILED, error="no video stream")
    page = visit("#/farm/workers")
    card = page.locator(".worker-card").filter(has_text="busy")
    for text in ("NVENC", "VR", "Online since", "ballet 00000.mp4", "42%", "80 fps · 2 min left"):
        expect(card).to_contain_text(text)
    expect(card.get_by_role("progressbar")).to_have_attribute("value", "42")
    card.get_by_role("button", name="Take offline").click()
    expect(card).to_contain_text("Goes offline once its video is done.")
    card.get_by_role("button", name="Let it stay").click()
    card.get_by_role("button", name="Shut down").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep").click()
    expect(card.get_by_role("button", name="Take offline")).to_be_visible()
    card.get_by_role("button", name="Shut down").click()
    page.get_by_role("dialog").get_by_role("button", name="Shut down").click()
    expect(card).to_contain_text("powers its machine off")
    assert forge.farm.workers.get(busy).action is Action.SHUTDOWN
    unlucky = page.locator(".worker-card").filter(has_text="unlucky")
    expect(unlucky).to_contain_text("Set aside: 3 of its tasks failed in a row.")
    expect(unlucky).to_contain_text("The last one: No video stream")
    unlucky.get_by_role("button", name="Work again").click()
    expect(unlucky).not_to_contain_text("Set aside")
    unlucky.get_by_role("button", name="Remove").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove").click()
    expect(unlucky).to_have_count(0)
    forge.farm.workers.remove(busy)


def test_a_task_is_cancelled(visit: Callable[..., Any], forge: Forge, root: Path) -> None:
    add_videos(forge, root, 1, name="opera", status=VideoStatus.RUNNING)
    number = add_worker(forge, "loft")
    add_task(forge, number, "opera 00000.mp4", progress=7.0, elapsed=65, worker_name="loft")
    page = visit("#/farm/tasks")
    running = page.get_by_role("table", name="Running now").get_by_role("row").filter(has_text="opera")
    for text in ("Encoding", "7%", "1:05", "loft"):
        expect(running).to_contain_text(text)
    running.get_by_role("button", name="Cancel").click()
    expect(running).to_have_count(0)
    page.get_by_role("button", name="Failed", exact=True).click()
    ended = page.get_by_role("table", name="Ended").get_by_role("row").filter(has_text="opera")
    expect(ended).to_contain_text("Cancelled")
    expect(page.get_by_text("Nothing runs at present.")).to_be_visible()
    forge.farm.workers.remove(number)


def test_a_phone_sees_all_parts_and_no_empty_space(visit: Callable[..., Any], forge: Forge, root: Path) -> None:
    add_videos(forge, root, 1, name="mime", status=VideoStatus.RUNNING)
    busy, away = add_worker(forge, "busy one"), add_worker(forge, "away", online=False)
    add_task(forge, busy, "mime 00000.mp4", progress=100.0, verifying=True, worker_name="busy one")
    page = visit("#/farm/workers")
    page.set_viewport_size({"width": 390, "height": 844})
    for link in page.locator(".farm-part").all():
        box = link.bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 390
    expect(page.locator(".worker-card.offline").filter(has_text="away").locator(".worker-task")).to_be_hidden()
    bar = page.locator(".worker-card").filter(has_text="busy one").get_by_role("progressbar")
    expect(bar).to_have_class(re.compile("verifying"))
    assert bar.get_attribute("value") == "100"
    for number in (busy, away):
        forge.farm.workers.remove(number)
