from __future__ import annotations

import subprocess
import sys

from albumforge.generators.album.names import GROUNDS, LUMAS, MASKS, STICKERS
from albumforge.generators.album.resources import gifs
from albumforge.generators.album.resources.images import ground_names
from albumforge.generators.album.resources.masks import mask_names
from albumforge.generators.album.transitions import luma_names

_CODE = """
import sys
from albumforge.generators.album import AlbumGenerator
album = AlbumGenerator()
assert album.templates() and album.music() and album.options()
album.check_request({"template": "clean", "title": "Sea", "command": "30 seconds, square"})
import albumforge.generators.album.plan_document, albumforge.generators.album.explain
print([name for name in ("numpy", "cv2", "av", "PIL") if name in sys.modules])
"""


def test_they_are_those_of_what_there_is_to_draw() -> None:
    assert mask_names() == MASKS
    assert ground_names() == GROUNDS
    assert tuple(gifs.STICKERS) == STICKERS
    assert luma_names() == LUMAS


def test_templates_are_listed_and_requests_and_plans_checked_without_loading_what_draws() -> None:
    run = subprocess.run([sys.executable, "-c", _CODE], capture_output=True, text=True)
    assert run.stdout == "[]\n", run.stderr
