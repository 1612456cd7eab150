"""Which program is run, and which of its encoders work here: each is tried with a small picture."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from albumforge.transcoders.encoders import ENCODERS, Spec
from albumforge.transcoding import Encoder

PROGRAM, CHOSEN = "ALBUMFORGE_PLUGIN_FFMPEG_PROGRAM", "ALBUMFORGE_PLUGIN_FFMPEG_ENCODERS"
DEVICE = "/dev/dri/renderD128"
"""Of VAAPI, where `ALBUMFORGE_PLUGIN_FFMPEG_DEVICE` names no other."""

_SECONDS = 20.0
_SPECS = {spec.name: spec for backend in ("nvenc", "qsv", "vpu", "software") for spec in ENCODERS[backend]}


@dataclass(frozen=True)
class Tried:
    """An encoder that was tried, and what is known of its options."""

    encoder: Encoder
    spec: Spec


def program() -> str:
    """Return the ffmpeg to run: what the environment names, or the first on the PATH; "" where there is none."""
    return os.environ.get(PROGRAM, "").strip() or shutil.which("ffmpeg") or ""


def names() -> tuple[str, ...]:
    """Return the encoders that may be used, the best first: those of the environment, or all that are known."""
    chosen = re.split(r"[,\s]+", os.environ.get(CHOSEN, "").strip())
    return tuple(name for name in chosen if name in _SPECS) or tuple(_SPECS)


def upload(spec: Spec) -> tuple[list[str], str]:
    """Return options of the program, and a filter, that bring pictures to an encoder's hardware; none for others."""
    if spec.device != "vaapi":
        return [], ""
    return ["-vaapi_device", os.environ.get("ALBUMFORGE_PLUGIN_FFMPEG_DEVICE", "").strip() or DEVICE], "hwupload"


@cache
def encoders_of(path: str, wanted: tuple[str, ...]) -> tuple[Tried, ...]:
    """Return encoders with what became of their trial; found out once for a process. Never raises."""
    if not path:
        return tuple(_failed(name, "there is no ffmpeg on the PATH") for name in wanted)
    listed = _said([path, "-hide_banner", "-encoders"])
    if isinstance(listed, str):
        return tuple(_failed(name, f"{path} cannot be run: {listed}") for name in wanted)
    known = set(re.findall(rb"^ V\S* (\S+)", listed.stdout, re.MULTILINE))
    found = [_tried(path, name) for name in wanted if name.encode() in known]
    return tuple(found) or tuple(_failed(name, f"{path} does not have it") for name in wanted)


def _tried(path: str, name: str) -> Tried:
    spec = _SPECS[name]
    problem = _problem(path, spec, spec.formats[0])
    ten_bit = not problem and bool(spec.formats[1]) and not _problem(path, spec, spec.formats[1])
    return Tried(Encoder(spec.codec, name, ten_bit=ten_bit, problem=problem), spec)


def _failed(name: str, problem: str) -> Tried:
    return Tried(Encoder(_SPECS[name].codec, name, problem=problem), _SPECS[name])


def _problem(path: str, spec: Spec, pixel_format: str) -> str:
    """Encode a few small pictures; return why that does not work, or ""."""
    before, last = upload(spec)
    filters = ",".join(part for part in (f"format={pixel_format}", last) if part)
    pictures = ["-f", "lavfi", "-i", "testsrc2=size=320x256:rate=30", "-frames:v", "8", "-vf", filters]
    done = _said([path, "-hide_banner", "-v", "error", *before, *pictures, "-c:v", spec.name, "-f", "null", "-"])
    if isinstance(done, str):
        return done
    if done.returncode == 0:
        return ""
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    return lines[0].strip().rstrip(".") if lines else f"it ended with code {done.returncode}"


def _said(command: list[str]) -> subprocess.CompletedProcess[bytes] | str:
    """Run a program; return what it said, or why it could not be run."""
    try:
        return subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, timeout=_SECONDS, check=False, process_group=0
        )
    except OSError as error:
        return error.strerror or str(error)
    except subprocess.TimeoutExpired:
        return f"it gave no answer in {_SECONDS:g} s"
