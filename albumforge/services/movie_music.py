"""The music of a film where it is a file: copied into the film's folder, its own name kept as a label.

In the database the option ``music`` is then a table of the copy's name and the label; a generator gets its path.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from albumforge.services.movie_check import check_music
from albumforge.services.movie_files import SUFFIX, clean_label, copy_in
from albumforge.services.states import MUSIC


def take_in_music(options: Mapping[str, Any], folder: Path, held: Any = None) -> dict[str, Any]:
    """Copy the music file that a request names, and return the request as the database keeps it.

    Args:
        options: checked by the generator.
        folder: the film's.
        held: the option as the database has it now; a request that names its copy keeps it.

    Raises:
        MediaError: the file cannot be read, or has no sound.
        StorageError: the folder cannot be written.
    """
    options = dict(options)
    file = _file(options.get(MUSIC))
    if file is None:
        return options
    if isinstance(held, dict) and file == folder / held["stored"]:
        options[MUSIC] = held
        return options
    check_music(file)
    suffix = file.suffix.lower()
    name = f"music-{secrets.token_hex(4)}{suffix if SUFFIX.fullmatch(suffix) else ''}"
    copy_in(file, folder / name)
    options[MUSIC] = {"stored": name, "label": clean_label(file.name)}
    return options


def drop_music(folder: Path, options: Mapping[str, Any], kept: Mapping[str, Any] | None = None) -> None:
    """Remove the copy that a request of the database names, unless another one, `kept`, names it too."""
    music = options.get(MUSIC)
    if isinstance(music, dict) and (kept is None or kept.get(MUSIC) != music):
        (folder / music["stored"]).unlink(missing_ok=True)


def _file(music: object) -> Path | None:
    if not isinstance(music, str) or music in ("", "auto", "none"):
        return None
    try:
        path = Path(music).expanduser()
        return path.absolute() if path.is_file() else None
    except (OSError, RuntimeError, ValueError):  # a name too long; a home that is nobody's; a zero byte
        return None
