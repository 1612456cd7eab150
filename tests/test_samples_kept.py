from __future__ import annotations

import os
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from albumforge.errors import NotFound, Unavailable
from albumforge.forge import Forge


@pytest.fixture(scope="module")
def forge(tmp_path_factory: pytest.TempPathFactory) -> Forge:
    """A forge whose samples are made once for all tests of this file."""
    return Forge(home=tmp_path_factory.mktemp("home"), plugins_dirs=(Path(__file__).parent / "plugins",))


def test_a_sample_is_made_once_however_many_ask(forge: Forge) -> None:
    with ThreadPoolExecutor(4) as pool:
        places = set(pool.map(lambda _: forge.samples.template("clean"), range(4)))
        sounds = set(pool.map(lambda _: forge.samples.music("lotus"), range(4)))
    (place,), (sound,) = places, sounds
    assert (place.suffix, sound.suffix) == (".jpg", ".m4a")
    before = place.stat().st_ino, sound.stat().st_ino
    forge.samples.template("clean")
    forge.samples.music("lotus")
    assert (place.stat().st_ino, sound.stat().st_ino) == before


def test_all_that_is_listed_has_a_name_for_people(forge: Forge) -> None:
    for one in forge.music():
        assert set(one.titles) == {"zh", "en"}
        assert one.moods
        assert 40 < one.bpm < 200


@pytest.mark.parametrize("name", ["", "../clean", "clean.jpg", "nothing"])
def test_what_there_is_not_is_not_found(forge: Forge, name: str) -> None:
    for sample in (forge.samples.template, forge.samples.music):
        with pytest.raises(NotFound):
            sample(name)


def test_a_generator_without_samples_says_so(forge: Forge) -> None:
    with pytest.raises(Unavailable):
        forge.samples.template("clean", generator="small")


def test_samples_that_nobody_wants_go(forge: Forge) -> None:
    kept, gone = forge.samples.music("lotus"), forge.samples.music("kites")
    long_ago = time.time() - 91 * 86_400
    os.utime(gone, (long_ago, long_ago))
    assert forge.samples.sweep() == 1
    assert kept.exists()
    assert not gone.exists()
