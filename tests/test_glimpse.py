from __future__ import annotations

from io import BytesIO

import numpy as np
import pytest
from media_files import corners
from PIL import Image

from albumforge.media.glimpse import small_jpeg
from albumforge.media.planes import frame_buffer, from_rgb


@pytest.mark.parametrize(
    ("size", "seen"),
    [((1920, 1080), (640, 360)), ((1080, 1920), (360, 640)), ((320, 180), (320, 180)), ((854, 482), (640, 362))],
)
def test_a_frame_is_seen_small_and_in_its_colours(size: tuple[int, int], seen: tuple[int, int]) -> None:
    buffer, planes = frame_buffer(*size)
    planes.paste(from_rgb(corners(*size)))
    with Image.open(BytesIO(small_jpeg(buffer))) as picture:
        assert (picture.format, picture.size) == ("JPEG", seen)
        shown = np.asarray(picture.convert("RGB"), np.int16)
    small = np.asarray(Image.fromarray(corners(*size)).resize(seen), np.int16)
    assert np.abs(shown - small).mean() < 4
