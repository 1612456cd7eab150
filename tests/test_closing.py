"""The closing credits name what a film is made of."""

from __future__ import annotations

from plan_parts import media
from story_parts import Album, album, brief_of, clip_album, plain_album

from albumforge.generators.album.plan import FileMusic, PieceMusic
from albumforge.generators.album.story.closing import credit_lines
from albumforge.generators.album.story.scoring import Score

OURS = Score(PieceMusic(name="morning", bars=8, bpm=80.0), None, (0, 100), 22.0)
SILENT = Score(None, None, (0, 100), 22.0)


def both(first: Album, second: Album) -> Album:
    return [*first[0], *second[0]], {**first[1], **second[1]}


def test_dates_counts_music_and_template_in_english() -> None:
    lines = credit_lines(brief_of(plain_album(12)), OURS)
    assert lines == ["May 2024", "12 photographs", "Music: “Morning Light”", "Template: Clean", "Made with albumforge"]


def test_the_same_in_chinese() -> None:
    lines = credit_lines(brief_of(plain_album(12), language="zh", template="ink"), OURS)
    assert lines[1] == "12 张照片"
    assert lines[2].startswith("音乐 《")
    assert lines[3] == "模板 水墨"


def test_one_is_counted_as_one_and_clips_are_named() -> None:
    assert "1 photograph" in credit_lines(brief_of(plain_album(1)), SILENT)
    assert "2 clips" in credit_lines(brief_of(clip_album([5, 6])), SILENT)
    mixed = brief_of(both(plain_album(2), clip_album([5.0])))
    assert "2 photographs and 1 clip" in credit_lines(mixed, SILENT)


def test_what_is_not_known_is_not_said() -> None:
    lines = credit_lines(brief_of(album(3, hours=None, clips=0.0)), SILENT)
    assert lines == ["3 photographs", "Template: Clean", "Made with albumforge"]


def test_a_file_of_the_users_is_named_as_people_name_files() -> None:
    source = media(9, "music", 0, 0, path="/home/anna/Our song.live.mp3")
    lines = credit_lines(brief_of(plain_album(2)), Score(FileMusic(source="s9"), source, (0, 9), 22.0))
    assert "Music: Our song.live" in lines
