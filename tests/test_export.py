"""Exports as files: published whole, and put in the place of nothing but themselves."""

from __future__ import annotations

from pathlib import Path

import opentimelineio as otio
import pytest
from cut_plans import joined_plan
from msgspec.structs import replace

from albumforge.context import Context
from albumforge.errors import Cancelled, InvalidInput, StorageError
from albumforge.generators.album.export.export import export
from albumforge.media.own_export import is_own_export

NAMES = ("cut.otio", "cut.edl", "CUT.OTIO")


@pytest.mark.parametrize("name", NAMES)
def test_an_export_is_written_and_written_again(tmp_path: Path, name: str) -> None:
    output, plan = tmp_path / name, joined_plan()
    export(plan, output, Context())
    first = output.read_bytes()
    assert is_own_export(output)
    export(plan, output, Context())
    assert output.read_bytes() == first, "the same plan gives the same bytes"
    export(replace(plan, title="another"), output, Context())
    assert b"another" in output.read_bytes()
    assert [file.name for file in tmp_path.iterdir()] == [name]


def test_a_file_is_read_by_the_library(tmp_path: Path) -> None:
    plan = joined_plan()
    for name in NAMES[:2]:
        export(plan, tmp_path / name, Context())
    timeline = otio.adapters.read_from_file(str(tmp_path / "cut.otio"))
    assert timeline.duration().value == plan.frames
    events = otio.adapters.read_from_file(str(tmp_path / "cut.edl"), rate=30)
    assert events.duration().value == plan.frames


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("change", [b" ", b"\n", b"* a note\n"])
def test_what_was_changed_since_is_not_replaced(tmp_path: Path, name: str, change: bytes) -> None:
    output = tmp_path / name
    export(joined_plan(), output, Context())
    content = output.read_bytes() + change
    output.write_bytes(content)
    with pytest.raises(StorageError, match="no export as albumforge wrote it"):
        export(joined_plan(), output, Context())
    assert output.read_bytes() == content


@pytest.mark.parametrize("content", [b"", b"TITLE: mine\n", b'{"OTIO_SCHEMA": "Timeline.1"}', b"\xff\xd8\xff"])
def test_files_of_the_user_are_not_replaced(tmp_path: Path, content: bytes) -> None:
    output = tmp_path / "cut.edl"
    output.write_bytes(content)
    with pytest.raises(StorageError):
        export(joined_plan(), output, Context())
    assert output.read_bytes() == content


def test_links_and_folders_are_not_replaced(tmp_path: Path) -> None:
    export(joined_plan(), tmp_path / "real.otio", Context())
    (tmp_path / "link.otio").symlink_to(tmp_path / "real.otio")
    (tmp_path / "folder.otio").mkdir()
    for name in ("link.otio", "folder.otio", "missing/a.otio"):
        with pytest.raises(StorageError):
            export(joined_plan(), tmp_path / name, Context())
    assert (tmp_path / "link.otio").is_symlink()


@pytest.mark.parametrize("name", ["cut.xml", "cut", "cut.mp4"])
def test_other_formats_are_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(InvalidInput, match=r"\.otio or \.edl"):
        export(joined_plan(), tmp_path / name, Context())
    assert list(tmp_path.iterdir()) == []


def test_a_rate_without_timecode_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="timecode"):
        export(joined_plan("10/1"), tmp_path / "cut.edl", Context())
    with pytest.raises(Cancelled):
        export(joined_plan(), tmp_path / "cut.edl", Context(cancelled=lambda: True))
    assert list(tmp_path.iterdir()) == []
