"""The options of a film as the routes take and tell them."""

from __future__ import annotations

from typing import Any

from albumforge.http.call import Call
from albumforge.http.routes import Param
from albumforge.services.states import MUSIC, TEMPLATE, Movie

START_PARAMS = (
    Param("title", "Title of the film.", "影集标题"),
    Param("description", "Words about the film.", "影集描述"),
    Param("template", "Name of a template.", "模板名称"),
    Param("music", "Name of a piece, auto or none.", "音乐名称，或 auto、none"),
    Param("aspect", "Shape of the film: 16:9, 9:16, 1:1, 4:5.", "画面比例：16:9、9:16、1:1、4:5"),
    Param("resolution", "480p, 720p, 1080p, 2160p, or WIDTHxHEIGHT.", "分辨率：480p、720p、1080p、2160p 或 宽x高"),
    Param("duration", "Seconds of the film.", "影集时长（秒）"),
    Param("seconds_per_photo", "Seconds from each photo to the next.", "每张图片的秒数"),
    Param("language", "Of the words that are added: zh or en.", "文字语言：zh 或 en"),
    Param("speaks", "Language of who asks, where neither language nor command say: zh or en.", "用户的语言：zh 或 en"),
    Param("poem", "Whether there is verse: 1 or 0.", "是否有诗词：1 或 0"),
    Param("seed", "A whole number; another one gives another film.", "随机种子（整数）"),
    Param(
        "command",
        "What is wanted, in words, such as: a calm 45 second portrait film.",
        "文字命令，如：用这些照片做一个竖屏的春天影集，30秒，欢快",
    ),
    Param("shared", "Whether other users may see the film: 1 or 0.", "是否分享：1 或 0"),
)
"""What the documented `start` takes."""

_NAMES = frozenset(param.name for param in START_PARAMS)


def start_options(call: Call) -> dict[str, Any]:
    """Return what a request to start says of the film, as text."""
    return {name: value for name, value in call.params.items() if name in _NAMES}


def shown(movie: Movie) -> dict[str, Any]:
    """Return a film's options as they are told: files by their labels, never by a path."""
    labels = {MUSIC: movie.music, TEMPLATE: movie.template}
    return {name: labels.get(name) or value for name, value in movie.request.items()}
