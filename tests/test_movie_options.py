"""The music and template files of a film: copies of its own from the start, changed and removed with the request."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from sounds import write_wav

from albumforge.errors import InvalidInput, MediaError
from albumforge.forge import Forge
from albumforge.generators.album.templates.load import template_text
from albumforge.services.states import Movie, Ran, Status


@pytest.fixture
def tune(tmp_path: Path) -> Path:
    write_wav(np.zeros((4800, 2), np.float32), tmp_path / "夜曲.WAV")
    return tmp_path / "夜曲.WAV"


def inside(movie: Movie) -> list[str]:
    return sorted(path.name for path in movie.folder.iterdir())


def test_the_file_is_copied_and_keeps_its_label(forge: Forge, tune: Path, pictures: list[Path]) -> None:
    before = tune.stat()
    movie = forge.movies.create(request={"music": str(tune)}, generator="small")
    copy = Path(movie.request["music"])
    assert (copy.parent, copy.suffix, movie.music) == (movie.folder, ".wav", "夜曲.WAV")
    assert copy.name.isascii()
    assert copy.read_bytes() == tune.read_bytes()
    assert (tune.stat().st_mtime_ns, tune.stat().st_ino) == (before.st_mtime_ns, before.st_ino)
    tune.unlink()
    forge.movies.add_files(movie.work_id, pictures)
    forge.movies.start(movie.work_id)
    assert forge.movies.run(movie.work_id, forge.movies.get(movie.work_id).message_id, "worker") is Ran.DONE


def test_a_copy_that_is_gone_is_named_as_its_owner_knows_it(
    local_forge: Forge, tune: Path, pictures: list[Path]
) -> None:
    movie = local_forge.movies.create(request={"music": str(tune)}, generator="small")
    local_forge.movies.add_files(movie.work_id, pictures)
    local_forge.movies.start(movie.work_id)
    Path(movie.request["music"]).unlink()
    message_id = local_forge.movies.get(movie.work_id).message_id
    assert local_forge.movies.run(movie.work_id, message_id, "worker") is Ran.FAILED
    failed = local_forge.movies.get(movie.work_id)
    assert (failed.status, failed.error) == (Status.FAILED, "夜曲.WAV: is not there any more")


def test_changing_the_request_keeps_replaces_or_removes_the_copy(local_forge: Forge, tune: Path) -> None:
    movies = local_forge.movies
    movie = movies.create(request={"music": str(tune)}, generator="small")
    (first,) = inside(movie)
    kept = movies.update(movie.work_id, request={**movie.request, "frames": 3})
    assert (kept.music, kept.request["frames"], inside(movie)) == ("夜曲.WAV", 3, [first])
    assert movies.update(movie.work_id, title="new").music == "夜曲.WAV"
    other = tune.with_name("b.wav")
    tune.rename(other)
    changed = movies.update(movie.work_id, request={"music": str(other)})
    assert changed.music == "b.wav"
    assert inside(movie) == [Path(changed.request["music"]).name] != [first]
    gone = movies.update(movie.work_id, request={"frames": 2})
    assert (gone.music, gone.request, inside(movie)) == ("", {"frames": 2}, [])


def test_what_does_not_sound_is_refused_at_once(local_forge: Forge, tmp_path: Path) -> None:
    (tmp_path / "text.mp3").write_text("words", encoding="utf-8")
    with pytest.raises(MediaError, match=r"text\.mp3"):
        local_forge.movies.create(request={"music": str(tmp_path / "text.mp3")}, generator="small")
    assert not list(local_forge.settings.media.glob("movies/*"))
    assert not local_forge.movies.list()


def test_a_film_that_is_under_way_keeps_its_music(local_forge: Forge, tune: Path) -> None:
    movies = local_forge.movies
    movie = movies.create(request={"music": str(tune)}, generator="small")
    with local_forge.database.transaction() as tables:
        tables.movie.update(status=Status.RUNNING).execute()
    with pytest.raises(Exception, match="being made"):
        movies.update(movie.work_id, request={"music": str(tune)})
    assert inside(movie) == [Path(movie.request["music"]).name]


def test_a_template_is_copied_beside_the_music(local_forge: Forge, tune: Path, tmp_path: Path) -> None:
    movies, mine = local_forge.movies, tmp_path / "Mine.YAML"
    mine.write_text(template_text("clean"), encoding="utf-8")
    movie = movies.create(request={"template": str(mine), "music": str(tune)})
    copy = Path(movie.request["template"])
    assert (copy.parent, copy.suffix, movie.template, movie.music) == (movie.folder, ".yaml", "Mine.YAML", "夜曲.WAV")
    assert copy.read_bytes() == mine.read_bytes()
    mine.write_text("name: 3", encoding="utf-8")
    assert movies.update(movie.work_id, request={**movie.request, "seed": 2}).request["template"] == str(copy)
    with pytest.raises(InvalidInput, match=r"Mine\.YAML"):
        movies.update(movie.work_id, request={"template": str(mine)})
    assert len(inside(movie)) == 2
    changed = movies.update(movie.work_id, request={**movie.request, "template": "ink"})
    assert (changed.template, changed.request["template"], len(inside(movie))) == ("", "ink", 1)


def test_a_failed_copy_leaves_nothing_behind(local_forge: Forge, tmp_path: Path) -> None:
    mine, mute = tmp_path / "mine.yaml", tmp_path / "mute.wav"
    mine.write_text(template_text("clean"), encoding="utf-8")
    mute.write_bytes(b"RIFF" * 20)
    with pytest.raises(MediaError):
        local_forge.movies.create(request={"template": str(mine), "music": str(mute)})
    movie = local_forge.movies.create(request={"template": str(mine)})
    with pytest.raises(MediaError):
        local_forge.movies.update(movie.work_id, request={**movie.request, "music": str(mute)})
    assert len(inside(movie)) == 1
