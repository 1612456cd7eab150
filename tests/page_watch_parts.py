"""Watch folders for the tests of the page: rules of which each is somebody's, so that they stay as they are."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from served import Served

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.watch.rules import WatchRule
from albumforge.services.watch.states import BatchState, FileState, RootState
from albumforge.settings import Settings

LATER = timedelta(hours=1)
OFFLINE = "The folder {} is not there."


def opened(server: Served) -> Forge:
    """The forge of a server, for looking into its database."""
    return Forge(Settings(home=server.home))


def look(page: Any) -> None:
    """Let the page look at the server now, and not in a few seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def add_rule(forge: Forge, name: str, do: str, *folders: Path, roots: Any = None, **fields: Any) -> WatchRule:
    """Add a rule that a process looks after that is none of the server's."""
    document = {"name": name, "do": do, "folders": [str(folder) for folder in folders], **fields}
    with forge.database.transaction():  # at once, so that nobody else claims it
        rule = forge.watch.rules.add(document)
        stay(forge, rule.id)
    if roots is not None:
        set_roots(forge, rule.id, *roots)
    return forge.watch.rules.get(rule.id)


def stay(forge: Forge, rule_id: int, **columns: Any) -> None:
    """Let a rule be somebody's, who looked through it just now."""
    somebody = {"lease": "somebody", "lease_expires": now() + LATER, "looked": now(), "created": now() - LATER}
    with forge.database.transaction() as tables:
        tables.watch_rule.update(**{**somebody, **columns}).where(tables.watch_rule.id == rule_id).execute()


def set_roots(forge: Forge, rule_id: int, *roots: tuple[Path, RootState, int]) -> None:
    """Say how the folders of a rule are: each with how many files it has."""
    told = [
        {
            "folder": str(folder),
            "state": state,
            "said": OFFLINE.format(folder) if state is RootState.OFFLINE else "",
            "files": files,
        }
        for folder, state, files in roots
    ]
    stay(forge, rule_id, roots=told)


def add_files(forge: Forge, rule_id: int, folder: Path, count: int, state: FileState, reason: str = "") -> None:
    """Add files that stand so."""
    rows = [
        {"rule": rule_id, "path": f"{folder}/{state.name.lower()} {number:04d}.jpg", "size": 2_400_000, "mtime_ns": 1}
        | {"status": state, "reason": reason, "due": now() + LATER, "changed": now(), "updated": now()}
        for number in range(count)
    ]
    with forge.database.transaction() as tables:
        tables.watch_file.insert_many(rows).execute()


def add_batch(forge: Forge, rule_id: int, title: str, state: BatchState, **columns: Any) -> int:
    """Add a batch; returns its number. One that waits or runs is somebody's for an hour."""
    usual = {"files": 12, "not_before": now() + LATER}
    if state is BatchState.RUNNING:
        usual |= {"lease": "somebody", "lease_expires": now() + LATER}
    with forge.database.transaction() as tables:
        row = tables.watch_batch.create(rule=rule_id, title=title, status=state, **{**usual, **columns})
        return int(row.id)


def fill(forge: Forge, root: Path, long: str = "") -> None:
    """Add something of everything."""
    phone, camera, cards = root / f"phone{long}", root / "camera", root / "incoming"
    family = add_rule(
        forge,
        f"Family{long[:60]}",
        "film",
        phone,
        camera,
        roots=[(phone, RootState.WATCHED, 1240), (camera, RootState.OFFLINE, 0)],
        when="sunday 18:00",
        target=str(root / "Films"),
    )
    add_files(forge, family.id, phone, 3, FileState.READY)
    add_files(forge, family.id, phone, 1, FileState.NEW)
    add_files(forge, family.id, phone, 60, FileState.TAKEN)
    add_files(forge, family.id, phone, 2, FileState.KNOWN, f"Its content was taken before, as {phone}/a.jpg.")
    add_files(forge, family.id, phone, 1, FileState.FAILED, "the file is empty (0 bytes)")
    proxies = add_rule(
        forge,
        "Proxies",
        "transcode",
        cards,
        roots=[(cards, RootState.POLLED, 48)],
        preset="h264-compatible",
        target=str(root / "proxies"),
    )
    add_files(forge, proxies.id, cards, 24, FileState.FAILED, "no permission to read it")
    add_rule(forge, "Reels", "send", root / "reels", when="daily 03:30", series=12)
    talks = add_rule(forge, "Talks", "cut", root / "talks", when="quiet 5")
    forge.watch.rules.pause(talks.id, True)
    add_batch(
        forge, family.id, f"Family 2026-11-15{long}", BatchState.DONE, work_id="0" * 32, result=f"{root}/Films/1.mp4"
    )
    add_batch(forge, family.id, "Family 2026-11-22", BatchState.RUNNING, work_id="1" * 32)
    add_batch(forge, proxies.id, "A001_C002", BatchState.FAILED, error="the disk is full", files=1)
    add_batch(forge, proxies.id, "A001_C003", BatchState.WAITING, error="the disk is full", files=1)
    for number in range(22):
        place = f"{root}/proxies/A002_C{number:03d}.mp4"
        add_batch(forge, proxies.id, f"A002_C{number:03d}", BatchState.DONE, result=place, files=1)
