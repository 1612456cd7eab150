"""Rules of watch folders: what a mapping may say, and what is said of the rest."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from albumforge.errors import InvalidInput
from albumforge.services.watch.looking import wanted
from albumforge.services.watch.rule import Do, Group, Rule, read_rule


def rule(**fields: Any) -> Rule:
    return read_rule({"folders": ["/in"], "do": "film", **fields})


def test_the_usual_film() -> None:
    usual = rule()
    assert (usual.name, usual.when, usual.group, usual.at_least) == ("film in", "quiet 10", Group.ALL, 3)
    assert usual.folders == (Path("/in"),)
    assert usual.existing


def test_the_usual_transcode() -> None:
    usual = rule(do="transcode", target="/in/proxies")
    assert (usual.do, usual.when, usual.group, usual.at_least) == (Do.TRANSCODE, "at once", Group.EACH, 1)
    assert usual.preset == "hevc-archive"


def test_a_rule_survives_json() -> None:
    for one in (
        rule(name="Sunday", when="sunday 18:00", target="~/Films", request={"seed": 3}, ignore="*.gif", at_least=5),
        rule(do="send", series=7, place="local:/b", patterns=["*.mov", "reel/*.mxf"], existing=False),
    ):
        assert read_rule(json.loads(json.dumps(one.document()))) == one


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"do": "dance"}, "do: must be one of film, cut, transcode, send, not 'dance'."),
        ({"do": None}, "do: must be one of film, cut, transcode, send, not None."),
        ({"folder": "/x"}, "folder: there is no such field of a rule."),
        ({"folders": []}, "folders: must be a list of folders."),
        ({"folders": ["in"]}, "folders: in must be an absolute path."),
        ({"folders": ["/a\0b"]}, "folders: must be a folder, not '/a\\x00b'."),
        ({"folders": ["/a", "/a/b"]}, "folders: /a/b lies in /a."),
        ({"folders": ["~no-such-user/in"]}, "folders: ~no-such-user/in: this machine knows no such user."),
        ({"target": "~no-such-user/out"}, "target: ~no-such-user/out: this machine knows no such user."),
        ({"folders": ["/"]}, "folders: / holds the system itself."),
        ({"folders": [7]}, "folders: must be a folder, not 7."),
        ({"target": "/in"}, "target: results would lie among what is watched in /in."),
        ({"target": "/"}, "target: results would lie among what is watched in /in."),
        ({"do": "transcode"}, "target: must be the folder for the results."),
        ({"do": "send"}, "series: must be the number of the series that the masters belong to."),
        ({"do": "send", "series": "7"}, "series: must be a number, not '7'."),
        ({"do": "send", "series": 1, "target": "/t"}, "target: masters are sent to a place; leave it out."),
        ({"do": "cut", "group": "day"}, "group: to cut takes each file by itself."),
        ({"group": "each"}, "group: a film is made of several files."),
        ({"when": yaml.safe_load("18:00")}, "when: 1080 is a number to YAML; put it in quotes, with a day."),
        ({"when": "now and then"}, "when: 'now and then' is not understood."),
        ({"title": "{place}"}, "title: '{place}' is not understood."),
        ({"title": "{0}"}, "title: '{0}' is not understood."),
        ({"title": "{"}, "title: '{' is not understood."),
        ({"title": "{name.x}"}, "title: '{name.x}' is not understood."),
        ({"name": "a/b"}, "name: must have no slashes and no control characters."),
        ({"name": "a\nb"}, "name: must be one line of text."),
        ({"name": "n" * 81}, "name: must have at most 80 characters."),
        ({"request": ["template"]}, "request: must be a mapping of options."),
        ({"patterns": [1]}, "patterns: must be text, not 1."),
        ({"at_least": "three"}, "at_least: must be a number of files from 1 on, not 'three'."),
        ({"existing": "yes"}, "existing: must be true or false, not 'yes'."),
    ],
)
def test_what_does_not_fit_is_named(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        rule(**fields)
    assert caught.value.message == said


def test_which_files_count() -> None:
    film, cut = rule(), rule(do="cut")
    for name in ("a.jpg", "sub/B.HEIC", "c.dng", "d.mp4"):
        assert wanted(film, Path("/in"))(f"/in/{name}")
    for name in ("a.txt", "Thumbs.db", "b.jpg.part", "c.mp4.crdownload", "d.jpg~", "e.xmp", "noname"):
        assert not wanted(film, Path("/in"))(f"/in/{name}")
    assert wanted(cut, Path("/in"))("/in/d.MOV")
    assert not wanted(cut, Path("/in"))("/in/a.jpg")


def test_patterns_are_of_names_or_of_paths() -> None:
    picky = wanted(rule(patterns=["*.jpg", "Reel*/*.mov"], ignore=["*draft*", "old/*"]), Path("/in"))
    for name in ("a.jpg", "x/y/B.JPG", "reel 7/z.MOV"):
        assert picky(f"/in/{name}")
    for name in ("z.mov", "a draft.jpg", "old/a.jpg", "a.png", "a.jpg.part"):
        assert not picky(f"/in/{name}")
