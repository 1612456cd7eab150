"""The documented routes of album films, exact to the message."""

from __future__ import annotations

from typing import Any

from albumforge.http.call import Call
from albumforge.http.options import START_PARAMS, start_options
from albumforge.http.problems import well
from albumforge.http.routes import Param, Route
from albumforge.http.schemas import DOCUMENTED_LIST, DOCUMENTED_STATUS, WELL, answer_of
from albumforge.http.uploads import upload
from albumforge.http.words import clock, description, number, stage_words
from albumforge.services.states import Movie, Started, Status

STARTED = {
    Started.QUEUED: "已加入队列",
    Started.REQUEUED: "已重新加入队列",
    Started.RETRIED: "原执行失败，已重新加入队列",
}
_ALL = 1_000_000


def new(call: Call) -> dict[str, Any]:
    """Make a film."""
    title, shared = call.params.get("title", ""), call.flag("shared", True)
    movie = call.forge.movies.create(title, user=call.user, shared=shared)
    return well(work_id=movie.work_id)


def start(call: Call) -> dict[str, Any]:
    """Put a film into the queue, with what is asked of it."""
    call.forge.movies.get(call.work_id, user=call.user, owner=True)
    started = call.forge.movies.start(call.work_id, options=start_options(call), user=call.user)
    return {"msg": STARTED[started]}


def status(call: Call) -> dict[str, Any]:
    """Say how a film stands."""
    movie = call.forge.movies.get(call.work_id, user=call.user)
    there = movie.status is not Status.EXPIRED
    files = call.forge.movies.files_of(movie, user=call.user) if there else []
    pictures = [file.name for file in files if file.name]
    return well(
        work_id=movie.work_id,
        uid=movie.user_id,
        create_time=clock(movie.created),
        update_time=clock(movie.updated),
        status=int(movie.status),
        description=description(movie, call.forge.movies.is_lost(movie)),
        info=_result(call, movie),
        image_num=len(pictures),
        image_urls=[call.origin + call.url(f"/media/movies/{movie.work_id}/{name}") for name in pictures],
    )


def delete(call: Call) -> dict[str, Any]:
    """Delete a film with all its files."""
    call.forge.movies.delete(call.work_id, user=call.user)
    return well()


def mine(call: Call) -> dict[str, Any]:
    """List the user's films that have not failed."""
    return _list(call, call.forge.movies.list(user=call.user, failed=False, limit=_ALL))


def my_all(call: Call) -> dict[str, Any]:
    """List all of the user's films."""
    return _list(call, call.forge.movies.list(user=call.user, limit=_ALL))


def everybody(call: Call) -> dict[str, Any]:
    """List the films that are shared."""
    return _list(call, call.forge.movies.list(shared=True, limit=_ALL), owners=True)


def _list(call: Call, movies: list[Movie], owners: bool = False) -> dict[str, Any]:
    return well(uid=call.user, movie_num=len(movies), movies=[_listed(call, movie, owners) for movie in movies])


def _listed(call: Call, movie: Movie, owners: bool) -> dict[str, Any]:
    said: dict[str, Any] = {"uid": movie.user_id} if owners else {}
    return {
        **said,
        "work_id": movie.work_id,
        "movie_title": movie.title,
        "movie_description": movie.description,
        "create_time": clock(movie.created),
        "update_time": clock(movie.updated),
        "status": number(movie),
        "status_msg": stage_words(movie, call.forge.movies.is_lost(movie)),
        "result_msg": _result(call, movie),
    }


def _result(call: Call, movie: Movie) -> str:
    """The queue's task id until the film is done, then its link."""
    if movie.status is Status.DONE:
        return call.url(f"/media/movie/{movie.work_id}/result.mp4")
    return movie.message_id


_SHARED = Param("shared", "Whether other users may see the film.", "是否分享", {"type": "string", "enum": ["0", "1"]})
_TITLE = Param("title", "Title of the film.", "影集标题", {"type": "string", "maxLength": 200})
_BOTH = ("GET", "POST")

ROUTES = (
    Route(
        "/movie/new",
        _BOTH,
        new,
        "Make a film, to be filled with pictures and started.",
        "新建作业集",
        params=(_TITLE, _SHARED),
        answers=answer_of(work_id={"type": "string"}),
        changes=True,
    ),
    Route(
        "/movie/{work_id}/upload",
        ("POST",),
        upload,
        "Add pictures and clips to a film; the part is called file, and there may be many.",
        "上传图片或视频",
        upload=True,
        answers=answer_of(filename={"type": "string"}, url={"type": "string"}),
        changes=True,
    ),
    Route(
        "/movie/{work_id}/start",
        _BOTH,
        start,
        "Put a film into the queue, with what is asked of it.",
        "开始生成影集",
        params=START_PARAMS,
        answers=WELL,
        changes=True,
    ),
    Route(
        "/movie/{work_id}/status",
        ("GET",),
        status,
        "Say how a film stands.",
        "查询影集状态",
        answers=DOCUMENTED_STATUS,
    ),
    Route(
        "/movie/{work_id}/delete",
        _BOTH,
        delete,
        "Delete a film with all its files.",
        "删除影集",
        answers=WELL,
        changes=True,
    ),
    Route(
        "/movie/{work_id}",
        ("DELETE",),
        delete,
        "Delete a film with all its files.",
        "删除影集",
        answers=WELL,
        changes=True,
    ),
    Route(
        "/movie/list",
        ("GET",),
        mine,
        "List one's films that have not failed.",
        "我的影集",
        answers=DOCUMENTED_LIST,
    ),
    Route("/movie/myall", ("GET",), my_all, "List all of one's films.", "我的全部影集", answers=DOCUMENTED_LIST),
    Route(
        "/movie/all", ("GET",), everybody, "List the films that are shared.", "分享的影集列表", answers=DOCUMENTED_LIST
    ),
)
