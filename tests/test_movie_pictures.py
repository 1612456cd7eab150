from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from media_files import corners, write_clip, write_picture
from PIL import Image
from tiff_writer import exif_block

from albumforge.errors import MediaError, NotFound
from albumforge.forge import Forge
from albumforge.models.tables import LOCAL_USER
from albumforge.services.states import Movie

STRANGER = LOCAL_USER + 1


@pytest.fixture
def film(local_forge: Forge, tmp_path: Path) -> Movie:
    """A film of a photo that knows its place, and a clip."""
    movie = local_forge.movies.create("Sea", generator="small")
    photo = write_picture(tmp_path / "海.jpg", corners(1600, 1200), exif=exif_block(orientation=1, place=(60.5, 24.25)))
    clip = write_clip(tmp_path / "clip.mp4", width=640, height=360, metadata={"location": "+60.1467+024.9067/"})
    local_forge.movies.add_files(movie.work_id, [photo, clip])
    return movie


class TestThumb:
    def test_photos_and_clips_have_small_pictures(self, local_forge: Forge, film: Movie) -> None:
        sizes = []
        for file in local_forge.movies.files(film.work_id):
            for width in (1, 320, 321, 5000):
                with Image.open(local_forge.movies.thumb(film.work_id, file.id, width)) as thumb:
                    sizes.append(thumb.size)
        assert sizes == [
            *((320, 240), (320, 240), (640, 480), (1280, 960)),
            *((320, 180), (320, 180), (640, 360), (640, 360)),
        ]

    def test_they_are_made_once(self, local_forge: Forge, film: Movie) -> None:
        photo = local_forge.movies.files(film.work_id)[0]
        with ThreadPoolExecutor(8) as pool:
            made = set(pool.map(lambda _: local_forge.movies.thumb(film.work_id, photo.id), range(16)))
        (thumb,) = made
        inode = thumb.stat().st_ino
        assert local_forge.movies.thumb(film.work_id, photo.id).stat().st_ino == inode
        assert len(list(thumb.parent.iterdir())) == 1

    def test_what_is_not_there_is_not_found(self, local_forge: Forge, film: Movie) -> None:
        photo = local_forge.movies.files(film.work_id)[0]
        other = local_forge.movies.create(generator="small")
        with pytest.raises(NotFound):
            local_forge.movies.thumb(other.work_id, photo.id)
        photo.path.unlink()
        with pytest.raises(NotFound):
            local_forge.movies.thumb(film.work_id, photo.id)

    def test_what_is_damaged_says_so(self, local_forge: Forge, film: Movie) -> None:
        photo = local_forge.movies.files(film.work_id)[0]
        photo.path.write_bytes(photo.path.read_bytes()[:3000])
        with pytest.raises(MediaError):
            local_forge.movies.thumb(film.work_id, photo.id)


class TestOthers:
    def test_they_get_copies_without_a_place_and_the_owner_the_original(self, local_forge: Forge, film: Movie) -> None:
        photo, clip = local_forge.movies.files(film.work_id)
        assert local_forge.movies.shown(film.work_id, photo.name, LOCAL_USER) == photo.path
        seen = local_forge.movies.shown(film.work_id, photo.name, STRANGER)
        with Image.open(seen) as picture, Image.open(photo.path) as original:
            assert picture.size == original.size
            assert not picture.getexif()
            assert original.getexif().get_ifd(0x8825)
        assert b"+60.1467" in clip.path.read_bytes()
        seen = local_forge.movies.shown(film.work_id, clip.name, STRANGER)
        assert b"+60.1467" not in seen.read_bytes()
        inode = seen.stat().st_ino
        assert local_forge.movies.shown(film.work_id, clip.name, STRANGER).stat().st_ino == inode

    def test_they_see_nothing_of_a_film_that_is_not_shared(self, local_forge: Forge, film: Movie) -> None:
        photo = local_forge.movies.files(film.work_id)[0]
        local_forge.movies.update(film.work_id, shared=False)
        for look in _looks(local_forge, film, photo.id, photo.name):
            with pytest.raises(NotFound):
                look()

    def test_they_see_nothing_that_is_left_out(self, local_forge: Forge, film: Movie) -> None:
        photo, clip = local_forge.movies.files(film.work_id)
        local_forge.movies.arrange(film.work_id, left_out=[photo.id])
        assert [file.id for file in local_forge.movies.files(film.work_id, user=STRANGER)] == [clip.id]
        assert len(local_forge.movies.files(film.work_id, user=LOCAL_USER)) == 2
        for look in _looks(local_forge, film, photo.id, photo.name):
            with pytest.raises(NotFound):
                look()

    @pytest.mark.parametrize("name", ["", "plan.json", "..", "../../home/albumforge.db", "/etc/passwd", "."])
    def test_only_pictures_and_clips_are_shown(self, local_forge: Forge, film: Movie, name: str) -> None:
        (film.folder / "plan.json").write_text("{}", encoding="utf-8")
        for user in (None, LOCAL_USER, STRANGER):
            with pytest.raises(NotFound):
                local_forge.movies.shown(film.work_id, name, user)


def test_a_film_that_is_not_being_made_has_no_frame(local_forge: Forge, film: Movie) -> None:
    assert local_forge.movies.frame(film.work_id) is None


def test_films_are_listed_without_loading_decoders() -> None:
    loaded = "[name for name in ('numpy', 'cv2', 'av', 'PIL') if name in sys.modules]"
    code = f"import sys, albumforge.services.movies, albumforge.forge; print({loaded})"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def _looks(forge: Forge, film: Movie, file_id: int, name: str) -> list[Callable[[], Path]]:
    return [
        lambda: forge.movies.thumb(film.work_id, file_id, user=STRANGER),
        lambda: forge.movies.shown(film.work_id, name, STRANGER),
    ]
