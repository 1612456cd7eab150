"""The mark: our own films and pictures are known by it, and nothing else is."""

from __future__ import annotations

import os
from pathlib import Path

import av
import numpy as np
import pytest
from media_files import texture, write_clip, write_picture
from PIL import ExifTags, Image

from albumforge.errors import InvalidInput, StorageError
from albumforge.media.mark import (
    check_film_name,
    check_film_place,
    check_replaceable,
    is_own_film,
    is_own_picture,
    mark_film,
    poster_exif,
    poster_of,
    same_file,
)
from albumforge.media.probe import probe_video


@pytest.fixture
def film(tmp_path: Path) -> Path:
    """A film and a poster with the mark."""
    path = write_clip(tmp_path / "film.mp4", width=64, height=48, frames=10, rate=10)
    mark_film(path)
    Image.fromarray(texture(64, 48)).save(poster_of(path), exif=poster_exif())
    return path


def test_a_marked_film_is_known_and_still_a_film(film: Path) -> None:
    assert is_own_film(film)
    assert probe_video(film).duration == 1.0
    with av.open(str(film)) as container:
        assert len(list(container.decode(video=0))) == 10
    assert is_own_picture(poster_of(film))
    check_film_place(film)


def test_what_was_made_from_a_film_of_ours_is_not_ours(film: Path, tmp_path: Path) -> None:
    other = tmp_path / "copied.mp4"
    with av.open(str(film)) as source, av.open(str(other), "w") as target:
        stream = target.add_stream_from_template(source.streams.video[0])
        target.metadata.update(source.metadata)
        for packet in source.demux(video=0):
            if packet.dts is not None:
                packet.stream = stream
                target.mux(packet)
    assert not is_own_film(other)
    data = film.read_bytes()
    for changed in (data[:-1], data + b"\0", data[10:], b"", data[:20]):
        other.write_bytes(changed)
        assert not is_own_film(other)


def test_a_picture_is_ours_only_by_the_whole_name_of_its_software(tmp_path: Path) -> None:
    for number, software in enumerate(("albumforge samples", "GIMP, after albumforge", "albumforge2")):
        exif = Image.Exif()
        exif[ExifTags.Base.Software] = software
        path = tmp_path / f"{number}.jpg"
        Image.fromarray(texture(64, 48)).save(path, exif=exif)
        assert not is_own_picture(path)
        assert is_own_picture(path, software)
    said = Image.Exif()
    said[ExifTags.Base.ImageDescription] = "albumforge"
    Image.fromarray(texture(64, 48)).save(tmp_path / "said.jpg", exif=said)
    assert not is_own_picture(tmp_path / "said.jpg")


@pytest.mark.parametrize("content", [b"", b"\xff\xd8albumforge", b"albumforge", b"\xff\xd8\xff\xe1\xff\xffalbumforge"])
def test_a_damaged_picture_is_not_ours(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    assert not is_own_picture(tmp_path / "a.jpg")
    assert not is_own_picture(tmp_path / "missing.jpg")
    assert not is_own_film(tmp_path / "missing.mp4")


@pytest.mark.parametrize("which", ["film", "poster"])
def test_the_place_of_a_file_of_the_user_is_refused(film: Path, which: str) -> None:
    place = film if which == "film" else poster_of(film)
    place.unlink()
    check_film_place(film)
    write_picture(place.with_suffix(".jpg"), np.zeros((48, 64, 3), np.uint8))
    if which == "film":
        write_clip(place, width=64, height=48, frames=5)
    with pytest.raises(StorageError, match=f"{place.name} is there already and was not made by albumforge") as caught:
        check_film_place(film)
    assert "another name" in caught.value.hint


def test_links_devices_and_pipes_are_refused(film: Path, tmp_path: Path) -> None:
    link, nowhere, pipe = (tmp_path / name for name in ("link.mp4", "nowhere.mp4", "pipe.mp4"))
    link.symlink_to(film)
    nowhere.symlink_to(tmp_path / "nothing.mp4")
    os.mkfifo(pipe)
    for place in (link, nowhere):
        with pytest.raises(StorageError, match=r"is a link"):
            check_film_place(place)
    with pytest.raises(StorageError, match="not a regular file"):
        check_film_place(pipe)
    with pytest.raises(StorageError):
        check_replaceable(Path("/dev/null"), own=is_own_film(Path("/dev/null")))


def test_a_film_is_an_mp4(tmp_path: Path) -> None:
    check_film_name(tmp_path / "a.MP4")
    for name in ("a.mov", "a", "/dev/null"):
        with pytest.raises(InvalidInput, match="the film is an MP4"):
            check_film_place(tmp_path / name)


@pytest.mark.parametrize("length", [249, 255, 300, 5000])
def test_a_name_that_is_too_long_is_said(tmp_path: Path, length: int) -> None:
    film = tmp_path / f"{'a' * (length - 4)}.mp4"
    with pytest.raises(StorageError, match="the name is too long"):
        check_film_place(film)
    assert list(tmp_path.iterdir()) == []


def test_one_file_has_many_names(film: Path, tmp_path: Path) -> None:
    hard = tmp_path / "hard.mp4"
    os.link(film, hard)
    assert same_file(film, hard)
    assert not same_file(film, tmp_path / "missing")
    assert not same_file(film, poster_of(film))
