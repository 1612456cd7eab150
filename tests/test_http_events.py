"""Server-Sent Events: at once, at every change, and nothing held when nobody listens any more."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator
from typing import Any

import pytest
from http_parts import new, small, worker
from served import until
from wsgi_client import Client

from albumforge.forge import Forge
from albumforge.http import app
from albumforge.http.site import STREAMS_EACH


@pytest.fixture
def client(local_forge: Forge) -> Client:
    return Client(app(local_forge))


def _films(body: Iterable[bytes]) -> Iterator[Any]:
    """The films of a stream, read as a browser does."""
    for event in b"".join(body).decode().split("\n\n"):
        lines = [line for line in event.split("\n") if line and not line.startswith(":")]
        if lines and lines[0] == "event: movie":
            yield json.loads(lines[1].removeprefix("data: "))


def test_a_film_is_told_until_it_is_done(client: Client, local_forge: Forge) -> None:
    work_id = small(local_forge, client, frames=20, delay=0.1)
    answer, body = client.begin("GET", f"/movie/{work_id}/events")
    assert (answer.status, answer.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")
    assert answer.headers["cache-control"] == "no-store"
    first = iter(body)
    assert next(first) == b"retry: 3000\n\n"
    (film,) = _films([next(first)])
    assert (film["work_id"], film["status"], film["image_num"]) == (work_id, 0, 2)
    client.get(f"/movie/{work_id}/start")
    films = list(_films([next(first)]))
    with worker(local_forge):
        films += _films(first)
    body.close()  # type: ignore[attr-defined]
    assert (films[0]["status"], films[-1]["status"]) == (1, 3)
    assert films[-1] == client.get(f"/movie/{work_id}").json["movie"]
    progress = [film["progress"] for film in films if film["status"] == 2]
    assert progress == sorted(progress) and len(set(progress)) >= 3
    assert {film["stage"] for film in films} >= {100, 105, 200}


def test_all_films_of_a_user(client: Client, local_forge: Forge) -> None:
    anna = client.signed(local_forge.accounts.add_token(local_forge.accounts.add_user("Anna").id)[1])
    work_id, hers = new(client, pictures=1), new(anna, pictures=1)
    _, body = client.begin("GET", "/movie/events")
    stream, seen = iter(body), []
    assert next(stream) == b"retry: 3000\n\n"
    next(stream)  # listening from here on
    anna.get(f"/movie/{hers}/start")
    client.get(f"/movie/{work_id}/start")
    while not seen:
        seen += [film["work_id"] for film in _films([next(stream)])]
    body.close()  # type: ignore[attr-defined]
    assert seen == [work_id]


def test_streams_are_few_and_given_back(client: Client) -> None:
    work_id = new(client)
    open_ones = [client.begin("GET", f"/movie/{work_id}/events") for _ in range(STREAMS_EACH)]
    for _, body in open_ones:
        next(iter(body))
    refused = client.get(f"/movie/{work_id}/events")
    assert (refused.status, refused.json["code"]) == (403, "too_many")
    for _, body in open_ones:
        body.close()  # type: ignore[attr-defined]
    for _ in range(3 * STREAMS_EACH):
        assert client.ask("HEAD", f"/movie/{work_id}/events").status == 200
    _, body = client.begin("GET", f"/movie/{work_id}/events")
    body.close()  # type: ignore[attr-defined]


def test_a_stream_that_is_never_begun_holds_nothing(client: Client, local_forge: Forge) -> None:
    before = threading.active_count()
    for _ in range(2 * STREAMS_EACH):
        answer, body = client.begin("GET", "/movie/events")
        assert answer.status == 200
        body.close()  # type: ignore[attr-defined]
    until(lambda: threading.active_count() <= before)


def test_the_stream_ends_when_the_film_is_deleted(client: Client) -> None:
    work_id = new(client)
    _, body = client.begin("GET", f"/movie/{work_id}/events")
    stream = iter(body)
    assert [next(stream)[:6], next(stream)[:6]] == [b"retry:", b"event:"]
    client.ask("DELETE", f"/movie/{work_id}")
    assert list(_films(stream)) == []
    assert client.get(f"/movie/{work_id}/events").msg == (403, "找不到作业集")


def test_notes_are_in_the_language_that_is_asked_for(client: Client) -> None:
    work_id = new(client, pictures=1)
    client.get(f"/movie/{work_id}/start?duration=lots")

    def told(path: str, language: str) -> str:
        _, body = client.begin("GET", path, headers={"Accept-Language": language})
        stream = iter(body)
        next(stream)
        (film,) = _films([next(stream)])
        body.close()  # type: ignore[attr-defined]
        return str(film["notes"])

    for path in (f"/movie/{work_id}/events", "/movie/events"):
        english, chinese = told(f"{path}?lang=en", "zh"), told(f"{path}?lang=zh", "en")
        assert "Not used" in english and "duration" in english
        assert "Not used" not in chinese and "duration" in chinese
        assert told(path, "zh") == chinese
    assert client.get("/movie/events?lang=fr").json["code"] == "invalid"
