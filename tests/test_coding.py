from __future__ import annotations

import subprocess
import sys

import pytest

from albumforge.media.coding import ENCODERS, VideoCoding


def test_codecs_and_drafts_keep_what_is_not_theirs() -> None:
    coding = VideoCoding(preset="slow", crf=18)
    assert coding.for_codec("hevc") == VideoCoding("libx265", "slow", 18)
    draft = coding.for_codec("av1").draft()
    assert (draft.codec, draft.preset) == (ENCODERS["av1"], "ultrafast")
    assert draft.crf > coding.crf
    assert coding.describe() == {"codec": "libx264", "preset": "slow", "crf": 18}


@pytest.mark.parametrize(
    "asked",
    [
        "assert 'album' in names.working('generator')",
        "names.generator('album').check_request({'title': 'By the sea', 'music': 'waltz'})",
    ],
)
def test_looking_at_backends_and_requests_loads_no_engine(asked: str) -> None:
    code = (
        f"import sys; from albumforge.plugins import Registry; names = Registry(); {asked};"
        "print([name for name in ('av', 'cv2', 'numpy', 'PIL') if name in sys.modules])"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert shown.stdout.strip() == "[]"
