"""The page docs/http.md: what has to be known of the routes, and the table of them."""

from __future__ import annotations

import re

from albumforge.http.application import routes
from albumforge.http.routes import Route

_HEAD = """# Over HTTP

`albumforge serve` offers the page, and below it routes for programs, with queue and workers. The same application can
be [mounted in one of your own](#in-an-application-of-your-own).

## Who asks

A program sends a token, which `albumforge token add` prints once, in one of three ways:

    HTTP_TOKEN: af_…
    Token: af_…
    Authorization: Bearer af_…

A browser has a session, which a link of `albumforge serve` or `albumforge url` begins, once. On a server that listens
on its own machine alone, requests from there need neither (setting `trust_loopback`). What changes something is done
for a browser only where the request comes from a page of the server itself, GET included. The server answers to the
names it knows (setting `http_hosts`). A film of another user is seen where it is shared, and else not found.

```console
$ token=$(albumforge token add)
$ curl -H "Token: $token" http://127.0.0.1:8000/movie/new
{"msg":"操作成功","work_id":"0d7e6a1f6f0b4f0b9a4c52d6b62b7f6e"}
$ curl -H "Token: $token" -F file=@beach.jpg http://127.0.0.1:8000/movie/0d7e6a…/upload
$ curl -H "Token: $token" 'http://127.0.0.1:8000/movie/0d7e6a…/start?command=a+calm+30+second+film'
$ curl -H "Token: $token" http://127.0.0.1:8000/movie/0d7e6a…/status
$ curl -H "Token: $token" -O http://127.0.0.1:8000/media/movie/0d7e6a…/result.mp4
```

A film that a program makes is shared with the other users of the server unless `/movie/new` says `shared=0`; one that
is made on the page is its owner's alone until it is shared there.

## Cutting jobs

One video in, its cut out; programs on the server's own machine need no credentials.

```console
$ curl -X POST http://localhost:8000/api/ingest/ -F "video=@talk.mp4" -F "extract_audio=true"
{"job_id":"job_20261122_091502","status":"created","progress":0,"created_at":"2026-11-22T09:15:02","updated_at":"2026-11-22T09:15:02"}
$ curl http://localhost:8000/api/jobs/job_20261122_091502
$ curl "http://localhost:8000/api/jobs/job_20261122_091502/preview?quality=720p" -o preview.mp4
$ curl http://localhost:8000/api/jobs/job_20261122_091502/download/output/final.mp4 -o final.mp4
$ curl -X DELETE http://localhost:8000/api/jobs/job_20261122_091502
```

`status` goes from `created` over `processing` (`progress` 0 to 100) to `completed` or `failed`, and `error` says why;
ask every two seconds, or listen to `events`. Beside the video, `/api/ingest/` takes the options of a cut, among them
`strategy`, `target_seconds`, `subtitles`, `language`, and two that are the whole cut: `dsl`, an editing document, and
`edl`, a CMX 3600 list, as text or as files. `render` takes an editing document as its body, or an object with options;
what need not be made again is not. Without a body the job is done again as it was.

| folder | file |
|---|---|
| `input` | the video, with its own extension; `timeline.edl`: the cut, as it was given or decided |
| `temp` | `input.wav`; `preview_480p.mp4` and `preview_720p.mp4` once they were asked for |
| `output` | `scenes.json`, `transcript.json`, `editing_dsl.json`, `plan.json`, `trace.json`, `final.mp4`, subtitles |

The first who asks for a preview waits until it is made; it is of the cut, or until there is one of the video. Errors
are `{"detail": "…"}` with status 400, 401, 404, 409, 413 or 422. A job that was cancelled has `failed`, with the error
`cancelled`; `render` begins it again where it stopped.

## The transcode farm

Workers register, send a heartbeat every five seconds, ask for tasks and report on them; the protocol, and how a farm
is run, stand in [farm.md](farm.md). Every answer is JSON with `code`, which is the HTTP status, and a `message` in
Chinese; what there is to tell lies in `data`. The farm is its operator's: programs on the server's own machine need no
credentials, others the operator's token, except workers that come from a network of the setting `farm_open_networks`:
these may register, say that they live, claim, and report on tasks.

```console
$ curl -X POST http://localhost:8000/api/v1/videos/scan -H 'Content-Type: application/json' -d '{"path": "/srv/videos"}'
$ curl 'http://localhost:8000/api/v1/videos?transcode_status[]=3&transcode_status[]=4&sort_by=video_size&order=desc'
$ curl 'http://localhost:8000/api/v1/logs?log_level=30,40&start_time=2026-11-22&per_page=50'
```

Lists have pages (`page` from 1, `per_page` 20, at most 1000), `sort_by` and `order`. Several values of a filter are
given as `name[]` again and again, or as `name` with commas between; parameters may also stand in a JSON body. A value
that is none is 400, and the message names it. By themselves tasks and the log begin with the newest, videos with the
first that was found. `details=1` tells more of workers, tasks and videos than is documented. Moments are in ISO form,
in the server's zone unless they say another. A `task_id` or `transcode_task_id` of 0 means that there is none.

A report on a task may also have `fps`, `message` (a line for the log) and, where it failed, `outcome`: `failed` (tried
again, at most `max_attempts` times), `unusable` (the video is to blame, and is not tried again), `not_smaller` (the
result would be too large, the video is skipped) or `given_back` (nobody is to blame, and the try does not count).

## Master transfer

Senders, receivers and the server between them speak by the routes of [transfer.md](transfer.md#the-servers-routes).
Answers are JSON with `data`, and a `message` for the user that mostly is empty; of an error `data` is null, the
message says what is wrong, and the status is 400, 401, 403, 404 or 409. Bodies are forms, of either kind, by any
method. Whoever has credentials may use these routes, and sees what is theirs.

## Watch folders

Rules of watch folders name folders of the server, so these routes are its operator's, as those of the farm are.
Answers are JSON with `data`; of an error `data` is null, `message` says what is wrong in the language of who asks,
`code` is a stable word, `field` the field of the rule that it is about, or empty, and the status is 400, 401, 403, 404
or 409. What a rule says stands in [watch.md](watch.md).

```console
$ rule='{"name": "Family", "do": "film", "folders": ["/srv/phone"], "when": "sunday 18:00"}'
$ curl http://localhost:8000/api/v1/watch/check -H 'Content-Type: application/json' -d "$rule"
$ curl http://localhost:8000/api/v1/watch/rules -H 'Content-Type: application/json' -d "$rule"
$ curl 'http://localhost:8000/api/v1/watch/rules/1/files?state=failed&limit=20'
$ curl -X POST http://localhost:8000/api/v1/watch/rules/1/retry
```

Of a list `meta.next` is the `before` of the next page, or null. `check` keeps nothing: it says what is wrong at which
field (`option`: of the options of a film or a cut), or how the rule is understood and when it is due. Rules of the
settings can be paused and looked after at once, and are changed in the settings. A folder's `state` is `watched`,
`polled` (looked at every `seconds`) or `offline`.

## In an application of your own

`albumforge.http.app` returns a WSGI application. Here it stands at `/films` of a site, which any WSGI server takes:

```python
from albumforge import Forge
from albumforge.http import app

forge = Forge(home="/srv/films", apart=True)  # pictures are made in a process of their own
films = app(forge, authenticate=lambda environ: environ.get("REMOTE_USER"), login_url="/login")


def site(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain; charset=utf-8")])
    return [b"The rest of the site\\n"]


def application(environ, start_response):
    path = environ.get("PATH_INFO", "")
    if path == "/films" or path.startswith("/films/"):
        environ["SCRIPT_NAME"] = environ.get("SCRIPT_NAME", "") + "/films"
        environ["PATH_INFO"] = path[len("/films") :]
        return films(environ, start_response)
    return site(environ, start_response)
```

In Flask, whose session knows the users:

```python
from flask import Flask, session
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from albumforge import Forge
from albumforge.http import app

site = Flask(__name__)
site.secret_key = "yours"
forge = Forge(home="/srv/films", apart=True)


def who(environ):
    with site.request_context(environ):
        return session.get("user")


films = app(forge, authenticate=who, login_url="/login")
site.wsgi_app = DispatcherMiddleware(site.wsgi_app, {"/films": films})
```

The films are made by a worker, which has to run beside the site, or they wait in the queue:

```console
$ albumforge --home /srv/films worker
```

`authenticate` gets the WSGI environment and returns the name of who asks, or None; users are made when they first come.
Whom it does not know, the page asks to sign in to the site, with a link to `login_url` where that is given. A server
that does not say `SCRIPT_NAME` and leaves the path whole needs a `prefix=` instead. Close the forge after the server.

## Answers

Below `/movie` and `/album` (cutting jobs have [their own](#cutting-jobs), so have [the farm](#the-transcode-farm) and
[master transfer](#master-transfer)) they are JSON with `msg`, status 200 or,
where it was refused, 403; 503 where a part of the server does not answer. A refusal has a `code` for programs, and a
`hint` where something can be done about it. Too much is 413, a body without a length 411; an address that there is not
is 404, a method that a route does not take 405. Pictures and films are answered with the statuses of files: 200, 206,
304, 404, 416; ranges may be single, from the end, or several. A file that somebody else than its owner gets has no
metadata: no place, no camera. Events are Server-Sent Events: a film as it is, at once and at each change.

Details, hints, notes, errors and logs are in Chinese where `Accept-Language` asks for it, else in English; a stream of
events, for which a browser sends no headers of a page's choice, takes `?lang=zh` or `?lang=en` as well. `taken` of a
file is the time on the camera's clock, without a zone; a film follows it until its `order` is `given`. `remarks` of
a film are its `notes` as the page shows them: files that are left out for one reason in one line. A link made by
somebody who calls the server by a loopback address names that in the local network, where it is open to it.

Of a file at most `upload_gb` are taken, of a user `quota_gb`, and the disk keeps `disk_reserve_gb` free
([settings](settings.md)). What a file is, its content says; what is neither photo nor clip is refused and not kept.

`/openapi.json` has every field of every route (OpenAPI 3.1), `/docs` shows it. `/metrics` is for Prometheus, `/healthz`
for whoever watches.

## Routes

A slash at the end makes no difference. Those that change something by GET take POST as well.

| route | methods | what it does |
|---|---|---|
"""


def http_page() -> str:
    """docs/http.md."""
    return _HEAD + "".join(_row(route) for route in routes())


def _row(route: Route) -> str:
    path = re.sub(r"\{(\w+):path\}", r"{\1}", route.path)
    methods = " ".join(method for method in route.methods if method != "HEAD")
    return f"| `{path}` | {methods} | {route.summary.rstrip('.')} |\n"
