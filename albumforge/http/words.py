"""What is said of a film's state, in the words of the documented routes."""

from __future__ import annotations

from datetime import datetime

from albumforge.services.states import Movie, Stage, Status

LOST = "找不到任务，请重新启动"
_RESTING = {
    Status.NEW: "等待用户提供信息",
    Status.FAILED: "生成失败",
    Status.EXPIRED: "已过期",
    Status.DONE: "处理完成",
}
_STAGES = {
    Stage.NONE: "排队等待中",
    Stage.QUEUED: "排队等待中",
    Stage.REQUEST: "正在分析命令参数",
    Stage.INFO: "正在分析图片",
    Stage.POEM: "正在生成诗词",
    Stage.TEMPLATES: "正在匹配模板",
    Stage.RENDER: "正在生成影集",
    Stage.DONE: "处理完成",
}


def description(movie: Movie, lost: bool) -> str:
    """Return the field ``description`` of `status`."""
    if movie.status in _RESTING:
        return _RESTING[movie.status]
    if lost:
        return LOST
    return "正在处理" if movie.status is Status.RUNNING else "排队等待中"


def stage_words(movie: Movie, lost: bool) -> str:
    """Return the field ``status_msg`` of the lists."""
    if movie.status in _RESTING:
        return _RESTING[movie.status]
    return LOST if lost else _STAGES[movie.stage]


def number(movie: Movie) -> int:
    """Return the field ``status`` of the lists: 0, -1, -2, or the stage."""
    if movie.status is Status.DONE:
        return int(Stage.DONE)
    return int(movie.stage or Stage.QUEUED) if movie.status.active else int(movie.status)


def clock(moment: datetime) -> str:
    """Return a moment as the documented routes write it, in the server's zone."""
    return moment.astimezone().strftime("%Y-%m-%d %H:%M:%S")
