"""What one machine of several does: the parts that its roles name, kept running and stopped together."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from albumforge.actors.supervisor import Told as Ended
from albumforge.actors.supervisor import Watching, run_workers
from albumforge.errors import SettingsError
from albumforge.forge import Forge
from albumforge.serving.server import Told, Wanted, serve
from albumforge.settings import Settings


@dataclass(frozen=True, kw_only=True)
class Roles:
    """What a machine is for.

    Attributes:
        serve: whether it has a web server.
        workers: how many processes make films and cuts.
        farm: how many more transcode for the farm.
        watch: whether it looks after watch folders.
    """

    serve: bool
    workers: int
    farm: int
    watch: bool


def roles_of(settings: Settings) -> Roles:
    """Read the settings `roles`, `workers` and `farm_workers`.

    Raises:
        SettingsError: there is no role.
    """
    names = settings.roles
    if not names:
        raise SettingsError("The setting roles is empty: this machine is for nothing.", hint="Such as roles: [worker].")
    return Roles(
        serve="serve" in names,
        workers=settings.workers if "worker" in names else 0,
        farm=max(1, settings.farm_workers) if "farm" in names else 0,
        watch="watch" in names,
    )


def run(settings: Settings, roles: Roles, told: Told, on_ready: Callable[[], object], on_end: Ended) -> int:
    """Be such a machine until SIGTERM or SIGINT; return the exit code.

    Args:
        told: hears of a web server and what goes with it.
        on_ready: called once database and queue answer, where there is no web server.
        on_end: is told of what ended and is started again, likewise.

    Raises:
        Conflict, InvalidInput, StorageError, Unavailable: as `serving.server.serve` and
            `actors.supervisor.run_workers` say.
    """
    if roles.serve:
        return serve(settings, Wanted(workers=roles.workers, farm=roles.farm, watch=roles.watch, links=0), told)

    def ready(_forge: Forge) -> None:
        on_ready()

    watching = Watching() if roles.watch else None
    run_workers(settings, processes=roles.workers, farm=roles.farm, watching=watching, on_ready=ready, on_end=on_end)
    return 0
