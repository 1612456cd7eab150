"""What a backend of each kind must offer. Built-in ones and plugins are held to the same protocols."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, Protocol, runtime_checkable

from albumforge.context import Context

API_VERSION = 1
"""Version of these protocols; a backend states the one it was written for as `api_version`."""


@dataclass(frozen=True)
class Skipped:
    """A file that was left out of a film, and why (a sentence without its path)."""

    path: Path
    reason: str


@dataclass(frozen=True)
class Planned:
    """What a generator decided.

    Attributes:
        document: the plan as JSON text, UTF-8.
        skipped: the files that are not in it.
        notes: what whoever asked for the film should know, a sentence each: words of the request that were not
            understood, lines of a file of captions that name no picture, and the like.
    """

    document: str
    skipped: tuple[Skipped, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Described:
    """What a generator sees in pictures.

    Attributes:
        pictures: one mapping of JSON values for each, with its ``path`` as text.
        skipped: the files that it cannot use.
    """

    pictures: tuple[dict[str, Any], ...]
    skipped: tuple[Skipped, ...] = ()


@dataclass(frozen=True)
class Explained:
    """What a plan shows, and why; the reasons are in the language of the film.

    Attributes:
        film: JSON values: ``title``, ``duration`` in seconds, ``width``, ``height``, ``fps``, ``template``, ``music``,
            ``language``, ``pictures``, ``chapters``, ``verses`` and the like, as far as the generator has them.
        why: sentences on the film as a whole.
        scenes: one mapping of JSON values for each, in order: ``id``, ``start`` and ``duration`` in seconds,
            ``pictures`` (``path`` and ``kind`` each), ``texts`` (``role`` and ``text`` each), ``chapter``, ``why``; of
            a film ``transition`` (``type``, ``name``, ``duration``), of a cut ``source_start`` and ``source_end`` in
            seconds of the video, and ``speed``.
    """

    film: dict[str, Any]
    why: tuple[str, ...]
    scenes: tuple[dict[str, Any], ...]


@dataclass(frozen=True)
class FilmTemplate:
    """A template that comes with a generator, to choose by its name, or to copy and change.

    Attributes:
        name: what the option ``template`` takes.
        titles, descriptions: by language, ``zh`` and ``en``.
        aspects: shapes of film it is made for, such as ``16:9``.
        moods: such as ``calm``.
        layouts: names of the layouts that its shots have, in the order of the film.
        text: the file, which may be copied, changed and given as a template itself.
    """

    name: str
    titles: Mapping[str, str]
    descriptions: Mapping[str, str]
    aspects: tuple[str, ...]
    moods: tuple[str, ...]
    layouts: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class FilmMusic:
    """A piece of music that comes with a generator.

    Attributes:
        name: what the option ``music`` takes.
        titles: by language, ``zh`` and ``en``.
        moods: such as ``calm``, the strongest first.
        bpm: quarter notes a minute, about.
    """

    name: str
    titles: Mapping[str, str]
    moods: tuple[str, ...]
    bpm: float


@dataclass(frozen=True)
class FilmOption:
    """An option of a request, for forms and for those who write requests.

    Attributes:
        kind: ``text``, ``number``, ``whole`` (number), ``switch`` (true or false), ``choice`` (one of `choices`), or
            ``name`` (one of `choices`, or a file).
        also: other words for what may be chosen, such as titles.
        default: as JSON; None: it is decided from the media.
        choices: what may be chosen.
        least, most: bounds of a number, or None.
    """

    name: str
    kind: str
    default: str | float | bool | None = None
    choices: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Film:
    """A finished film.

    Attributes:
        path: the MP4.
        poster: a JPEG beside it, or None.
        width, height: pixels.
        frames: number of video frames, verified by counting them in the file.
        duration: seconds.
        rendered_segments, cached_segments: how much was new, how much was there already.
        skipped: files of the request that are not in the film.
        notes: as `Planned.notes`, where the film was planned too.
    """

    path: Path
    poster: Path | None
    width: int
    height: int
    frames: int
    duration: float
    rendered_segments: int = 0
    cached_segments: int = 0
    skipped: tuple[Skipped, ...] = field(default=())
    notes: tuple[str, ...] = ()


@runtime_checkable
class Generator(Protocol):
    """Turns media and a request into a plan, and a plan into a film. Knows no database and no queue."""

    name: ClassVar[str]
    api_version: ClassVar[int]

    def check_request(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Return the request with every option in its canonical form.

        Raises:
            InvalidInput: an option is unknown or does not fit; the message names it.
        """
        ...

    def plan(self, files: Sequence[Path], request: Mapping[str, Any], context: Context) -> Planned:
        """Decide the film. `files` may hold folders, which are searched.

        Raises:
            InvalidInput: an option does not fit.
            NoUsableMedia: nothing can be used; the message says why for each file.
            Cancelled: the context asked to stop.
        """
        ...

    def render(self, document: str, output: Path, *, cache: Path, threads: int, context: Context) -> Film:
        """Make the film that a plan describes, at `output`, published only when whole and verified.

        Args:
            document: a plan, as `plan` returned it.
            output: where the film appears; the poster appears beside it as ``<stem>.poster.jpg``.
            cache: folder of finished segments, shared between films.
            threads: how many segments to render at once.

        Raises:
            PlanError: the document is not a plan this generator understands.
            MediaError: a source is missing or no longer what the plan was made from.
            StorageError: output or cache cannot be written.
            Cancelled: the context asked to stop; nothing is left at `output`.
        """
        ...


class Share(Protocol):
    """Who renders which part of a film that several workers render together. Methods may be called from any thread.

    A part is named by its key, the digest of its content. Whoever is to render it takes it first; one that a worker
    took which is dead since becomes free by itself within seconds. Rendering a part twice does no harm.
    """

    def invite(self, mark: str, /) -> None:
        """Let others help from now on.

        Args:
            mark: a digest of the keys of all parts, by which a helper knows that it would make the same.
        """
        ...

    def take(self, key: str, /) -> bool:
        """Whether the caller may render the part now; it then calls `leave` at the end, however that comes."""
        ...

    def leave(self, key: str, /) -> None:
        """Give back a part: it is made, or was given up. One that is not held is left alone."""
        ...

    def taken(self, keys: Sequence[str], /) -> frozenset[str]:
        """Return those parts that somebody alive has taken."""
        ...


@runtime_checkable
class SharingGenerator(Generator, Protocol):
    """A generator whose films are rendered by all workers of its queue; one without these methods renders alone."""

    def render(
        self,
        document: str,
        output: Path,
        *,
        cache: Path,
        threads: int,
        context: Context,
        share: Share | None = None,
    ) -> Film:
        """Make the film as `Generator.render` says; with a share, do without the parts that others render.

        Never waits for a part whose taker is dead; renders it then.
        """
        ...

    def render_parts(
        self, document: str, mark: str, *, cache: Path, threads: int, share: Share, context: Context
    ) -> int:
        """Render parts of a film that another worker makes, into the cache of both, until all are there.

        Args:
            mark: what the other worker gave to `Share.invite`.

        Returns:
            how many were rendered here.

        Raises:
            Unavailable: parts made here would be others than those wanted (another version of a library, say).
            PlanError, MediaError, StorageError: as `Generator.render` says.
            Cancelled: the context asked to stop; what is finished stays in the cache.
        """
        ...


class CutTrace(Protocol):
    """The record of what a cutting job did. Methods may be called from any thread."""

    def action(self, action: str, detail: str, /) -> AbstractContextManager[Any]:
        """Measure the body as one action; one that raises is recorded as failed, and raises on."""
        ...

    def note(self, action: str, detail: str, /, ok: bool = True, took_ms: int = 0) -> Any:
        """Record an action that is over; `took_ms` are its milliseconds."""
        ...


@runtime_checkable
class CuttingGenerator(Generator, Protocol):
    """A generator that turns one video into its best cut, and leaves what each step made in a folder."""

    def cut(
        self,
        video: Path,
        folder: Path,
        request: Mapping[str, Any],
        *,
        cache: Path,
        threads: int,
        context: Context,
        trace: CutTrace,
        name: str = "",
    ) -> Film:
        """Cut a video; a step whose result is there already, made from the same, is not done again.

        Reports progress with the stages ``ingest``, ``analyse``, ``transcribe``, ``plan`` and ``render``, in order.

        Args:
            video: in ``input/`` of the folder; never changed.
            folder: of the job. In it appear ``input/timeline.edl``, ``temp/input.wav``, ``output/scenes.json``,
                ``output/transcript.json``, ``output/editing_dsl.json``, ``output/plan.json``, ``output/final.mp4`` with
                its subtitles and, at the end, ``output/trace.json``; each whole or not at all.
            request: as `check_request` returned it; an EDL and an editing DSL stand in it as text, ``edl``, ``dsl``.
            cache: folder of finished segments, shared between films.
            threads: how many segments to render at once.
            trace: gets every action as it is done; the caller keeps it where the cut fails.
            name: what its owner calls the video, for lists that other programs read; "" for the name of the file.

        Raises:
            InvalidInput: an option, a document or an EDL does not fit the video; the message names the place.
            MediaError: the video cannot be used.
            StorageError: folder or cache cannot be written.
            Cancelled: the context asked to stop; what is whole stays.
        """
        ...


@dataclass(frozen=True)
class Theme:
    """What one verse is to speak of; what is None or empty is left open.

    Attributes:
        season: ``spring``, ``summer``, ``autumn`` or ``winter``.
        weather: ``cloudy``, ``rain``, ``shine``, ``sunrise``, ``snow``, ``fog``, ``night`` or ``indoor``.
        part_of_day: ``dawn``, ``morning``, ``noon``, ``afternoon``, ``evening`` or ``night``.
        mood: ``calm``, ``joyful``, ``warm``, ``nostalgic``, ``lively`` or ``solemn``.
        colours: English names of colours, the most seen first.
        things: English words such as ``sea``, ``mountain``, ``city``, ``people``, ``flower``, as far as they are known.
        most_lines: that there is time to read, 2 or more; of a longer verse only the first two lines are shown.
    """

    season: str | None = None
    weather: str | None = None
    part_of_day: str | None = None
    mood: str | None = None
    colours: tuple[str, ...] = ()
    things: tuple[str, ...] = ()
    most_lines: int = 4


@dataclass(frozen=True)
class Verse:
    """Lines that belong together; Chinese ones without punctuation at their ends. No lines: nothing to say.

    Attributes:
        form: such as ``wujue``, ``qijue``, ``couplet``, ``quatrain``; ``none`` where there are no lines.
    """

    lines: tuple[str, ...]
    form: str


@runtime_checkable
class Poet(Protocol):
    """Writes the verses of a film: one for each theme, in order, and no line twice."""

    name: ClassVar[str]
    api_version: ClassVar[int]

    def write(
        self, themes: Sequence[Theme], *, language: str, seed: int, title: str, context: Context
    ) -> tuple[Verse, ...]:
        """Return a verse for each theme.

        Args:
            themes: in the order of the film.
            language: ``zh`` or ``en``.
            seed: whole number; the built-in poet gives the same verses for the same themes and seed.
            title: of the film; may be "".
            context: asked whether to stop.

        Raises:
            Unavailable: the poet cannot be reached; the built-in one is asked instead, as after any other error.
            Cancelled: the context asked to stop.
        """
        ...
