"""Files and folders, transcoded here and now."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from media_files import write_clip
from videos_to_transcode import write_noisy

from albumforge.context import Context, Progress
from albumforge.errors import Cancelled, Conflict, InvalidInput, NoUsableMedia, Unavailable
from albumforge.forge import Forge
from albumforge.services.transcode_outcome import Outcome, Wanted
from albumforge.services.transcoding import Transcoding
from albumforge.transcoders.facts import video_facts
from albumforge.transcoders.presets import read_preset
from albumforge.transcoders.quarantine import FOLDER, Quarantine
from albumforge.transcoders.results_log import FILE, ResultsLog
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoding import Transcoded

PRESET = read_preset("quick.yaml", "name: quick\nvideo: {codec: hevc, crf: 30, speed: ultrafast}\n")


@pytest.fixture(scope="session")
def noisy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_noisy(tmp_path_factory.mktemp("noisy") / "a.mp4")


@pytest.fixture
def library(noisy: Path, tmp_path: Path) -> Path:
    """Two videos, one that is HEVC already, and one that is none."""
    folder = tmp_path / "library"
    (folder / "day").mkdir(parents=True)
    shutil.copy(noisy, folder / "a.mp4")
    write_noisy(folder / "day" / "b.avi")
    write_clip(folder / "c.mkv", codec="libx265", frames=5, options={"x265-params": "log-level=error"})
    (folder / "text.mp4").write_text("words")
    return folder


@pytest.fixture
def forge(tmp_path: Path) -> Iterator[Forge]:
    with Forge(home=tmp_path / "home", threads=1) as made:
        yield made


def files(folder: Path) -> dict[str, bytes]:
    found = {str(path.relative_to(folder)): path for path in folder.rglob("*") if path.is_file()}
    return {name: path.read_bytes() for name, path in found.items() if FOLDER not in name and path.name != FILE}


def told(outcomes: tuple[Outcome, ...]) -> dict[str, tuple[str, str]]:
    return {outcome.source.name: (outcome.state, outcome.reason) for outcome in outcomes}


def run(forge: Forge, *given: Any, **options: Any) -> dict[str, tuple[str, str]]:
    return told(forge.transcode(*given, **{"preset": PRESET, **options}))


def test_a_library_is_replaced_and_its_originals_are_kept(forge: Forge, library: Path) -> None:
    before = files(library)
    seen: list[Outcome] = []
    outcomes = forge.transcode(library, preset=PRESET, replace=True, on_outcome=seen.append)
    assert outcomes == tuple(seen)
    states = told(outcomes)
    assert states["text.mp4"] == ("failed", "it is not a video or sound file of a known kind, or it is damaged")
    assert states["c.mkv"] == ("skipped", "It is hevc already.")
    assert states["a.mp4"] == states["b.avi"] == ("done", "")
    after = files(library)
    assert set(after) == {"a.mp4", "c.mkv", "day/b.mkv", "text.mp4"}
    assert video_facts(library / "day" / "b.mkv").codec == video_facts(library / "a.mp4").codec == "hevc"
    done = [outcome for outcome in outcomes if outcome.state == "done"]
    assert all(outcome.saved == outcome.before - outcome.after > 0 for outcome in done)
    kept = Quarantine(library)
    assert {kept.held(entry).read_bytes() for entry in kept.entries()} == {before["a.mp4"], before["day/b.avi"]}


def test_a_second_run_does_nothing_again(forge: Forge, library: Path) -> None:
    run(forge, library, replace=True)
    before = files(library)
    states = run(forge, library, replace=True)
    assert {state for state, _ in states.values()} == {"skipped", "failed"}
    assert states["a.mp4"][1] == states["b.mkv"][1] == "It was made by this preset before."
    assert files(library) == before
    run(forge, library, output=library.parent / "out")
    states = run(forge, library, output=library.parent / "out")
    assert states["a.mp4"][0] == "skipped"


def test_results_go_into_a_folder_laid_out_as_the_source(forge: Forge, library: Path, tmp_path: Path) -> None:
    before = files(library)
    out = tmp_path / "out.d"
    states = run(forge, library, output=out)
    assert states["a.mp4"][0] == states["b.avi"][0] == "done"
    assert set(files(out)) == {"a.mp4", "day/b.mkv"}
    assert files(library) == before
    states = run(forge, library, output=out)
    assert states["a.mp4"] == ("skipped", f"It was done before: {out / 'a.mp4'}.")


def test_a_source_that_was_changed_is_done_anew_under_the_same_name(forge: Forge, noisy: Path, tmp_path: Path) -> None:
    source = Path(shutil.copy(noisy, tmp_path / "a.mp4"))
    run(forge, source, output=tmp_path / "out")
    os.utime(source, (1, 1))
    assert run(forge, source, output=tmp_path / "out")["a.mp4"][0] == "done"
    assert set(files(tmp_path / "out")) == {"a.mp4"}


def test_one_video_to_a_file(forge: Forge, noisy: Path, tmp_path: Path) -> None:
    (outcome,) = forge.transcode(noisy, preset=PRESET, output=tmp_path / "film.mkv")
    assert outcome.result == tmp_path / "film.mkv"
    assert video_facts(outcome.result).codec == "hevc"
    assert outcome.made is not None
    assert outcome.made.encoder == "libx265"
    (again,) = forge.transcode(noisy, preset=PRESET, output=noisy)
    assert (again.state, again.reason) == ("failed", f"{noisy} cannot be written: another file has this name.")
    with pytest.raises(InvalidInput, match="results are MP4, MOV or Matroska"):
        forge.transcode(noisy, preset=PRESET, output=tmp_path / "film.avi")
    with pytest.raises(InvalidInput, match="several results need a folder"):
        forge.transcode([noisy, noisy], preset=PRESET, output=tmp_path / "film.mkv")


def test_a_suffix_in_capitals_stays(forge: Forge, noisy: Path, tmp_path: Path) -> None:
    source = Path(shutil.copy(noisy, tmp_path / "A.MP4"))
    assert run(forge, source, replace=True)["A.MP4"] == ("done", "")
    assert set(files(tmp_path)) == {"A.MP4"}


def test_the_same_name_with_another_suffix(forge: Forge, noisy: Path, tmp_path: Path) -> None:
    folder = tmp_path / "library"
    folder.mkdir()
    for name in ("a.avi", "a.wmv"):
        shutil.copy(noisy, folder / name)
    states = run(forge, folder, replace=True, preset=read_preset("p", "name: p\nvideo: {codec: hevc, crf: 30}\n"))
    assert {state for state, _ in states.values()} == {"done"}
    assert set(files(folder)) == {"a.mp4", "a.wmv.mp4"}
    assert len(Quarantine(folder).entries()) == 2


def test_what_does_not_become_smaller_stays_and_is_not_tried_again(forge: Forge, tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=10, sound=False, options={"crf": "45"})
    preset = read_preset("p", "name: p\nvideo: {codec: hevc, crf: 5, speed: ultrafast}\n")
    before = source.read_bytes()
    state, reason = run(forge, source, replace=True, preset=preset)["a.mp4"]
    assert state == "refused"
    assert " kB, the source " in reason
    assert run(forge, source, replace=True, preset=preset)["a.mp4"] == ("skipped", reason)
    assert files(tmp_path) == {"a.mp4": before}


def test_an_original_that_was_put_back_is_left_alone(forge: Forge, noisy: Path, tmp_path: Path) -> None:
    source = Path(shutil.copy(noisy, tmp_path / "a.mp4"))
    run(forge, source, replace=True)
    kept = Quarantine(tmp_path)
    kept.restore(kept.find(source))
    assert run(forge, source, replace=True)["a.mp4"] == (
        "skipped",
        "It was put back after it had been replaced.",
    )


def test_a_dry_run_changes_nothing(forge: Forge, library: Path) -> None:
    before = files(library)
    outcomes = forge.transcode(library, preset=PRESET, dry_run=True)
    assert told(outcomes)["b.avi"] == ("planned", "")
    assert {outcome.result for outcome in outcomes if outcome.state == "planned"} == {
        library / "a.mp4",
        library / "day" / "b.mkv",
    }
    assert files(library) == before
    assert not (library / FOLDER).exists()
    assert not (library / FILE).exists()


def test_a_run_that_is_stopped_leaves_nothing_half_made(forge: Forge, library: Path) -> None:
    before = files(library)
    seen: list[Progress] = []
    context = Context(
        on_progress=seen.append,
        cancelled=lambda: any(one.stage == "transcode" and one.fraction > 0.1 for one in seen),
        poll_interval=0.0,
    )
    with pytest.raises(Cancelled):
        forge.transcode(library, preset=PRESET, replace=True, context=context)
    assert files(library) == before


def test_progress_tells_number_name_and_pace(forge: Forge, library: Path) -> None:
    seen: list[Progress] = []
    run(forge, library, output=library.parent / "out", context=Context(on_progress=seen.append))
    assert [one.stage for one in seen if one.stage != "transcode"] == ["probe"] * 4
    fractions = [one.fraction for one in seen if one.stage == "transcode"]
    assert fractions == sorted(fractions)
    assert fractions[-1] == pytest.approx(1.0)
    assert any(one.message.startswith("2/2 b.avi · ") and one.message.endswith(" fps") for one in seen)


def test_too_little_room_is_told_before_the_work(noisy: Path, tmp_path: Path) -> None:
    with Forge(home=tmp_path / "home", disk_reserve_gb=90_000) as forge:
        state, reason = run(forge, noisy, output=tmp_path / "out")["a.mp4"]
    assert state == "failed"
    assert "GB free; 90.0 TB are needed" in reason
    assert files(tmp_path / "out") == {}


def test_old_originals_go_at_the_end_of_a_run(forge: Forge, library: Path) -> None:
    run(forge, library, replace=True)
    for entry in Quarantine(library).entries():
        record = library / FOLDER / entry.id / ".entry.json"
        record.write_text(record.read_text().replace(f'"since":"{entry.since.year}', '"since":"2001'))
    run(forge, library, replace=True, keep_days=0)
    assert len(Quarantine(library).entries()) == 2
    run(forge, library, replace=True)
    assert Quarantine(library).entries() == []


def test_the_end_of_a_run_keeps_the_last_good_copy_and_tells_what_it_deleted(forge: Forge, library: Path) -> None:
    run(forge, library, replace=True)
    (library / "a.mp4").rename(library / "moved.mp4")
    notes: list[str] = []
    run(forge, library, replace=True, keep_days=1e-9, on_note=notes.append)
    assert f"{library / 'a.mp4'} is kept: its replacement is missing." in notes
    assert any(note.startswith("1 original was deleted, replaced before ") for note in notes)
    assert [entry.original for entry in Quarantine(library).entries()] == ["a.mp4"]


def test_what_nobody_thought_of_ends_one_video_only(
    forge: Forge, library: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    states = run(forge, library, output=tmp_path / "out")
    assert states["a.mp4"] == ("done", "")

    class Odd(SoftwareTranscoder):
        def transcode(self, source: Path, *given: Any, **options: Any) -> Transcoded:
            if source.name == "a.mp4":
                return Fraction(1, int(source.stat().st_size * 0))  # type: ignore[return-value]
            return super().transcode(source, *given, **options)

    seen: list[Outcome] = []
    wanted = Wanted(PRESET, tmp_path / "other")
    work = Transcoding(forge.settings, Odd(), wanted, on_outcome=seen.append, on_note=print, context=Context())
    assert told(work.run([library])) == {
        **states,
        "a.mp4": ("failed", "something unexpected went wrong (ZeroDivisionError: Fraction(1, 0))"),
    }
    assert "ZeroDivisionError" in caplog.text


def test_a_video_of_several_names_is_not_replaced_under_one(forge: Forge, noisy: Path, tmp_path: Path) -> None:
    library = tmp_path / "library"
    library.mkdir()
    for name in ("a.mp4", "b.mp4"):
        os.link(noisy, library / name)
    names = noisy.stat().st_nlink
    before = noisy.read_bytes()
    said = f"It has {names} names (hard links): replaced under one of them, it would take more room, not less."
    assert run(forge, library, replace=True) == {"a.mp4": ("skipped", said), "b.mp4": ("skipped", said)}
    assert run(forge, library, output=tmp_path / "out") == {"a.mp4": ("done", ""), "b.mp4": ("done", "")}
    assert (library / "a.mp4").read_bytes() == before
    assert noisy.stat().st_nlink == names
    for name in ("a.mp4", "b.mp4"):
        (library / name).unlink()


def test_names_that_are_no_utf_8(forge: Forge, noisy: Path, tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"d\xe9")
    folder.mkdir()
    video = folder / os.fsdecode(b"lat\xe9in.mp4")
    shutil.copy(noisy, video)
    before = video.read_bytes()
    assert run(forge, folder, replace=True) == {video.name: ("done", "")}
    assert run(forge, folder, replace=True) == {video.name: ("skipped", "It was made by this preset before.")}
    (entry,) = Quarantine(folder).entries()
    assert Quarantine(folder).restore(entry) == video
    assert video.read_bytes() == before
    states = run(forge, folder, replace=True)
    assert states[video.name] == ("skipped", "It was put back after it had been replaced.")
    small = read_preset("none.yaml", "name: none\nvideo: {codec: hevc, crf: 30, speed: ultrafast}\nmin_saving: 99\n")
    for _ in range(2):
        (_, reason) = run(forge, video, output=tmp_path / "out", preset=small)[video.name]
        assert "does not become small enough" in reason


def test_other_files_and_folders_that_cannot_be_read_are_told(forge: Forge, library: Path) -> None:
    for name in ("1.jpg", "2.JPG", "read.me", "LICENSE"):
        (library / name).write_text("words")
    notes: list[str] = []
    run(forge, library, dry_run=True, on_note=notes.append)
    assert notes == ["4 files of other kinds were not looked at: 2 .jpg, 1 .me, 1 without a suffix."]


def test_another_file_asked_for_is_made(forge: Forge, noisy: Path, tmp_path: Path) -> None:
    for name in ("z.mp4", "q.mov", "z.mp4"):
        state, reason = run(forge, noisy, output=tmp_path / "out" / name)["a.mp4"]
        assert (tmp_path / "out" / name).exists()
    assert (state, reason) == ("skipped", f"It was done before: {tmp_path / 'out' / 'z.mp4'}.")


def test_two_runs_do_not_overlap(forge: Forge, library: Path) -> None:
    with ResultsLog(library / "day").opened(), pytest.raises(Conflict, match="another albumforge is transcoding in"):
        forge.transcode(library, replace=True)
    with ResultsLog(library).opened(), pytest.raises(Conflict, match="which holds it"):
        forge.transcode(library / "day" / "b.avi", replace=True)
    states = run(forge, [library / "day", library], replace=True, preset=PRESET)
    assert states["b.avi"] == states["a.mp4"] == ("done", "")


def test_a_dry_run_tells_what_lies_on_another_file_system(forge: Forge, library: Path, noisy: Path) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm") as memory:
        (library / FOLDER).symlink_to(memory)
        state, reason = run(forge, library, dry_run=True)["a.mp4"]
    assert state == "failed"
    assert "lies on another file system" in reason


def test_what_does_not_fit_is_refused(forge: Forge, library: Path, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="It must be said where results go"):
        forge.transcode(library)
    with pytest.raises(InvalidInput, match="It must be said where results go"):
        forge.transcode(library, output=tmp_path, replace=True)
    with pytest.raises(InvalidInput, match="There is no preset 'mine'"):
        forge.transcode(library, preset="mine", replace=True)
    with pytest.raises(Unavailable, match="There is no transcoder 'magic'"):
        forge.transcode(library, backend="magic", replace=True)
    (tmp_path / "nothing").mkdir()
    with pytest.raises(NoUsableMedia):
        forge.transcode(tmp_path / "nothing", replace=True)
    with ResultsLog(library).opened(), pytest.raises(Conflict, match="another albumforge"):
        forge.transcode(library, replace=True)
