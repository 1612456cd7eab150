"""A poet that asks a language model behind an OpenAI-compatible endpoint.

Protocol: ``POST <url>/chat/completions``, https://platform.openai.com/docs/api-reference/chat/create
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any, ClassVar

from albumforge.backends import API_VERSION, Theme, Verse
from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.remote import Remote

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
        server = Remote.of_environment("The poet openai", "ALBUMFORGE_POET_")
        question = json.dumps(_question(server.model, themes, language, seed, title)).encode()
        answer = server.post("/chat/completions", question, "application/json", context)
        return _verses(_content(answer), len(themes), language)


def _question(model: str, themes: Sequence[Theme], language: str, seed: int, title: str) -> dict[str, Any]:
    wanted = [{name: value for name, value in vars(theme).items() if value} for theme in themes]
    task = {"language": _LANGUAGES[language], "title": title, "themes": wanted}
    return {
        "model": model,
        "seed": seed & 0x7FFFFFFF,
        "temperature": 0.8,
        "response_format": {"type": "json_object"},
        "messages": [
            {"role": "system", "content": _SYSTEM + _RULES[language]},
            {"role": "user", "content": json.dumps(task, ensure_ascii=False)},
        ],
    }


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
