"""Transfers for the tests of the page: masters of the one who looks at it, and of others, in every state."""

from __future__ import annotations

from typing import Any

from served import Served
from transfers_rig import leaf, root

from albumforge.forge import Forge
from albumforge.services.transfers.reports import Report
from albumforge.services.transfers.states import Download, Upload
from albumforge.settings import Settings
from albumforge.transfers.keys import Keys

PARTS = ("", "/sent", "/received", "/log")
"""Addresses below that of the transfers."""


def opened(server: Served) -> Forge:
    """The forge of a server, for looking into its database."""
    return Forge(Settings(home=server.home))


def look(page: Any) -> None:
    """Let the page look at the server now, and not in a few seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def add_user(forge: Forge, name: str, *, key: bool = True) -> int:
    """Add a user; returns its number."""
    number = forge.accounts.add_user(name).id
    if key:
        forge.transfers.keys.set(number, Keys.new().public.encode())
    return number


def me(forge: Forge) -> int:
    """Who looks at the page."""
    return forge.accounts.local().id


def add_upload(forge: Forge, owner: int, name: str, *, series: int = 7, status: int = 8, **more: Any) -> Upload:
    """Add an upload that stands somewhere."""
    uploads = forge.transfers.uploads
    upload = uploads.add(owner, series, f"uuid of {name}", name)
    return uploads.report(owner, upload.id, Report(status, f"{name}.mov", "reels", root(name), 5_300_000, **more))


def ask(forge: Forge, receiver: int, upload: Upload) -> Download:
    """Ask for a master."""
    return forge.transfers.downloads.ask(receiver, upload.source_id)[0]


def decide(forge: Forge, download: Download, status: int, message: str = "", percent: float | None = None) -> None:
    """Report on the private block of a download, as its owner."""
    owner, privates = download.sender_id, forge.transfers.privates
    (task,) = (one for one in privates.due(owner) if one.download_id == download.id)
    block = leaf(f"for {download.id}") if status == 8 else ""
    report = Report(status, "private", "kept", block, 900 if block else 0, message=message, percent=percent)
    privates.report(owner, task.id, report)


def fill(forge: Forge, count: int, long: str) -> None:
    """Add something of everything, and more than a page of what was sent and received."""
    own, others = me(forge), [add_user(forge, name, key=name != "keyless") for name in ("Bob", long[:80], "keyless")]
    forge.transfers.keys.set(own, Keys.new().public.encode())
    for number in range(count):
        ask(forge, own, add_upload(forge, others[number % 3], f"{long[:100]} {number}", series=5))
        add_upload(forge, own, f"sent {number}")
    for status in (1, 2, 3, 9):
        add_upload(forge, own, f"{long[:200]} {status}", status=status, percent=40)
    for number, name in enumerate((long[:200], "<b>母带</b> & Co", "released", "refused", "half")):
        upload = add_upload(forge, own, name, series=number % 2)
        downloads = [ask(forge, receiver, upload) for receiver in others]
        if name == "released":
            decide(forge, downloads[0], 8)
        if name == "refused":
            decide(forge, downloads[0], 9, f"It is not out yet. {long}")
        if name == "half":
            decide(forge, downloads[0], 3, percent=40)
    for status, name in ((4, "fetched"), (5, "waited for"), (8, "had")):
        download = ask(forge, own, add_upload(forge, others[0], name))
        if status == 8:
            decide(forge, download, 8)
        forge.transfers.downloads.report(own, download.id, status, 33)
    decide(forge, ask(forge, own, add_upload(forge, others[0], "not had")), 9, f"It is not out yet. {long}")
