"""The folders that the farm may touch: nothing outside them is read or written, also not through a link."""

from __future__ import annotations

import os
from pathlib import Path

from albumforge.errors import InvalidInput
from albumforge.services.walk import LONGEST_PATH
from albumforge.settings import Settings
from albumforge.transcoders.quarantine import Quarantine


def root_of(settings: Settings, path: Path) -> Path | None:
    """Return the root that a path lies in, itself and where it leads to; None where it lies in none."""
    real = Path(os.path.realpath(path))
    for root in sorted(settings.farm_roots, key=lambda one: len(one.parts), reverse=True):
        if path.is_relative_to(root) and real.is_relative_to(os.path.realpath(root)):
            return root
    return None


def quarantine_of(settings: Settings, source: Path) -> Quarantine:
    """Return what keeps the originals of the root that a source lies in.

    Raises:
        InvalidInput: it lies in none.
    """
    root = root_of(settings, source)
    if root is None:
        raise InvalidInput(f"{source} lies outside the folders of the setting farm_roots.")
    return Quarantine(root)


def folder_to_scan(settings: Settings, path: str) -> Path:
    """Return the folder that is to be scanned.

    Raises:
        InvalidInput: there is no such folder, or it does not lie in one of the roots.
    """
    if not path or "\0" in path or not Path(path).is_absolute():
        raise InvalidInput("path: must be the absolute path of a folder.")
    folder = Path(os.path.normpath(path))
    if not settings.farm_roots:
        raise InvalidInput("The farm has no folders.", hint="Name them in the setting farm_roots.")
    if root_of(settings, folder) is None:
        raise InvalidInput("path: lies outside the folders of the setting farm_roots.")
    if not folder.is_dir():
        raise InvalidInput("path: there is no such folder.")
    return folder


def checked_dest(settings: Settings, dest: str) -> Path | None:
    """Return where a worker wants the result: a folder or a file; None: as the setting `farm_dest` says.

    Raises:
        InvalidInput: it lies neither in a root nor in the folder of results.
    """
    if not dest:
        return settings.farm_dest
    if "\0" in dest or not Path(dest).is_absolute() or len(os.fsencode(dest)) > LONGEST_PATH:
        raise InvalidInput("dest_path: must be an absolute path, or empty.")
    path = Path(os.path.normpath(dest))
    real = Path(os.path.realpath(path))
    places = [*settings.farm_roots, *([settings.farm_dest] if settings.farm_dest else [])]
    if not any(path.is_relative_to(place) and real.is_relative_to(os.path.realpath(place)) for place in places):
        raise InvalidInput("dest_path: lies outside the folders of the settings farm_roots and farm_dest.")
    return path
