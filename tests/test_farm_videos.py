"""Videos by pages: each filter, each order, on both databases."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from farm_rig import FarmRig, make_rig

from albumforge.errors import Conflict, InvalidInput, NotFound
from albumforge.forge import Forge
from albumforge.services.farm.paging import Asked
from albumforge.services.farm.states import VideoStatus
from albumforge.services.farm.videos import SORTS

NAMES = {"video_path": "path", "video_size": "size", "transcode_status": "status", "updatetime": "updated"}


@pytest.fixture
def rig(open_forge: Callable[..., Forge], database_url: str, tmp_path: Path) -> FarmRig:
    rig = make_rig(open_forge, tmp_path, database_url=database_url)
    with rig.forge.database.transaction() as tables:
        for number in range(45):
            tables.farm_video.create(
                path=f"/v/{'aBä'[number % 3]}{number * 7 % 45:02}.mp4",
                status=number % 5,
                vr=number % 10 == 0,
                codec=("h264", "hevc", "vp9")[number % 3],
                bitrate_k=number * 31 % 17,
                size=number * 13 % 11,
                width=10 + number % 4,
                height=10,
                pixels=10 * (10 + number % 4),
            )
    return rig


def test_every_order_is_whole_and_the_same_on_every_page(rig: FarmRig) -> None:
    for sort in ["", *SORTS]:
        for descending in (False, True):
            pages = [rig.forge.farm.videos.list(Asked(page, 20, sort, descending)) for page in (1, 2, 3, 4)]
            videos = [video for page in pages for video in page.items]
            assert sorted(video.id for video in videos) == list(range(1, 46))
            if sort == "resolutionall":
                keys = [video.width * video.height for video in videos]
            elif sort:
                keys = [getattr(video, NAMES.get(sort, sort)) for video in videos]
            else:
                keys = [video.id for video in videos]
            keys = [key.encode() if isinstance(key, str) else key for key in keys]
            assert keys == sorted(keys, reverse=descending), sort


def test_filters_go_together(rig: FarmRig) -> None:
    listed = rig.forge.farm.videos.list
    assert listed(Asked(), statuses=[3]).total == 9
    assert listed(Asked(), statuses=[3, 4]).total == 18
    assert listed(Asked(), vr=True).total == 5
    assert listed(Asked(), vr=False).total == 40
    assert listed(Asked(), codecs=["vp9", "none"]).total == 15
    assert {video.codec for video in listed(Asked(), vr=True, statuses=[0], codecs=["h264"]).items} == {"h264"}
    assert listed(Asked(page=3), statuses=[3]).items == []


def test_only_what_failed_or_was_skipped_is_tried_again(rig: FarmRig) -> None:
    videos = rig.forge.farm.videos
    for number, status in enumerate(VideoStatus, 1):
        if status in (VideoStatus.FAILED, VideoStatus.SKIPPED):
            assert videos.retry(number).status is VideoStatus.WAITING
        else:
            with pytest.raises(Conflict):
                videos.retry(number)
    with pytest.raises(NotFound):
        videos.retry(99)


def test_priorities_have_limits(rig: FarmRig) -> None:
    assert rig.forge.farm.videos.prioritise(1, 100).priority == 100
    assert rig.forge.farm.videos.prioritise(1, -100).priority == -100
    for wrong in (101, -101):
        with pytest.raises(InvalidInput, match="priority"):
            rig.forge.farm.videos.prioritise(1, wrong)
    with pytest.raises(NotFound):
        rig.forge.farm.videos.prioritise(99, 0)


def test_all_that_failed_are_tried_again_at_once(
    open_forge: Callable[..., Forge], database_url: str, tmp_path: Path
) -> None:
    rig = make_rig(open_forge, tmp_path, database_url=database_url)
    columns = {"codec": "h264", "attempts": 3, "error": "it broke"}
    rig.fake(3, status=VideoStatus.FAILED, **columns)
    with rig.forge.database.transaction() as tables:
        tables.farm_video.update(codec="vp9").where(tables.farm_video.id == 1).execute()
        tables.farm_video.update(gone=True).where(tables.farm_video.id == 3).execute()
        tables.farm_video.create(path="/s.mp4", status=VideoStatus.SKIPPED, codec="h264")
    videos = rig.forge.farm.videos
    assert videos.retry_all(statuses=[VideoStatus.DONE]) == 0
    assert rig.client.send("POST", "/api/v1/videos/retry?codec[]=vp9").json["data"] == {"count": 1}
    assert videos.get(1).status is VideoStatus.WAITING
    assert (videos.get(1).attempts, videos.get(1).error) == (0, "")
    assert videos.get(2).status is VideoStatus.FAILED
    assert videos.retry_all() == 1
    assert videos.get(3).status is VideoStatus.FAILED
    assert videos.retry_all(statuses=[VideoStatus.SKIPPED]) == 1
