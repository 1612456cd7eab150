from __future__ import annotations

import threading
from pathlib import Path

import pytest

from albumforge.queue.presence import Presence


def test_a_living_worker_is_not_buried(tmp_path: Path) -> None:
    presence = Presence(tmp_path)
    lock = presence.announce("one")
    assert not presence.is_dead("one")
    assert presence.bury(lambda _: pytest.fail("it lives")) == []
    lock.release()
    assert presence.is_dead("one")


def test_a_dead_one_is_buried_once(tmp_path: Path) -> None:
    presence = Presence(tmp_path)
    presence.announce("one").release()
    seen: list[str] = []
    assert presence.bury(seen.append) == ["one"]
    assert presence.bury(seen.append) == []
    assert seen == ["one"]
    assert not presence.is_dead("one")


def test_where_the_last_rites_fail_it_is_found_again(tmp_path: Path) -> None:
    presence = Presence(tmp_path)
    presence.announce("one").release()

    def fail(_: str) -> None:
        raise OSError("no")

    with pytest.raises(OSError, match="no"):
        presence.bury(fail)
    assert presence.bury(lambda _: None) == ["one"]


def test_one_of_another_machine_is_never_known_to_be_dead(tmp_path: Path) -> None:
    assert not Presence(tmp_path).is_dead("elsewhere")


def test_coming_and_burying_at_once_loses_nobody(tmp_path: Path) -> None:
    presence, stop = Presence(tmp_path), threading.Event()

    def dig() -> None:
        while not stop.is_set():
            presence.bury(lambda _: None)

    digger = threading.Thread(target=dig)
    digger.start()
    try:
        for number in range(200):
            lock = presence.announce(f"w{number}")
            assert lock.path.exists()
            assert not presence.is_dead(f"w{number}")
            lock.release()
    finally:
        stop.set()
        digger.join()
