"""Watch folders in the page: a rule from its form to its film, folders that go away, failures, and what is asked."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from page_parts import playwright_api
from page_watch_parts import add_batch, add_files, add_rule, look, opened
from served import Served, until

from albumforge.forge import Forge
from albumforge.services.watch.states import BatchState, FileState

pytest_plugins = ["page_fixtures"]


@pytest.fixture(scope="module")
def server(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server that looks often."""
    home = tmp_path_factory.mktemp("server") / "home"
    settings = ["watch_rest_seconds=0.5", "watch_seconds=1"]
    served = Served(home, "--workers", 1, "--no-open", "--url-prefix", "/films", plugins=False, settings=settings)
    try:
        yield served.ready()
    finally:
        served.end()


@pytest.fixture
def forge(server: Served) -> Iterator[Forge]:
    """What the server has in its database; rules of a test go with it."""
    with opened(server) as forge:
        yield forge
        for rule in forge.watch.rules.all():
            forge.watch.rules.remove(rule.id)


def expect(one: Any) -> Any:
    """What is to become true."""
    return playwright_api.expect(one)


def card(page: Any, name: str) -> Any:
    """A rule in the page."""
    return page.locator(".watch-rule").filter(has=page.get_by_role("heading", name=name, exact=True))


def made(page: Any) -> Any:
    """The rows of what was made."""
    return page.get_by_role("region", name="What was made").locator("tbody tr")


def save(page: Any, label: str = "Begin to watch") -> None:
    """Keep what the form says, and wait until it is kept."""
    page.get_by_role("dialog").get_by_role("button", name=label).click()
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_from_nothing_to_the_film_of_a_folder(
    visit: Callable[..., Any], forge: Forge, photos: list[Path], tmp_path: Path
) -> None:
    phone = tmp_path / "phone"
    phone.mkdir()
    page = visit()
    page.get_by_role("link", name="Folders", exact=True).click()
    expect(page.get_by_role("heading", name="Watch folders", exact=True)).to_be_visible()
    page.get_by_role("button", name="Set it up: A film every Sunday").click()
    form = page.get_by_role("dialog")
    expect(form.get_by_label("Day")).to_have_value("sunday")
    expect(form.get_by_label("Time, by the server")).to_have_value("18:00")
    folders = form.get_by_label("Folders to watch")
    folders.fill("phone")
    form.get_by_role("button", name="Begin to watch").click()
    expect(form.get_by_role("alert").filter(has_text="phone must be an absolute path.")).to_be_visible()
    expect(folders).to_be_focused()
    folders.fill(str(phone))
    form.get_by_label("Name", exact=True).fill("Family")
    expect(form.locator(".watch-meant")).to_contain_text("Every Sunday at 18:00: a film of all new photos and clips.")
    expect(form.locator(".watch-meant")).to_contain_text("Due next:")
    expect(form.get_by_role("alert")).to_have_count(0)
    save(page)
    rule = card(page, "Family")
    expect(rule).to_contain_text("Every Sunday at 18:00")
    expect(rule).to_contain_text(f"{phone}")
    expect(rule.locator(".watch-state")).to_have_text("0 files · watched")
    for photo in photos[:3]:
        shutil.copy(photo, phone)
    expect(rule.get_by_role("button", name="Waiting 3")).to_be_visible()
    rule.get_by_role("button", name="Waiting 3").click()
    expect(page.get_by_role("dialog")).to_contain_text("外婆家的早晨.jpg")
    page.keyboard.press("Escape")
    away = phone.rename(tmp_path / "away")
    expect(rule.locator(".watch-root")).to_contain_text("offline")
    expect(rule.locator(".watch-root")).to_contain_text(f"The folder {phone} is not there.")
    expect(rule.locator(".watch-root")).to_contain_text("the rule goes on by itself once the folder is back.")
    expect(rule.get_by_role("button", name="Waiting 3")).to_be_visible()
    away.rename(phone)
    expect(rule.locator(".watch-state")).to_have_text("3 files · watched")
    expect(made(page)).to_have_count(0)
    rule.get_by_role("button", name="Change Family").click()
    page.get_by_role("dialog").get_by_label("When").select_option("once")
    save(page, "Save")
    expect(rule).to_contain_text("As soon as files are whole")
    expect(rule.get_by_role("button", name="Taken 3")).to_be_visible()
    row = made(page).filter(has_text="Family")
    expect(row).to_contain_text(re.compile("Waiting|Being made|Done"))
    row.get_by_role("link", name="To the film").click()
    page.wait_for_url(re.compile(r"#/film/[0-9a-f]{32}$"))
    (batch,) = forge.watch.batches.recent()
    assert page.url.endswith(batch.work_id)
    assert len(forge.movies.files(batch.work_id)) == 3


def test_a_rule_is_changed_paused_looked_after_and_removed(
    visit: Callable[..., Any], forge: Forge, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    kept = add_rule(forge, "Reels", "send", tmp_path / "one", when="daily 03:30", series=12)
    page = visit("#/watch")
    rule = card(page, "Reels")
    expect(rule).to_contain_text("Every day at 03:30: each new master is sent as part of series 12.")
    rule.get_by_role("button", name="Change Reels").click()
    form = page.get_by_role("dialog")
    form.get_by_label("Series").fill("")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_role("alert").filter(has_text="Must be the number of the series")).to_be_visible()
    expect(form.get_by_label("Series")).to_be_focused()
    form.get_by_label("Series").fill("77")
    form.get_by_label("Folders to watch").fill(f"{tmp_path}/one\n{tmp_path}/two")
    form.get_by_label("Name", exact=True).fill("Reels 2")
    save(page, "Save")
    rule = card(page, "Reels 2")
    expect(rule).to_contain_text("series 77")
    expect(rule.locator(".watch-root")).to_have_count(2)
    assert forge.watch.rules.get(kept.id).document["series"] == 77
    rule.get_by_role("button", name="Pause Reels 2").click()
    expect(rule).to_contain_text("Paused: nothing is looked at or made.")
    expect(rule.get_by_role("button", name="Look now")).to_be_hidden()
    assert forge.watch.rules.get(kept.id).paused
    expect(rule.get_by_role("button", name="Go on with Reels 2")).to_be_focused()
    rule.get_by_role("button", name="Go on with Reels 2").click()
    expect(rule.get_by_role("button", name="Pause Reels 2")).to_be_visible()
    rule.get_by_role("button", name="Look now").click()
    expect(rule).to_contain_text("Looking through its folders …")
    rule.get_by_role("button", name="Remove Reels 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Keep it").click()
    expect(rule).to_be_visible()
    rule.get_by_role("button", name="Remove Reels 2").click()
    page.get_by_role("dialog").get_by_role("button", name="Remove the rule").click()
    expect(rule).to_have_count(0)
    assert forge.watch.rules.all() == []


def test_what_failed_is_listed_with_its_reason_and_tried_again(
    visit: Callable[..., Any], forge: Forge, tmp_path: Path
) -> None:
    rule = add_rule(forge, "Proxies", "transcode", tmp_path, target=f"{tmp_path}/out", existing=False)
    add_files(forge, rule.id, tmp_path, 3, FileState.FAILED, "the file is empty (0 bytes)")
    add_batch(forge, rule.id, "A001_C002", BatchState.FAILED, error="the disk is full")
    page = visit("#/watch")
    expect(page).to_have_title(re.compile(r"^\(4\) Watch folders"))
    failed = page.get_by_role("region", name="What failed", exact=True)
    expect(failed.locator("tbody tr")).to_have_count(4)
    first = failed.get_by_role("row").filter(has_text="failed 0001.jpg")
    expect(first).to_contain_text("The file is empty (0 bytes)")
    expect(failed.get_by_role("row").filter(has_text="A001_C002")).to_contain_text("The disk is full")
    first.get_by_role("button", name="Try again: failed 0001.jpg").click()
    expect(failed.locator("tbody tr")).to_have_count(3)
    counts = forge.watch.files.counts(rule.id)
    assert (counts.files[FileState.NEW], counts.files[FileState.FAILED]) == (1, 2)
    chips = card(page, "Proxies")
    expect(chips.get_by_role("button", name="Waiting 1")).to_be_visible()
    expect(chips.get_by_role("button", name="Failed 2")).to_be_visible()
    failed.get_by_role("button", name="Try all again that failed of Proxies").click()
    expect(failed).to_be_hidden()
    expect(chips.get_by_role("button", name="Waiting 3")).to_be_visible()
    assert forge.watch.batches.recent(rule_id=rule.id, state=BatchState.FAILED) == []
    expect(page).to_have_title(re.compile("^Watch folders"))


def test_what_failed_later_comes_by_itself(visit: Callable[..., Any], forge: Forge, tmp_path: Path) -> None:
    rule = add_rule(forge, "Proxies", "transcode", tmp_path, target=f"{tmp_path}/out")
    page = visit("#/watch")
    failed = page.get_by_role("region", name="What failed", exact=True)
    expect(card(page, "Proxies")).to_be_visible()
    expect(failed).to_be_hidden()
    add_files(forge, rule.id, tmp_path, 12, FileState.FAILED, "no permission to read it")
    expect(failed.locator("tbody tr")).to_have_count(5)
    failed.get_by_role("button", name="Show more").click()
    expect(failed.locator("tbody tr")).to_have_count(12)
    expect(failed.get_by_role("button", name="Show more")).to_be_hidden()


def test_a_long_list_of_files_is_shown_by_and_by(visit: Callable[..., Any], forge: Forge, tmp_path: Path) -> None:
    rule = add_rule(forge, "Family", "film", tmp_path)
    add_files(forge, rule.id, tmp_path, 60, FileState.READY)
    add_files(forge, rule.id, tmp_path, 2, FileState.NEW)
    page = visit("#/watch")
    card(page, "Family").get_by_role("button", name="Waiting 62").click()
    shown = page.get_by_role("dialog").locator(".watch-files li")
    expect(shown).to_have_count(50)
    page.get_by_role("dialog").get_by_role("button", name="Show more").click()
    expect(shown).to_have_count(60)
    page.get_by_role("dialog").get_by_role("button", name="Show more").click()
    expect(shown).to_have_count(62)
    expect(page.get_by_role("dialog").get_by_role("button", name="Show more")).to_be_hidden()


def test_each_kind_asks_what_it_needs(visit: Callable[..., Any], forge: Forge) -> None:
    page = visit("#/watch")
    page.get_by_role("button", name="New rule").click()
    form = page.get_by_role("dialog")
    asked = {
        "Film": {"One film of", "At least so many files", "Look", "Music", "Title", "Folder for the results"},
        "Cut": {"Folder for the results"},
        "Transcode": {"Into", "Folder for the results"},
        "Send": {"Series", "Where blocks are put"},
    }
    every = set().union(*asked.values())
    for kind, labels in asked.items():
        form.get_by_role("radio", name=kind, exact=True).check(force=True)
        for label in every:
            expect(form.get_by_label(label, exact=True).locator("visible=true")).to_have_count(int(label in labels))
    form.get_by_role("radio", name="Cut", exact=True).check(force=True)
    expect(form.get_by_role("radio", name="Highlights")).to_be_visible()
    expect(form.get_by_label("When")).to_have_value("once")
    form.get_by_role("radio", name="Film", exact=True).check(force=True)
    expect(form.get_by_label("When")).to_have_value("quiet")
    form.get_by_label("When").select_option("cron")
    form.get_by_label("Schedule", exact=True).fill("now and then")
    form.get_by_label("Folders to watch").fill("/srv/photos")
    expect(form.get_by_role("alert").filter(has_text="'now and then' is not understood.")).to_be_visible()
    form.get_by_label("Schedule", exact=True).fill("0 18 1 * *")
    expect(form.locator(".watch-meant")).to_contain_text("By the schedule 0 18 1 * *")
    expect(form.locator(".watch-notes")).to_contain_text("The folder /srv/photos is not there yet")
    form.get_by_role("button", name="Cancel").click()
    assert forge.watch.rules.all() == []


def test_options_of_a_cut_come_back_when_it_is_changed(visit: Callable[..., Any], forge: Forge, tmp_path: Path) -> None:
    page = visit("#/watch")
    page.get_by_role("button", name="New rule").click()
    form = page.get_by_role("dialog")
    form.get_by_role("radio", name="Cut", exact=True).check(force=True)
    form.get_by_label("Folders to watch").fill(str(tmp_path))
    form.get_by_role("radio", name="Highlights").check(force=True)
    form.get_by_label("Length of the cut in seconds").fill("0")
    form.get_by_role("button", name="Begin to watch").click()
    expect(form.get_by_role("alert").filter(has_text="target_seconds")).to_be_visible()
    form.get_by_label("Length of the cut in seconds").fill("45")
    save(page)
    until(lambda: forge.watch.rules.all())
    (rule,) = forge.watch.rules.all()
    assert rule.document["request"] == {"strategy": "highlights", "target_seconds": "45"}
    card(page, rule.name).get_by_role("button", name=f"Change {rule.name}").click()
    expect(form.get_by_role("radio", name="Highlights")).to_be_checked()
    expect(form.get_by_label("Length of the cut in seconds")).to_have_value("45")


def test_others_are_told_whose_it_is(visit: Callable[..., Any]) -> None:
    page = visit()

    def as_other(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "farm": None})

    page.route("**/films/me", as_other)
    page.reload()
    page.locator(".page-head").wait_for()
    expect(page.get_by_role("link", name="Folders", exact=True)).to_have_count(0)
    page.evaluate("location.hash = '#/watch'")
    expect(page.get_by_text("Watch folders belong to whoever runs this server.")).to_be_visible()


def test_a_server_that_is_away_is_said_once_and_over_when_it_is_back(
    visit: Callable[..., Any], forge: Forge, tmp_path: Path
) -> None:
    add_rule(forge, "Family", "film", tmp_path)
    page = visit("#/watch")
    expect(card(page, "Family")).to_be_visible()
    refusal = {"data": None, "message": "A part of the server does not answer at present.", "code": "unavailable"}
    page.route("**/api/v1/watch/rules", lambda route: route.fulfill(status=503, json={**refusal, "field": ""}))
    look(page)
    expect(page.locator("main > .trouble")).to_be_visible()
    expect(card(page, "Family")).to_be_visible()
    page.unroute("**/api/v1/watch/rules")
    look(page)
    expect(page.locator("main > .trouble")).to_be_hidden()
