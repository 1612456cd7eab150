"""All settings in one table: the fields of `Settings`.

A value is taken from, weakest first: the default, the YAML file, the environment (``ALBUMFORGE_<NAME>``), and the
arguments. `Settings.origin` says which of them it was. The command line, `docs/settings.md` and the validation are all
made from the same table.
"""

from __future__ import annotations

import json
import os
import re
import textwrap
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs
import yaml

from albumforge.errors import SettingsError

ENV_PREFIX = "ALBUMFORGE_"
_NOT_SETTINGS = tuple(
    ENV_PREFIX + name for name in ("CONFIG", "FARM_TOKEN", "TRANSFER_TOKEN", "POET_", "PLUGIN_", "TEST_")
)
"""The name of the settings' file, tokens of commands, and what plugins and tests read themselves."""
FILE_NAME = "albumforge.yaml"

PRESETS = ("ultrafast", "superfast", "veryfast", "faster", "fast", "medium", "slow", "slower", "veryslow")

_HOST = r"[A-Za-z0-9._-]+|\[?[0-9A-Fa-f:.]+\]?"
_PLACE = r"[a-z][a-z0-9_-]*:\S+"
_PREFIX = r"(/[A-Za-z0-9._~-]+)*"

_WORDS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _default_home() -> Path:
    return Path(platformdirs.user_data_dir("albumforge", appauthor=False))


def _setting(
    default: Any,
    help: str,
    *,
    minimum: float | None = None,
    maximum: float | None = None,
    choices: tuple[str, ...] = (),
    form: tuple[str, str] = ("", ""),
    secret: bool = False,
) -> Any:
    """`form`: a regular expression that a text, or each of several, must match, and what is said where it does not."""
    metadata = {"help": help, "minimum": minimum, "maximum": maximum, "choices": choices, "form": form}
    metadata["secret"] = secret
    if callable(default):
        return field(default_factory=default, metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What a forge runs with; frozen. Build it with `Settings.load`, or directly in a test."""

    home: Path = _setting(_default_home, "folder of everything the forge keeps: database, queue, media, cache")
    media_root: Path | None = _setting(None, "folder of films and jobs; default: media in the home")
    cache_dir: Path | None = _setting(None, "folder of finished segments; default: cache in the home")
    database_url: str = _setting(
        "", "PostgreSQL as postgresql://user:password@host/name; empty: SQLite in the home", secret=True
    )
    redis_url: str = _setting(
        "", "Redis or Valkey as redis://… or redis+sentinel://…; empty: an embedded Valkey in the home", secret=True
    )
    namespace: str = _setting("albumforge", "prefix of all keys in Redis")
    plugins_dirs: tuple[Path, ...] = _setting((), "folders with plugins as .py files")
    roles: tuple[str, ...] = _setting(
        ("serve", "worker", "watch"),
        "what `albumforge up` starts on this machine: serve, worker, farm, watch",
        form=("serve|worker|farm|watch", "some of serve, worker, farm, watch"),
    )
    queues: tuple[str, ...] = _setting(
        (),
        "queues that this machine's workers serve, such as generator.album; empty: those of all generators",
        form=(r"[a-z]+\.[a-z0-9_-]+", "names of queues such as generator.album"),
    )
    workers: int = _setting(1, "worker processes that `albumforge worker` starts", minimum=1, maximum=256)
    threads: int = _setting(
        0, "segments rendered at once by one film; 0: one for each processor", minimum=0, maximum=256
    )
    lease_seconds: float = _setting(
        30.0, "how long a worker that gives no sign keeps its claim on a step", minimum=1.0, maximum=86_400
    )
    heartbeat_seconds: float = _setting(5.0, "how often a worker renews its claim", minimum=0.2, maximum=3600)
    max_attempts: int = _setting(3, "how often a step is tried before it has failed", minimum=1, maximum=100)
    retry_backoff: float = _setting(
        5.0, "seconds before the second try; doubled for each further one", minimum=0.0, maximum=86_400
    )
    reconcile_after: float = _setting(
        30.0, "seconds after which a lost message is sent again", minimum=0.5, maximum=86_400
    )
    cache_gb: float = _setting(
        20.0, "the cache is kept below so many gigabytes; the longest unused goes", minimum=0.0, maximum=100_000
    )
    cache_days: float = _setting(
        0.0, "days after which what nobody used goes from the cache; 0: never", minimum=0.0, maximum=36_500
    )
    video_preset: str = _setting("veryfast", "x264 preset; slower ones make smaller files", choices=PRESETS)
    video_crf: int = _setting(
        20, "x264 constant rate factor: lower is better and larger, 18 to 24 is usual", minimum=0, maximum=51
    )
    whisper_model: str = _setting(
        "", "speech model that writes transcripts: its folder, or the name of one that is on this machine; empty: none"
    )
    face_detector: str = _setting(
        "mtcnn", "who finds the faces in pictures; see `albumforge plugins`", form=(r"[a-z][a-z0-9_-]*", "a name")
    )
    max_pixels: int = _setting(300_000_000, "pictures with more pixels are refused", minimum=1)
    max_files: int = _setting(2000, "most files in one film", minimum=1)
    http_host: str = _setting(
        "127.0.0.1",
        "address that `albumforge serve` listens at; 0.0.0.0: at every one of this machine",
        form=(_HOST, "a host name or an address"),
    )
    http_port: int = _setting(8000, "port that `albumforge serve` listens at", minimum=1, maximum=65_535)
    http_hosts: tuple[str, ...] = _setting(
        (), "more names that browsers may call the server by, with commas between", form=(_HOST, "names of hosts")
    )
    url_prefix: str = _setting(
        "", "path that all addresses begin with, such as /films", form=(_PREFIX, "empty or a path such as /films")
    )
    http_threads: int = _setting(128, "requests answered at once", minimum=1, maximum=4096)
    trust_loopback: bool = _setting(
        True, "requests from this machine need no token, as long as the server listens at loopback only"
    )
    session_days: float = _setting(
        30.0, "days after which a browser has to be signed in again", minimum=0.01, maximum=36_500
    )
    token_days: float = _setting(365.0, "days that a token is good for, unless said", minimum=0.01, maximum=36_500)
    upload_gb: float = _setting(8.0, "largest file that may be uploaded, in gigabytes", minimum=0.001, maximum=100_000)
    quota_gb: float = _setting(
        0.0, "gigabytes that the films of one user may take; 0: any", minimum=0.0, maximum=1_000_000
    )
    disk_reserve_gb: float = _setting(
        1.0, "gigabytes of the disk that uploads leave free", minimum=0.0, maximum=100_000
    )
    expire_days: float = _setting(
        30.0, "days after which films that nobody touched lose their files; 0: never", minimum=0.0, maximum=36_500
    )
    farm_roots: tuple[Path, ...] = _setting(
        (), "folders of videos that the farm may transcode; nothing outside is touched"
    )
    farm_preset: str = _setting("hevc-archive", "what the farm makes of videos: the name of a preset, or its file")
    farm_dest: Path | None = _setting(
        None, "folder for the results of the farm; default: each takes the place of its original, which is kept a while"
    )
    farm_keep_days: float = _setting(
        30.0, "days that an original is kept after it was replaced; 0: for ever", minimum=0.0, maximum=36_500
    )
    farm_workers: int = _setting(
        0, "worker processes for the farm that `albumforge serve` starts on this machine", minimum=0, maximum=256
    )
    farm_split_seconds: float = _setting(
        120.0,
        "seconds from which on a video is encoded by several workers of the queue, in segments; 0: never",
        minimum=0.0,
        maximum=1_000_000,
    )
    farm_open_networks: tuple[str, ...] = _setting(
        (), "networks such as 192.168.1.0/24 from which workers of the farm need no token"
    )
    farm_webhook: str = _setting("", "address that is told of each transcode that ended, by POST", secret=True)
    transfer_server: str = _setting(
        "http://127.0.0.1:8000", "address of the server that `albumforge transfer` speaks to"
    )
    transfer_places: tuple[str, ...] = _setting(
        ("ipfs:http://127.0.0.1:5001",),
        "where blocks of masters are put (the first) and fetched from (all), as BACKEND:ADDRESS",
        form=(_PLACE, "places such as ipfs:http://127.0.0.1:5001 or local:/mnt/blocks"),
    )
    transfer_keep: str = _setting(
        "",
        "where the server keeps a copy of each public block that is uploaded to it, as BACKEND:ADDRESS; empty: nowhere",
        form=(f"({_PLACE})?", "empty or a place such as local:/srv/blocks"),
    )
    watch: tuple[dict[str, Any], ...] = _setting((), "rules of watch folders; see the guide of watch folders")
    watch_seconds: float = _setting(
        300.0, "how often watched folders are looked through as a whole", minimum=1.0, maximum=86_400
    )
    watch_network_seconds: float = _setting(
        60.0, "how often those on a network are, which tell of no changes", minimum=1.0, maximum=86_400
    )
    watch_rest_seconds: float = _setting(
        10.0, "how long size and time of a file stay the same before it is taken", minimum=0.5, maximum=86_400
    )
    log_level: str = _setting(
        "warning", "what is written to standard error", choices=("debug", "info", "warning", "error")
    )
    log_format: str = _setting(
        "text", "how it is written: lines for people, or one JSON object a line", choices=("text", "json")
    )
    log_days: float = _setting(
        365.0,
        "days that lines are kept in the database: the farm's log and those of films; 0: for ever",
        minimum=0.0,
        maximum=36_500,
    )

    _origins: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)

    @property
    def media(self) -> Path:
        """Folder of films and jobs."""
        return self.media_root or self.home / "media"

    @property
    def cache(self) -> Path:
        """Folder of finished segments."""
        return self.cache_dir or self.home / "cache"

    @property
    def render_threads(self) -> int:
        """How many segments one film renders at once."""
        if self.threads:
            return self.threads
        return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

    def origin(self, name: str) -> str:
        """Where the value of a setting came from: ``default``, ``argument``, a file's path, or a variable's name."""
        if name not in TABLE:
            raise SettingsError(f"there is no setting {name!r}.")
        return self._origins.get(name, "default")

    @classmethod
    def load(cls, file: Path | None = None, environ: Mapping[str, str] | None = None, **arguments: Any) -> Settings:
        """Gather the settings from file, environment and arguments (those that are None do not count).

        Args:
            file: a YAML file; None: ``$ALBUMFORGE_CONFIG``, else ``albumforge.yaml`` in the home, if it is there.
            environ: None: the process's environment.

        Raises:
            SettingsError: a setting is unknown, a value does not fit, or the file cannot be read.
        """
        environ = os.environ if environ is None else environ
        values: dict[str, Any] = {}
        origins: dict[str, str] = {}

        def take(name: str, raw: Any, origin: str) -> None:
            if name not in TABLE:
                raise SettingsError(f"{origin}: there is no setting {name!r}.", hint=_nearest(name))
            values[name] = _convert(name, raw, origin)
            origins[name] = origin

        path = file or _config_path(environ, arguments.get("home"))
        if path is not None:
            for name, raw in _read_yaml(path).items():
                take(str(name), raw, str(path))
        for variable, raw in environ.items():
            if variable.startswith(ENV_PREFIX) and not variable.startswith(_NOT_SETTINGS):
                take(variable[len(ENV_PREFIX) :].lower(), raw, variable)
        for name, raw in arguments.items():
            if raw is not None:
                take(name, raw, "argument")
        return cls(**values, _origins=origins)


TABLE = {f.name: f for f in fields(Settings) if not f.name.startswith("_")}
"""Every setting by name: its `dataclasses.Field`, with help, minimum, maximum, choices and secret as metadata."""

_TYPES = typing.get_type_hints(Settings)


def limits(metadata: Mapping[str, Any]) -> str:
    """Say what numbers a setting may have, such as ``at least 0 and at most 51``; "" for any."""
    ends = (("at least", metadata["minimum"]), ("at most", metadata["maximum"]))
    return " and ".join(f"{words} {end:g}" for words, end in ends if end is not None)


def _within(metadata: Mapping[str, Any], value: float) -> bool:
    lowest, highest = metadata["minimum"], metadata["maximum"]
    return value == value and (lowest is None or value >= lowest) and (highest is None or value <= highest)


def _formed(metadata: Mapping[str, Any], value: str) -> bool:
    return not metadata["form"][0] or re.fullmatch(metadata["form"][0], value) is not None


def _config_path(environ: Mapping[str, str], home: Any) -> Path | None:
    named = environ.get(ENV_PREFIX + "CONFIG")
    if named:
        return Path(named)
    implied = Path(home or environ.get(ENV_PREFIX + "HOME") or _default_home()) / FILE_NAME
    return implied if implied.is_file() else None


def _read_yaml(path: Path) -> dict[Any, Any]:
    try:
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        reason = (error.strerror or type(error).__name__).lower()
        raise SettingsError(f"{path}: cannot be read as settings: {reason}.") from error
    except (UnicodeDecodeError, yaml.YAMLError) as error:
        raise SettingsError(f"{path}: cannot be read as settings: {error}.") from error
    if document is None:
        return {}
    if not isinstance(document, dict):
        raise SettingsError(f"{path}: must be a mapping of settings to values.")
    return document


def _nearest(name: str) -> str:
    import difflib

    near = difflib.get_close_matches(name, TABLE, n=1)
    return f"Did you mean {near[0]!r}?" if near else "See `albumforge settings`."


def _from_json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _convert(name: str, raw: Any, origin: str) -> Any:
    """Return `raw` as the type of the setting, or raise `SettingsError` naming setting and origin."""
    kind = _TYPES[name]
    metadata = TABLE[name].metadata

    def wrong(expected: str) -> SettingsError:
        shown = "" if metadata["secret"] else f", not {raw!r}"
        return SettingsError(f"{origin}: setting {name!r} must be {expected}{shown}.")

    value: Any
    if kind is bool:
        value = raw if isinstance(raw, bool) else _WORDS.get(str(raw).lower())
        if value is None:
            raise wrong("true or false")
    elif kind in (int, float):
        if isinstance(raw, bool):
            raise wrong("a number")
        try:
            value = kind(raw)
        except (TypeError, ValueError, OverflowError):
            raise wrong("a whole number" if kind is int else "a number") from None
        if isinstance(raw, float) and kind is int and value != raw:
            raise wrong("a whole number")
        if not _within(metadata, value):
            raise wrong(limits(metadata))
    elif kind is str:
        if not isinstance(raw, str):
            raise wrong("text")
        value = raw
        if not _formed(metadata, value):
            raise wrong(metadata["form"][1])
    elif kind == tuple[str, ...]:
        parts = re.split(r"[,\s]+", raw) if isinstance(raw, str) else raw
        if not isinstance(parts, (list, tuple)) or not all(isinstance(part, str) for part in parts):
            raise wrong("a list of texts")
        value = tuple(part for part in parts if part)
        if not all(_formed(metadata, part) for part in value):
            raise wrong(metadata["form"][1])
    elif kind == tuple[dict[str, Any], ...]:
        parts = _from_json(raw) if isinstance(raw, str) else () if raw is None else raw
        if not isinstance(parts, (list, tuple)):
            raise SettingsError(f"{origin}: setting {name!r} must be a list of mappings.")
        for index, part in enumerate(parts):
            if not isinstance(part, dict):
                given = f"{textwrap.shorten(repr(part), 80)} at {name}[{index}]"
                raise SettingsError(f"{origin}: setting {name!r} must be a list of mappings, not {given}.")
        value = tuple(parts)
    elif typing.get_origin(kind) is tuple:
        parts = raw.split(os.pathsep) if isinstance(raw, str) else raw
        if not isinstance(parts, (list, tuple)) or not all(isinstance(part, (str, Path)) for part in parts):
            raise wrong("a list of folders")
        value = tuple(Path(part).expanduser().absolute() for part in parts if str(part))
    else:
        if not isinstance(raw, (str, Path)) or not str(raw):
            raise wrong("a path")
        value = Path(raw).expanduser().absolute()
    if metadata["choices"] and value not in metadata["choices"]:
        raise wrong("one of " + ", ".join(metadata["choices"]))
    return value
