"""Tell the film: from the files and the request to shots, their order, length and joins, and so to the plan."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from albumforge.backends import Skipped
from albumforge.generators.album import pacing
from albumforge.generators.album.filelist import Source
from albumforge.generators.album.layout import Frame, fills, lay_out, shape_of, upright_in_wide
from albumforge.generators.album.music import PIECES, beats, choose, fit
from albumforge.generators.album.plan import (
    Audio,
    Backdrop,
    Canvas,
    ClipAudio,
    FileMusic,
    Layer,
    MediaSource,
    PieceMusic,
    Plan,
    Scene,
    Text,
    Transition,
)
from albumforge.generators.album.plan import Clip as ClipLayer
from albumforge.generators.album.request import FilmRequest
from albumforge.generators.album.titles import default_title, film_language, title_texts
from albumforge.media.digest import file_digest

DISSOLVE_SECONDS = 0.6
EVEN_DISSOLVE_SECONDS = 0.5
"""Where the user set the seconds per photo."""

SAME_MOMENT_SECONDS = 20.0
"""Two pictures taken closer together than this are cut, not dissolved."""

SIBLING_SECONDS = 2 * 3600.0
CARD_SECONDS = 3.5


@dataclass(frozen=True)
class _Shot:
    """Sources seen together; `card`: only the title over a blurred picture."""

    sources: tuple[MediaSource, ...]
    card: bool = False

    @property
    def need(self) -> pacing.Need:
        first = self.sources[0]
        if self.card:
            return pacing.Need(fixed=CARD_SECONDS)
        if first.kind == "clip":
            # The transitions at both ends are of its own time.
            return pacing.Need(fixed=max(0.5, (first.duration or 0.5) - DISSOLVE_SECONDS))
        return pacing.Need(weight=1.0 + 0.25 * (len(self.sources) - 1))


def tell(
    files: Sequence[Source], request: FilmRequest, roots: Sequence[Path], max_shots: int | None = None
) -> tuple[Plan, tuple[Skipped, ...]]:
    """Return the plan of a film of these files, and the files for which it has no room.

    Args:
        files: in the order of the story.
        roots: what the user named; a single folder gives the film its title.
        max_shots: leave out files, evenly over time, beyond so many; None: by the requested duration.
    """
    chance = random.Random(request.seed)
    width, height = request.size
    frame = Frame(width, height)
    if max_shots is None and request.duration is not None:
        max_shots = max(1, int(request.duration / pacing.SHORTEST_PHOTO))
    files, skipped = _room_for(files, max_shots)
    sources = tuple(_media_source(file, f"s{number + 1}") for number, file in enumerate(files))
    title = request.title if request.title is not None else default_title(roots)
    language = request.language or film_language(title)
    shots = _opening(_shots(sources, frame), frame, bool(title))
    seconds, music, beat_times = _times(shots, request, chance)
    frames = max(round(sum(seconds) * request.rate), len(shots))
    clips = [shot.need.fixed is not None for shot in shots]
    places = pacing.joins(seconds, frames, request.rate, beat_times, clips)
    scenes = _scenes(shots, places, frame, request, chance)
    poster = scenes[0].frames // 2
    if title:
        texts = title_texts(title, sources, language, scenes[0].frames, request.rate, (width, height))
        if texts:
            scenes[0] = _with_texts(scenes[0], texts)
            poster = texts[0].start + texts[0].frames // 2
    if isinstance(music, FileMusic):
        sources += (_music_source(Path(request.music).expanduser(), music.source),)
    audio = Audio(
        music=music, clips=_clip_sounds(scenes, files, request), fade_out=min(2.5, float(frames / request.rate) / 4)
    )
    plan = Plan(
        title=title,
        language=language,
        seed=request.seed,
        canvas=Canvas(width=width, height=height, fps=f"{request.rate.numerator}/{request.rate.denominator}"),
        sources=sources,
        scenes=tuple(scenes),
        audio=audio,
        fade_out=min(frames // 4, round(1.2 * request.rate)),
        poster=min(poster, frames - 1),
    )
    return plan, skipped


def _room_for(files: Sequence[Source], most: int | None) -> tuple[list[Source], tuple[Skipped, ...]]:
    if most is None or len(files) <= most:
        return list(files), ()
    chosen = {round(number * (len(files) - 1) / max(1, most - 1)) for number in range(most)}
    reason = f"left out: a film of this length has room for {most} of {len(files)} files"
    kept = [file for number, file in enumerate(files) if number in chosen]
    return kept, tuple(Skipped(file.path, reason) for number, file in enumerate(files) if number not in chosen)


def _media_source(file: Source, source_id: str) -> MediaSource:
    return MediaSource(
        id=source_id,
        path=str(file.path.absolute()),
        digest=file.digest,
        kind=file.kind,
        width=file.width,
        height=file.height,
        duration=file.duration,
        captured_at=file.captured_at.isoformat() if file.captured_at else None,
    )


def _music_source(path: Path, source_id: str) -> MediaSource:
    return MediaSource(id=source_id, path=str(path.absolute()), digest=file_digest(path), kind="music")


def _shots(sources: Sequence[MediaSource], frame: Frame) -> list[_Shot]:
    """Group photos that are too tall for the frame (or too wide for a tall one) by twos and threes of one moment."""
    shots: list[_Shot] = []
    run: list[MediaSource] = []

    def close() -> None:
        while run:
            count = 2 if len(run) in (2, 4) else min(3, len(run))
            shots.append(_Shot(tuple(run[:count])))
            del run[:count]

    for source in sources:
        if upright_in_wide(source, frame):
            if run and not (_undated(run[-1], source) or _near(run[-1], source, SIBLING_SECONDS)):
                close()
            run.append(source)
        else:
            close()
            shots.append(_Shot((source,)))
    close()
    return shots


def _undated(first: MediaSource, second: MediaSource) -> bool:
    """Whether nothing but their place in the row speaks for or against the two belonging together."""
    return first.captured_at is None and second.captured_at is None


def _near(first: MediaSource, second: MediaSource, seconds: float) -> bool:
    if first.captured_at is None or second.captured_at is None:
        return False
    between = datetime.fromisoformat(second.captured_at) - datetime.fromisoformat(first.captured_at)
    return abs(between.total_seconds()) <= seconds


def _opening(shots: list[_Shot], frame: Frame, titled: bool) -> list[_Shot]:
    """Open a titled film on the widest, finest full-frame photo of its first part; where there is none, on a card."""
    if not titled:
        return shots
    early = shots[: max(3, len(shots) // 4)]
    fit_for_it = [
        s for s in early if len(s.sources) == 1 and s.sources[0].kind == "photo" and fills(s.sources[0], frame)
    ]
    if not fit_for_it:
        return [_Shot(shots[0].sources[:1], card=True), *shots]
    best = max(fit_for_it, key=lambda s: (min(shape_of(s.sources[0]), 2.0), s.sources[0].width * s.sources[0].height))
    return [best, *(shot for shot in shots if shot is not best)]


def _times(
    shots: Sequence[_Shot], request: FilmRequest, chance: random.Random
) -> tuple[list[float], PieceMusic | FileMusic | None, list[float]]:
    """Return the seconds of each shot, the music, and the beats to cut on."""
    needs = [shot.need for shot in shots]
    if request.seconds_per_photo is not None:
        seconds = pacing.uniform(needs, request.seconds_per_photo)
    else:
        seconds = pacing.arc(needs, chance)
    if request.duration is not None:
        seconds = pacing.scaled(seconds, needs, request.duration)
    if request.music == "none":
        return seconds, None, []
    if request.music != "auto" and request.music not in PIECES:
        return seconds, FileMusic(source="music"), []
    piece = choose(request.seed) if request.music == "auto" else PIECES[request.music]
    fitted = fit(piece, sum(seconds))
    music = PieceMusic(name=piece.name, bars=fitted.bars, bpm=round(fitted.bpm, 4), seed=request.seed)
    if request.seconds_per_photo is not None:
        return seconds, music, []
    return seconds, music, [float(time) for time in beats(fitted.bars, fitted.bpm, piece)]


def _scenes(
    shots: Sequence[_Shot], places: Sequence[int], frame: Frame, request: FilmRequest, chance: random.Random
) -> list[Scene]:
    dissolves = [_join(shots, places, number, request) for number in range(len(shots))]
    scenes = []
    for number, shot in enumerate(shots):
        lead = dissolves[number] - dissolves[number] // 2
        tail = dissolves[number + 1] // 2 if number + 1 < len(shots) else 0
        start = places[number] - (lead if number else 0)
        frames = places[number + 1] + tail - start
        if number == 0:
            opening = min(round(0.8 * request.rate), frames // 3)
            transition = Transition(type="fade", frames=opening) if opening else Transition()
        else:
            transition = Transition(type="dissolve", frames=dissolves[number]) if dissolves[number] else Transition()
        if shot.card:
            layers: tuple[Layer, ...] = (Backdrop(source=shot.sources[0].id, blur=0.05, brightness=0.5),)
        else:
            layers = lay_out(shot.sources, frame, float(frames / request.rate), number, chance)
        scenes.append(Scene(id=f"c{number + 1}", start=start, frames=frames, layers=layers, transition=transition))
    return scenes


def _join(shots: Sequence[_Shot], places: Sequence[int], number: int, request: FilmRequest) -> int:
    """Return the frames of the dissolve into a shot; 0 is a cut."""
    if number == 0:
        return 0
    even = request.seconds_per_photo is not None
    before, after = shots[number - 1], shots[number]
    if not even and not before.card and _near(before.sources[-1], after.sources[0], SAME_MOMENT_SECONDS):
        return 0
    shorter = min(places[number] - places[number - 1], places[number + 1] - places[number])
    frames = round((EVEN_DISSOLVE_SECONDS if even else DISSOLVE_SECONDS) * request.rate)
    return min(frames, int(shorter * 0.4))


def _with_texts(scene: Scene, texts: tuple[Text, ...]) -> Scene:
    return Scene(
        id=scene.id,
        start=scene.start,
        frames=scene.frames,
        layers=(*scene.layers, *texts),
        transition=scene.transition,
    )


def _clip_sounds(scenes: Sequence[Scene], files: Sequence[Source], request: FilmRequest) -> tuple[ClipAudio, ...]:
    with_sound = {f"s{number + 1}" for number, file in enumerate(files) if file.has_sound}
    return tuple(
        ClipAudio(
            source=layer.source,
            at=float(scene.start / request.rate),
            duration=float(scene.frames / request.rate),
            start=layer.start,
        )
        for scene in scenes
        for layer in scene.layers
        if isinstance(layer, ClipLayer) and layer.source in with_sound
    )
