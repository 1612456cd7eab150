"""Names from somebody else: taken as they are, or refused with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from albumforge.chinese import in_chinese
from albumforge.transfers.names import UnsafeName, below, safe_name

ORDINARY = [
    "a.mov",
    "第一集/正片 最终版.mxf",
    "family 👨‍👩‍👧.mov",
    "Vol. 2 (final)/take #3; 50%.mov",
    "a..b",
    "e\u0301.mov",
    "CON/aux.mov",
    "می‌خواهم.mov",
    "x" * 255,
    "/".join("d" * 64),
    "Film: Part 2.mov",
]
REFUSED = {
    "": "it is empty",
    "/etc/passwd": "it is absolute",
    "//host/share": "it is absolute",
    "a//b": "a part of it is empty",
    "a/": "a part of it is empty",
    "../a": "it has the part ..",
    "a/../../b": "it has the part ..",
    "./a": "it has the part .",
    "a\\b": "it has a backslash",
    "..\\a": "it is hidden (begins with a dot)",
    "C:\\a": "it has a backslash",
    "C:/a": "it begins with a drive letter",
    "c:a": "it begins with a drive letter",
    "a\0b": "it has characters that cannot be seen",
    "a\nb": "it has characters that cannot be seen",
    "a\x7fb": "it has characters that cannot be seen",
    "a\u2028b": "it has characters that cannot be seen",
    "gpj.\u202evom": "it has characters that cannot be seen",
    "a\uffff": "it has characters that cannot be seen",
    "a\udc80": "it is no valid Unicode",
    " a": "a part of it begins or ends with a space",
    "a \u3000/b": "a part of it begins or ends with a space",
    ".bashrc": "it is hidden (begins with a dot)",
    "a/.ssh/authorized_keys": "it is hidden (begins with a dot)",
    "ascmhl/0001.mhl": "it is reserved",
    "a/ASCMHL": "it is reserved",
    ".albumforge-0.mov": "it is reserved",
    "x" * 256: "a part of it is longer than 255 bytes",
    "夜" * 86: "a part of it is longer than 255 bytes",
    "/".join(["d" * 200] * 16): "it is longer than 3000 bytes",
    "/".join("d" * 65): "it has more than 64 levels",
}


@pytest.mark.parametrize("name", ORDINARY)
def test_an_ordinary_name_is_taken_as_it_is(name: str, tmp_path: Path) -> None:
    assert safe_name(name).as_posix() == name
    assert below(tmp_path, name) == tmp_path / name


@pytest.mark.parametrize(("name", "reason"), REFUSED.items())
def test_a_name_is_refused_and_says_why(name: str, reason: str) -> None:
    with pytest.raises(UnsafeName) as refused:
        safe_name(name)
    said = refused.value.message
    assert said.endswith(f" cannot be the name of a file here: {reason}.")
    assert said.isprintable()
    told = in_chinese(said)
    assert told.endswith("。") and "不能用作这里的文件名" in told


def test_what_is_there_already_may_be_hidden() -> None:
    assert safe_name("a/.cache/b", hidden=True).parts == ("a", ".cache", "b")
    for name in (".", "..", "a/../b", ".albumforge-1", "ascmhl/a"):
        with pytest.raises(UnsafeName):
            safe_name(name, hidden=True)


@given(st.text(alphabet=st.one_of(st.sampled_from("./\\ ~:\0a夜\u202e"), st.characters(exclude_categories=()))))
def test_no_name_leaves_its_folder(name: str) -> None:
    folder = Path("/nowhere/at/all")
    try:
        path = safe_name(name)
    except UnsafeName as refused:
        assert refused.message.isprintable()
        return
    assert path.as_posix() == name
    assert (folder / path).resolve().is_relative_to(folder)
    assert (folder / path).resolve() != folder
    assert all(not part.startswith(".") and len(part.encode()) <= 255 for part in path.parts)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder, outside = tmp_path / "folder", tmp_path / "outside"
    (folder / "inner").mkdir(parents=True)
    outside.mkdir()
    (outside / "film.mov").touch()
    (folder / "out").symlink_to(outside)
    (folder / "up").symlink_to("..")
    (folder / "film.mov").symlink_to(outside / "film.mov")
    (folder / "in").symlink_to("inner")
    (folder / "round").symlink_to("round")
    assert below(folder, "in/a.mov") == folder / "in/a.mov"
    for name in ("out/a.mov", "out", "up/outside/a", "film.mov", "round/a"):
        with pytest.raises(UnsafeName, match="leads out of the folder") as refused:
            below(folder, name)
        assert "文件夹之外" in in_chinese(refused.value.message)


def test_a_folder_may_itself_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    assert below(tmp_path / "link", "a/b.mov") == tmp_path / "link/a/b.mov"
