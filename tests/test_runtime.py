from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from albumforge.errors import Unavailable
from albumforge.queue.runtime import SOCKET_LIMIT, FileLock, is_locked, private_folder, socket_path


def test_a_socket_fits_however_long_the_home_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(tmp_path))
    homes = [tmp_path / ("x" * 200) / "a", tmp_path / ("x" * 200) / "b"]
    paths = [socket_path(home) for home in homes]
    assert len(set(paths)) == 2
    for path in paths:
        assert len(os.fsencode(path)) <= SOCKET_LIMIT
        assert path.parent.stat().st_mode & 0o777 == 0o700
        with socket.socket(socket.AF_UNIX) as server:
            server.bind(str(path))
        path.unlink()


def test_one_home_by_two_names_has_one_socket(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "link").symlink_to(tmp_path / "home")
    assert socket_path(tmp_path / "home") == socket_path(tmp_path / "link")


def test_a_folder_that_others_can_enter_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    runtime = tmp_path / "run"
    (runtime / "albumforge").mkdir(parents=True)
    (runtime / "albumforge").chmod(0o755)
    monkeypatch.setenv("XDG_RUNTIME_DIR", str(runtime))
    assert not private_folder(runtime / "albumforge")
    assert not socket_path(tmp_path / "home").is_relative_to(runtime)


def test_a_link_is_not_a_private_folder(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir(mode=0o700)
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert not private_folder(tmp_path / "link")


def test_without_a_private_folder_the_reason_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("albumforge.queue.runtime.private_folder", lambda _: False)
    with pytest.raises(Unavailable, match="mode 700"):
        socket_path(tmp_path)


def test_locks_exclude_and_share(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "a.lock"
    one, two, three = FileLock(path), FileLock(path), FileLock(path)
    assert one.acquire(shared=True)
    assert two.acquire(shared=True)
    assert not three.acquire()
    assert not is_locked(path)  # shared does not count
    two.release()
    assert one.acquire()
    assert is_locked(path)
    assert not two.acquire(shared=True)
    one.release()
    assert not one.held
    assert not is_locked(path)
    assert not is_locked(tmp_path / "missing")


def test_a_lock_ends_with_its_process(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    code = "import sys, time; from pathlib import Path; from albumforge.queue.runtime import FileLock; "
    code += "lock = FileLock(Path(sys.argv[1])); lock.acquire(); print('held', flush=True); time.sleep(60)"
    with subprocess.Popen([sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"held\n"
        assert is_locked(path)
        child.kill()
    assert not is_locked(path)


def test_a_lock_knows_its_file(tmp_path: Path) -> None:
    path = tmp_path / "a.lock"
    lock = FileLock(path)
    lock.acquire()
    assert lock.is_of(path)
    path.unlink()
    assert not lock.is_of(path)
    path.touch()
    assert not lock.is_of(path)
    lock.release()
