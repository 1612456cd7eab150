"""Four machines at one queue and one database. Both are killed in the midst of films and transcodes, and come back.

Each machine has a home of its own; what they share is the two addresses and the folder of media. One of them is behind
cables that are cut before, and mended once the others have done its work. All limits are those of the usual settings.
"""

from __future__ import annotations

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from farm_parts import preset_file
from media_files import texture, write_clip, write_picture
from served import Served, command, until
from server_parts import Cable, PostgresServer, ValkeyServer

from albumforge.context import Context
from albumforge.forge import Forge
from albumforge.media.probe import probe_video
from albumforge.services.farm.paging import Asked
from albumforge.services.farm.states import VideoStatus
from albumforge.services.states import Status
from albumforge.settings import Settings
from albumforge.transcoders.presets import load_preset
from albumforge.transcoders.quarantine import FOLDER
from albumforge.transcoders.verify import verify

FILMS, REAL, VIDEOS = 20, 3, 50
AWAY_SECONDS = 5.0
RETURN_SECONDS = 60.0
"""Within so long after the return all work goes on."""
QUEUES = "generator.small,generator.album,farm.finish,transcoder.software"
USUAL = {"lease_seconds": 30, "heartbeat_seconds": 5, "reconcile_after": 30, "retry_backoff": 5}


class Machines:
    """A master and three machines of workers, the queue, the database, and the cables of the third machine."""

    def __init__(self, folder: Path, postgres: PostgresServer) -> None:
        self.folder = folder
        self.postgres = postgres
        self.valkey = ValkeyServer(folder / "valkey")
        self.shared = folder / "shared"
        self.videos = self.shared / "videos"
        self.videos.mkdir(parents=True)
        self.cables = [Cable(self.valkey.port), Cable(postgres.socket)]
        self.settings: dict[str, Any] = {
            **USUAL,
            "redis_url": self.valkey.url,
            "database_url": postgres.url,
            "media_root": self.shared / "media",
            "cache_dir": self.shared / "cache",
            "farm_roots": self.videos,
            "farm_preset": preset_file(folder),
            "disk_reserve_gb": 0.01,
        }
        self.master = Served(folder / "master", "--no-worker", settings=self._assigned({})).ready()
        queue, database = (f"127.0.0.1:{cable.port}" for cable in self.cables)
        far = {"redis_url": f"redis://{queue}/0", "database_url": f"postgresql://postgres@{database}/postgres"}
        self.workers = [self._worker(f"machine{number}", far if number == 3 else {}) for number in (1, 2, 3)]

    def end(self) -> None:
        """End everything."""
        for worker in self.workers:
            os.killpg(worker.pid, signal.SIGKILL)
            worker.wait()
        self.master.end()
        for cable in self.cables:
            cable.end()
        self.valkey.kill()

    def forge(self) -> Forge:
        """What the master's machine knows."""
        plugins = (Path(__file__).parent / "plugins",)
        values = {
            **self.settings,
            "plugins_dirs": plugins,
            "farm_roots": (self.videos,),
            "home": self.folder / "master",
        }
        values["farm_preset"] = str(values["farm_preset"])
        return Forge(Settings.load(environ={}, file=Path(os.devnull), **values))

    def _worker(self, name: str, other: dict[str, object]) -> subprocess.Popen[bytes]:
        arguments = ("worker", "--processes", 1, "--queues", QUEUES)
        with (self.folder / f"{name}.log").open("wb") as log:
            return subprocess.Popen(
                command(self.folder / name, *arguments, settings=self._assigned(other)),
                stdin=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )

    def _assigned(self, other: dict[str, object]) -> list[str]:
        return [f"{name}={value}" for name, value in {**self.settings, **other}.items()]


@pytest.fixture
def machines(postgres: str, tmp_path: Path) -> Iterator[Machines]:
    assert postgres  # where there is none, this is skipped
    server = PostgresServer()
    made = Machines(tmp_path, server)
    yield made
    made.end()
    server.end()


def put_in(forge: Forge, folder: Path) -> tuple[list[str], dict[Path, str]]:
    """Queue films, and have videos scanned; return the films' names, and the digests of all originals."""
    pictures = [write_picture(folder / f"{name}.jpg", texture(640, 480, index)) for index, name in enumerate("abc")]
    names = []
    for number in range(FILMS):
        real = number % (FILMS // REAL) == 0
        noted = {"frames": 30, "delay": 0.12, "notes": str(folder / f"film{number}")}
        request = {"resolution": "480p", "duration": 4} if real else noted
        movie = forge.movies.create(f"{number}", request, generator="album" if real else "small")
        forge.movies.add_files(movie.work_id, pictures, copy=False)
        forge.movies.start(movie.work_id)
        names.append(movie.work_id)
    videos = forge.settings.farm_roots[0]
    first = write_clip(videos / "00.mp4", width=320, height=180, frames=25, paint=lambda at: texture(320, 180, at))
    for number in range(1, VIDEOS):  # each other bytes, or one would be taken for another
        (videos / f"{number:02}.mp4").write_bytes(first.read_bytes() + (8).to_bytes(4) + b"free")
    forge.farm.scan(str(videos))
    return names, {path: digest(path) for path in (*pictures, *sorted(videos.glob("*.mp4")))}


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def states(forge: Forge, names: list[str]) -> tuple[list[Status], dict[VideoStatus, int]]:
    counts: dict[VideoStatus, int] = {}
    for video in forge.farm.videos.list(Asked(per_page=100)).items:
        counts[video.status] = counts.get(video.status, 0) + 1
    return [forge.movies.get(name).status for name in names], counts


def test_queue_and_database_are_killed_in_the_midst_of_films_and_transcodes(machines: Machines, tmp_path: Path) -> None:
    with machines.forge() as forge:
        names, originals = put_in(forge, tmp_path)

        def under_way() -> bool:
            films, videos = states(forge, names)
            assert set(films) != {Status.DONE}
            return films.count(Status.DONE) >= 3 and Status.RUNNING in films and videos.get(VideoStatus.DONE, 0) >= 1

        until(under_way, 180)
        published = {name: stamp(forge, name) for name in names if forge.movies.get(name).status is Status.DONE}
        for cable in machines.cables:
            cable.pull()
        machines.valkey.kill()
        machines.postgres.kill()
        time.sleep(AWAY_SECONDS)
        machines.postgres.start()
        machines.valkey.start()
        stuck = set(names)

        def goes_on() -> bool:
            """Whether each film was seen done, being made by somebody alive, or waiting with its message."""
            movies = [forge.movies.get(name) for name in stuck]
            stuck.difference_update(
                movie.work_id for movie in movies if not movie.status.active or forge.movies.alive(movie).will_run
            )
            return not stuck

        until(goes_on, RETURN_SECONDS)
        done = sum(status is Status.DONE for status in states(forge, names)[0])
        until(lambda: sum(status is Status.DONE for status in states(forge, names)[0]) > done, RETURN_SECONDS)

        def ended() -> bool:
            films, videos = states(forge, names)
            return set(films) == {Status.DONE} and videos == {VideoStatus.DONE: VIDEOS}

        until(ended, 240)
        for cable in machines.cables:
            cable.plug()
        assert {name: stamp(forge, name) for name in published} == published  # made once, and left alone
        made = [path.read_text().count("done") for path in tmp_path.glob("film*")]
        assert min(made) == 1
        assert sum(made) <= len(made) + len(machines.workers)  # again: only what was in hand, if at all
        for name in names:
            movie = forge.movies.get(name)
            assert movie.result is not None
            assert probe_video(movie.result).frames
        check_videos(machines, forge, originals)


def stamp(forge: Forge, name: str) -> tuple[int, int]:
    result = forge.movies.get(name).result
    assert result is not None
    status = result.stat()
    return status.st_ino, status.st_mtime_ns


def check_videos(machines: Machines, forge: Forge, originals: dict[Path, str]) -> None:
    """Each video was replaced once, by what shows the same; each original is kept as it was."""
    kept = sorted(digest(path) for path in machines.videos.rglob("*.mp4") if FOLDER in path.parts)
    assert kept == sorted(value for path, value in originals.items() if path.suffix == ".mp4")
    preset = load_preset(machines.settings["farm_preset"])
    for path, value in originals.items():
        assert (digest(path) == value) is (path.suffix == ".jpg")
    one = next(path for path in machines.videos.rglob("*.mp4") if FOLDER in path.parts)
    for path in machines.videos.glob("*.mp4"):
        verify(path, one, preset, context=Context())
