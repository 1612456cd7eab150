"""The sound of a plan as tracks of a timeline: the music, and the sounds of clips with their gains."""

from __future__ import annotations

from typing import Any

import msgspec
import opentimelineio as otio

from albumforge.generators.album.export.cutting import file_name
from albumforge.generators.album.export.references import media_reference
from albumforge.generators.album.music import LEAD_IN, PIECES
from albumforge.generators.album.plan import ClipAudio, FileMusic, PieceMusic, Plan
from albumforge.generators.album.rendering.soundtrack import DUCK_DB
from albumforge.media.edit_clock import Clock
from albumforge.media.edl_lines import one_line


def sound_tracks(plan: Plan, clock: Clock) -> list[Any]:
    """Return the audio tracks: A1 the music, where there is any, then clip sounds, those that overlap apart.

    Each is as long as the film. Fades and ducking stand in the metadata of the music's track.
    """
    tracks = [_music_track(plan, clock)] if plan.audio.music is not None else []
    tracks += [_clip_track(plan, sounds, clock) for sounds in _apart(plan, clock)]
    for number, track in enumerate(tracks, 1):
        track.name = f"A{number} {track.name}"
    return tracks


def _music_track(plan: Plan, clock: Clock) -> Any:
    music = plan.audio.music
    track = otio.schema.Track(name="music", kind=otio.schema.TrackKind.Audio)
    track.metadata["albumforge"] = {
        "music": msgspec.to_builtins(music),
        "fade_in": plan.audio.fade_in,
        "fade_out": plan.audio.fade_out,
        "loudness": plan.audio.loudness,
        "under_clips_db": DUCK_DB,
    }
    if isinstance(music, PieceMusic):
        track.append(_piece(music, plan.frames, clock))
    elif isinstance(music, FileMusic):
        breath = clock.frames(min(LEAD_IN, plan.duration / 10))
        if breath:
            track.append(otio.schema.Gap(source_range=clock.range(0, breath)))
        for begin, frames in _passes(music, plan.frames - breath, clock):
            track.append(_file_clip(plan, music.source, begin, frames, clock))
    return track


def _piece(music: PieceMusic, frames: int, clock: Clock) -> Any:
    """One of our own pieces: no file, so it stands there by name."""
    reference = otio.schema.GeneratorReference(
        name=music.name,
        generator_kind="albumforge.piece",
        available_range=clock.range(0, frames),
        parameters={"name": music.name, "bars": music.bars, "bpm": music.bpm, "seed": music.seed},
    )
    title = PIECES[music.name].title["en"]
    return otio.schema.Clip(name=title, media_reference=reference, source_range=clock.range(0, frames))


def _passes(music: FileMusic, frames: int, clock: Clock) -> list[tuple[int, int]]:
    """Return the stretches of the file that follow each other, as first frame and frames."""
    begin, loop, end = (clock.frames(time) for time in (music.start, music.loop_start, music.loop_end))
    found: list[tuple[int, int]] = []
    while frames > 0:
        part = frames if end <= begin else min(frames, end - begin)
        found.append((begin, part))
        frames -= part
        begin = loop
    return found


def _file_clip(plan: Plan, source_id: str, begin: int, frames: int, clock: Clock) -> Any:
    source = plan.source(source_id)
    length = max(begin + frames, clock.frames(source.duration or 0.0))
    return otio.schema.Clip(
        name=file_name(plan, source_id),
        media_reference=media_reference(source, length, clock),
        source_range=clock.range(begin, frames),
    )


def _apart(plan: Plan, clock: Clock) -> list[list[ClipAudio]]:
    """Return the clip sounds in lists within which none overlaps another."""
    lists: list[list[ClipAudio]] = []
    for sound in sorted(plan.audio.clips, key=lambda sound: sound.at):
        begin = clock.frames(sound.at)
        free = (one for one in lists if _end(one[-1], plan, clock) <= begin)
        room = next(free, None)
        if room is None:
            lists.append(room := [])
        room.append(sound)
    return lists


def _end(sound: ClipAudio, plan: Plan, clock: Clock) -> int:
    return min(plan.frames, clock.frames(sound.at + sound.duration))


def _clip_track(plan: Plan, sounds: list[ClipAudio], clock: Clock) -> Any:
    track = otio.schema.Track(name="clips", kind=otio.schema.TrackKind.Audio)
    done = 0
    for sound in sounds:
        begin, end = clock.frames(sound.at), _end(sound, plan, clock)
        if end <= begin:  # shorter than a frame
            continue
        if begin > done:
            track.append(otio.schema.Gap(source_range=clock.range(0, begin - done)))
        clip = _file_clip(plan, sound.source, clock.frames(sound.start), end - begin, clock)
        clip.metadata["albumforge"] = msgspec.to_builtins(sound)
        if sound.gain_db:
            gain = otio.schema.Effect(name=one_line(f"gain {sound.gain_db:+g} dB"), effect_name="gain")
            gain.metadata["albumforge"] = {"gain_db": sound.gain_db}
            clip.effects.append(gain)
        track.append(clip)
        done = end
    if done < plan.frames:
        track.append(otio.schema.Gap(source_range=clock.range(0, plan.frames - done)))
    return track
