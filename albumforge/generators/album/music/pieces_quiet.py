"""The quiet pieces: morning, snowfall, lotus, vespers."""

from __future__ import annotations

from albumforge.generators.album.music.piece import DORIAN, IONIAN, LYDIAN, Part, Piece, Role, chords, even
from albumforge.generators.album.music.score import Scale, phrase

MORNING = Piece(
    name="morning",
    title={"zh": "晨光", "en": "Morning Light"},
    bpm=80.0,
    beats_per_bar=4,
    mood=("calm", "warm"),
    mode="ionian",
    scale=Scale(65, IONIAN),
    themes={
        "A1": phrase("1 5/7 6+7 4+7", "r:1 3:1 5:1 1':1 | 7:1.5 6:.5 5:2 | r:1 3:1 6:1 1':1 | 6:1.5 5:.5 3:2", 4),
        "A2": phrase(
            "1/3 4+7 5s 1", "r:1 5:1 1':1 2':1 | 3':1.5 2':.5 1':1 6:1 | 5:1 1':1 2':1.5 7:.5 | 1':3 r:1", 4
        ),
        "B1": phrase(
            "6+7 3+7 4+7 1/3", "3':1.5 2':.5 1':1 6:1 | 2':1.5 1':.5 7:2 | 1':1 6:1 4:.5 5:.5 6:1 | 5:3 r:1", 4
        ),
        "B2": phrase(
            "2+7 5 2+7/4 5s", "r:.5 6:.5 1':1 2':1 4':1 | 2':2 7:1 5:1 | 6:1 1':1 2':.5 3':.5 4':1 | 5':1 2':2 r:1", 4
        ),
        "E": phrase("4+7 1/3 5s 1", "r:1 6:1 1':2 | r:1 5:1 3:2 | r:2 2:1 5:1 | 1':3 r:1", 4),
    },
    opening=chords("1 4+7 1/3 5s"),
    byways=(chords("4+7 5/7 6+7 1/3"), chords("6+7 4+7 1/3 5s"), chords("2+7 5s 3+7 6+7"), chords("4 1/3 2+7 5s")),
    parts=(
        Part(Role.MELODY, ("felt_piano",), 0.0, 0.12, 0.30, (60, 89)),
        Part(Role.FIGURE, ("felt_piano",), -3.2, -0.22, 0.24, (45, 67), 0.0, (
            ((0, 0, 4), (1, 2, 3), (2, 3, 2)),
            ((0, 0, 4), (1, 2, 3), (2, 3, 2), (3, 1, 1)),
            ((0, 0, 4), (0.5, 1, 3), (1, 2, 3), (2, 3, 2), (3, 2, 1)),
            even("01232121", 0.5, 2.5),
        )),
        Part(Role.CHORDS, ("pad",), -12.0, 0.0, 0.5, (53, 72), 0.3),
        Part(Role.BASS, ("cello",), -7.0, 0.0, 0.2, (38, 52), 0.5, (((0, 0, 3.9),),)),
        Part(Role.COUNTER, ("felt_piano",), -5.0, 0.3, 0.34, (55, 80), 0.68),
        Part(Role.SPARKLE, ("celesta",), -5.0, 0.5, 0.6, (79, 91), 0.62),
    ),
    hall=2.3,
)  # fmt: skip

SNOWFALL = Piece(
    name="snowfall",
    title={"zh": "落雪", "en": "Snowfall"},
    bpm=69.0,
    beats_per_bar=3,
    mood=("calm", "solemn"),
    mode="lydian",
    scale=Scale(63, LYDIAN),
    themes={
        "A1": phrase("1+7 2/1 6+7 5/7", "5:2 7:1 | 6:2 4:1 | 3:1 5:1 1':1 | 7:2 r:1", 3),
        "A2": phrase("1+7 3+7 2 1+9", "5:1 7:1 3':1 | 2':2 7:1 | 6:1 4:1 2:1 | 1:2 r:1", 3),
        "B1": phrase("6+7 3+7 1+7 2", "3':2 1':1 | 2':1.5 1':.5 7:1 | 7:1 5:1 3:1 | 4:2 r:1", 3),
        "B2": phrase("6+7 5+7/7 1+7 2/1", "1':1 3':1 5':1 | 4':2 2':1 | 3':1 7:1 5:1 | 6:2 r:1", 3),
        "E": phrase("6+7 3+7 2/1 1+9", "r:1 1':2 | r:1 7:2 | r:1 6:1 2:1 | 1:2 r:1", 3),
    },
    opening=chords("1+7 2/1 1+7 2/1"),
    byways=(chords("6+7 2 5/7 1+7"), chords("3+7 6+7 2 5"), chords("1+7 5/7 6+7 2"), chords("6+7 1+7 3+7 2/1")),
    parts=(
        Part(Role.MELODY, ("bell", "celesta"), 0.0, 0.08, 0.42, (62, 91)),
        Part(Role.CHORDS, ("glass",), -9.5, 0.0, 0.55, (51, 70), 0.0),
        Part(Role.FIGURE, ("celesta",), -5.5, -0.38, 0.45, (58, 79), 0.28, (
            ((1, 2, 2), (2, 3, 1.5)),
            ((0, 1, 2), (1, 2, 2), (2, 3, 1.5)),
            ((0, 1, 2), (0.5, 2, 2), (1, 3, 2), (2, 4, 1), (2.5, 3, 1)),
            even("123432", 0.5, 1.5),
        )),
        Part(Role.BASS, ("cello",), -6.0, 0.0, 0.25, (39, 53), 0.42, (((0, 0, 2.9),),)),
        Part(Role.COUNTER, ("bell",), -7.0, 0.35, 0.45, (58, 84), 0.66),
        Part(Role.SPARKLE, ("celesta",), -7.0, 0.55, 0.65, (82, 93), 0.35),
    ),
    hall=3.0,
)  # fmt: skip

LOTUS = Piece(
    name="lotus",
    title={"zh": "荷塘", "en": "Lotus Pond"},
    bpm=72.0,
    beats_per_bar=4,
    mood=("calm", "nostalgic"),
    mode="gong pentatonic",
    scale=Scale(62, IONIAN, avoided=(3, 6)),
    themes={
        "A1": phrase(
            "1 6+7 2s 5s",
            "3:1 5:.5 6:.5 5:2 | 1':1 6:.5 5:.5 6:2 | 2':1 1':.5 6:.5 5:1.5 6:.5 | 3:.5 5:.5 2:2 r:1",
            4,
        ),
        "A2": phrase(
            "1/3 6 5s 1",
            "3:1 5:.5 6:.5 1':2 | 3':1 2':.5 1':.5 6:1.5 5:.5 | 6:.5 5:.5 3:.5 2:.5 5:1 2:1 | 1:3 r:1",
            4,
        ),
        "B1": phrase(
            "6+7 1/3 2s 6s",
            "6:1 1':.5 2':.5 3':2 | 5':1 3':.5 2':.5 1':1.5 2':.5 | 2':1 3':.5 2':.5 6:1.5 5:.5 | 6:3 r:1",
            4,
        ),
        "B2": phrase(
            "1 6+7 5s+9 5s",
            "3':1 5':1 3':.5 2':.5 1':1 | 6:.5 1':.5 2':.5 3':.5 1':2 | 6:1 5:.5 6:.5 2':1 1':1 | 5:3 r:1",
            4,
        ),
        "E": phrase("6+7 2s 5s 1", "r:1 3':1 1':2 | r:1 6:1 5:2 | r:1 2:1 5:2 | 1:3 r:1", 4),
    },
    opening=chords("1 6+7 2s 5s"),
    byways=(chords("6+7 2s 5s 1"), chords("6s 6+7 1/3 5s"), chords("2s 6+7 5s+9 1"), chords("1 5s 6+7 2s")),
    parts=(
        Part(Role.MELODY, ("flute", "zheng"), 0.0, 0.12, 0.38, (62, 88)),
        Part(Role.FIGURE, ("zheng",), -4.0, -0.3, 0.3, (50, 69), 0.0, (
            ((0, 0, 4), (1.5, 2, 2.5)),
            ((0, 0, 4), (1, 1, 3), (1.5, 2, 2.5), (3, 3, 1)),
            ((0, 0, 4), (0.5, 1, 3), (1, 2, 3), (1.5, 3, 2), (2.5, 2, 1), (3, 1, 1)),
            even("01234321", 0.5, 2.0),
        )),
        Part(Role.CHORDS, ("glass",), -11.0, 0.0, 0.5, (53, 72), 0.15),
        Part(Role.BASS, ("cello",), -7.0, 0.0, 0.2, (38, 52), 0.42, (((0, 0, 3.9),),)),
        Part(Role.COUNTER, ("violins",), -9.0, 0.35, 0.4, (55, 79), 0.68),
        Part(Role.SPARKLE, ("zheng",), -7.0, 0.5, 0.5, (76, 90), 0.45),
        Part(Role.DRUM, ("wood",), -5.0, -0.5, 0.5, enters=0.6, patterns=(
            ((0, 0, 0.5),),
            ((0, 0, 0.6), (2.5, 0, 0.4)),
        )),
    ),
    hall=2.6,
)  # fmt: skip

VESPERS = Piece(
    name="vespers",
    title={"zh": "灯火", "en": "Vespers"},
    bpm=60.0,
    beats_per_bar=4,
    mood=("solemn", "nostalgic"),
    mode="dorian",
    scale=Scale(64, DORIAN),
    themes={
        "A1": phrase("1 7 4/6 1", "5:2 3:1 4:1 | 4:1.5 3:.5 2:2 | 1:1 4:1 6:2 | 5:3 r:1", 4),
        "A2": phrase("3 7/2 5s 1", "5:1 7:1 3':2 | 2':1.5 1':.5 7:2 | 1':1 2':1 5:2 | 1:3 r:1", 4),
        "B1": phrase("3+7 7 1/3 4", "7:1.5 1':.5 2':2 | 2':1 1':1 7:2 | 5:1 1':1 3':2 | 1':1 6:1 4:1 r:1", 4),
        "B2": phrase("4 1/5 7 5s", "4':2 3':1 1':1 | 3':1.5 2':.5 1':2 | 2':1 4':1 7:2 | 2':2 5:1 r:1", 4),
        "E": phrase("3 4/6 5s 1", "r:1 5:1 3:2 | r:1 6:1 4:2 | r:1 2:1 5:2 | 1:3 r:1", 4),
    },
    opening=chords("1 7 4/6 1"),
    byways=(chords("3 7 4 1"), chords("4 1/3 7 5"), chords("2 5 3 7"), chords("1 3/5 4 7")),
    parts=(
        Part(Role.MELODY, ("felt_piano", "violins"), 0.5, 0.1, 0.34, (62, 86)),
        Part(Role.FIGURE, ("felt_piano",), -4.0, -0.22, 0.28, (43, 64), 0.0, (
            ((0, 0, 4),),
            ((0, 0, 4), (2, 2, 2)),
            ((0, 0, 4), (1, 2, 3), (2, 3, 2), (3, 2, 1)),
            even("01232321", 0.5, 2.5),
        )),
        Part(Role.CHORDS, ("violins",), -12.5, 0.0, 0.5, (52, 72), 0.2),
        Part(Role.BASS, ("cello",), -4.5, 0.0, 0.3, (40, 54), 0.35, (((0, 0, 3.9),), ((0, 0, 2.9), (3, 1, 1)))),
        Part(Role.COUNTER, ("violins",), -8.0, 0.35, 0.4, (55, 79), 0.6),
        Part(Role.SPARKLE, ("bell",), -9.0, 0.5, 0.6, (76, 90), 0.7),
    ),
    hall=3.2,
)  # fmt: skip
