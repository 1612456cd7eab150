"""What colours are called, in English and in Chinese.

The Chinese names and their values are those of the traditional palette of dyes, pigments and nature (中国传统色) as
it is commonly tabulated; the English ones say the same thing where there is a word for it.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from albumforge.generators.album.info.cielab import delta_e_2000, rgb_to_lab

COLOURS: tuple[tuple[str, str, str], ...] = (
    # value, English, Chinese
    ("#ffffff", "white", "精白"),
    ("#fffbf0", "ivory", "象牙白"),
    ("#f0fcff", "snow white", "雪白"),
    ("#f2ecde", "raw silk", "缟色"),
    ("#fcefe8", "dawn white", "鱼肚白"),
    ("#e9f1f6", "frost", "霜色"),
    ("#d6ecf0", "moon white", "月白"),
    ("#e0eee8", "duck-egg white", "鸭卵青"),
    ("#e9e7ef", "silver white", "银白"),
    ("#c2ccd0", "pale silver", "花白"),
    ("#bbcdc5", "crab-shell grey", "蟹壳青"),
    ("#bacac6", "old silver", "老银"),
    ("#a1afc9", "blue grey", "蓝灰"),
    ("#b2b6b6", "light grey", "浅灰"),
    ("#808080", "grey", "灰色"),
    ("#758a99", "ink grey", "墨灰"),
    ("#75878a", "weathered grey", "苍色"),
    ("#5f6163", "slate", "石板灰"),
    ("#50616d", "ink", "墨色"),
    ("#424c50", "raven", "鸦青"),
    ("#41555d", "dusk grey", "黯色"),
    ("#3d3b4f", "midnight", "玄青"),
    ("#392f41", "raven black", "乌黑"),
    ("#665757", "dark taupe", "黝黑"),
    ("#493131", "soot brown", "缁色"),
    ("#312520", "coal", "煤黑"),
    ("#161823", "lacquer black", "漆黑"),
    ("#000000", "black", "黑色"),
    ("#ffb3a7", "pink", "粉红"),
    ("#edd1d8", "pale lotus", "藕色"),
    ("#e4c6d0", "lotus pink", "藕荷"),
    ("#f8c6b5", "pale coral", "十样锦"),
    ("#f3a694", "sea glow", "海天霞"),
    ("#f47983", "peach blossom", "桃红"),
    ("#ef7a82", "bright rose", "嫣红"),
    ("#db5a6b", "crab-apple", "海棠红"),
    ("#c93756", "cherry", "樱桃"),
    ("#f00056", "magenta rose", "品红"),
    ("#ff2121", "bright red", "大红"),
    ("#ed5736", "coral red", "妃色"),
    ("#ff4c00", "vermilion", "朱红"),
    ("#dc3023", "wine flush", "酡红"),
    ("#c83c23", "scarlet", "绯红"),
    ("#bf242a", "cinnabar", "银朱"),
    ("#be002f", "crimson", "殷红"),
    ("#9d2933", "rouge", "胭脂"),
    ("#8c4356", "plum", "绛紫"),
    ("#b36d61", "sandalwood", "檀色"),
    ("#60281e", "chestnut", "栗色"),
    ("#4c221b", "rosewood", "紫檀"),
    ("#fff143", "gosling yellow", "鹅黄"),
    ("#eaff56", "primrose", "樱草"),
    ("#ffc773", "turmeric", "姜黄"),
    ("#ffb61e", "gamboge", "藤黄"),
    ("#ffa631", "apricot", "杏黄"),
    ("#fa8c35", "orange", "橙色"),
    ("#ff7500", "tangerine", "橘红"),
    ("#f0c239", "saffron", "缃色"),
    ("#eacd76", "gold", "金色"),
    ("#f5be8c", "pale apricot", "浅杏"),
    ("#d9b611", "autumn gold", "秋香"),
    ("#eedeb0", "cream", "牙色"),
    ("#d3b17d", "straw", "枯黄"),
    ("#e29c45", "smoke-tree yellow", "黄栌"),
    ("#c89b40", "dusk gold", "昏黄"),
    ("#a78e44", "bronze", "乌金"),
    ("#ca6924", "amber", "琥珀"),
    ("#b25d25", "russet", "棕色"),
    ("#b35c44", "tea", "茶色"),
    ("#9c5333", "burnt sienna", "赭色"),
    ("#845a33", "ochre", "赭石"),
    ("#a88462", "camel", "驼色"),
    ("#c9b29b", "sand", "沙色"),
    ("#896c39", "autumn brown", "秋色"),
    ("#6e511e", "brown", "褐色"),
    ("#75664d", "earth", "黎色"),
    ("#5d513c", "dark earth", "黧色"),
    ("#827100", "olive", "棕绿"),
    ("#bce672", "pine-flower green", "松花"),
    ("#c9dd22", "willow yellow", "柳黄"),
    ("#afdd22", "willow green", "柳绿"),
    ("#9ed048", "bean green", "豆绿"),
    ("#40de5a", "spring grass", "草绿"),
    ("#0eb83a", "leek green", "葱倩"),
    ("#0aa344", "scallion green", "青葱"),
    ("#0c8918", "deep green", "绿沈"),
    ("#21a675", "cypress green", "松柏绿"),
    ("#057748", "pine green", "松花绿"),
    ("#789262", "bamboo", "竹青"),
    ("#549688", "verdigris", "铜绿"),
    ("#48c0a3", "jade", "青碧"),
    ("#2edfa3", "bright jade", "玉色"),
    ("#7fecad", "pale jade", "缥色"),
    ("#a4e2c6", "mugwort", "艾绿"),
    ("#c0ebd7", "celadon white", "青白"),
    ("#88ada6", "water", "水色"),
    ("#426666", "dark green", "黛绿"),
    ("#3b4a35", "moss", "苔色"),
    ("#70f3ff", "sky blue", "蔚蓝"),
    ("#44cef6", "bright blue", "湖蓝"),
    ("#3eede7", "turquoise", "碧蓝"),
    ("#aed0ee", "pale azure", "碧落"),
    ("#a9c7d4", "mist blue", "水蓝"),
    ("#88abda", "powder blue", "窃蓝"),
    ("#8fb8d8", "clear-sky blue", "晴蓝"),
    ("#4c8dae", "ultramarine ash", "群青"),
    ("#1685a9", "azurite", "石青"),
    ("#177cb0", "indigo blue", "靛青"),
    ("#065279", "indigo", "靛蓝"),
    ("#4b5cc4", "royal blue", "宝蓝"),
    ("#2e4e7e", "navy", "藏青"),
    ("#003472", "Prussian blue", "花青"),
    ("#425066", "blue-black", "黛蓝"),
    ("#4a4266", "dusk violet", "黛色"),
    ("#574266", "dark violet", "黛紫"),
    ("#6b6882", "slate violet", "黝色"),
    ("#3b2e7e", "deep indigo", "藏蓝"),
    ("#8d4bbb", "purple", "紫色"),
    ("#801dae", "lotus purple", "青莲"),
    ("#b0a4e3", "lavender", "雪青"),
    ("#cca4e3", "lilac", "丁香"),
    ("#815476", "mulberry", "酱紫"),
    ("#56004f", "aubergine", "紫棠"),
)
"""Value, English name, Chinese name."""


def names_of(lab: ArrayLike) -> list[tuple[str, str]]:
    """Return the English and the Chinese name of each colour of a picture: those of the nearest in `COLOURS` by
    CIEDE2000 that no colour before it has.

    Args:
        lab: (n, 3) L*, a*, b*.
    """
    distance = delta_e_2000(np.asarray(lab, np.float64)[:, None], _table()[None])
    found = []
    for number in range(len(distance)):
        index = int(distance[number].argmin())
        distance[:, index] = np.inf
        found.append(COLOURS[index][1:])
    return found


@cache
def _table() -> NDArray[np.float64]:
    return rgb_to_lab(np.array([list(bytes.fromhex(value[1:])) for value, _, _ in COLOURS], np.uint8))
