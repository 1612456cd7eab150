"""Whether this machine can work together with others: the same database, queue and media, clocks and versions.

A machine that comes later looks for the files that those who are alive left among the media (`services.probes`): what
it finds there, it truly shares with them.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from albumforge.errors import SettingsError, Unavailable
from albumforge.queue.broker import Broker
from albumforge.queue.signs import Sign, signs
from albumforge.services import doctor_servers
from albumforge.services.doctor_checks import MISSING, OK, WARN, Check
from albumforge.services.doctor_machine import NETWORKS, file_system
from albumforge.services.probes import PROBES
from albumforge.settings import Settings


def check_addresses(settings: Settings) -> None:
    """Check that either both addresses are set, or neither, for a machine that is alone.

    Raises:
        SettingsError: one is set, or the home of a machine that is alone is on a network.
    """
    given = {"database_url": settings.database_url, "redis_url": settings.redis_url}
    missing = [name for name, value in given.items() if not value]
    if len(missing) == 1:
        other = next(name for name, value in given.items() if value)
        what = "database would be a file" if missing == ["database_url"] else "queue would be one"
        raise SettingsError(
            f"The setting {other} is set and {missing[0]} is not: the {what} of this machine alone.",
            hint="Several machines need both addresses; one that is alone needs neither.",
        )
    kind = file_system(settings.home)
    if missing and NETWORKS.fullmatch(kind):
        raise SettingsError(
            f"The home {settings.home} is on a network file system ({kind}), with SQLite and an embedded queue in it.",
            hint="Several machines need the settings database_url and redis_url, and each a home on its own disk.",
        )


def examine_sharing(settings: Settings) -> list[Check]:
    """Look at what machines share; none where this machine is alone.

    Raises:
        SettingsError: as `check_addresses`.
        Unavailable: database or queue do not answer.
    """
    check_addresses(settings)
    if not settings.redis_url:
        return []
    broker = Broker(settings)
    try:
        broker.check()
        others = signs(broker)
    finally:
        broker.close()
    return [
        *doctor_servers.database_server(settings),
        *doctor_servers.queue_server(settings),
        *_probes(settings, others),
        *_versions(others),
    ]


def check_sharing(settings: Settings) -> list[Check]:
    """Return what is odd, and no hindrance.

    Raises:
        SettingsError: as `check_addresses`.
        Unavailable: something cannot work; or database or queue do not answer.
    """
    checks = examine_sharing(settings)
    for check in checks:
        if check.state == MISSING:
            said = f"This machine cannot work with the others: {check.name}: {check.detail}."
            raise Unavailable(said, hint=check.advice)
    return [check for check in checks if check.state == WARN]


def _probes(settings: Settings, others: list[Sign]) -> Iterator[Check]:
    left = [sign for sign in others if sign.probe]
    unseen = [sign for sign in left if not _is_file(settings.media / PROBES / sign.probe)]
    if unseen:
        said = f"{settings.media} is not the folder that {unseen[0].host} has its media in"
        yield Check("media: seen by others", MISSING, said, "Mount the same folder, and name it with media_root.")
    elif left:
        yield Check("media: seen by others", OK, f"the same folder as that of {', '.join(_hosts(left))}")


def _versions(others: list[Sign]) -> Iterator[Check]:
    here = version("albumforge")
    different = [sign for sign in others if sign.version != here]
    if different:
        said = f"this is {here}, and {', '.join(_hosts(different))} has {different[0].version}"
        yield Check("versions", WARN, said, "Bring all machines to one version soon.")


def _hosts(found: list[Sign]) -> list[str]:
    return sorted({sign.host for sign in found})


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False
