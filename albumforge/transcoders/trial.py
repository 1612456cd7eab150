"""Finds out which encoders work here, by encoding a small picture with each.

A driver that is broken may end the process or never answer. So a child process tries them, one after the other; where
it dies or is too slow, the encoder that it was at is the one that does not work, and another child tries the rest.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from typing import Any

import av
from av.codec.hwaccel import HWAccel

from albumforge.media import svt_av1
from albumforge.transcoders.encoders import ENCODERS, Spec
from albumforge.transcoding import Encoder

_SECONDS = 20.0
"""How long one encoder may take for its small picture."""

_MODULE = "albumforge.transcoders.trial"
_MISSING = "this build of FFmpeg does not have it"
_SIZE = 320, 256  # what all hardware takes
_FRAMES = 8
_lock = threading.Lock()


def encoders_of(backend: str) -> tuple[Encoder, ...]:
    """Return the encoders of a backend, tried; found out once for a process."""
    with _lock:  # several threads that ask at once wait for one trial
        return _tried(backend)


def problem_of(name: str, pixel_format: str, device: str = "") -> str:
    """Encode a few small pictures with an encoder, in this process.

    Returns:
        "" when it works here, else the reason why not, a clause.
    """
    with _heard() as logged:
        try:
            packets = _encode(name, pixel_format, device)
        except (av.error.FFmpegError, ValueError, TypeError, AttributeError, NotImplementedError) as error:
            said = [text.strip().rstrip(".") for _, _, text in logged if text.strip()]
            return said[0] if said else getattr(error, "strerror", None) or f"{error}"
    return "" if packets else "it gave no packets"


@contextlib.contextmanager
def _heard() -> Iterator[list[Any]]:
    """Yield what FFmpeg says during the body.

    It must not be listened to any longer: its threads would then wait for Python's lock to say something, and whoever
    closes a decoder holds that lock and waits for them.
    """
    before = av.logging.get_level()
    av.logging.set_level(av.logging.ERROR)
    try:
        with av.logging.Capture() as logged:
            yield logged
    finally:
        av.logging.set_level(before)


def _encode(name: str, pixel_format: str, device: str) -> list[Any]:
    try:
        codec = av.Codec(name, "w")
    except ValueError as error:
        raise ValueError(_MISSING) from error
    context: Any = av.CodecContext.create(codec, "w", hwaccel=HWAccel(device) if device else None)
    context.width, context.height, context.pix_fmt = *_SIZE, pixel_format
    context.time_base, context.framerate = Fraction(1, 30), Fraction(30)
    if name == "libx265":
        context.options = {"x265-params": "log-level=none"}
    with svt_av1.opening(name):
        context.open()
    packets: list[Any] = []
    for number in range(_FRAMES):
        frame = av.VideoFrame(*_SIZE, pixel_format)
        frame.pts, frame.time_base = number, Fraction(1, 30)
        packets += context.encode(frame)
    packets += context.encode(None)
    return packets


@cache
def _tried(backend: str) -> tuple[Encoder, ...]:
    specs = ENCODERS[backend]
    orders = [(spec.name, form, spec.device) for spec in specs for form in spec.formats if form]
    problems = _ask(orders)
    return tuple(_encoder(spec, problems) for spec in specs)


def _encoder(spec: Spec, problems: dict[tuple[str, str], str]) -> Encoder:
    problem = problems[spec.name, spec.formats[0]]
    ten_bit = not problem and problems.get((spec.name, spec.formats[1])) == ""
    return Encoder(spec.codec, spec.name, ten_bit=ten_bit, problem=problem)


def _ask(orders: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """Return what children say of encoders and their formats."""
    problems: dict[tuple[str, str], str] = {}
    waiting = list(orders)
    while waiting:
        answers, end = _child(waiting)
        for (name, form, _), problem in zip(waiting, answers, strict=False):
            problems[name, form] = problem
        waiting = waiting[len(answers) :]
        if waiting:
            name, form, _ = waiting.pop(0)
            problems[name, form] = end
    return problems


def _child(orders: Sequence[tuple[str, str, str]]) -> tuple[list[str], str]:
    """Let a child try encoders; return its answers, and how it ended where some are missing."""
    command = [sys.executable, "-m", _MODULE, json.dumps(orders)]
    with subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, process_group=0
    ) as process:
        answers: list[str] = []
        late = threading.Event()
        assert process.stdout is not None
        for _ in orders:
            watch = threading.Timer(_SECONDS, _end, (process, late))
            watch.start()
            line = process.stdout.readline()
            watch.cancel()
            if not line.endswith(b"\n"):
                break
            answers.append(json.loads(line))
        code = process.wait()
    if late.is_set():
        return answers, f"it gave no answer in {_SECONDS:g} s"
    return answers, f"its process was ended by signal {-code}" if code < 0 else f"its process ended with code {code}"


def _end(process: subprocess.Popen[bytes], late: threading.Event) -> None:
    late.set()
    process.kill()


def main() -> None:
    """Try what the command line names, and tell each problem in a line of JSON."""
    for name, pixel_format, device in json.loads(sys.argv[1]):
        sys.stdout.write(json.dumps(problem_of(name, pixel_format, device)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
