"""Whether an idle worker helps with a video of the farm: only where there is one, and only as it is wanted."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig
from shared_transcodes import Table, shared, write_moving
from transcodes import preset

from albumforge.errors import Cancelled
from albumforge.forge import Forge
from albumforge.media.assemble import is_segment
from albumforge.services.film_share import FilmShare

QUEUE = "transcoder.software"


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    return make_rig(open_forge, tmp_path, database_url=database_url, threads=1)


def _never() -> bool:
    return False


def _begun(rig: FarmRig) -> tuple[FilmShare, str]:
    """A task whose video is cut into segments, of which none is encoded; its share, and its mark."""
    source = write_moving(rig.folder / "a.mp4")
    rig.scan()
    task = rig.claim(rig.worker())
    table, cache = Table(0), rig.forge.settings.cache
    with pytest.raises(Cancelled):
        shared(source, rig.folder.parent / "b.mp4", preset("h264"), share=table.seat("a"), cache=cache)
    share = FilmShare(rig.forge.broker, cache, actor=QUEUE, work_id=str(task.id), token=f"farm-{task.id}")
    return share, table.invited[0]


def _made(rig: FarmRig) -> list[Path]:
    return [path for path in rig.forge.settings.cache.glob("transcodes/*/*.mp4") if is_segment(path, 12)]


def test_it_encodes_what_is_offered(rig: FarmRig) -> None:
    share, mark = _begun(rig)
    farm = rig.forge.farm
    assert farm.help([QUEUE], _never) is None
    with share:
        share.invite(mark)
        assert farm.help(["transcoder.nvenc", "generator.album"], _never) is None
        assert farm.help([QUEUE], _never) == len(_made(rig)) == 8
        assert farm.help([QUEUE], _never) is None, "it is left alone for a while"


def test_it_does_not_help_with_what_has_ended(rig: FarmRig) -> None:
    share, mark = _begun(rig)
    rig.forge.farm.tasks.cancel(1)
    with share:
        share.invite(mark)
        assert rig.forge.farm.help([QUEUE], _never) is None
    assert not _made(rig)


def test_it_stops_when_it_is_asked_to(rig: FarmRig) -> None:
    share, mark = _begun(rig)
    stop = threading.Event()
    stop.set()
    with share:
        share.invite(mark)
        assert rig.forge.farm.help([QUEUE], stop.is_set) == 0
    assert len(_made(rig)) < 8


def test_another_mark_is_not_its_own(rig: FarmRig) -> None:
    share, _ = _begun(rig)
    with share:
        share.invite("another")
        assert rig.forge.farm.help([QUEUE], _never) == 0
    assert not _made(rig)
