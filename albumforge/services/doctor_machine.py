"""What is often wrong with the machine that a server runs on: disks, ports, limits, time zone, rights of files."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

from albumforge.queue.runtime import is_locked
from albumforge.services.disk import free_bytes, nearest
from albumforge.services.doctor_checks import OK, WARN, Check
from albumforge.settings import FILE_NAME, TABLE, Settings

MOUNTS = Path("/proc/self/mounts")
INOTIFY = Path("/proc/sys/fs/inotify")
NETWORKS = re.compile(r"nfs\d?|cifs|smb\d?|smbfs|9p|afs|ceph|lustre|fuse\.(sshfs|glusterfs|ceph.*|rclone|s3fs|gcsfuse)")
"""Kinds of file systems on other machines; on most of them SQLite's locks do not hold (sqlite.org/faq.html, 5)."""
_FEW_WATCHES, _FEW_INSTANCES = 8192, 128
_PLACES = {"home": "home", "media": "media_root", "cache": "cache_dir"}


def file_system(path: Path, mounts: Path = MOUNTS) -> str:
    """Return the kind of file system that a folder is on, or would be; "" where the system does not tell."""
    try:
        lines = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except OSError:
        return ""
    there = nearest(path.absolute()).resolve()
    found, depth = "", -1
    for line in lines:
        _, point, kind, *_ = line.split(" ")
        folder = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code.group(1), 8)), point))
        # Of two at one place the later one is seen.
        if there.is_relative_to(folder) and len(folder.parts) >= depth:
            found, depth = kind, len(folder.parts)
    return found


def file_systems(settings: Settings) -> Iterator[Check]:
    """Tell of folders on the network, and of those in memory."""
    for name, folder in (("home", settings.home), ("media", settings.media)):
        kind = file_system(folder)
        if kind in ("tmpfs", "ramfs"):
            advice = f"Choose a folder on a disk with the setting {_PLACES[name]}."
            yield Check(
                f"{name}: file system", WARN, f"{folder} is in memory ({kind}): it is gone after a restart", advice
            )
        elif NETWORKS.fullmatch(kind) and name == "home":
            yield from _home_on_network(settings, kind)
        else:
            yield Check(f"{name}: file system", OK, kind or "not known")
    devices = {name: nearest(folder).stat().st_dev for name, folder in _folders(settings)}
    if devices["media"] != devices["cache"]:
        yield Check(
            "disks", OK, "media and cache are on different disks: finished films are copied from one to the other"
        )


def _folders(settings: Settings) -> tuple[tuple[str, Path], ...]:
    return (("home", settings.home), ("media", settings.media), ("cache", settings.cache))


def _home_on_network(settings: Settings, kind: str) -> Iterator[Check]:
    said = f"{settings.home} is on a network file system ({kind})"
    if not settings.database_url:
        advice = "Put the home on a disk of this machine and share only media_root; or use PostgreSQL (database_url)."
        yield Check("home: file system", WARN, f"{said}, where SQLite's locks may not hold", advice)
    else:
        advice = "Give each machine a home of its own, on its own disk, and share only media_root."
        yield Check("home: file system", WARN, f"{said}: locks that say who is alive may not hold", advice)


def reserve(settings: Settings) -> Iterator[Check]:
    """Tell where less is free than uploads leave free."""
    free, kept = free_bytes(settings.media), settings.disk_reserve_gb * 1e9
    if free < kept:
        said = f"{free / 1e9:.1f} GB are free, {settings.disk_reserve_gb:g} are kept free: uploads are refused"
        yield Check("disk reserve", WARN, said, "Make room, or lower the setting disk_reserve_gb.")
    else:
        yield Check("disk reserve", OK, f"{settings.disk_reserve_gb:g} GB are kept free")


def port(settings: Settings) -> Iterator[Check]:
    """Tell whether the server can listen where the settings say."""
    host, number = settings.http_host.strip("[]"), settings.http_port
    where = f"{settings.http_host}:{number}"
    if is_locked(settings.home / "server.json"):
        yield Check("port", OK, "a server of this home runs")
        return
    try:
        kind, _, _, _, address = socket.getaddrinfo(host, number, type=socket.SOCK_STREAM)[0]
        with socket.socket(kind, socket.SOCK_STREAM) as listener:
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            listener.bind(address)
            listener.listen(1)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            advice = "Stop the program that has it, or choose another with the setting http_port."
            yield Check("port", WARN, f"{where} is in use by another program", advice)
        else:
            reason = error.strerror or str(error)
            yield Check("port", WARN, f"{where} cannot be listened at: {reason}", "Check http_host and http_port.")
        return
    yield Check("port", OK, f"{where} is free")


def inotify(_: Settings) -> Iterator[Check]:
    """Tell where the system lets one watch but few folders."""
    for name, least in (("max_user_watches", _FEW_WATCHES), ("max_user_instances", _FEW_INSTANCES)):
        with contextlib.suppress(OSError, ValueError):  # of another system
            found = int((INOTIFY / name).read_text(encoding="ascii"))
            if found < least:
                advice = f"sudo sysctl fs.inotify.{name}={least * 8}; the same in a file of /etc/sysctl.d to keep it."
                yield Check(f"inotify {name}", WARN, f"{found}: large watch folders may be looked at late", advice)
            else:
                yield Check(f"inotify {name}", OK, f"{found}")


def time_zone(_: Settings) -> Iterator[Check]:
    """Tell where the time zone that is set is none: times are then shown as those of UTC."""
    name = os.environ.get("TZ", "").lstrip(":")
    if not name:
        yield Check("time zone", OK, "that of the system")
        return
    try:
        if not name.startswith("/") and not re.match(r"<?[A-Za-z+-]{3,}>?[+-]?\d", name):  # as POSIX writes them
            ZoneInfo(name)
    except (ValueError, OSError):  # what is not found is a KeyError, too
        yield _no_zone(name)
    except KeyError:
        yield _no_zone(name)
    else:
        yield Check("time zone", OK, name)


def _no_zone(name: str) -> Check:
    return Check(
        "time zone", WARN, f"TZ={name} is no time zone: times are shown in UTC", "Set TZ, such as Asia/Shanghai."
    )


def secrets(settings: Settings) -> Iterator[Check]:
    """Tell where others may read a file with secrets."""
    held = [name for name, field in TABLE.items() if field.metadata["secret"] and getattr(settings, name)]
    files = {Path(settings.origin(name)) for name in held if "/" in settings.origin(name)}
    for file in sorted(files | {settings.home / FILE_NAME}):
        with contextlib.suppress(OSError):
            if file in files and stat.S_IMODE(file.stat().st_mode) & 0o044:
                said = f"{file} holds addresses with passwords, and others may read it"
                yield Check("settings file", WARN, said, f"chmod 600 {file}")
