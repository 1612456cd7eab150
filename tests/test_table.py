from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from albumforge.actors.table import FARM, actor_names, bind, chosen, generate, transcoder_names
from albumforge.errors import InvalidInput
from albumforge.forge import Forge


def test_every_working_backend_is_an_actor_on_its_own_queue(local_forge: Forge, tmp_path: Path) -> None:
    names = actor_names(local_forge)
    assert "generator.small" in names
    bind(local_forge, names, lambda: False)
    declared = local_forge.broker.dramatiq
    assert set(declared.actors) == declared.get_declared_queues() == set(names)
    assert {actor.queue_name for actor in declared.actors.values()} == set(names)


def test_queues_are_chosen_by_name(local_forge: Forge) -> None:
    usual = chosen(local_forge, None)
    assert set(actor_names(local_forge, ["generator"])) | set(FARM) == set(usual)
    assert not any(name.startswith("transcoder.") for name in usual)  # no film waits behind an hour of video
    assert chosen(local_forge, ["transcoder.software"]) == ["transcoder.software"]
    assert chosen(local_forge, ["generator.small", "generator.small"]) == ["generator.small"]
    with pytest.raises(InvalidInput, match=r"no queue 'generator\.none'.*Known: .*generator\.small"):
        chosen(local_forge, ["generator.none"])
    with pytest.raises(InvalidInput, match="no queue to serve"):
        chosen(local_forge, [])


def test_two_forges_have_actors_of_their_own(open_forge: Callable[..., Forge], tmp_path: Path) -> None:
    one, two = open_forge(), open_forge(home=tmp_path / "two")
    for forge in (one, two):
        bind(forge, ["generator.small"], lambda: False)
    first, second = (forge.broker.dramatiq.get_actor("generator.small") for forge in (one, two))
    assert first.fn is not second.fn
    assert first.broker is not second.broker


def test_an_actor_is_nothing_without_a_message(local_forge: Forge) -> None:
    with pytest.raises(RuntimeError, match="message"):
        generate(local_forge, "a", lambda: False)


def test_transcoders_that_work_here_have_queues_to_serve(local_forge: Forge) -> None:
    assert "transcoder.software" in transcoder_names(local_forge)


BROKEN = """
class Broken:
    name = "broken"
    api_version = 1
    def encoders(self): raise {error}
    def transcode(self, source, output, preset, *, threads, context): raise {error}

def albumforge_backends(): return {{"transcoder": [Broken]}}
"""


@pytest.mark.parametrize("error", ["SystemExit('no licence')", "OSError('no driver')"])
def test_a_transcoder_that_fails_when_it_is_tried_gets_no_work_and_stops_nobody(
    open_forge: Callable[..., Forge], tmp_path: Path, caplog: pytest.LogCaptureFixture, error: str
) -> None:
    (tmp_path / "broken.py").write_text(BROKEN.format(error=error), encoding="utf-8")
    forge = open_forge(plugins_dirs=(tmp_path,))
    assert "broken" in forge.plugins.working("transcoder")
    found = transcoder_names(forge)
    assert "transcoder.software" in found and "transcoder.broken" not in found
    assert f"transcoder broken from {tmp_path / 'broken.py'} cannot say what it encodes with" in caplog.text
