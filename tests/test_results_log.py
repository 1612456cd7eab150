"""What was made in a folder is known again."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
import pytest

from albumforge.errors import Conflict
from albumforge.transcoders.presets import load_preset
from albumforge.transcoders.results_log import FILE, Result, ResultsLog, digest_of

PRESET = load_preset("hevc-fast")


def noted(folder: Path, *, refused: str = "") -> Result:
    source, result = folder / "a.avi", folder / "a.mkv"
    source.write_bytes(b"source")
    result.write_bytes(b"result")
    old, new = source.stat(), result.stat()
    if refused:
        return Result(str(source), old.st_size, old.st_mtime_ns, digest_of(PRESET), refused=refused)
    return Result(
        str(source), old.st_size, old.st_mtime_ns, digest_of(PRESET), str(result), new.st_size, new.st_mtime_ns
    )


def reopened(folder: Path) -> ResultsLog:
    log = ResultsLog(folder)
    log.read()
    return log


def test_a_result_is_known_by_source_and_preset_while_it_is_as_it_was(tmp_path: Path) -> None:
    one = noted(tmp_path)
    log = ResultsLog(tmp_path)
    with log.opened():
        log.note(one)
    source, result = Path(one.source), Path(one.result)
    log = reopened(tmp_path)
    assert log.result_of(source, one.size, one.mtime_ns, PRESET) == result
    assert log.result_of(source, one.size + 1, one.mtime_ns, PRESET) is None
    assert log.result_of(source, one.size, one.mtime_ns, load_preset("av1-small")) is None
    assert log.is_result(result, PRESET)
    assert not log.is_result(result, load_preset("av1-small"))
    assert log.source_of(result) == source
    result.write_bytes(b"changed since")
    assert log.result_of(source, one.size, one.mtime_ns, PRESET) is None
    assert log.source_of(result) is None


def test_a_refusal_is_remembered(tmp_path: Path) -> None:
    one = noted(tmp_path, refused="It would be larger.")
    log = ResultsLog(tmp_path)
    with log.opened():
        log.note(one)
    assert reopened(tmp_path).refusal_of(Path(one.source), one.size, one.mtime_ns, PRESET) == "It would be larger."
    assert reopened(tmp_path).refusal_of(Path(one.source), one.size, 0, PRESET) == ""


def test_a_line_that_was_not_written_to_its_end_hides_no_other(tmp_path: Path) -> None:
    one = noted(tmp_path)
    line = msgspec.json.encode(one)
    (tmp_path / FILE).write_bytes(line[:20] + b"\n" + line + b"\n" + line[:30])
    assert reopened(tmp_path).is_result(Path(one.result), PRESET)


def test_only_one_is_at_work_in_a_folder(tmp_path: Path) -> None:
    with (
        ResultsLog(tmp_path).opened(),
        pytest.raises(Conflict, match="another albumforge is transcoding there"),
        ResultsLog(tmp_path).opened(),
    ):
        pass
    with ResultsLog(tmp_path / "new").opened():
        pass


def test_nothing_is_known_where_nothing_was_made(tmp_path: Path) -> None:
    assert reopened(tmp_path / "gone").source_of(tmp_path) is None


def test_presets_that_make_the_same_have_the_same_digest() -> None:
    renamed = msgspec.structs.replace(PRESET, name="mine", title={})
    slower = msgspec.structs.replace(PRESET, video=msgspec.structs.replace(PRESET.video, speed="slow"))
    assert digest_of(renamed) == digest_of(PRESET) != digest_of(slower)


def test_nobody_works_above_or_below(tmp_path: Path) -> None:
    above, below, beside = tmp_path / "a", tmp_path / "a" / "b" / "c", tmp_path / "ab"
    for folder in (below, beside):
        folder.mkdir(parents=True)
    with ResultsLog(below).opened(), ResultsLog(above).opened(), ResultsLog(beside).opened():
        with pytest.raises(Conflict, match=r"c, which it holds\.$"):
            ResultsLog(above).check_around([above])
        with pytest.raises(Conflict, match=r"a, which holds it\.$"):
            ResultsLog(below).check_around([below])
        ResultsLog(beside).check_around([beside])
        ResultsLog(below).check_around([below, above])
    ResultsLog(above).check_around([above])


def test_names_that_are_no_utf_8_are_noted(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"lat\xe9in")
    folder.mkdir()
    one = noted(folder)
    with ResultsLog(folder).opened():
        pass
    log = ResultsLog(folder)
    log.note(one)
    assert reopened(folder).result_of(Path(one.source), one.size, one.mtime_ns, PRESET) == Path(one.result)


def test_a_result_at_another_place_does_not_count(tmp_path: Path) -> None:
    one = noted(tmp_path)
    log = ResultsLog(tmp_path)
    log.note(one)
    about = (Path(one.source), one.size, one.mtime_ns, PRESET)
    assert log.result_of(*about, at=Path(one.result)) == Path(one.result)
    assert log.result_of(*about, at=tmp_path / "b.mkv") is None
