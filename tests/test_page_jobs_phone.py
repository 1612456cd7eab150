"""Cutting jobs on a phone: words as long as they are below the player; jobs of one video are told apart."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from page_job_parts import DONE, cut, folder_of
from page_parts import PHONE, pick, playwright_api
from served import Served
from talks import write_talk

pytest_plugins = ["page_fixtures"]

SENTENCES = 40
SEEN = """(one) => {
  const { left, right, top, bottom } = one.getBoundingClientRect();
  return document.elementFromPoint((left + right) / 2, (top + bottom) / 2) === one;
}"""


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A talk with pauses."""
    return write_talk(tmp_path_factory.mktemp("talks") / "talk.mp4")


def written(server: Served, job: str) -> None:
    """Leave many sentences, as a transcriber would."""
    path = folder_of(server, job) / "output" / "transcript.json"
    segments = []
    for number in range(SENTENCES):
        start = round(0.6 + number * 0.15, 2)
        words = [{"start": start, "end": start + 0.1, "word": f" Sentence {number}.", "probability": 1.0}]
        segments.append({"start": start, "end": start + 0.1, "text": f"Sentence {number}.", "words": words})
    whole = {**json.loads(path.read_text()), "language": "en", "reason": None, "segments": segments}
    path.write_text(json.dumps(whole))


def test_on_a_phone_the_player_stays_beside_words_that_are_as_long_as_they_are(
    visit: Callable[..., Any], server: Served, talk: Path
) -> None:
    page = visit("#/cuts/new", **PHONE)
    written(server, cut(page, talk))
    page.reload()
    words, player = page.locator(".word"), page.locator(".cut-player .stage")
    playwright_api.expect(words).to_have_count(SENTENCES)
    for inner in (".cut-words", ".cut-parts"):
        assert page.locator(inner).evaluate("(one) => one.scrollHeight <= one.clientHeight")
    for word in (words.nth(SENTENCES // 2), words.last):
        word.evaluate("(one) => one.scrollIntoView({ block: 'center' })")
        assert word.evaluate(SEEN)
        box = player.bounding_box()
        assert 0 <= box["y"] < 1
        assert 100 < box["height"] <= 0.35 * PHONE["viewport"]["height"] + 1
    words.last.click()
    playwright_api.expect(words.last).to_be_focused()
    page.locator(".cut-files").scroll_into_view_if_needed()
    assert player.bounding_box()["y"] < -100  # it stays with the words, not with the files
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_jobs_of_one_video_are_told_apart(visit: Callable[..., Any], server: Served, talk: Path) -> None:
    page = visit("#/cuts/new")
    cut(page, talk)
    page.goto(f"{page.url.partition('#')[0]}#/cuts/new")
    page.locator(".segment", has_text="Best of each scene").click()
    job = cut(page, talk)
    hour, minute = re.fullmatch(r"job_\d{8}_(\d\d)(\d\d).*", job).groups()  # type: ignore[union-attr]
    page.get_by_role("link", name="All cuts").click()
    newest, before = page.locator(".card-state").nth(0), page.locator(".card-state").nth(1)
    playwright_api.expect(newest).to_contain_text("Best of each scene")
    playwright_api.expect(newest).to_contain_text(re.compile(rf"{hour}:{minute}$"))
    playwright_api.expect(before).to_contain_text("All but pauses")


def test_a_video_that_cannot_be_read_is_replaced_by_another(
    visit: Callable[..., Any], talk: Path, tmp_path: Path
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(talk.read_bytes()[:3000])
    page = visit("#/cuts/new")
    pick(page, "Choose a video", [broken])
    page.get_by_role("button", name="Cut it", exact=True).click()
    first = page.locator(".cut-failed .button").first
    first.wait_for(timeout=DONE)
    playwright_api.expect(first).to_have_text("Cut another video")
    playwright_api.expect(page.locator(".cut-failed")).to_contain_text("another attempt would end the same way")
    pick(page, "Cut another video", [talk])
    page.wait_for_url("**/#/cuts/new")
    playwright_api.expect(page.get_by_role("heading", name="talk.mp4")).to_be_visible()


def test_the_need_of_a_speech_model_is_told_where_there_is_none(visit: Callable[..., Any]) -> None:
    page = visit("#/cuts/new")
    playwright_api.expect(page.locator(".make-side")).to_contain_text("Needs a speech model")
    told = page.evaluate(
        """async () => {
          const { cutOptions } = await import(new URL("static/jobs_options.js", document.baseURI).href);
          return [true, false].map((there) => cutOptions({}, there).element.textContent.includes("speech model"));
        }"""
    )
    assert told == [False, True]
