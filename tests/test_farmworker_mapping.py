"""Where the master's folders lie on a worker's machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from albumforge.errors import InvalidInput
from albumforge.farmworker.mapping import Mappings

BOTH = Mappings.parse(["/srv/videos=/mnt/v", "/srv/videos/films/=/mnt/films", "/=/net"])


@pytest.mark.parametrize(
    ("master", "local"),
    [
        ("/srv/videos/a.mp4", "/mnt/v/a.mp4"),
        ("/srv/videos", "/mnt/v"),
        ("/srv/videos/films/a/b c.mp4", "/mnt/films/a/b c.mp4"),
        ("/srv/videos2/a.mp4", "/net/srv/videos2/a.mp4"),
        ("/etc/影片=1.mp4", "/net/etc/影片=1.mp4"),
    ],
)
def test_the_longest_folder_counts_both_ways(master: str, local: str) -> None:
    assert BOTH.to_local(master) == Path(local)
    assert BOTH.to_master(Path(local)) == master


def test_what_is_not_mapped_stays_as_it_is() -> None:
    one = Mappings.parse(["/a=/b"])
    assert one.to_local("/ab/c") == Path("/ab/c")
    assert one.to_master(Path("/bc/d")) == "/bc/d"
    assert Mappings().to_local("/a") == Path("/a")


def test_a_name_with_an_equals_sign_is_split_where_the_second_path_begins() -> None:
    assert Mappings.parse(["/a=1/x=/b=2"]).to_local("/a=1/x/y") == Path("/b=2/y")


def test_the_same_twice_is_no_contradiction() -> None:
    assert len(Mappings.parse(["/a=/b", "/a/=/b/"]).pairs) == 1


@pytest.mark.parametrize("text", ["", "/a", "a=/b", "/a=b", "=/b", "/a=/../b", "/a/..=/b"])
def test_what_is_no_mapping_is_named(text: str) -> None:
    with pytest.raises(InvalidInput, match=r"must be"):
        Mappings.parse([text])


def test_one_folder_in_two_places_is_refused() -> None:
    with pytest.raises(InvalidInput, match="mapped twice"):
        Mappings.parse(["/a=/b", "/a=/c"])


@pytest.mark.parametrize("path", ["a/b", "/a/../b", "", "/a\0b"])
def test_a_path_that_is_none_is_refused(path: str) -> None:
    with pytest.raises(InvalidInput, match="from the root on"):
        BOTH.to_local(path)
