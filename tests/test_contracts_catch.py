"""Each contract fails a backend that does not keep it: one fault a class, and the test that must find it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

SKELETONS = Path(__file__).resolve().parent.parent / "scripts" / "skeletons"

# Each class has one fault, and under it the name of the test that finds it.
FAULTS = '''
import random
from dataclasses import replace
import face_detector, generator, poet, transcoder, transcriber, transfer
from albumforge.context import Context
from albumforge.media.places import Box, Face
from albumforge.testing import *
from albumforge.transcription import Transcript


class Generator(GeneratorContract):
    def request(self): return {"seconds": 0.2}
    def backend(self): return self.Faulty()

class TestTakesAnyOption(Generator):
    """test_an_unknown_option_is_refused_by_its_name"""
    class Faulty(generator.Example):
        def check_request(self, request):
            return super().check_request({k: v for k, v in request.items() if k in generator.OPTIONS})

class TestPlansAtRandom(Generator):
    """test_the_same_files_and_request_give_the_same_plan"""
    class Faulty(generator.Example):
        def plan(self, files, request, context):
            made = super().plan(files, request, context)
            return replace(made, document=made.document.replace("{", '{"luck": %f,' % random.random(), 1))

class TestChangesOriginals(Generator):
    """test_originals_are_only_read"""
    class Faulty(generator.Example):
        def plan(self, files, request, context):
            made = super().plan(files, request, context)
            files[0].touch()
            return made

class TestNeverStops(Generator):
    """test_a_cancelled_film_leaves_nothing_and_the_next_is_whole"""
    class Faulty(generator.Example):
        def render(self, document, output, *, cache, threads, context):
            context = Context(on_progress=context.on_progress)
            return super().render(document, output, cache=cache, threads=threads, context=context)

class TestLeavesFiles(Generator):
    """test_nothing_but_film_and_poster_is_left"""
    class Faulty(generator.Example):
        def render(self, document, output, **options):
            output.with_suffix(".tmp").write_text("half")
            return super().render(document, output, **options)

class TestCountsWrong(Generator):
    """test_the_film_is_what_is_said_of_it"""
    class Faulty(generator.Example):
        def render(self, *arguments, **options):
            made = super().render(*arguments, **options)
            return replace(made, frames=made.frames + 1)

class TestTrustsSources(Generator):
    """test_a_source_that_is_gone_or_another_one_is_told"""
    class Faulty(generator.Example):
        def render(self, document, output, **options):
            from albumforge.media import digest
            usual = digest.file_digest
            import json
            plan = json.loads(document) if "photos" in document else {"photos": []}
            known = {one["path"]: one["digest"] for one in plan["photos"]}
            digest.file_digest = lambda path: known[path]
            try:
                return super().render(document, output, **options)
            finally:
                digest.file_digest = usual


class Transcoder(TranscoderContract):
    def backend(self): return self.Faulty()
    def codecs(self): return ["h264"]

class TestDropsSound(Transcoder):
    """test_each_codec_gives_a_whole_file_that_passes_verification"""
    class Faulty(transcoder.Example):
        def transcode(self, source, output, preset, **options):
            from albumforge.transcoding import Sound
            from msgspec.structs import replace
            return super().transcode(source, output, replace(preset, audio=Sound("drop")), **options)

class TestLeavesHalfAFile(Transcoder):
    """test_a_cancelled_one_leaves_nothing"""
    class Faulty(transcoder.Example):
        def transcode(self, source, output, preset, **options):
            try:
                return super().transcode(source, output, preset, **options)
            except BaseException:
                output.parent.is_dir() and output.write_bytes(b"half")
                raise


class Transfer(TransferContract):
    wrong_addresses = ("",)
    def backend(self): return self.Faulty()
    def address(self, folder): return str(folder)

class TestLosesBlocks(Transfer):
    """test_what_is_put_is_got"""
    class Faulty(transfer.Example):
        def place(self, address, *, timeout=30.0):
            place = super().place(address)
            place.put = lambda cid, data: None
            return place

class TestGivesNothingForMissing(Transfer):
    """test_a_block_that_is_not_there_is_missing"""
    class Faulty(transfer.Example):
        def place(self, address, *, timeout=30.0):
            place = super().place(address)
            place.get = lambda cid: place._path(cid).read_bytes() if place.has(cid) else b""
            return place


class Poet(PoetContract):
    def backend(self): return self.Faulty()

class TestWritesAtRandom(Poet):
    """test_the_same_themes_and_seed_give_the_same_verse"""
    class Faulty(poet.Example):
        def write(self, themes, *, seed, **options):
            return super().write(themes, seed=random.randrange(10**9), **options)

class TestRepeatsItself(Poet):
    """test_each_theme_gets_a_verse_and_no_line_is_used_twice"""
    class Faulty(poet.Example):
        def write(self, themes, **options): return super().write(themes[:1], **options) * len(themes)

class TestWritesEnglishOnly(Poet):
    """test_it_writes_in_the_language_of_the_film"""
    class Faulty(poet.Example):
        def write(self, themes, *, language, **options): return super().write(themes, language="en", **options)


class Transcriber(TranscriberContract):
    def backend(self): return self.Faulty()

class TestHearsBeyondTheEnd(Transcriber):
    """test_what_is_said_has_times_within_the_sound"""
    class Faulty(transcriber.Example):
        def transcribe(self, wav, language, context, *, speech=()):
            from albumforge.transcription import Span
            return super().transcribe(wav, language, context, speech=(Span(start=3.5, end=99.0),))

class TestHearsSilence(Transcriber):
    """test_silence_has_no_words_and_says_so"""
    class Faulty(transcriber.Example):
        def transcribe(self, wav, language, context, *, speech=()):
            from albumforge.transcription import Span
            return super().transcribe(wav, language, context, speech=speech or (Span(start=0.0, end=1.0),))


class Faces(FaceDetectorContract):
    def backend(self): return self.Faulty()

class TestSeesFacesEverywhere(Faces):
    """test_landscapes_have_none"""
    class Faulty(face_detector.Example):
        def find(self, rgb): return (Face(box=Box(x=0.31, y=0.16, width=0.35, height=0.45), confidence=0.9),)

class TestSeesNone(Faces):
    """test_a_face_is_found_where_it_is"""
    class Faulty(face_detector.Example):
        def find(self, rgb): return ()

class TestLeavesThePicture(Faces):
    """test_a_face_is_found_where_it_is"""
    class Faulty(face_detector.Example):
        def find(self, rgb):
            moved = [Face(box=replace_box(one.box), confidence=1.0) for one in super().find(rgb)]
            return tuple(moved)

def replace_box(box): return Box(x=box.x + 0.9, y=box.y, width=box.width, height=box.height)


class TestIsOfAnotherVersion(Poet):
    """test_the_registry_takes_it"""
    class Faulty(poet.Example):
        api_version = 0
'''
WANTED = re.findall(r'^class (Test\w+)\(\w+\):\n    """(\w+)"""', FAULTS, re.MULTILINE)


@pytest.fixture(scope="module")
def failed(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    """Class and name of each test that failed, of those that find the faults."""
    folder = tmp_path_factory.mktemp("faults")
    (folder / "test_faults.py").write_text(FAULTS, encoding="utf-8")
    asked = [f"test_faults.py::{fault}::{test}" for fault, test in WANTED]
    command = [sys.executable, "-m", "pytest", "-q", "-rf", "--tb=no", "-p", "no:cacheprovider", *asked]
    done = subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(SKELETONS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    return set(re.findall(r"^FAILED .*::(Test\w+)::(test_\w+)", done.stdout, re.MULTILINE))


@pytest.mark.parametrize(("fault", "test"), WANTED)
def test_the_contract_finds_it(failed: set[tuple[str, str]], fault: str, test: str) -> None:
    assert (fault, test) in failed


def test_every_fault_is_looked_for() -> None:
    assert len(WANTED) == len(re.findall(r"^class Test", FAULTS, re.MULTILINE)) >= 20
