from __future__ import annotations

import time

import av
import pytest

from albumforge.transcoders import trial
from albumforge.transcoders.trial import encoders_of, problem_of


def test_software_works() -> None:
    found = {encoder.name: encoder for encoder in encoders_of("software")}
    assert not [encoder for encoder in found.values() if encoder.problem]
    assert found["libx265"].ten_bit
    assert encoders_of("software") is encoders_of("software")


@pytest.mark.parametrize("backend", ["nvenc", "qsv", "vpu"])
def test_encoders_that_cannot_work_here_say_why(backend: str) -> None:
    for encoder in encoders_of(backend):
        if encoder.problem:  # all of them, on a machine without such hardware
            assert not encoder.problem.endswith(".")
            assert not encoder.ten_bit


def test_an_encoder_that_ffmpeg_does_not_have_is_told() -> None:
    assert problem_of("no_such_encoder", "yuv420p") == "this build of FFmpeg does not have it"
    assert problem_of("aac", "yuv420p")
    assert problem_of("libx264", "yuv420p") == ""
    assert "known" in problem_of("libx264", "no_such_format") or problem_of("libx264", "no_such_format")


def test_a_child_that_dies_or_hangs_costs_only_the_encoder_that_it_was_at(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trial, "_MODULE", "child_that_fails")
    monkeypatch.setattr(trial, "_SECONDS", 1.0)
    monkeypatch.setenv("PYTHONPATH", str(__file__).rsplit("/", 1)[0])
    began = time.monotonic()
    orders = [(name, "yuv420p", "") for name in ("good", "dies", "good2", "hangs", "good3")]
    assert trial._ask(orders) == {
        ("good", "yuv420p"): "",
        ("dies", "yuv420p"): "its process was ended by signal 11",
        ("good2", "yuv420p"): "",
        ("hangs", "yuv420p"): "it gave no answer in 1 s",
        ("good3", "yuv420p"): "",
    }
    assert time.monotonic() - began < 15


def test_ffmpeg_is_listened_to_during_a_trial_alone() -> None:
    """Its threads would wait for Python's lock, and whoever closes a decoder with it in hand waits for them."""
    before = av.logging.get_level()
    problem_of("no_such_encoder", "yuv420p")
    problem_of("libx264", "yuv420p")
    assert av.logging.get_level() == before
