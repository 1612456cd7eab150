"""The closing credits: what a film is made of."""

from __future__ import annotations

from albumforge.errors import counted
from albumforge.generators.album.music import PIECES
from albumforge.generators.album.plan import FileMusic, PieceMusic
from albumforge.generators.album.story.brief import Brief
from albumforge.generators.album.story.scoring import Score
from albumforge.generators.album.story.titles import date_line


def credit_lines(brief: Brief, score: Score) -> list[str]:
    """Return the lines of the credits: when, how many pictures, the music, the template, what it was made with."""
    zh = brief.language == "zh"
    photos = sum(source.kind == "photo" for source in brief.sources)
    clips = len(brief.sources) - photos
    lines = [date_line(brief.media, brief.language), numbers(photos, clips, zh)]
    music = _music_name(score, brief.language)
    if music:
        lines.append(f"音乐 {music}" if zh else f"Music: {music}")
    template = brief.template.title[brief.language]
    lines.append(f"模板 {template}" if zh else f"Template: {template}")
    lines.append("以 albumforge 制作" if zh else "Made with albumforge")
    return [line for line in lines if line]


def numbers(photos: int, clips: int, zh: bool) -> str:
    """Return how many photos and clips a film shows, as its credits say it."""
    if zh:
        parts = [f"{photos} 张照片" if photos else "", f"{clips} 段视频" if clips else ""]
        return "、".join(part for part in parts if part)
    return " and ".join(counted(count, noun) for count, noun in ((photos, "photograph"), (clips, "clip")) if count)


def _music_name(score: Score, language: str) -> str:
    if isinstance(score.music, PieceMusic):
        title = PIECES[score.music.name].title[language]
        return f"《{title}》" if language == "zh" else f"“{title}”"
    if isinstance(score.music, FileMusic) and score.source is not None:
        # The name of the user's file, as people name files: without its ending.
        return score.source.path.rpartition("/")[2].rpartition(".")[0]
    return ""
