"""Master transfer in the page: from nothing to a master that its receiver has verified, by the real commands."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from page_parts import playwright_api
from page_transfer_parts import add_upload, add_user, ask, decide, look, me, opened
from served import Served

from albumforge.forge import Forge
from albumforge.services.transfers.states import Action

pytest_plugins = ["page_fixtures"]


@pytest.fixture
def forge(server: Served) -> Iterator[Forge]:
    """What the server has in its database."""
    with opened(server) as forge:
        yield forge


def expect(one: Any) -> Any:
    """What is to become true."""
    return playwright_api.expect(one)


def section(page: Any, name: str) -> Any:
    """A section of the overview."""
    return page.get_by_role("region", name=name, exact=True)


def request(page: Any, programme: str, receiver: str) -> Any:
    """A request in the page."""
    return (
        page.locator(".transfer-programme")
        .filter(has_text=programme)
        .locator(".transfer-request")
        .filter(has_text=receiver)
    )


def dialog(page: Any) -> Any:
    """The dialog that is open."""
    return page.get_by_role("dialog")


def test_from_nothing_to_a_master_that_was_released_and_verified(
    visit: Callable[..., Any],
    server: Served,
    forge: Forge,
    cli: Callable[..., Any],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    masters = tmp_path / "reel"
    masters.mkdir()
    (masters / "母带 1.mov").write_bytes(os.urandom(70_000))
    tokens = {"me": forge.accounts.add_token(me(forge))[1]}
    tokens["Bob"] = forge.accounts.add_token(forge.accounts.add_user("Bob").id)[1]

    def run(who: str, *command: object) -> str:
        monkeypatch.setenv("ALBUMFORGE_TRANSFER_TOKEN", tokens[who])
        (tmp_path / "blocks").mkdir(exist_ok=True)
        ran = cli("--home", tmp_path / who, "--set", f"transfer_places=local:{tmp_path}/blocks", *command)
        assert ran.code == 0, ran.err
        return str(ran.out)

    url = f"http://127.0.0.1:{server.port}/films"
    page = visit()
    page.get_by_role("link", name="Transfers", exact=True).click()
    expect(page.get_by_role("heading", name="Master transfer")).to_be_visible()
    for typed in ("send ~/Masters --series 12", "receive 731204418 -o ~/Received", "private"):
        expect(page.get_by_text(f"albumforge transfer {typed} --server {url}", exact=True)).to_be_visible()
    expect(page.locator(".farm-table")).to_have_count(0)

    run("me", "transfer", "send", masters, "--series", 12, "--server", url, "--all")
    look(page)
    sent = section(page, "What I sent").get_by_role("row").filter(has_text="母带 1")
    for text in ("Series 12", "Sent", "nobody yet"):
        expect(sent).to_contain_text(text)
    fingerprint = re.search(r"([0-9a-f]{4} ){9}[0-9a-f]{4}", run("me", "transfer", "keys", "show"))
    assert fingerprint
    expect(section(page, "My key")).to_contain_text(fingerprint.group())
    expect(section(page, "What I receive")).to_contain_text("You have not asked for anything yet.")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sent.get_by_role("button", name="Copy Source number").click()
    source = page.evaluate("navigator.clipboard.readText()")
    sent.get_by_role("button", name="Copy CID").click()
    upload = forge.transfers.log.list(me(forge), _asked()).items[0]
    assert page.evaluate("navigator.clipboard.readText()") == upload.detail

    receive = ("transfer", "receive", source, "-o", tmp_path / "out", "--server", url)
    run("Bob", *receive, "--no-wait")
    look(page)
    row = request(page, "母带 1", "Bob")
    bobs = re.search(r"([0-9a-f]{4} ){9}[0-9a-f]{4}", run("Bob", "transfer", "keys", "show"))
    assert bobs
    for text in ("Waiting since", bobs.group()):
        expect(row).to_contain_text(text)
    expect(page).to_have_title(re.compile(r"^\(1\) Master transfer"))
    row.get_by_role("button", name="Release").click()
    expect(dialog(page)).to_contain_text("Only your own machine has that key")
    expect(dialog(page)).to_contain_text(bobs.group())
    expect(dialog(page).get_by_role("status")).to_contain_text("Waiting for the command.")
    dialog(page).get_by_role("button", name="Copy").click()
    command = shlex.split(page.evaluate("navigator.clipboard.readText()"))
    assert (command[0], command[-1]) == ("albumforge", url)
    run("me", *command[1:])
    look(page)
    expect(dialog(page).get_by_role("status")).to_have_text("Released to Bob")
    page.keyboard.press("Escape")
    expect(row).to_contain_text("Released to Bob")
    expect(row.get_by_role("button")).to_have_count(0)
    expect(sent).to_contain_text("Bob")
    run("Bob", *receive)
    look(page)
    expect(row).to_contain_text("Received and verified by Bob")
    expect(page).to_have_title(re.compile("^Master transfer"))


def _asked() -> Any:
    from albumforge.services.farm.paging import Asked

    return Asked(per_page=1)


def test_a_request_is_refused_with_a_reason_and_that_is_taken_back(visit: Callable[..., Any], forge: Forge) -> None:
    cid, keyless = add_user(forge, "Cid"), add_user(forge, "Nokey", key=False)
    upload = add_upload(forge, me(forge), "<b>Opera</b>", series=9)
    download = ask(forge, cid, upload)
    ask(forge, keyless, upload)
    page = visit("#/transfers")
    expect(section(page, "Series 9")).to_contain_text("<b>Opera</b>")
    other = request(page, "Opera", "Nokey")
    expect(other).to_contain_text("It can be released once Nokey has a key")
    expect(other.get_by_role("button", name="Release")).to_have_count(0)
    row = request(page, "Opera", "Cid")
    row.get_by_role("button", name="Refuse").click()
    dialog(page).get_by_role("button", name="Refuse", exact=True).click()
    expect(dialog(page).get_by_role("alert")).to_contain_text("Say why")
    dialog(page).get_by_label("Reason").fill("首映之前不行。")
    dialog(page).get_by_role("button", name="Refuse", exact=True).click()
    expect(row).to_contain_text("Refused to Cid")
    told = forge.transfers.downloads.get(cid, download.id)
    assert (told.status, told.block.message) == (9, "首映之前不行。")
    row.get_by_role("button", name="Take the refusal back").click()
    expect(row).to_contain_text("Waiting since")
    decide(forge, download, 3, percent=40)
    look(page)
    expect(row).to_contain_text("Being released: 40%")
    decide(forge, download, 8)
    look(page)
    expect(row).to_contain_text("Released to Cid")
    actions = [line.action for line in forge.transfers.log.list(cid, _asked()).items]
    assert actions == [Action.RELEASED]
    page.reload()
    expect(other).to_be_visible()
    expect(row).to_have_count(0)


def test_what_one_receives_and_the_log(visit: Callable[..., Any], forge: Forge) -> None:
    own, dora = me(forge), add_user(forge, "Dora")
    names = ("fetched", "waited for", "agreed", "refused", "had")
    downloads = {name: ask(forge, own, add_upload(forge, dora, name)) for name in names}
    forge.transfers.downloads.report(own, downloads["fetched"].id, 4, 33.9)
    forge.transfers.downloads.report(own, downloads["waited for"].id, 5)
    decide(forge, downloads["agreed"], 8)
    decide(forge, downloads["refused"], 9, "Not before May.")
    decide(forge, downloads["had"], 8)
    forge.transfers.downloads.report(own, downloads["had"].id, 8)
    page = visit("#/transfers/received")
    for name, text in (
        ("fetched", "Fetching the public block33%"),
        ("waited for", "Waiting for consent"),
        ("agreed", "Dora has released it."),
        ("refused", "Not before May."),
        ("had", "Received, verified"),
    ):
        row = page.get_by_role("row").filter(has_text=f"{name}.mov")
        expect(row).to_contain_text(text)
        expect(row).to_contain_text("Dora")
    page.get_by_role("link", name="Log").click()
    first = page.locator(".farm-table tbody tr").first
    for text in ("local", "received and verified it", "had"):
        expect(first).to_contain_text(text)
    refused = page.get_by_role("row").filter(has_text="Not before May.")
    for text in ("Dora", "refused it to local", "refused"):
        expect(refused).to_contain_text(text)


def test_the_page_comes_back_with_its_server_and_keeps_focus(visit: Callable[..., Any], forge: Forge) -> None:
    emil = add_user(forge, "Emil")
    late = add_upload(forge, me(forge), "late", series=90)
    download = ask(forge, emil, late)
    page = visit("#/transfers")
    button = request(page, "late", "Emil").get_by_role("button", name="Refuse")
    button.focus()
    page.context.set_offline(True)
    expect(page.locator(".away")).to_be_visible()
    expect(request(page, "late", "Emil")).to_be_visible()
    ask(forge, emil, add_upload(forge, me(forge), "early", series=1))
    page.context.set_offline(False)
    expect(page.locator(".away")).to_be_hidden()
    expect(request(page, "early", "Emil")).to_be_visible()
    expect(button).to_be_focused()
    expect(page.locator(".transfer-series").first).to_contain_text("early")
    decide(forge, download, 9, "no")
    look(page)
    expect(request(page, "late", "Emil")).to_contain_text("Refused to Emil")  # by a client elsewhere
