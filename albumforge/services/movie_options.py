"""Options of a film that are files, its music and its template: copied into the film's folder, their names kept as
labels, so that the originals may change or go, and a worker elsewhere has them.

In the database such an option is a table of the copy's name and the label; a generator gets its path.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from albumforge.services.movie_files import SUFFIX, clean_label, copy_in
from albumforge.services.states import FILE_OPTIONS, MUSIC, TEMPLATE

_NOT_FILES = ("", "auto", "none")
_TEMPLATE_SUFFIXES = (".yaml", ".yml")


def take_in_options(options: Mapping[str, Any], folder: Path, held: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Copy the files that a request names, and return the request as the database keeps it.

    Args:
        options: checked by the generator.
        folder: the film's.
        held: the request as the database has it now; a new one that names a copy keeps it.

    Raises:
        MediaError: a file cannot be read, or the music has no sound.
        StorageError: the folder cannot be written.
    """
    taken = dict(options)
    try:
        for name in FILE_OPTIONS:
            file = _file(name, options.get(name))
            if file is not None:
                taken[name] = _taken_in(name, file, folder, (held or {}).get(name))
    except BaseException:
        drop_options(folder, taken, kept=held)
        raise
    return taken


def drop_options(folder: Path, options: Mapping[str, Any], kept: Mapping[str, Any] | None = None) -> None:
    """Remove the copies that a request of the database names, but for those that another one, `kept`, names too."""
    for name in FILE_OPTIONS:
        value = options.get(name)
        if isinstance(value, dict) and (kept is None or kept.get(name) != value):
            (folder / value["stored"]).unlink(missing_ok=True)


def names_file(option: str, value: object) -> bool:
    """Whether an option names a file that is there."""
    return option in FILE_OPTIONS and _file(option, value) is not None


def _taken_in(option: str, file: Path, folder: Path, held: Any) -> dict[str, str]:
    if isinstance(held, dict) and file == folder / held["stored"]:
        return held
    if option == MUSIC:
        from albumforge.services.movie_check import check_music  # which loads FFmpeg

        check_music(file)
    suffix = file.suffix.lower()
    name = f"{option}-{secrets.token_hex(4)}{suffix if SUFFIX.fullmatch(suffix) else ''}"
    copy_in(file, folder / name)
    return {"stored": name, "label": clean_label(file.name)}


def _file(option: str, value: object) -> Path | None:
    """The file that an option names, or None where it names none."""
    if not isinstance(value, str) or value in _NOT_FILES:
        return None
    if option == TEMPLATE and not value.strip().lower().endswith(_TEMPLATE_SUFFIXES):
        return None  # a template's name, whatever lies here by that name
    try:
        path = Path(value.strip() if option == TEMPLATE else value).expanduser()
        return path.absolute() if path.is_file() else None
    except (OSError, RuntimeError, ValueError):  # a name too long; a home that is nobody's; a zero byte
        return None
