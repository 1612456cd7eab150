from __future__ import annotations

import numpy as np
import pytest

from albumforge.media.easing import smoothstep


def test_it_leaves_and_reaches_its_ends_at_rest() -> None:
    assert (smoothstep(0.0), smoothstep(0.5), smoothstep(1.0)) == (0.0, 0.5, 1.0)
    assert smoothstep(1e-4) < 1e-7
    assert smoothstep(1 - 1e-4) > 1 - 1e-7


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_arrays_keep_their_type(kind: type) -> None:
    t = np.linspace(0, 1, 9, dtype=kind)
    assert smoothstep(t).dtype == kind
    assert np.all(np.diff(smoothstep(t)) > 0)
