from __future__ import annotations

import hashlib
import os
import re
from pathlib import Path

import pytest
from PIL import Image

from albumforge.context import Context
from albumforge.errors import InvalidInput, MediaError, StorageError
from albumforge.forge import Forge
from albumforge.generators.album.filelist import file_list
from albumforge.media.taken import by_time
from albumforge.services.movie_files import clean_label, expand, forget, natural, take_in
from albumforge.services.states import MovieFile


def _make(folder: Path, *names: str) -> list[Path]:
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(name.encode())
    return [folder / name for name in names]


def _held(name: str, label: str) -> MovieFile:
    return MovieFile(7, label, name, Path("/") / name, 1, "")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "film").mkdir()
    return tmp_path / "film"


def test_a_folder_stands_for_what_is_in_it_in_natural_order(tmp_path: Path) -> None:
    _make(tmp_path, "b/IMG_10.jpg", "b/IMG_9.jpg", "b/.hidden.jpg", "b/.git/x.jpg", "b/sub/1.jpg", "a.jpg")
    found = expand([tmp_path / "b", tmp_path / "a.jpg"])
    assert [str(path.relative_to(tmp_path)) for path in found] == [
        "b/IMG_9.jpg",
        "b/IMG_10.jpg",
        "b/sub/1.jpg",
        "a.jpg",
    ]


def test_what_is_missing_or_no_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match=r"none\.jpg: no such file"):
        expand([tmp_path / "none.jpg"])
    os.mkfifo(tmp_path / "pipe.jpg")
    with pytest.raises(MediaError, match=r"pipe\.jpg: is not a regular file"):
        expand([tmp_path / "pipe.jpg"])


def test_natural_order_of_odd_names() -> None:
    names = ["x²", "10", "9", "A2b", "a10b", "图3", "图12", ""]
    assert sorted(names, key=natural) == ["", "9", "10", "A2b", "a10b", "x²", "图3", "图12"]


def test_copies_are_whole_and_keep_the_time_of_the_original(tmp_path: Path, folder: Path) -> None:
    [file] = _make(tmp_path, "夜 1.JPG")
    os.utime(file, ns=(1, 1_500_000_000_123_456_789))
    before = file.stat()
    [stored] = take_in([file], folder, [], copy=True)
    copy = folder / stored.name
    assert copy.read_bytes() == file.read_bytes()
    assert copy.stat().st_mtime_ns == 1_500_000_000_123_456_789
    assert (stored.label, stored.size) == ("夜 1.JPG", len(file.read_bytes()))
    assert stored.digest == hashlib.sha256(file.read_bytes()).hexdigest()
    assert stored.name.isascii()
    assert stored.name.endswith(".jpg")
    assert (file.stat().st_mtime_ns, file.stat().st_ino) == (before.st_mtime_ns, before.st_ino)


def test_names_of_ours_keep_the_order_and_never_meet(tmp_path: Path, folder: Path) -> None:
    files = _make(tmp_path, "b/x.jpg", "a/x.jpg", "a/x.JPG", "a/x", "a/../c/.jpg")
    stored = take_in(files, folder, [], copy=True)
    names = [one.name for one in stored]
    assert len(set(names)) == 5
    assert names == sorted(names)
    for one, file in zip(stored, files, strict=True):
        assert (folder / one.name).read_bytes() == file.read_bytes()


def test_files_of_one_moment_keep_one_stem(tmp_path: Path, folder: Path) -> None:
    files = _make(tmp_path, "a/IMG_1.HEIC", "a/IMG_1.MOV", "b/IMG_1.MOV")
    photo, clip, other = take_in(files, folder, [], copy=True)
    assert Path(photo.name).stem == Path(clip.name).stem != Path(other.name).stem
    assert Path(clip.name).suffix == ".mov"


def test_a_moment_may_come_in_two_uploads(tmp_path: Path, folder: Path) -> None:
    files = _make(tmp_path, "up/1.bin", "up/2.bin")
    held = [_held("0007-ab.heic", "IMG_1.HEIC")]
    clip, again = take_in(files, folder, held, copy=True, labels=["img_1.mov", "IMG_1.heic"])
    assert clip.name == "0007-ab.mov"
    assert Path(again.name).stem != "0007-ab"


def test_left_in_place_nothing_is_copied(tmp_path: Path, folder: Path) -> None:
    [file] = _make(tmp_path, "a.jpg")
    [stored] = take_in([file], folder, [], copy=False)
    assert (stored.name, stored.source) == ("", str(file))
    assert stored.digest == hashlib.sha256(b"a.jpg").hexdigest()
    assert not list(folder.iterdir())
    forget(folder, [stored])
    assert file.exists()


def test_all_or_none(tmp_path: Path, folder: Path) -> None:
    files = _make(tmp_path, "a.jpg", "b.jpg")
    with pytest.raises(MediaError, match=r"gone\.jpg"):
        take_in([*files, tmp_path / "gone.jpg"], folder, [], copy=True)
    assert not list(folder.iterdir())


def test_a_folder_that_is_gone_is_a_storage_error(tmp_path: Path) -> None:
    files = _make(tmp_path, "a.jpg")
    with pytest.raises(StorageError, match="does not exist"):
        take_in(files, tmp_path / "none", [], copy=True)


def test_labels_must_fit(tmp_path: Path, folder: Path) -> None:
    with pytest.raises(InvalidInput, match="labels"):
        take_in(_make(tmp_path, "a.jpg"), folder, [], copy=True, labels=[])


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\夜.jpg", "夜.jpg"),
        ("a\nb\x00.jpg", "ab.jpg"),
        ("", "file"),
        ("x" * 300, "x" * 255),
    ],
)
def test_labels_are_fit_to_be_shown(name: str, label: str) -> None:
    assert clean_label(name) == label


def test_files_that_are_given_up_are_moved(local_forge: Forge, tmp_path: Path) -> None:
    movie = local_forge.movies.create()
    given = [movie.folder / ".albumforge-1.jpg", movie.folder / ".albumforge-2.jpg"]
    Image.new("RGB", (48, 32)).save(given[0])
    given[1].write_text("no picture")
    inode, digest = given[0].stat().st_ino, hashlib.sha256(given[0].read_bytes()).hexdigest()
    added = local_forge.movies.add_files(movie.work_id, given, labels=["海.jpg", "x.jpg"], digests=[digest, "0" * 64])
    assert [(file.label, file.digest, file.path.stat().st_ino) for file in added] == [("海.jpg", digest, inode)]
    assert re.fullmatch(r"20\d{18}-0001-[0-9a-f]{8}\.jpg", added[0].name)
    assert [one.path for one in added.skipped] == [given[1]]
    assert sorted(path.name for path in movie.folder.iterdir()) == [".albumforge-2.jpg", added[0].name]
    with pytest.raises(InvalidInput, match="digests: there must be one for each"):
        local_forge.movies.add_files(movie.work_id, given[1:], digests=[])


def test_pictures_tell_when_they_were_taken_as_the_film_sees_it(local_forge: Forge, tmp_path: Path) -> None:
    def picture(name: str, taken: str = "") -> Path:
        exif = Image.Exif()
        if taken:
            exif.get_ifd(0x8769)[0x9003] = taken
        Image.new("RGB", (64, 48), (len(name), 0, 0)).save(tmp_path / name, exif=exif)
        return tmp_path / name

    movie = local_forge.movies.create()
    given = [
        picture("evening.jpg", "2024:07:13 19:00:00"),
        picture("no time.jpg"),
        picture("IMG_20240713_101502.png"),
        picture("first.jpg", "2024:07:12 08:00:00"),
    ]
    local_forge.movies.add_files(movie.work_id, given[:2])
    added = local_forge.movies.add_files(movie.work_id, given[2:])
    assert [str(file.taken) for file in added] == ["2024-07-13 10:15:02", "2024-07-12 08:00:00"]
    files = local_forge.movies.files(movie.work_id)
    ordered = [files[place].path for place in by_time([file.taken for file in files])]
    assert ordered == [files[place].path for place in (3, 2, 0, 1)]
    film = file_list([file.path for file in files], max_pixels=10_000, max_files=10, context=Context())
    assert [source.path for source in film.items] == ordered
    assert [source.captured_at for source in film.items][:3] == [files[place].taken for place in (3, 2, 0)]
    assert film.items[3].captured_at is None
