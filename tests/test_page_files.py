"""The files of the page: they speak two languages, and need nothing from elsewhere."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from albumforge.http.page import folder

PAGE = folder()
WORDS = ("words", "jobs_words", "farm_words", "transfers_words", "watch_words")
SCRIPTS = sorted(PAGE.glob("*.js"))
HAN = re.compile("[\u3400-\u9fff]")
ALIKE_BY_NATURE = re.compile(
    r"^(resolution|fps|codec|job\.quality)\.|^(count\.both|shape\.post|language\.|comma|picture\.of|option\.seed\.usual)"
    r"|^farm\.(rate|part\.workers|col\.worker)$|^transfer\.col\.cid$"
)


def words(language: str) -> dict[str, str]:
    texts = [(PAGE / f"{name}.{language}.js").read_text(encoding="utf-8") for name in WORDS]
    return dict(re.findall(r'^  "([^"]+)": "((?:[^"\\]|\\.)*)",$', "".join(texts), re.MULTILINE))


def test_both_languages_have_the_same_words() -> None:
    english, chinese = words("en"), words("zh")
    assert len(english) > 200
    assert {key for key in english if not key.endswith(".one")} == set(chinese)
    for key, text in chinese.items():
        assert sorted(re.findall(r"\{\w+\}", text)) == sorted(re.findall(r"\{\w+\}", english[key])), key
        spoken = re.search("[a-z]{3}", re.sub(r"\{\w+\}", "", english[key]))
        assert HAN.search(text) or ALIKE_BY_NATURE.search(key) or not spoken, key
    assert not [key for key, text in english.items() if HAN.search(text) and not key.startswith("language.")]


def test_what_the_scripts_say_has_words_and_no_word_is_idle() -> None:
    english, said, quoted = words("en"), set(), set()
    for script in SCRIPTS:
        if re.fullmatch(r"(jobs_|farm_|transfers_|watch_)?words\...\.js", script.name):
            continue
        text = script.read_text(encoding="utf-8")
        said |= set(re.findall(r'\bt\(\s*"([^"]+)"', text))
        quoted |= set(re.findall(r'"([^"\s]+)"', text))
    assert len(said) > 150
    assert said <= set(english), said - set(english)
    built = re.compile(
        r"^(error|stage|mood|role|option|shape|length|resolution|fps|codec|language|season|chapters|share\.days)\."
        r"|^job\.(stage|strategy|subtitles|player|quality|act|file)\."
        r"|^transfer\.(part|state|copy|end|act|begin|sent|received|col|log)\b"
        r"|^farm\.(part|video|task|tile|sort|order|filter|vr|worker\.told|scan|report|level|span)\."
        r"|^watch\.(example|origin|when|does|day|root|count|state|open|batch|do|group)\b"
    )
    idle = [key for key in english if key not in quoted and not built.search(key) and not key.endswith(".one")]
    assert not idle


def test_every_refusal_of_the_server_has_words() -> None:
    from albumforge.http.problems import PROBLEMS

    never_seen = {"no_route", "no_method", "range", "length_missing", "no_file", "unfit"}
    assert {f"error.{code}" for code in PROBLEMS if code not in never_seen} <= set(words("en"))


@pytest.mark.parametrize("file", [*SCRIPTS, *PAGE.glob("*.css"), *PAGE.glob("*.html"), *PAGE.glob("*.svg")], ids=str)
def test_nothing_comes_from_elsewhere_or_stands_inline(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    foreign = [url for url in re.findall(r"https?://[^\s\"'`)]+", text) if not url.startswith("http://www.w3.org/")]
    assert not foreign
    assert not re.search(r"\b(innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval)\b", text)
    if file.suffix == ".html":
        assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", text)
    for name in re.findall(r'(?:from|import) "\./([^"]+)"', text):
        assert (PAGE / name).is_file(), name


def test_icons_that_are_used_are_drawn() -> None:
    drawn = set(re.findall(r'<symbol id="([^"]+)"', (PAGE / "icons.svg").read_text(encoding="utf-8")))
    used = set()
    for script in SCRIPTS:
        text = script.read_text(encoding="utf-8")
        used |= set(re.findall(r'\bicon\("([^"]+)"\)|\bicon: "([^"]+)"', text))
    names = {name for pair in used for name in pair if name}
    assert len(names) > 15
    assert names <= drawn, names - drawn


def test_options_of_the_page_are_options_of_a_film() -> None:
    from albumforge.generators.album.request import CHOICES, OPTIONS, SHORT_SIDES

    text = (PAGE / "options.js").read_text(encoding="utf-8")
    lists = dict(re.findall(r'^  \["(\w+)", \[([^\]]+)\]\],$', text, re.MULTILINE))
    assert {"mood", "season", "chapters", "codec", "resolution"} <= set(lists)
    for name, listed in lists.items():
        assert name in OPTIONS
        choices = tuple(re.findall(r'"([^"]+)"', listed))
        if name in CHOICES:
            assert set(choices) == set(CHOICES[name]) - {"auto"}  # which is what the page says of every list
    assert set(re.findall(r'"(\d+p)"', lists["resolution"])) == set(SHORT_SIDES)
