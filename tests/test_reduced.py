from __future__ import annotations

import numpy as np
import pytest
from media_files import texture

from albumforge.generators.album.info.reduced import at_most


@pytest.mark.parametrize(("size", "reduced"), [((400, 300), (100, 75)), ((300, 400), (75, 100)), ((900, 2), (100, 1))])
def test_the_long_side_is_as_long_as_asked(size: tuple[int, int], reduced: tuple[int, int]) -> None:
    small = at_most(texture(*size), 100)
    assert small.shape == (reduced[1], reduced[0], 3)
    assert small.dtype == np.uint8


def test_small_pictures_stay_as_they_are() -> None:
    picture = texture(100, 80)
    assert at_most(picture, 100) is picture
