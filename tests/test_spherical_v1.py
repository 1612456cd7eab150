from __future__ import annotations

from pathlib import Path

import av
import pytest
from media_files import write_clip
from transcodes import lumas, preset, proven

from albumforge.errors import MediaError
from albumforge.transcoders.boxes import box
from albumforge.transcoders.spherical_v1 import add_spherical_v1, spherical_v1

XML = b"""<?xml version="1.0"?><rdf:SphericalVideo xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"
xmlns:GSpherical="http://ns.google.com/videos/1.0/spherical/"><GSpherical:Spherical>true</GSpherical:Spherical>
<GSpherical:Stitched>true</GSpherical:Stitched>
<GSpherical:StitchingSoftware>Camera</GSpherical:StitchingSoftware><GSpherical:ProjectionType>equirectangular</GSpherical:ProjectionType>
<GSpherical:StereoMode>top-bottom</GSpherical:StereoMode></rdf:SphericalVideo>"""
UUID = box(b"uuid", bytes.fromhex("ffcc8263f8554a938814587a02521fdd"), XML)


def write(path: Path, *, faststart: bool) -> Path:
    write_clip(path, frames=20, options={"movflags": "faststart"} if faststart else {})
    if faststart:
        with av.open(str(path)) as source, av.open(f"{path}.mp4", "w", options={"movflags": "faststart"}) as made:
            streams = [made.add_stream_from_template(stream) for stream in source.streams]
            for packet in source.demux():
                if packet.size:
                    packet.stream = streams[packet.stream_index]
                    made.mux(packet)
        Path(f"{path}.mp4").replace(path)
    return path


@pytest.mark.parametrize("faststart", [True, False])
def test_the_box_is_put_in_and_the_data_are_found_where_they_are_now(tmp_path: Path, faststart: bool) -> None:
    path = write(tmp_path / "a.mp4", faststart=faststart)
    data = path.read_bytes()
    assert (data.index(b"moov") < data.index(b"mdat")) is faststart
    before, size = lumas(path), path.stat().st_size
    assert spherical_v1(path) is None
    add_spherical_v1(path, UUID)
    assert spherical_v1(path) == UUID
    assert path.stat().st_size == size + len(UUID)
    assert [picture.tobytes() for picture in lumas(path)] == [picture.tobytes() for picture in before]
    with av.open(str(path)) as media:
        assert sum(frame.samples for frame in media.decode(audio=0)) > 20_000


@pytest.mark.parametrize("faststart", [True, False])
def test_a_sphere_of_v1_stays_one_and_becomes_one_of_v2_too(tmp_path: Path, faststart: bool) -> None:
    source, output = write_clip(tmp_path / "a.mp4", frames=20), tmp_path / "b.mp4"
    add_spherical_v1(source, UUID)
    proven(source, output, preset("hevc", faststart=faststart))
    data = output.read_bytes()
    assert spherical_v1(output) == UUID
    assert b"sv3d" in data
    assert b"st3d" in data
    assert (data.index(b"moov") < data.index(b"mdat")) is faststart
    proven(source, tmp_path / "b.mkv", preset("hevc"))


def test_a_sphere_that_only_the_box_knows_is_kept_where_it_can_be(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "a.mp4", frames=20)
    bare = XML.replace(b"StitchingSoftware>", b"Software>")
    add_spherical_v1(source, box(b"uuid", UUID[8:24], bare))
    proven(source, tmp_path / "b.mp4", preset())
    assert bare in (tmp_path / "b.mp4").read_bytes()
    with pytest.raises(MediaError, match="it is a VR video, which Matroska cannot hold"):
        proven(source, tmp_path / "b.mkv", preset())


def test_a_damaged_index_is_refused(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mp4", frames=6)
    data = path.read_bytes()
    path.write_bytes(data.replace(b"vide", b"none"))
    with pytest.raises(MediaError, match="there is no track of pictures"):
        add_spherical_v1(path, UUID)
    path.write_bytes(data[: data.index(b"moov") - 4])
    with pytest.raises(MediaError, match="no index"):
        spherical_v1(path)
