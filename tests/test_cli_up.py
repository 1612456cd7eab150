"""``albumforge up``: what it starts, what systemd is told, and what it refuses before anything is started."""

from __future__ import annotations

import json
import os
import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from conftest import PLUGINS, Ran
from machines import Machine, service_manager, valkey
from served import free_port, until

from albumforge.errors import SettingsError
from albumforge.forge import Forge
from albumforge.queue.broker import Broker
from albumforge.queue.signs import SUPERVISOR, WORKER, Signing, signs
from albumforge.services import doctor_machine
from albumforge.services.probes import PROBES, Probe
from albumforge.services.sharing import check_addresses
from albumforge.services.states import Status
from albumforge.serving.machine import Roles, roles_of
from albumforge.serving.systemd import notify
from albumforge.settings import Settings


@pytest.fixture
def redis_url(tmp_path: Path) -> Iterator[str]:
    with valkey(tmp_path / "valkey") as (port, _):
        yield f"redis://127.0.0.1:{port}/0"


@pytest.fixture
def shared(redis_url: str, postgres_url: str, tmp_path: Path) -> tuple[str, ...]:
    """The settings that all machines have."""
    return (f"database_url={postgres_url}", f"redis_url={redis_url}", f"media_root={tmp_path / 'media'}")


def given(settings: tuple[str, ...]) -> list[str]:
    return [part for text in settings for part in ("--set", text)]


def forge_of(home: Path, settings: tuple[str, ...]) -> Forge:
    values = dict(text.split("=", 1) for text in settings)
    return Forge(Settings.load(environ={}, home=home, plugins_dirs=(PLUGINS,), **values))


def test_a_machine_of_workers_makes_films_and_stops_when_asked(
    shared: tuple[str, ...], pictures: list[Path], tmp_path: Path
) -> None:
    with forge_of(tmp_path / "one", shared) as forge, service_manager(tmp_path) as (path, told):
        film = forge.movies.create("Reise", {"frames": 3}, generator="small")
        forge.movies.add_files(film.work_id, pictures)
        forge.movies.start(film.work_id)
        machine = Machine(tmp_path / "two", "up", "--roles", "worker", settings=shared, NOTIFY_SOCKET=path)
        try:
            machine.says("work has begun")
            until(lambda: "READY=1" in told)
            assert forge.movies.wait(film.work_id, timeout=60).status is Status.DONE
            found = forge.machines()
            assert [sign.role for sign in found.processes or ()] == [SUPERVISOR, WORKER]
            assert len(list((tmp_path / "media" / PROBES).iterdir())) == 1
            machine.process.send_signal(signal.SIGTERM)
            assert machine.process.wait(60) == 0, machine.said
        finally:
            machine.end()
        assert forge.machines().processes == ()
        assert list((tmp_path / "media" / PROBES).iterdir()) == []


def test_a_machine_with_a_server_says_when_it_answers(shared: tuple[str, ...], tmp_path: Path) -> None:
    port = free_port()
    with service_manager(tmp_path) as (path, told):
        own = (*shared, f"http_port={port}", "roles=serve")
        machine = Machine(tmp_path / "web", "up", settings=own, NOTIFY_SOCKET=path)
        try:
            until(lambda: "READY=1" in told or machine.process.poll() is not None)
            assert f"STATUS=http://127.0.0.1:{port}/" in told, (told, machine.said)
            with forge_of(tmp_path / "one", shared) as forge:
                (sign,) = forge.machines().processes or ()
            assert (sign.role, sign.address) == ("server", f"127.0.0.1:{port}")
        finally:
            assert machine.end() == 0, machine.said
        assert "STOPPING=1" in told


def test_it_refuses_what_cannot_work(shared: tuple[str, ...], cli: Callable[..., Ran], tmp_path: Path) -> None:
    database, queue, media = shared
    home = ("--home", tmp_path / "two")
    alone = cli(*home, *given((queue, media)), "up", "--check")
    assert (alone.code, "redis_url is set and database_url is not" in alone.err) == (2, True)
    alone = cli(*home, *given((database, media)), "up", "--check")
    assert (alone.code, "database_url is set and redis_url is not" in alone.err) == (2, True)
    assert cli(*home, "up", "--roles", "cook").code == 2
    assert "is for nothing" in cli(*home, "up", "--roles", ",").err
    assert cli("--home", tmp_path / "one", *given(shared), "up", "--check").code == 0
    assert cli(*home, *given(shared), "up", "--check").out == "this machine can do its work\n"
    other = cli(*home, *given((database, queue, f"media_root={tmp_path / 'elsewhere'}")), "up", "--check")
    assert other.code == 6
    assert "media: shared" in other.err
    assert "setting media_root" in other.err
    gone = cli(*home, *given((database, "redis_url=redis://127.0.0.1:1/0", media)), "up", "--check")
    assert (gone.code, "does not answer" in gone.err) == (6, True)


def test_a_copy_of_the_media_is_not_taken_for_them(
    shared: tuple[str, ...], cli: Callable[..., Ran], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its mark is the same, but what a living machine wrote is not there."""
    with forge_of(tmp_path / "one", shared) as forge, Probe(forge.settings) as probe:
        assert cli("--home", tmp_path / "one", *given(shared), "up", "--check").code == 0
        copy = tmp_path / "copy"
        copy.mkdir()
        (copy / ".albumforge-media").write_bytes((tmp_path / "media" / ".albumforge-media").read_bytes())
        elsewhere = ("--home", tmp_path / "two", *given((*shared[:2], f"media_root={copy}")), "up", "--check")
        assert cli(*elsewhere).code == 0, "nobody is there to tell"
        signing = Signing(forge.broker, SUPERVISOR, probe=probe.name)
        signing.renew()
        there = cli("--home", tmp_path / "two", *given(shared), "up", "--check")
        assert there.code == 0, there.err
        refused = cli(*elsewhere)
        assert refused.code == 6
        assert f"is not the folder that {socket.gethostname()} has its media in" in refused.err
        monkeypatch.setenv("LANG", "zh_CN.UTF-8")
        assert "存放媒体的那个文件夹" in cli(*elsewhere).err
        signing.leave()


def test_files_of_killed_processes_are_removed_those_of_the_living_stay(tmp_path: Path) -> None:
    settings = Settings(home=tmp_path)
    folder = settings.media / PROBES
    with Probe(settings) as living:
        (folder / "killed").write_text("one\n")
        for name in ("killed", living.name):
            os.utime(folder / name, (1, 1))
        living.renew()
        with Probe(settings) as other:
            assert {path.name for path in folder.iterdir()} == {living.name, other.name}
        (folder / living.name).unlink()
        living.renew()
        assert [path.name for path in folder.iterdir()] == [living.name]
    assert list(folder.iterdir()) == []


def test_where_no_file_can_be_left_none_is_named(tmp_path: Path) -> None:
    (tmp_path / "media").write_text("no folder\n")
    with Probe(Settings(home=tmp_path)) as probe:
        assert probe.name == ""


def test_another_version_is_told_and_no_hindrance(
    shared: tuple[str, ...], cli: Callable[..., Ran], tmp_path: Path
) -> None:
    with forge_of(tmp_path / "one", shared) as forge:
        Signing(forge.broker, WORKER).renew()
        key = f"albumforge:sign:{forge.broker.id}"
        said = json.loads(forge.broker.client.get(key))  # type: ignore[arg-type]
        forge.broker.client.set(key, json.dumps({**said, "version": "9.8.7"}))
        told = cli("--home", tmp_path / "two", *given(shared), "up", "--check")
        assert told.code == 0
        assert "has 9.8.7" in told.err


def test_a_shared_home_with_sqlite_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_addresses(Settings(home=tmp_path))
    mounts = tmp_path / "mounts"
    mounts.write_text(f"/dev/sda1 / ext4 rw 0 0\nserver:/x {tmp_path} nfs4 rw 0 0\n")
    monkeypatch.setattr(doctor_machine.file_system, "__defaults__", (mounts,))
    with pytest.raises(SettingsError, match="network file system"):
        check_addresses(Settings(home=tmp_path))
    check_addresses(Settings(home=tmp_path, database_url="postgresql://a/b", redis_url="redis://a"))


def test_roles_say_what_is_started(tmp_path: Path) -> None:
    def of(**values: object) -> Roles:
        return roles_of(Settings.load(environ={}, home=tmp_path, **values))

    assert of() == Roles(serve=True, workers=1, farm=0, watch=True)
    assert of(roles=["worker"], workers=3, farm_workers=2) == Roles(serve=False, workers=3, farm=0, watch=False)
    assert of(roles="farm") == Roles(serve=False, workers=0, farm=1, watch=False)
    assert of(roles="farm,worker", farm_workers=2) == Roles(serve=False, workers=1, farm=2, watch=False)


def test_workers_serve_the_queues_of_the_settings(
    shared: tuple[str, ...], tmp_path: Path, pictures: list[Path]
) -> None:
    own = (*shared, "roles=worker", "queues=generator.small")
    machine = Machine(tmp_path / "two", "up", settings=own)
    settings = Settings.load(environ={}, home=tmp_path / "one", **dict(text.split("=", 1) for text in shared))
    broker = Broker(settings)
    try:
        machine.says("work has begun")
        until(lambda: [sign.queues for sign in signs(broker) if sign.role == WORKER] == [("generator.small",)])
    finally:
        broker.close()
        assert machine.end() == 0, machine.said


def test_without_a_service_manager_nobody_is_told(tmp_path: Path) -> None:
    assert not notify("READY=1", environ={})
    assert not notify("READY=1", environ={"NOTIFY_SOCKET": str(tmp_path / "none")})
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as receiver:
        receiver.bind(f"\0albumforge-test-{free_port()}")
        name = receiver.getsockname().decode().replace("\0", "@", 1)
        assert notify("READY=1", "STATUS=x", environ={"NOTIFY_SOCKET": name})
        assert receiver.recv(100) == b"READY=1\nSTATUS=x"
