"""Whether a file is whole: its pictures are decoded, of a video the first and the last ones."""

from __future__ import annotations

from pathlib import Path

import av

from albumforge.errors import MediaError
from albumforge.media.pictures import check_picture
from albumforge.media.probe import open_media, refusing_damage, video_stream
from albumforge.media.regular import open_regular
from albumforge.media.sniff import sniff
from albumforge.services.movie_check import look
from albumforge.transcoders.facts import video_facts

_LAST_SECONDS = 1.0


def check_whole(file: Path, *, max_pixels: int, pictures: bool) -> str:
    """Check that a file can be decoded to its end; return its moment, as `media.taken.Taken` writes it.

    A film is copied as long as it takes: of an MP4 that is not whole the index is missing, or names bytes that are not
    there, or its last pictures are zeros.

    Args:
        max_pixels: pictures with more are of no use.
        pictures: whether photos are of use; else videos alone.

    Raises:
        MediaError: it is not whole, or none of these.
    """
    looked = look(file, file.name, max_pixels)
    if looked.why_unusable is not None:
        raise MediaError(file, looked.why_unusable)
    with open_regular(file) as stream:
        kind = sniff(stream.read(64), file.suffix.lower())
    if kind is None:
        video_facts(file)
        _decode_end(file)
    elif not pictures:
        raise MediaError(file, "it is a picture, not a video")
    else:
        check_picture(file, max_pixels=max_pixels)
    return str(looked.taken)


def _decode_end(file: Path) -> None:
    with refusing_damage(file), open_media(file) as container:
        stream = video_stream(file, container)
        if container.duration is not None:
            last = (container.start_time or 0) + container.duration - round(_LAST_SECONDS * av.time_base)
            container.seek(max(container.start_time or 0, last))
        if next(container.decode(stream), None) is None:
            raise MediaError(file, "its last pictures cannot be decoded")
        for _ in container.decode(stream):
            pass
