"""Cutting jobs in the page, in a real browser against a real server: from a video to its cut, changed by hand."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_job_parts import DONE, cut, folder_of, written
from page_parts import DESKTOP, PHONE, drop, pick, playwright_api
from served import Served, until
from talks import SECONDS, SPOKEN, write_talk

pytest_plugins = ["page_fixtures"]

MARGIN = 0.1


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A talk with pauses."""
    return write_talk(tmp_path_factory.mktemp("talks") / "讲话 one.mp4")


def kept(page: Any) -> list[bool]:
    """Which stretches of the video are in the cut, as the line draws them."""
    shown: list[bool] = page.locator(".line-part").evaluate_all("all => all.map((one) => one.matches('.stays'))")
    return shown


def at(page: Any) -> tuple[str, float]:
    """What is played, and where."""
    found = page.locator(".cut-player video").evaluate(
        "(video) => [new URL(video.src).pathname.split('/').pop(), video.currentTime]"
    )
    return found[0], found[1]


def still(page: Any) -> None:
    """Stop the player, and wait until it is where it was sent."""
    video = page.locator(".cut-player video")
    until(lambda: video.evaluate("(video) => video.readyState > 1 && !video.seeking"))
    video.evaluate("(video) => video.pause()")


@pytest.mark.parametrize("device", ["desktop", "phone"])
def test_from_a_video_to_a_cut_that_is_changed(
    visit: Callable[..., Any], server: Served, talk: Path, device: str
) -> None:
    page = visit("#/cuts", **{"desktop": DESKTOP, "phone": PHONE}[device])
    page.get_by_role("link", name="Cuts", exact=True).and_(page.locator("[aria-current=true]")).wait_for()
    page.locator(".page-head").wait_for()
    if device == "desktop":
        drop(page, talk)
        page.get_by_role("heading", name=talk.name).wait_for()
        playwright_api.expect(page.get_by_text("160 × 96")).to_be_visible()
    else:
        page.locator(".begin, .films").first.wait_for()
        page.goto(f"{page.url.partition('#')[0]}#/cuts/new")
        pick(page, "Choose a video", [talk])
    page.get_by_role("button", name="Cut it", exact=True).click()
    page.wait_for_url(re.compile("#/cut/job_"))
    page.locator(".cut-player video").wait_for(timeout=DONE)
    job = page.url.rpartition("/")[2]
    assert kept(page) == [False, True] * len(SPOKEN) + [False]
    playwright_api.expect(page.locator(".cut-head")).to_contain_text("0:08 → 0:0")
    playwright_api.expect(page.locator(".cut-transcript")).to_contain_text("There is no transcript")
    _watch(page)
    _change(page)
    length = sum(end - start + 2 * MARGIN for start, end in (SPOKEN[0], SPOKEN[2]))
    until(
        lambda: (
            page.locator(".cut-player video").evaluate("(video) => video.duration") == pytest.approx(length, abs=0.2)
        )
    )
    document = json.loads((folder_of(server, job) / "output" / "editing_dsl.json").read_text())
    assert [action["why"] for action in document["actions"]].count("by hand") == 1
    _take_along(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("button", name="Delete").click()
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.wait_for_url("**/films/#/cuts")
    until(lambda: not folder_of_any(server, job))


def folder_of_any(server: Served, job: str) -> list[Path]:
    """What is left of a job."""
    return [path for path in server.home.rglob(job) if path.is_dir()]


def _watch(page: Any) -> None:
    """The line goes to moments: of the cut where they are in it, else of the whole video."""
    parts = page.locator(".line-part")
    second = SPOKEN[0][1] - SPOKEN[0][0] + 2 * MARGIN  # of the cut
    parts.nth(3).focus()
    page.keyboard.press("Enter")
    still(page)
    name, seconds = at(page)
    assert name == "final.mp4"
    assert seconds == pytest.approx(second, abs=0.5)
    page.keyboard.press("ArrowRight")
    playwright_api.expect(parts.nth(4)).to_be_focused()
    assert "cut out" in str(parts.nth(4).get_attribute("aria-label"))
    assert "silence" in str(parts.nth(4).get_attribute("aria-label"))
    page.keyboard.press("Enter")
    page.locator(".cut-player input[value=video]:checked").wait_for()
    still(page)
    name, seconds = at(page)
    assert name == "input.mp4"
    assert seconds == pytest.approx(SPOKEN[1][1] + MARGIN, abs=0.6)
    page.locator(".cut-player .segment", has_text="The cut").click()
    still(page)
    assert at(page)[0] == "final.mp4"
    page.get_by_label("Quality").select_option("480p")
    until(
        lambda: (
            at(page)[0] == "preview" and page.locator(".cut-player video").evaluate("(one) => one.videoHeight") == 480
        )
    )
    playwright_api.expect(page.locator(".cut-making")).to_be_hidden()


def _change(page: Any) -> None:
    """Switch a stretch off, another on and off again, and render."""
    bar = page.locator(".start-bar")
    playwright_api.expect(bar).to_be_hidden()
    switches = page.locator(".cut-part input")
    before = kept(page)
    switches.nth(3).focus()
    page.keyboard.press("Space")
    playwright_api.expect(bar).to_be_visible()
    playwright_api.expect(bar).to_contain_text("instead of")
    switched = [*before]
    switched[3] = False
    assert kept(page) == switched
    playwright_api.expect(switches.nth(3)).to_be_focused()
    page.get_by_role("button", name="Undo all").click()
    playwright_api.expect(bar).to_be_hidden()
    assert kept(page) == before
    for times in (1, 2, 3):
        switches.nth(3).focus()
        page.keyboard.press("Space")
        playwright_api.expect(switches.nth(3)).to_be_checked(checked=times == 2)
    page.reload()  # what was changed is kept
    playwright_api.expect(page.get_by_text("changes of an earlier visit")).to_be_visible()
    assert kept(page) == switched
    page.get_by_role("button", name="Render again").click()
    playwright_api.expect(bar).to_be_hidden()
    page.locator(".cut-player video").wait_for(timeout=DONE)
    page.locator(".cut-trace").get_by_text("Wrote the finished cut").wait_for()


def _take_along(page: Any) -> None:
    """Fetch some of the files."""
    for name in ("final.mp4", "timeline.edl", "timeline.otio", "editing_dsl.json", "trace.json", "input.wav"):
        link = page.locator(f".cut-file[download='{name}']")
        with page.expect_download() as download:
            link.click()
        assert download.value.suggested_filename == name
        assert Path(download.value.path()).stat().st_size > 50


def test_words_beside_the_player(visit: Callable[..., Any], server: Served, talk: Path) -> None:
    page = visit("#/cuts/new")
    job = cut(page, talk)
    written(server, job)
    page.reload()
    shown = page.locator(".word")
    playwright_api.expect(shown).to_have_text(["One", "banana.", "Hm.", "Two", "words.", "End."])
    playwright_api.expect(page.locator(".word.gone")).to_have_text(["Hm."])
    assert shown.nth(2).get_attribute("aria-label") == "Hm., cut out, at 0:02"
    shown.nth(3).click()
    still(page)
    assert at(page) == ("final.mp4", pytest.approx(SPOKEN[0][1] - SPOKEN[0][0] + 2 * MARGIN + 0.2, abs=0.6))
    until(lambda: page.locator(".word.now").all_inner_texts() in (["Two"], ["words."]))
    page.keyboard.press("ArrowUp")  # the sentence before
    playwright_api.expect(shown.nth(2)).to_be_focused()
    page.keyboard.press("Enter")
    page.locator(".cut-player input[value=video]:checked").wait_for()
    still(page)
    assert at(page) == ("input.mp4", pytest.approx(2.4, abs=0.6))
    page.locator(".sentence").nth(0).get_by_role("button", name="Cut this sentence out").click()
    page.locator(".sentence").nth(1).get_by_role("button", name="Take this sentence in again").click()
    playwright_api.expect(page.locator(".word.gone")).to_have_text(["One", "banana."])
    page.get_by_role("button", name="中文").click()
    playwright_api.expect(page.locator(".cut-transcript h2")).to_have_text("讲话内容")
    playwright_api.expect(page.locator(".word.gone")).to_have_text(["One", "banana."])
    playwright_api.expect(page.locator(".start-bar")).to_contain_text("成片将为")


def test_mistakes_in_the_document_are_said_at_their_place(visit: Callable[..., Any], talk: Path) -> None:
    page = visit("#/cuts/new")
    cut(page, talk)
    page.get_by_text("As a document (JSON)").click()
    area, state = page.get_by_label("Editing document", exact=True), page.locator(".code-state")
    text = area.input_value()
    document = json.loads(text)
    last = len(document["actions"]) - 1
    document["actions"][last]["end"] = SECONDS + 50
    area.fill(json.dumps(document, indent=2))
    line = area.input_value().split("\n").index(f'      "end": {SECONDS + 50},') + 1
    playwright_api.expect(state).to_contain_text(f"Line {line}: $.actions[{last}].end: 58 s is past the end")
    assert page.locator(".code-behind mark").inner_text() == f'"end": {SECONDS + 50}'
    playwright_api.expect(page.get_by_role("button", name="Render again")).to_be_disabled()
    page.get_by_role("button", name="Go there").click()
    selected = area.evaluate("(area) => area.value.slice(area.selectionStart, area.selectionEnd)")
    assert selected == f'"end": {SECONDS + 50}'
    for wrong, said in (
        (text.replace('"cut"', '"jump"', 1), "there is no action"),
        (text.replace('"version": 1', '"version": 7', 1), "$.version"),
        (text.replace('"labels"', '"lables"', 1), "lables"),
        (text.replace("]", "", 1), "not JSON"),
    ):
        area.fill(wrong)
        playwright_api.expect(state).to_contain_text(said)
        playwright_api.expect(area).to_have_attribute("aria-invalid", "true")
    page.get_by_role("button", name="Undo all").click()
    playwright_api.expect(area).to_have_value(text)
    playwright_api.expect(state).to_contain_text("Nothing was changed")
    area.press("Control+End")
    area.fill(text.replace('"title": "', '"title": "By hand ', 1))
    playwright_api.expect(state).to_contain_text("This document fits the video")
    page.get_by_role("button", name="Render again").click()
    page.locator(".cut-player video").wait_for(timeout=DONE)
    page.locator(".cut-trace").get_by_text("By hand AutoCut").wait_for()


def test_what_cannot_be_cut_says_why_and_may_be_cut_differently(
    visit: Callable[..., Any], talk: Path, tmp_path: Path
) -> None:
    page = visit("#/cuts/new")
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(talk.read_bytes()[:3000])
    pick(page, "Choose a video", [broken])
    playwright_api.expect(page.get_by_text("cannot show this video")).to_be_visible()
    page.locator(".segment", has_text="Highlights").click()
    page.get_by_label("Length of the cut in seconds").fill("0.1")
    page.get_by_role("button", name="Cut it", exact=True).click()
    field = page.locator(".field", has_text="Length of the cut")
    playwright_api.expect(field.get_by_role("alert")).to_contain_text("target_seconds")
    page.get_by_label("Length of the cut in seconds").fill("")
    page.get_by_role("button", name="Cut it", exact=True).click()
    page.locator(".cut-failed").wait_for(timeout=DONE)
    playwright_api.expect(page.locator(".ended-reason")).to_contain_text("broken.mp4")
    page.get_by_role("link", name="All cuts").click()
    playwright_api.expect(page.locator(".card", has_text="broken.mp4")).to_contain_text("Did not work out")
    page.goto(f"{page.url.partition('#')[0]}#/cuts/new")
    events = "TITLE: T\nFCM: NON-DROP FRAME\n\n001  AX V C 00:00:01:00 00:00:03:00 00:00:00:00 00:00:02:00\n"
    (tmp_path / "late.edl").write_text(f"{events}002  AX V C 00:00:50:00 00:00:52:00 00:00:02:00 00:00:04:00\n")
    pick(page, "Choose a document", [tmp_path / "late.edl"])
    playwright_api.expect(page.get_by_text("What stays")).to_be_hidden()
    pick(page, "Choose a video", [talk])
    page.get_by_role("button", name="Cut it", exact=True).click()
    playwright_api.expect(page.locator(".ended-reason")).to_contain_text("Line 5: 00:00:50:00", timeout=DONE)
    page.goto(f"{page.url.partition('#')[0]}#/cuts/new")
    cut(page, talk)
    page.get_by_role("button", name="Cut it differently").click()
    box = page.get_by_role("dialog")
    box.locator(".segment", has_text="Best of each scene").click()
    box.get_by_label("Length of the cut in seconds").fill("2")
    box.get_by_role("button", name="Decide it anew").click()
    page.locator(".cut-head", has_text="Best of each scene").wait_for(timeout=DONE)
    playwright_api.expect(page.locator(".cut-notes")).to_contain_text("all of the video is kept")
    until(
        lambda: page.locator(".cut-player video").evaluate("(one) => one.duration") == pytest.approx(SECONDS, abs=0.1)
    )
    scenes = page.locator(".cut-scene")
    shown = "(all) => all.length > 1 && all.every((one) => one.complete && one.naturalWidth === 160)"
    scenes.last.scroll_into_view_if_needed()
    until(lambda: scenes.locator("img").evaluate_all(shown))
    scenes.nth(1).click()
    still(page)
    until(lambda: scenes.nth(1).get_attribute("aria-current") or scenes.nth(2).get_attribute("aria-current"))


def test_a_job_that_is_stopped_and_one_that_is_gone(visit: Callable[..., Any], talk: Path, tmp_path: Path) -> None:
    page = visit("#/cuts/new")
    long = write_talk(tmp_path / "long.mp4", spoken=[(n + 0.2, n + 0.8) for n in range(90)], seconds=90)
    pick(page, "Choose a video", [long])
    page.get_by_role("button", name="Cut it", exact=True).click()
    page.get_by_role("button", name="Stop", exact=True).click()
    playwright_api.expect(page.locator(".cut-failed")).to_contain_text("This cut was stopped")
    job = page.url.rpartition("/")[2]
    page.evaluate("(job) => fetch(`api/jobs/${job}`, { method: 'DELETE' })", job)
    page.get_by_role("button", name="Try again").click()
    playwright_api.expect(page.locator(".notice.bad")).to_be_visible()
    page.reload()
    page.get_by_role("heading", name="This cut is not here any more").wait_for()
