"""Words that whoever asks for a film gives to single files; they win over what the files hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import msgspec

from albumforge.generators.album.filelist import Source
from albumforge.generators.album.info.given_captions import tidied
from albumforge.generators.album.info.record import PictureInfo


def with_captions(
    infos: Mapping[str, PictureInfo], sources: Sequence[Source], captions: Mapping[str, str]
) -> dict[str, PictureInfo]:
    """Return what is known of pictures, with the captions that were given for their files.

    Args:
        infos: by digest.
        sources: the files.
        captions: by path; those without words, and of files that are not there, change nothing.
    """
    words = {Path(path).absolute(): tidied(text) for path, text in captions.items()}
    given = {source.digest: words.get(source.path.absolute(), "") for source in sources}
    return {
        digest: msgspec.structs.replace(info, caption=given[digest], captioned=True) if given.get(digest) else info
        for digest, info in infos.items()
    }
