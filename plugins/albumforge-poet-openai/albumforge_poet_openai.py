"""A poet that asks a language model behind an OpenAI-compatible endpoint.

Protocol: ``POST <url>/chat/completions``, https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

import http.client
import json
import os
import re
import threading
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from urllib.parse import urlsplit

from albumforge.backends import API_VERSION, Theme, Verse
from albumforge.context import Context
from albumforge.errors import Unavailable

URL, KEY, MODEL, TIMEOUT = (f"ALBUMFORGE_POET_{name}" for name in ("URL", "KEY", "MODEL", "TIMEOUT"))
LARGEST_ANSWER = 1_000_000
"""Bytes of an answer that are read; no poem of a film is longer."""
LONGEST_LINE = {"zh": 14, "en": 56}
"""Characters of a line that a frame has room for."""
_FORMS = {2: "couplet", 4: "quatrain"}
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]")
_LANGUAGES = {"zh": "Chinese", "en": "English"}
_SYSTEM = (
    "You write the verse that is shown over pictures in a film. Be concrete, plain and warm. Say nothing that a theme "
    "does not say: no other weather, season, hour or thing. Answer with one JSON object and nothing else: "
    '{"verses": [["line", "line"], …]}, one verse of two or four lines for each theme, in their order; of two where '
    "its most_lines is less than four. "
)
_RULES = {
    "zh": "写中文，五言或七言，押韵，行末不加标点，不要标题。",
    "en": "Write English in iambic tetrameter that rhymes, at most 56 characters a line, without headings.",
}


class OpenAIPoet:
    """Asks the model that the environment names; see README.md. Raises `Unavailable` where it gives no usable verse."""

    name: ClassVar[str] = "openai"
    api_version: ClassVar[int] = API_VERSION

    def write(
        self, themes: Sequence[Theme], *, language: str, seed: int, title: str, context: Context
    ) -> tuple[Verse, ...]:
        """Return a verse for each theme; see `albumforge.backends.Poet`.

        Raises:
            Unavailable: the environment does not name a server, it does not answer in time, or not with verse.
            Cancelled: the context asked to stop.
        """
        if not themes:
            return ()
        if language not in _RULES:
            raise Unavailable(f"The poet openai does not write {language!r}.")
        request = _request(_question(themes, language, seed, title))
        return _verses(_content(_asked(request, _timeout(), context)), len(themes), language)


def _question(themes: Sequence[Theme], language: str, seed: int, title: str) -> dict[str, Any]:
    wanted = [{name: value for name, value in vars(theme).items() if value} for theme in themes]
    task = {"language": _LANGUAGES[language], "title": title, "themes": wanted}
    return {
        "model": _setting(MODEL),
        "seed": seed & 0x7FFFFFFF,
        "temperature": 0.8,
        "response_format": {"type": "json_object"},
        "messages": [
            {"role": "system", "content": _SYSTEM + _RULES[language]},
            {"role": "user", "content": json.dumps(task, ensure_ascii=False)},
        ],
    }


def _setting(name: str) -> str:
    value = os.environ.get(name, "").strip()
    if not value:
        raise Unavailable(f"The poet openai needs {name} in the environment.")
    return value


def _timeout() -> float:
    text = os.environ.get(TIMEOUT, "").strip() or "60"
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds <= 3600:
        raise Unavailable(f"{TIMEOUT} must be a number of seconds from 0 to 3600, not {text!r}.")
    return seconds


def _request(question: Mapping[str, Any]) -> urllib.request.Request:
    url = _setting(URL).rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise Unavailable(f"{URL} must be an address such as http://localhost:11434/v1.")
    headers = {"Content-Type": "application/json", "Accept": "application/json"}
    key = os.environ.get(KEY, "").strip()
    if key:
        headers["Authorization"] = f"Bearer {key}"
    return urllib.request.Request(f"{url}/chat/completions", json.dumps(question).encode(), headers)  # noqa: S310


def _asked(request: urllib.request.Request, timeout: float, context: Context) -> bytes:
    """The body of the answer. It is waited for in a thread of its own, so that a cancelled film need not wait."""
    answers: list[bytes | Exception] = []

    def ask() -> None:
        try:
            answers.append(_sent(request, timeout))
        except Exception as error:  # handed over
            answers.append(error)

    thread = threading.Thread(target=ask, name="albumforge-poet", daemon=True)
    thread.start()
    waited = 0.0
    while thread.is_alive() and waited < timeout:
        context.check()
        thread.join(0.1)
        waited += 0.1
    # A server that sends a byte now and then never runs into the timeout of its socket.
    answer = answers[0] if answers else TimeoutError()
    if isinstance(answer, bytes):
        return answer
    raise Unavailable(f"The poet openai could not ask its server: {_reason(answer, timeout)}.") from answer


def _sent(request: urllib.request.Request, timeout: float) -> bytes:
    with urllib.request.urlopen(request, timeout=timeout) as response:  # noqa: S310  (its scheme was checked)
        body: bytes = response.read(LARGEST_ANSWER + 1)
    if len(body) > LARGEST_ANSWER:
        raise ValueError("its answer is too long")
    return body


def _reason(error: Exception, timeout: float) -> str:
    if isinstance(error, urllib.error.HTTPError):
        error.close()
        return f"it answered {error.code} {error.reason}".rstrip()
    cause = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(cause, TimeoutError):
        return f"no answer within {timeout:g} seconds"
    if isinstance(cause, http.client.HTTPException):
        return f"it broke off ({type(cause).__name__})"
    return str(cause) or type(cause).__name__


def _content(body: bytes) -> str:
    """What the model said, out of the frame of the protocol."""
    try:
        content = json.loads(body)["choices"][0]["message"]["content"]
    except (ValueError, LookupError, TypeError, RecursionError):
        content = None
    if not isinstance(content, str):
        raise Unavailable("The server of the poet openai did not answer as the protocol says.")
    return content


def _verses(content: str, wanted: int, language: str) -> tuple[Verse, ...]:
    fenced = re.fullmatch(r"\s*```(?:json)?\s*(.*?)\s*```\s*", content, re.DOTALL)
    try:
        verses = json.loads(fenced[1] if fenced else content)["verses"]
    except (ValueError, LookupError, TypeError, RecursionError):
        raise Unavailable("The model of the poet openai did not answer with the JSON it was asked for.") from None
    problem = _problem(verses, wanted, language)
    if problem:
        raise Unavailable(f"The model of the poet openai wrote what cannot be used: {problem}.")
    return tuple(Verse(tuple(line.strip() for line in verse), _FORMS[len(verse)]) for verse in verses)


def _problem(verses: Any, wanted: int, language: str) -> str:
    """What is wrong with an answer, or ""."""
    if not isinstance(verses, list) or not all(isinstance(verse, list) for verse in verses):
        return "no list of verses"
    if len(verses) != wanted:
        return f"{len(verses)} verses for {wanted} themes"
    lines = [line for verse in verses for line in verse]
    if any(len(verse) not in _FORMS for verse in verses):
        return "a verse with neither two nor four lines"
    if not all(isinstance(line, str) and line.strip() and line.strip().isprintable() for line in lines):
        return "a line that is no text"
    texts = [line.strip() for line in lines]
    longest = LONGEST_LINE[language]
    if any(len(text) > longest for text in texts):
        return f"a line of more than {longest} characters"
    if not all(_is_in(language, text) for text in texts):
        return f"a line that is not {_LANGUAGES[language]}"
    if len({text.casefold() for text in texts}) < len(texts):
        return "a line twice"
    return ""


def _is_in(language: str, text: str) -> bool:
    han = bool(_HAN.search(text))
    return han if language == "zh" else not han and bool(_LATIN.search(text))
