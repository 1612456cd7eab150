"""The words that ask for something in a command, as a table: option, pattern, value.

Patterns are tried in order on a text whose letters that were understood before are blanked out. Latin words end where
neither letter nor digit follows; Chinese ones need no end.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from albumforge.generators.album.command.command_numbers import CHINESE, ENGLISH, LENGTH, number, seconds
from albumforge.generators.album.music import PIECES

Value = Callable[[re.Match[str]], Any]

_FILM = "film|movie|video|album|slideshow|slide show|clip|reel|story"
_ENDS = r"影集|相册|影片|视频|电影|短片|片子|片|作品"
_QUOTED = r"(?:\"([^\"\n]{1,200})\"|“([^”\n]{1,200})”|「([^」\n]{1,200})」|『([^』\n]{1,200})』)"
_MARKED = r"《([^》\n]{1,200})》"
_PHOTO = r"(?:pictures?|photos?|photographs?|images?|pics?|shots?|slides?)"
_CLIP = r"(?:(?:video|film|movie) )?(?:clips?|videos)"
_HAN_CLIP = r"(?:视频片段|视频|短片|片段|录像|短视频)"
_HAN_PHOTO = r"(?:照片|图片|相片|图|照)"


@dataclass(frozen=True)
class Rule:
    """`value` None where the words turn out to mean nothing."""

    option: str
    pattern: re.Pattern[str]
    value: Value


def rules(templates: Mapping[str, Sequence[str]]) -> Iterator[Rule]:
    """Yield the rules in the order in which they are to be tried.

    Args:
        templates: for each name of a template its titles.
    """
    yield from _titles()
    yield from _templates(templates, marked=True)
    yield from _music()
    yield _rule("title", _MARKED, _quoted)
    yield _rule("title", rf"(?:{_FILM}) *{_QUOTED}|{_QUOTED}(?= *(?:的)?(?:{_ENDS}))", _quoted)
    yield from _templates(templates, marked=False)
    yield from _figures()
    for option, value, pattern in _FIXED:
        yield _rule(option, pattern, _always(value))


def _always(value: object) -> Value:
    return lambda _: value


def _rule(option: str, pattern: str, value: Value) -> Rule:
    return Rule(option, re.compile(pattern, re.IGNORECASE), value)


def _w(pattern: str) -> str:
    return rf"(?<![A-Za-z0-9])(?:{pattern})(?![A-Za-z0-9])"


def _quoted(match: re.Match[str]) -> str | None:
    return _said(match)[0].strip(" ,.;，。；") or None


def _said(match: re.Match[str]) -> list[str]:
    return [text for text in match.groups() if text is not None]


def _titles() -> Iterator[Rule]:
    called = _w("called|titled|entitled|named|with the (?:title|name)|(?:the )?title(?: is| should be)?")
    han = r"(?:标题|片名|题目|名字)(?:就?[是为叫])?|取名[为叫]?|命名为|题为|名为|名叫|叫[做作]?"
    yield _rule("title", rf"(?:{called}|{han}) *[:：=]? *(?:{_QUOTED}|{_MARKED}|'([^'\n]{{1,200}})')", _quoted)
    # A quotation mark that nobody closed goes to the end.
    yield _rule("title", rf"(?:{called}|{han}) *[:：=]? *[\"“「『《]([^\"“”「」『』《》\n]{{1,200}})$", _quoted)
    rest = r"([^\x00,.;，。；！!？?\n\"“”《》]{1,80}?)"
    ends = rf"的(?={_ENDS})|(?=[\x00,.;，。；！!？?\n]| {{2}}|$)|(?<=[\u4e00-\u9fff])(?= )"
    yield _rule("title", rf"(?:{han}) *[:：=]? *{rest} *(?:{ends})", _quoted)
    stop = r"(?=[\x00,.;，。；！!？?\n]|$| +(?:and +)?(?:with|without|that lasts|lasting)(?![A-Za-z]))"
    yield _rule("title", rf"{called} *[:=]? *{rest} *{stop}", _quoted)


def _templates(templates: Mapping[str, Sequence[str]], *, marked: bool) -> Iterator[Rule]:
    by_title = {title.casefold(): name for name, titles in templates.items() for title in titles}
    by_title |= {form: name for name in templates for form in (name.casefold(), re.sub("[-_]", " ", name.casefold()))}
    titles = sorted((title for title in by_title if title.strip()), key=len, reverse=True)
    if not titles:
        return
    title = "|".join(re.escape(title) for title in titles)

    def name(match: re.Match[str]) -> str:
        return by_title[_said(match)[0].casefold()]

    if marked:
        mark = r"(?:(?<![A-Za-z])(?:template|style)|模板|样式|风格)"
        before = rf"{mark}(?: +is)? *[:：=是用]? *[\"“「《']?({title})(?![A-Za-z0-9])[\"”」》']?"
        after = rf"(?<![A-Za-z0-9])[\"“「《']?({title})[\"”」》']? *的?{mark}"
        yield _rule("template", f"{after}|{before}", name)
    else:
        yield _rule("template", rf"(?<![A-Za-z0-9])({title})(?![A-Za-z0-9])", name)


def _music() -> Iterator[Rule]:
    by_title = {title.casefold(): name for name, piece in PIECES.items() for title in (name, *piece.title.values())}
    title = "|".join(re.escape(title) for title in sorted(by_title, key=len, reverse=True))
    mark = r"(?:(?<![A-Za-z])(?:the )?(?:music|piece|song|tune|soundtrack)|音乐|配乐|乐曲|曲子)"

    def name(match: re.Match[str]) -> str:
        return by_title[_said(match)[0].casefold()]

    none = _w(r"no (?:background )?music|without (?:any |background )?music|music(?: is|:|=)? *(?:off|none)")
    han = r"(?:不(?:要|用|加|配|带|需要)|没有|无|去掉|别(?:加|配|放))(?:背景|任何)?(?:音乐|配乐)|不配乐|音乐[:：]? *无"
    yield _rule("music", f"{none}|{han}", lambda _: "none")
    before = rf"{mark}(?: (?:called|is))? *[:：=是用选要]{{0,2}} *[\"“「《']?({title})(?![A-Za-z0-9])[\"”」》']?"
    after = rf"(?<![A-Za-z0-9])[\"“「《']?({title})[\"”」》']? *(?:的|这首|作为|做)?{mark}"
    yield _rule("music", f"{before}|{after}", name)
    auto = _w(r"(?:any|some|automatic|with) music|music(?: is|:|=)? *(?:auto(?:matic)?|any|on)")
    yield _rule(
        "music", rf"{auto}|(?:音乐|配乐) *[:：]? *自动|自动(?:选择?)?(?:音乐|配乐)|随便什么音乐", lambda _: "auto"
    )


def _figures() -> Iterator[Rule]:
    each = rf"(?:for |on )?(?:each|every|per|a|/) *{_PHOTO}?|(?:一|每) *[张幅]{_HAN_PHOTO}?|/ *[张幅]"
    first = rf"(?<![A-Za-z])(?:each|every) +{_PHOTO}(?: +(?:for|is shown for|lasts|shown))?"
    first_han = rf"每一?[张幅个] *{_HAN_PHOTO}?[^\d\x00,，。]{{0,4}}?"
    pace = rf"(?:{LENGTH} *(?:{each})(?![A-Za-z])|(?:{first}|{first_han}) *{LENGTH})"
    yield _rule("seconds_per_photo", pace, _within(seconds, 0.5, 60.0))
    yield _rule("aspect", r"(?<![\d:.])(16|9|1|4) ?(?:[:：x×]|比) ?(16|9|1|5)(?![\d:]|\.\d)", _ratio)
    chinese = {"十六比九": "16:9", "九比十六": "9:16", "一比一": "1:1", "四比五": "4:5"}
    yield _rule("aspect", "|".join(chinese), lambda match: chinese[match[0]])
    rate = r"(?:fps(?![A-Za-z])|frames (?:a|per) second|帧(?:每秒|/秒)?)"
    yield _rule("fps", rf"(?<![\d.])(\d{{2,3}}(?:\.\d{{1,3}})?) *{rate}", _rate)
    yield _rule("resolution", r"(?<!\d)(\d{3,4}) ?[x×*] ?(\d{3,4})(?!\d)", _pixels)
    yield _rule("seed", r"(?:(?<![A-Za-z])seed|种子)(?: is|是|为)? *[:：=#]? *(\d{1,9})(?!\d)", _whole)
    yield _rule("duration", LENGTH, _within(seconds, 2.0, 14400.0))
    many = _w(rf"({ENGLISH}) +(?:of (?:the|my|these) )?(?:best |nicest |different )?{_PHOTO}")
    han = rf"(?<![第每\d.])({CHINESE}) ?(?:[张幅] ?(?:最好的)?{_HAN_PHOTO}?|个?{_HAN_PHOTO})"
    yield _rule("pictures", f"{many}|{han}", _count)
    yield from _clips()
    use = r"(?:of|from|with|using|use|show(?:ing)?|include|including)"
    every = _w(rf"(?:{use} +)?(?:all|every one)(?: +of)?(?: +(?:the|my|our|these|those))? +{_PHOTO}")
    used = "(?:都|全部?)?(?:要?用上?|放进去?)"
    every_han = (
        rf"(?:使用|用上?|展示|放入?|包括)?(?:所有|全部|全体)的?{_HAN_PHOTO}(?:{used})?"
        rf"|{_HAN_PHOTO}(?=都|全){used}"
    )
    yield _rule("pictures", f"{every}|{every_han}", _always(MOST))


MOST = 10_000
"""Pictures: as many as there can be in a film."""


def _clips() -> Iterator[Rule]:
    """How many clips; one clip alone, or 一段视频, may well be the film itself."""
    none = _w(rf"(?:no|without(?: any)?) {_CLIP}")
    yield _rule("clips", rf"{none}|{_NO_HAN}(?:任何)?{_HAN_CLIP}", _always(0))
    beside = _w(
        r"(?<=[ ,])(?:and|with|plus|&) +(?:only +|just +|the +|my +|our +|all +)*"
        rf"({ENGLISH}) +(?:of (?:the|my) )?(?:best )?{_CLIP}"
    )
    several = _w(rf"({ENGLISH}) +(?:of (?:the|my|these) )?(?:best |short |different )*{_CLIP}")
    number_han = rf"(?<![第每\d.])({CHINESE}) ?[段个個条條支] ?{_HAN_CLIP}"
    yield _rule("clips", rf"{beside}|(?:[和与與及跟加、,，]|外加|以及) *{number_han}", _count)
    yield _rule("clips", rf"{several}|{number_han}", _several)


def _within(read: Callable[[str], float | None], least: float, most: float) -> Value:
    def value(match: re.Match[str]) -> float | None:
        length = re.search(LENGTH, match[0], re.IGNORECASE)
        found = read(length[0]) if length else None
        return found if found is not None and least <= found <= most else None

    return value


def _ratio(match: re.Match[str]) -> str | None:
    ratio = ":".join(_said(match))
    return ratio if ratio in ("16:9", "9:16", "1:1", "4:5") else None


def _rate(match: re.Match[str]) -> float | int | None:
    rate = float(_said(match)[0])
    return None if not 1 <= rate <= 120 else int(rate) if rate.is_integer() else rate


def _pixels(match: re.Match[str]) -> str | None:
    sides = [int(side) for side in _said(match)]
    return None if any(side % 2 for side in sides) else "x".join(map(str, sides))


def _whole(match: re.Match[str]) -> int:
    return int(_said(match)[0])


def _several(match: re.Match[str]) -> int | None:
    count = _count(match)
    return count if count is None or count > 1 else None


def _count(match: re.Match[str]) -> int | None:
    count = number(_said(match)[0])
    return int(count) if count is not None and count.is_integer() and 1 <= count <= MOST else None


_NOT_PHOTOS = rf"(?! *{_PHOTO}| *photography)"
_NO = r"(?:no|without(?: any| an?)?|skip(?: the)?|leave out the|not? any)"
_NO_HAN = r"(?:不(?:要|用|加|配|带|需要|显示)|没有|无|去掉|别加)"
_WITH, _WITH_HAN = r"with(?: an?| some| the)?", r"(?:加上?|要|有|配上?|带上?|显示)"
_POEM, _POEM_HAN = r"(?:poems?|poetry|verses?)", r"(?:诗词|诗句|诗文|诗歌|诗)"
_CAPTION, _CAPTION_HAN = r"captions?", r"(?:图片说明|文字说明|说明文字|字幕|说明)"
_CREDITS, _CREDITS_HAN = r"(?:end |closing )?credits", r"(?:片尾字幕|片尾名单|片尾)"
_EACH = r"chapters? (?:by|for each|per|for every)"


def _language(english: str, code: str, han: str) -> str:
    """Words that ask for a language: a Chinese garden is none, Chinese titles are."""
    words = r"(?: language| words| text| titles?| captions?| subtitles?| version)"
    alone = r"(?= *(?:[,.;，。；\x00]|$))"
    said = _w(rf"in (?:simplified )?{english}{words}?|{english}{words}|{english}(?= (?:poem|verse))")
    named = rf"(?:language|语言)[是用为:：= ]{{0,3}}(?:{english}|{code})(?![A-Za-z])"
    return rf"{said}|{named}|(?:用|使用)?(?:{han})(?:字幕|版)?|{_w(english)}{alone}"


def _season(english: str, han: str, before: str = "") -> str:
    return rf"{_w(english)}|{before}{han}[天季日]|[初暮早盛深晚寒隆]{han}|{before}{han}(?=的|{_ENDS})"


_FIXED: tuple[tuple[str, Any, str], ...] = (
    ("credits", False, rf"{_w(f'{_NO} {_CREDITS}')}|{_NO_HAN}{_CREDITS_HAN}"),
    ("credits", True, rf"{_w(f'{_WITH} {_CREDITS}')}|{_WITH_HAN}{_CREDITS_HAN}"),
    ("poem", False, rf"{_w(f'{_NO} {_POEM}')}|{_NO_HAN}{_POEM_HAN}|不配诗"),
    ("captions", False, rf"{_w(f'{_NO} {_CAPTION}')}|{_NO_HAN}{_CAPTION_HAN}"),
    ("chapters", "none", rf"{_w('(?:no|without) chapters?')}|{_NO_HAN}(?:章节|分章|分段)|不分[章段]"),
    ("chapters", "day", rf"{_w(f'{_EACH} (?:day|date)')}|按(?:天|日期?)分[章段]"),
    ("chapters", "place", rf"{_w(f'{_EACH} place')}|按地[点方]分[章段]"),
    ("resolution", "480p", _w("480p")),
    ("resolution", "720p", _w("720p")),
    ("resolution", "1080p", rf"{_w('1080p|full[ -]?hd|fhd')}|全高清"),
    ("resolution", "2160p", _w("2160p|4k|uhd|ultra[ -]?hd")),
    ("codec", "hevc", _w(r"hevc|h\.?265|x265")),
    ("codec", "av1", _w("av1")),
    ("codec", "h264", _w(r"h\.?264|x264|avc")),
    ("language", "zh", _language("chinese", "zh", "中文|汉语|汉字|华语")),
    ("language", "en", _language("english", "en", "英文|英语")),
    ("poem", True, rf"{_w(f'{_WITH} {_POEM}')}|\x00 +{_POEM}(?![A-Za-z])|{_WITH_HAN}{_POEM_HAN}|配诗"),
    ("captions", True, rf"{_w(f'{_WITH} {_CAPTION}')}|{_WITH_HAN}{_CAPTION_HAN}"),
    (
        "aspect",
        "9:16",
        rf"{_w('portrait(?: format| orientation| mode)?|vertical|upright')}{_NOT_PHOTOS}"
        "|竖屏|竖版|竖着?的|竖向|纵向|竖幅",
    ),
    (
        "aspect",
        "16:9",
        rf"{_w('landscape(?: format| orientation| mode)?|horizontal|wide ?screen')}{_NOT_PHOTOS}"
        "|横屏|横版|横着?的|横向|宽屏|横幅",
    ),
    ("aspect", "1:1", rf"{_w('square')}{_NOT_PHOTOS}|正?方形|方的|正方"),
    ("season", "spring", _season("(?<!hot )spring(?:time)?(?! festival| onion| roll)", "春")),
    ("season", "summer", _season("summer(?:time)?", "夏")),
    (
        "season",
        "autumn",
        _season("autumn|(?<!water )(?<!free )fall(?! in| asleep| off| down| back)", "秋", "(?<![中千])"),
    ),
    ("season", "winter", _season("winter(?:time)?", "冬")),
    (
        "mood",
        "calm",
        _w("calm(?:ing|ly)?|quiet(?:ly)?|peaceful(?:ly)?|gentle|gently|serene|tranquil|relax(?:ed|ing)|soothing")
        + "|平静|宁静|安静|舒缓|恬静|静谧|柔和|平和",
    ),
    (
        "mood",
        "joyful",
        _w("joyful(?:ly)?|joyous|happy|cheerful(?:ly)?|merry|jolly") + "|欢快|快乐|喜悦|开心|欢乐|愉快|高兴|欢喜",
    ),
    (
        "mood",
        "warm",
        _w("warm(?! (?:colou?rs?|tones?|weather|days?))|warm-?hearted|heart-?warming|cosy|cozy|tender")
        + "|温馨|温暖|温情|暖心",
    ),
    ("mood", "nostalgic", rf"{_w('nostalgic|nostalgia|wistful')}|怀旧|怀念|念旧|思念"),
    (
        "mood",
        "lively",
        rf"{_w('lively|energetic|upbeat|dynamic|vivid|fast-paced')}|活泼|热闹|活力|动感|轻快|激情",
    ),
    ("mood", "solemn", rf"{_w('solemn(?:ly)?|dignified|stately')}|庄重|庄严|肃穆|严肃|凝重"),
)
