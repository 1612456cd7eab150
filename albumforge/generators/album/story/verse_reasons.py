"""Why a verse stands on its picture, in words."""

from __future__ import annotations

from collections.abc import Collection

from albumforge.generators.album.poem.spoken import spoken_of
from albumforge.generators.album.poem.verse import Language, Theme
from albumforge.generators.album.story.film_reasons import NAMES

_MOST = 4
"""Things that are named at most."""


def verse_reason(lines: tuple[str, ...], theme: Theme, language: Language, titled: Collection[str] = ()) -> str:
    """Return why these lines go with a theme: what they speak of that is seen in the picture or named with it.

    Args:
        titled: what of the theme is known from the film's title alone, which the picture's colours only allow.
    """
    chinese = language == "zh"
    names = [
        WORDS["titled"][chinese].format(name=_named(word, chinese)) if word in titled else _named(word, chinese)
        for word in spoken_of(lines, theme)[:_MOST]
    ]
    if names:
        return WORDS["speaks"][chinese].format(names=("、" if chinese else ", ").join(names))
    if theme.mood:
        return WORDS["mood"][chinese].format(mood=_named(theme.mood, chinese))
    return WORDS["plain"][chinese]


def _named(word: str, chinese: bool) -> str:
    return (NAMES | THINGS).get(word, (word, word))[chinese]


WORDS = {
    "titled": ("{name}, which the title names", "片名所说的{name}"),
    "speaks": ("the verse speaks of what is known of the picture ({names})", "诗句应此画所有（{names}）"),
    "mood": ("the verse names nothing in particular, its mood is {mood}", "诗句不涉具体景物，情调{mood}"),
    "plain": ("the verse names nothing in particular", "诗句不涉具体景物"),
}
"""What is said, in English and Chinese."""

THINGS = {
    "dawn": ("dawn", "清晨"),
    "morning": ("morning", "上午"),
    "noon": ("noon", "正午"),
    "afternoon": ("afternoon", "下午"),
    "evening": ("evening", "傍晚"),
    "sea": ("the sea", "海"),
    "mountain": ("mountains", "山"),
    "river": ("a river", "河"),
    "lake": ("a lake", "湖"),
    "waterfall": ("a waterfall", "瀑布"),
    "forest": ("woods", "树林"),
    "tree": ("trees", "树"),
    "flower": ("flowers", "花"),
    "garden": ("a garden", "花园"),
    "park": ("a park", "公园"),
    "field": ("fields", "田野"),
    "grassland": ("grassland", "草原"),
    "desert": ("the desert", "沙漠"),
    "city": ("a town", "城市"),
    "temple": ("a temple", "寺庙"),
    "bridge": ("a bridge", "桥"),
    "market": ("a market", "集市"),
    "road": ("a road", "道路"),
    "train": ("a train", "火车"),
    "boat": ("boats", "船"),
    "travel": ("travel", "旅途"),
    "home": ("home", "家"),
    "food": ("food", "美食"),
    "people": ("people", "人物"),
    "group": ("several people", "多人"),
    "friends": ("friends", "朋友"),
    "family": ("family", "家人"),
    "child": ("a child", "孩子"),
    "baby": ("a baby", "婴儿"),
    "dog": ("a dog", "狗"),
    "cat": ("a cat", "猫"),
    "bird": ("birds", "鸟"),
    "animal": ("animals", "动物"),
    "festival": ("a festival", "节日"),
    "birthday": ("a birthday", "生日"),
    "wedding": ("a wedding", "婚礼"),
    "moon": ("the moon", "月亮"),
    "red": ("red", "红色"),
    "pink": ("pink", "粉色"),
    "orange": ("orange", "橙色"),
    "yellow": ("yellow", "黄色"),
    "gold": ("gold", "金色"),
    "green": ("green", "绿色"),
    "blue": ("blue", "蓝色"),
    "purple": ("purple", "紫色"),
    "brown": ("brown", "棕色"),
    "white": ("white", "白色"),
    "grey": ("grey", "灰色"),
}
"""Words of verse in English and Chinese, besides those of `film_reasons.NAMES`."""
