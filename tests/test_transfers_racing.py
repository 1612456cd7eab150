"""Two processes that take the same step at once: one of them wins, on both databases."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict
from typing import Any

from transfers_rig import TransferRig, leaf, report, root

from albumforge.forge import Forge
from albumforge.processes import orders
from albumforge.services.transfers.reports import Report

_ROUNDS = 6
_CODE = """
import json, sys
from albumforge.errors import Conflict
from albumforge.forge import Forge
from albumforge.processes import read_orders
from albumforge.services.transfers.reports import Report

settings, _ = read_orders(sys.stdin.buffer.readline())
with Forge(settings) as forge:
    transfers = forge.transfers
    transfers.keys.get(1)  # all is open
    print("ready", flush=True)
    for line in sys.stdin:
        part, user, number, said = json.loads(line)
        try:
            if part == "ask":
                download, new = transfers.downloads.ask(user, number)
                outcome = [download.id, new]
            else:
                getattr(transfers, part).report(user, number, Report(**said))
                outcome = "done"
        except Conflict as error:
            outcome = "conflict"
        print(json.dumps(outcome), flush=True)
"""
Step = tuple[str, int, int, dict[str, Any]]


class Pair:
    """Two processes at the same database."""

    def __init__(self, forge: Forge, children: list[subprocess.Popen[str]]) -> None:
        self._children = children
        for child in children:
            assert child.stdin is not None
            child.stdin.write(orders(forge.settings).decode())
            child.stdin.flush()
        for child in children:
            assert child.stdout is not None
            assert child.stdout.readline() == "ready\n"

    def race(self, *steps: Step) -> list[Any]:
        """Let each take a step; what came of each."""
        for child, step in zip(self._children, steps, strict=True):
            assert child.stdin is not None
            child.stdin.write(json.dumps(step) + "\n")
        for child in self._children:
            assert child.stdin is not None
            child.stdin.flush()
        found = []
        for child in self._children:
            assert child.stdout is not None
            found.append(json.loads(child.stdout.readline()))
        return found


@contextmanager
def pair(forge: Forge) -> Iterator[Pair]:
    """Start them."""
    line = [sys.executable, "-W", "error", "-c", _CODE]
    with ExitStack() as stack:
        made = [
            stack.enter_context(
                subprocess.Popen(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=-1)
            )
            for _ in range(2)
        ]
        yield Pair(forge, made)
        for child in made:
            assert child.stdin is not None
            child.stdin.close()
            assert child.wait(20) == 0


def _said(told: Report) -> dict[str, Any]:
    return asdict(told)


def test_one_of_two_wins(forge: Forge) -> None:
    rig = TransferRig.make(forge)
    with pair(forge) as both:
        for number in range(_ROUNDS):
            _complete(rig, both, str(number))
            _ask_and_agree(rig, both, str(number))


def _complete(rig: TransferRig, both: Pair, words: str) -> None:
    """An upload is completed in two ways."""
    upload = rig.forge.transfers.uploads.add(rig.ann, 1, "u", words)
    hashes = [root(f"{words} {which}") for which in range(2)]
    steps: list[Step] = [("uploads", rig.ann, upload.id, _said(report(8, said, 5))) for said in hashes]
    outcomes = both.race(*steps)
    assert sorted(outcomes) == ["conflict", "done"]
    assert rig.forge.transfers.uploads.get(rig.ann, upload.id).hash == hashes[outcomes.index("done")]
    assert both.race(steps[outcomes.index("done")], steps[outcomes.index("done")]) == ["done", "done"], "as it was"


def _ask_and_agree(rig: TransferRig, both: Pair, words: str) -> None:
    """A master is asked for twice; the one task is released twice, or released and refused."""
    upload = rig.uploaded(words=f"master {words}")
    question: Step = ("ask", rig.bob, upload.source_id, {})
    (one, new), (other, also_new) = both.race(question, question)
    assert one == other
    assert {new, also_new} == {True, False}
    download = rig.forge.transfers.downloads.get(rig.bob, one)
    private = rig.private(download)
    rivals = [report(8, leaf("a"), 9), report(8, leaf("b"), 9) if int(words) % 2 else report(9, message="no")]
    outcomes = both.race(*(("privates", rig.ann, private.id, _said(rival)) for rival in rivals))
    assert sorted(outcomes) == ["conflict", "done"]
    winner, told = rivals[outcomes.index("done")], rig.download(download)
    assert (told.block.hash, told.block.refused) == (winner.hash, bool(winner.message))
    actions = [action for _, action, _ in rig.log(rig.bob)][-2:]
    assert actions == ["asked", "refused" if winner.message else "released"]
