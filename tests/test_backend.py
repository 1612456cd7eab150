from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from media_files import write_clip
from transcodes import preset
from videos_to_transcode import write_hdr

from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.plugins import Registry
from albumforge.transcoders.nvenc import NvencTranscoder
from albumforge.transcoders.qsv import QsvTranscoder
from albumforge.transcoders.software import SoftwareTranscoder
from albumforge.transcoders.vpu import VpuTranscoder
from albumforge.transcoding import Transcoder

HARDWARE = [NvencTranscoder, QsvTranscoder, VpuTranscoder]


def test_the_registry_finds_all_transcoders() -> None:
    found = Registry().working("transcoder")
    assert {"software", "nvenc", "qsv", "vpu"} <= set(found)
    assert all(isinstance(plugin.backend, Transcoder) for plugin in found.values())


@pytest.mark.parametrize("kind", HARDWARE)
def test_where_hardware_is_missing_software_does_it_and_says_so(tmp_path: Path, kind: type[NvencTranscoder]) -> None:
    transcoder = kind()
    working = [encoder for encoder in transcoder.encoders() if encoder.codec == "hevc" and not encoder.problem]
    source = write_clip(tmp_path / "a.mp4", width=320, height=256, frames=10)
    made = transcoder.transcode(source, tmp_path / "b.mp4", preset("hevc"), threads=2, context=Context())
    assert (made.encoder == "libx265") is not working
    if not working:
        assert made.fallback.startswith(f"{transcoder.name} cannot encode it here, libx265 did: hevc_")
        assert made.fallback.endswith(".")


def test_software_is_no_fallback_of_itself(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=10)
    made = SoftwareTranscoder().transcode(source, tmp_path / "b.mp4", preset(), threads=1, context=Context())
    assert (made.encoder, made.fallback, made.score) == ("libx264", "", None)
    assert replace(made, path=tmp_path).streams == {"video": 1, "audio": 1}


def test_a_codec_without_an_encoder_for_hdr_is_told(tmp_path: Path) -> None:
    source = write_hdr(tmp_path / "a.mp4")
    with pytest.raises(Unavailable, match="No encoder for vp9 works here: libvpx-vp9: it does not take 10 bit"):
        SoftwareTranscoder().transcode(source, tmp_path / "b.mkv", preset("vp9"), threads=1, context=Context())
    assert not (tmp_path / "b.mkv").exists()
