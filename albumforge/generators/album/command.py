"""Reading a request in words: free text in Chinese, English or both becomes options of a film."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from albumforge.generators.album.command_words import rules

_BLANK = "\x00"
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F) if code not in (0xFF0C, 0xFF1B, 0xFF01, 0xFF1F)}
_CONTROL = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127, 0x3000], " ")
_NOT = re.compile(
    r"(?:(?<![A-Za-z])(?:not?|never|isn't|don't want|nothing|less|without)(?: an?| be| too| so| very| any)?[ -]+"
    r"|(?:不要|不想要?|不太|不是|不用|不|别|非)[太很那么]{0,2})$",
    re.IGNORECASE,
)
_LONGEST_NOT = 24

_STOP_WORDS = frozenset(
    (
        "a about and album all am an any approximately around as at be best build but by can clip could couple create "
        "dear do duration film for from generate get give hello hey hi i images in into is it its just kindly lasting "
        "lasts length like long made make making me mood more movie music my of on our out over overall most photo photos "
        "picture pictures piece please pretty produce put reel roughly season short should show showing slideshow some "
        "style than thank thanks that the their them then these this those to total turn us use using very video want "
        "we which will with words would you your language format shape size template feeling feel look put together"
    ).split()
)
_STOP_HAN = frozenset(
    (
        "使用 利用 用来 这些 这个 这组 这批 那些 照片 图片 相片 制作 做成 做个 生成 创建 剪成 剪辑 一个 一部 一段 一条 一份 影集 相册 视频 影片 电影 "
        "短片 片子 作品 请用 请把 请帮 帮忙 帮我 给我 我们 我的 想要 希望 需要 并且 而且 时长 长度 总长 左右 大约 大概 差不多 风格 模板 样式 感觉 气氛 "
        "氛围 情绪 加上 成为 音乐 背景音乐 配乐 格式 比例 画面 语言 文字 一下 有点 一点 比较 稍微 季节 主题 标题 你好 谢谢 总共 一共 最多 不超过 选出 "
        "挑选 拍的 显示 带有 基调 调子 的 了 吧 呢 啊 哦 吗 请 把 将 给 我 用 做 要 想 和 与 及 或 在 配 加 成 为 是 以 也 都 还 并 且 带"
    ).split()
)
_FILLS_HAN = frozenset(
    "这 照 图 弄 剪 个 部 段 条 地 得 影 片 帮 长 约 来 里 有 选 挑 共 拍 写 版 型 系 张 幅 每 钟".split()
)  # noqa: SIM905
"""Say nothing where nothing else is left, but may begin or end a word that does."""

_BREAKS = re.compile(r"[\x00,.;:!?，。；：、！？…\n\"“”「」『』《》—]+")
_PIECE = re.compile("|".join([*sorted(_STOP_HAN, key=len, reverse=True), r"[a-zA-Z][a-zA-Z'’\-]*", r"\d+", r"(?s:.)"]))


@dataclass(frozen=True)
class Command:
    """What a text asks for.

    Attributes:
        options: those that are said in so many words; nothing is guessed.
        understood: the words and the option they stand for, in the order of the text; the ones that count.
        not_understood: the other words, as phrases, without those that say nothing by themselves.
        overridden: words that would stand for an option too, but something later says otherwise. The later one holds,
            as when one person corrects himself.
    """

    options: dict[str, Any]
    understood: tuple[tuple[str, str], ...]
    not_understood: tuple[str, ...]
    overridden: tuple[str, ...] = ()


@dataclass(frozen=True)
class _Found:
    start: int
    words: str
    option: str
    value: Any


def read_command(text: str, *, templates: Mapping[str, Sequence[str]] | None = None) -> Command:
    """Read what a text asks for; any text is taken.

    Args:
        templates: names of templates, each with its titles.
    """
    # One character for one, so that places in both texts are the same.
    plain = text.translate(_CONTROL).translate(_FULL_WIDTH)
    found: list[_Found] = []
    for rule in rules(templates or {}):
        for match in list(rule.pattern.finditer(plain)):
            value = None if _negated(plain, match.start()) else rule.value(match)
            if value is None:
                continue
            start = match.end() - len(match[0].lstrip(_BLANK + " "))
            if rule.option == "title":  # as it was typed
                group = next(group for group in range(1, len(match.groups()) + 1) if match[group] is not None)
                value = text[match.start(group) : match.end(group)].strip(" ,.;，。；")
            found.append(_Found(start, text[start : match.end()].strip(" \t\r\n,.;，。；"), rule.option, value))
            plain = plain[:start] + _BLANK * (match.end() - start) + plain[match.end() :]
    found.sort(key=lambda one: one.start)
    holds = _last_of_each(found)
    return Command(
        options=holds,
        understood=tuple((one.words, one.option) for one in found if holds.get(one.option) == one.value),
        not_understood=_left_over(text, plain),
        overridden=tuple(one.words for one in found if holds.get(one.option) != one.value),
    )


def _negated(plain: str, start: int) -> bool:
    return bool(_NOT.search(plain[max(0, start - _LONGEST_NOT) : start]))


def _last_of_each(found: Sequence[_Found]) -> dict[str, Any]:
    """The value of each option that is said last; of two options that exclude each other, the one said last."""
    holds: dict[str, Any] = {}
    for one in found:
        for other in _rivals(one, holds):
            del holds[other]
        holds[one.option] = one.value
    return holds


def _rivals(one: _Found, holds: Mapping[str, Any]) -> list[str]:
    lengths = {"duration": "seconds_per_photo", "seconds_per_photo": "duration"}
    rivals = [lengths[one.option]] if lengths.get(one.option) in holds else []
    pair = {**holds, one.option: one.value}
    if one.option in ("aspect", "resolution") and {"aspect", "resolution"} <= set(pair) and "x" in pair["resolution"]:
        width, height = map(int, pair["resolution"].split("x"))
        wide, high = map(int, pair["aspect"].split(":"))
        if abs(width * high / (height * wide) - 1) > 0.01:
            rivals.append("resolution" if one.option == "aspect" else "aspect")
    return rivals


def _left_over(text: str, plain: str) -> tuple[str, ...]:
    """What says something and was not understood: phrases of `text` where `plain` is not blank."""
    phrases = []
    start = 0
    for end, after in [*(match.span() for match in _BREAKS.finditer(plain)), (len(plain), len(plain))]:
        first, last = _peeled(plain, start, end)
        if first < last:
            phrases.append(text[first:last])
        start = after
    return tuple(dict.fromkeys(phrases))


def _peeled(plain: str, start: int, end: int) -> tuple[int, int]:
    """Where a phrase begins and ends once words that say nothing are taken from its ends."""
    pieces = [(match.start(), match.end(), match[0]) for match in _PIECE.finditer(plain, start, end)]
    if all(_says_nothing(piece) or piece in _FILLS_HAN for _, _, piece in pieces):
        return start, start
    while _says_nothing(pieces[0][2]):
        pieces.pop(0)
    while _says_nothing(pieces[-1][2]):
        pieces.pop()
    return pieces[0][0], pieces[-1][1]


def _says_nothing(piece: str) -> bool:
    return piece.lower() in _STOP_WORDS or piece in _STOP_HAN or not piece[0].isalnum()
