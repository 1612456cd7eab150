"""Watch folders by hand: each step of the process that looks, when a test wants it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from albumforge.context import Context
from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.services.watch.looking import Look
from albumforge.services.watch.rules import WatchRule
from albumforge.services.watch.states import FileState


@dataclass
class Hand:
    """Takes the steps for one rule."""

    forge: Forge
    watched: WatchRule

    @property
    def rule(self) -> Any:
        assert self.watched.rule is not None
        return self.watched.rule

    def look(self, below: Path | None = None, *, first: bool = False) -> Look:
        found = [
            self.forge.watch.looking.look(self.watched.id, self.rule, folder, Context(), below=below, first=first)
            for folder in self.rule.folders
        ]
        return found[0]

    def ripen(self, times: int = 1) -> None:
        """Let time pass, and look at all files that are new, so often."""
        for _ in range(times):
            with self.forge.database.transaction() as tables:
                table = tables.watch_file
                table.update(due=now() - timedelta(seconds=1)).where(table.status == FileState.NEW).execute()
            while self.forge.watch.ripening.ripen(self.watched.id, self.rule):
                pass

    def form(self, *, due: bool = False) -> list[int]:
        return self.forge.watch.batches.form(self.watched, self.rule, due=due)

    def all(self) -> list[int]:
        """Look, let time pass, and make batches; returns their numbers."""
        self.look()
        self.ripen()
        return self.form()

    def states(self) -> dict[str, FileState]:
        return {Path(file.path).name: file.state for file in self.forge.watch.files.list(self.watched.id, limit=10_000)}

    def reason(self, name: str) -> str:
        found = [file for file in self.forge.watch.files.list(self.watched.id) if Path(file.path).name == name]
        return found[0].reason


def by_hand(forge: Forge, folder: Path, do: str = "transcode", **fields: Any) -> Hand:
    """A rule for a folder, which is made."""
    folder.mkdir(exist_ok=True)
    if do in ("transcode", "cut"):
        fields.setdefault("target", str(folder.parent / "results"))
    return Hand(forge, forge.watch.rules.add({"folders": [str(folder)], "do": do, **fields}))
