"""The eight orientations, against pixels stored the way cameras store them."""

from __future__ import annotations

import numpy as np
import pytest
from media_files import stored_for, texture

from albumforge.media.orientation import swaps_sides, upright


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("planar", [False, True])
def test_turns_back_what_the_camera_stored(orientation: int, planar: bool) -> None:
    picture = texture(20, 12)[..., 0] if planar else texture(20, 12)
    stored = stored_for(picture if not planar else np.repeat(picture[..., None], 3, 2), orientation)
    stored = stored[..., 0].copy() if planar else stored
    assert swaps_sides(orientation) == (stored.shape[0] > stored.shape[1])
    np.testing.assert_array_equal(upright(stored, orientation), picture)


def test_a_number_out_of_range_leaves_the_picture() -> None:
    picture = texture(20, 12)
    np.testing.assert_array_equal(upright(picture, 0), picture)
    np.testing.assert_array_equal(upright(picture, 9), picture)
