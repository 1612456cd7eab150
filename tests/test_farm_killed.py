"""A process that finishes a task is killed at each step: another one ends it, and never is there neither file."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from farm_rig import LONG_AGO, FarmRig, make_rig

from albumforge.forge import Forge
from albumforge.models.tables import now
from albumforge.processes import orders
from albumforge.services.farm.finish import Finished
from albumforge.services.farm.states import TaskStatus, VideoStatus
from albumforge.services.farm.tasks import Report
from albumforge.transcoders.quarantine import Quarantine

_DIES = """
import os, sys
from albumforge.forge import Forge
from albumforge.media import moves
from albumforge.processes import read_orders
from albumforge.services.farm import finish
from albumforge.transcoders import replace

settings, more = read_orders(sys.stdin.buffer.readline())
module, name = {"replace": replace, "moves": moves}.get(more["module"], finish), more["name"]
whole = getattr(module, name)

def dies(*arguments, **named):
    if more["after"]:
        whole(*arguments, **named)
    os._exit(9)

setattr(module, name, dies)
with Forge(settings) as forge:
    forge.farm.finishing.run(more["task"])
os._exit(0)
"""


STEPS = [
    ("finish", "verify", False),
    ("finish", "verify", True),
    ("finish", "put_in_place", False),
    ("replace", "link", True),
    ("replace", "move", False),
    ("replace", "move", True),
    ("finish", "put_in_place", True),
    ("finish", "end_completed", True),
]
"""Module and function at which the process dies, before or after it."""
CASES = [(name, *step) for name in ("a.mp4", "a.avi") for step in STEPS if (name, step[1]) != ("a.avi", "link")]


@pytest.mark.parametrize(("name", "module", "point", "after"), CASES)
def test_killed_at_a_step(
    open_forge: Callable[..., Forge], tmp_path: Path, name: str, module: str, point: str, after: bool
) -> None:
    rig = make_rig(open_forge, tmp_path)
    source = rig.clip(name)
    original = source.read_bytes()
    rig.scan()
    task = rig.claim(rig.worker())
    made = rig.make(task).read_bytes()
    rig.forge.farm.tasks.report(task.id, task.worker_id, Report(TaskStatus.COMPLETED), finish=False)
    line = orders(rig.forge.settings, task=task.id, module=module, name=point, after=after)
    died = subprocess.run([sys.executable, "-W", "error", "-c", _DIES], input=line, timeout=60, check=False)
    assert died.returncode == 9
    dest = Path(task.dest)
    assert _one_of(rig, source, dest, original, made)
    assert rig.forge.farm.tasks.get(task.id).status is TaskStatus.RUNNING
    with rig.forge.database.transaction() as tables:  # its time is over
        tables.farm_task.update(lease_expires=now() - LONG_AGO).execute()
    assert rig.forge.farm.finishing.run(task.id) is Finished.COMPLETED
    assert dest.read_bytes() == made
    (entry,) = Quarantine(rig.folder).entries()
    assert Quarantine(rig.folder).held(entry).read_bytes() == original
    video = rig.video()
    assert (video.status, video.result_size) == (VideoStatus.DONE, len(made))
    assert sorted(path.name for path in rig.folder.iterdir() if path.is_file()) == [dest.name]


def _one_of(rig: FarmRig, source: Path, dest: Path, original: bytes, made: bytes) -> bool:
    """Whether the original has its name, or the proven result has its own while the original is kept."""
    if source.exists() and source.read_bytes() == original:
        return True
    return dest.read_bytes() == made and any(
        path.read_bytes() == original for path in (rig.folder / ".albumforge-quarantine").rglob("*") if path.is_file()
    )
