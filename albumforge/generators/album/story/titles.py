"""What a film is called, in which language it speaks, and when its pictures were taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from albumforge.generators.album.plan import MediaSource
from albumforge.generators.album.poem.verse import Language

_CAMERA_FOLDERS = re.compile(
    r"(dcim|camera( roll)?|\d{3}[a-z_][a-z0-9_]{4}"
    r"|pictures?|photos?|images?|img|files?|input|media|tmp|temp|downloads?|desktop"
    r"|new folder( \(\d+\))?|untitled folder|新建文件夹|照片|图片|相册|\W*)",
    re.IGNORECASE,
)
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def default_title(roots: Sequence[Path]) -> str:
    """Return a title out of the folder that the film is made from, or "" where its name says nothing."""
    if len(roots) != 1 or not roots[0].is_dir():
        return ""
    name = roots[0].resolve().name
    try:
        name.encode()
    except UnicodeEncodeError:
        return ""
    plain = re.sub(r"[_\s]+", " ", name).strip()
    if not plain or _CAMERA_FOLDERS.fullmatch(plain) or _CAMERA_FOLDERS.fullmatch(name.strip()):
        return ""
    return plain[0].upper() + plain[1:]


def film_language(title: str) -> Language:
    """Return the language of the words we add: Chinese beside a title with Han characters, else English."""
    han = any("CJK UNIFIED" in unicodedata.name(char, "") for char in title)
    return "zh" if han else "en"


def date_line(sources: Sequence[MediaSource], language: Language) -> str:
    """Return when the pictures were taken, as a person would say it; "" where fewer than half of them know."""
    times = sorted(datetime.fromisoformat(source.captured_at) for source in sources if source.captured_at)
    if not times or len(times) * 2 < len(sources):
        return ""
    first, last = times[0], times[-1]
    if language == "zh":
        return _chinese_dates(first, last)
    return _english_dates(first, last)


def _chinese_dates(first: datetime, last: datetime) -> str:
    if first.date() == last.date():
        return f"{first.year}年{first.month}月{first.day}日"
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.year}年{first.month}月"
    if first.year == last.year:
        return f"{first.year}年{first.month}月至{last.month}月"
    return f"{first.year}年至{last.year}年"


def _english_dates(first: datetime, last: datetime) -> str:
    if first.date() == last.date():
        return f"{first.day} {MONTHS[first.month - 1]} {first.year}"
    if (first.year, first.month) == (last.year, last.month):
        return f"{MONTHS[first.month - 1]} {first.year}"
    if first.year == last.year:
        return f"{MONTHS[first.month - 1]} – {MONTHS[last.month - 1]} {first.year}"
    return f"{first.year} – {last.year}"


def says_one_day(sources: Sequence[MediaSource]) -> bool:
    """Whether the line of dates names the one day of all pictures."""
    days = {source.captured_at[:10] for source in sources if source.captured_at}
    return len(days) == 1 and bool(date_line(sources, "en"))
