"""The forge: everything albumforge does, put together from settings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumforge.backends import Film, Planned
from albumforge.context import Context
from albumforge.errors import InvalidInput
from albumforge.lookups import Lookups
from albumforge.media.mark import check_film_name
from albumforge.services.arguments import files_of, options_of, path_of
from albumforge.services.cutting import Cut, cut, cutter_of
from albumforge.services.plan_files import document_of, generator_of
from albumforge.services.rendering import render
from albumforge.transcoding import Preset

if TYPE_CHECKING:
    from albumforge.media.trace import Action
    from albumforge.services.backup.making import Made
    from albumforge.services.backup.restoring import Restored
    from albumforge.services.cleaning import Cleared
    from albumforge.services.transcode_outcome import Outcome


class Forge(Lookups):
    """Photos and video in, finished films out: at once with `make`, or as jobs with `movies`.

    A context manager. Nothing is opened before it is needed: `make`, `plan` and `render` touch neither database nor
    queue. Safe to use from many threads; several forges can be open in one process.

    >>> with Forge(home="~/films") as forge:
    ...     film = forge.make(["~/Pictures/trip"], "trip.mp4", request={"title": "The trip"})
    """

    def make(
        self,
        files: Iterable[Path | str] | Path | str,
        output: Path | str,
        *,
        request: Mapping[str, Any] | None = None,
        generator: str = "album",
        draft: bool = False,
        on_planned: Callable[[Planned], None] | None = None,
        context: Context | None = None,
    ) -> Film:
        """Turn files into a film here and now.

        Args:
            files: pictures and clips, or folders of them; or one of these.
            output: where the film appears, whole or not at all; an MP4. Of what is there, only a film and a poster
                that were made here are replaced.
            request: the generator's options.
            generator: name of the backend.
            draft: make a small, quickly made film with the same timing and sound, to look at.
            on_planned: is called with the plan before the film is rendered.
            context: gets progress and log, and can cancel.

        Returns:
            The film; `skipped` names the files that are not in it.

        Raises:
            InvalidInput: an argument or an option does not fit.
            NoUsableMedia: nothing among the files can be used.
            MediaError: a file changed while it was used.
            StorageError: the output cannot be written, or would replace what was not made here.
            Unavailable: there is no such generator, or it makes no drafts.
            Cancelled: the context asked to stop.
        """
        context = context or Context()
        self._place(generator, output)  # before the files are looked at
        if draft:
            self._method(generator, "draft")
        planned = self.plan(files, request=request, generator=generator, context=context)
        if on_planned is not None:
            on_planned(planned)
        film = self._rendered(generator, planned.document, output, context, draft=draft)
        return replace(film, skipped=film.skipped or planned.skipped, notes=film.notes or planned.notes)

    def cut(
        self,
        video: Path | str,
        output: Path | str,
        *,
        request: Mapping[str, Any] | None = None,
        folder: Path | str | None = None,
        generator: str = "autocut",
        on_action: Callable[[Action], None] | None = None,
        context: Context | None = None,
    ) -> Cut:
        """Turn one video into its best cut here and now.

        Args:
            video: it is only read.
            output: where the cut appears, whole or not at all; an MP4. Of what is there, only a film that was made
                here is replaced.
            request: the generator's options; an EDL and an editing document stand in it as text.
            folder: where what every step makes is kept, laid out as that of a job; None: in the cache, for the next
                cut of the same video.
            generator: name of the backend.
            on_action: called with each action when it is done, from any thread.
            context: gets progress and log, and can cancel.

        Raises:
            InvalidInput: an argument or an option does not fit, or a document does not fit the video.
            MediaError: the video cannot be used.
            StorageError, Unavailable, Cancelled: as `make` says.
        """
        source, place = path_of("video", video), self._place(generator, output)
        kept = None if folder is None else path_of("folder", folder)
        backend = cutter_of(self.plugins.generator(generator))
        options = backend.check_request(options_of(request))
        return cut(
            self._settings,
            backend,
            source,
            place,
            options,
            folder=kept,
            on_action=on_action,
            context=context or Context(),
        )

    def transcode(
        self,
        files: Iterable[Path | str] | Path | str,
        *,
        preset: Preset | Path | str = "hevc-archive",
        output: Path | str | None = None,
        replace: bool = False,
        backend: str = "software",
        keep_days: float | None = None,
        dry_run: bool = False,
        on_outcome: Callable[[Outcome], None] = lambda _: None,
        on_note: Callable[[str], None] = lambda _: None,
        context: Context | None = None,
    ) -> tuple[Outcome, ...]:
        """Transcode videos here and now, one after another. What cannot be done is told, and the others go on.

        Each result is decoded as a whole and compared with its source before it gets its name. What was done before
        is not done again.

        Args:
            files: videos, and folders of them; or one of these.
            preset: what to make: a preset, its name, or the path of a YAML file.
            output: folder for the results, laid out as the folders given; or the file for one video.
            replace: each result takes the place of its source, which goes into the folder ``.albumforge-quarantine``
                below the folder given, or beside a file given. Exactly one of `output` and `replace` is needed.
            backend: name of the transcoder.
            keep_days: days that sources are kept there; None: as the setting ``farm_keep_days`` says; 0: for ever.
            dry_run: only find out what would be done.
            on_outcome: called with what came of each video, once it is known.
            on_note: called with what else there is to know, a sentence each: of files that were not looked at, and of
                originals whose time is over.
            context: gets progress and log, and can cancel.

        Raises:
            InvalidInput: an argument does not fit, or the preset does not hold together.
            NoUsableMedia: there are no videos.
            MediaError: a file that was named is not there, or a folder cannot be read.
            StorageError: the results cannot be written.
            Conflict: another process is at work in the folder.
            Unavailable: there is no such transcoder, or no encoder for the preset works.
            Cancelled: the context asked to stop; nothing is left half made.
        """
        from albumforge.services.transcode_outcome import Wanted
        from albumforge.services.transcoding import Transcoding
        from albumforge.transcoders.presets import load_preset

        if (output is None) != replace and not (dry_run and output is None):
            raise InvalidInput(
                "It must be said where results go: give either output or replace.",
                hint="output is a folder; replace keeps the originals in a quarantine.",
            )
        wanted = Wanted(
            preset=preset if isinstance(preset, Preset) else load_preset(preset),
            output=None if output is None else path_of("output", output).absolute(),
            keep_days=self._settings.farm_keep_days if keep_days is None else keep_days,
            dry_run=dry_run,
        )
        transcoder = self.plugins.transcoder(backend)
        context = context or Context()
        work = Transcoding(self._settings, transcoder, wanted, on_outcome=on_outcome, on_note=on_note, context=context)
        return work.run(files_of(files))

    def plan(
        self,
        files: Iterable[Path | str] | Path | str,
        *,
        request: Mapping[str, Any] | None = None,
        generator: str = "album",
        context: Context | None = None,
    ) -> Planned:
        """Decide a film without making it; see `make`."""
        backend = self.plugins.generator(generator)
        options = backend.check_request(options_of(request))
        return backend.plan(files_of(files), options, context or Context())

    def render(
        self,
        document: str | Planned | Path,
        output: Path | str,
        *,
        draft: bool = False,
        context: Context | None = None,
    ) -> Film:
        """Make the film of a plan.

        Args:
            document: a plan as JSON text, as `plan` gave it, or the `Path` of the file it was written to; its field
                ``generator`` names the backend.
            draft: as `make`.

        Raises:
            PlanError: it is no plan.
            NotFound: there is no such file.
            InvalidInput, MediaError, StorageError, Unavailable, Cancelled: as `make` says.
        """
        text = document_of(document)
        return self._rendered(generator_of(text), text, output, context or Context(), draft=draft)

    def export(self, document: str | Planned | Path, output: Path | str, *, context: Context | None = None) -> Path:
        """Write the cut of a plan for editing programs, and return where.

        Args:
            document: as `render` takes it.
            output: where it appears, whole or not at all; its ending says the format (the album: ``.otio``, ``.edl``).
                Of what is there, only an export that was written here, and not changed since, is replaced.

        Raises:
            PlanError, NotFound, Cancelled: as `render` says.
            InvalidInput: an argument does not fit, or the format cannot say this film.
            StorageError: the output cannot be written, or would replace what was not written here.
            Unavailable: there is no such generator, or it does not export.
        """
        text, place = document_of(document), path_of("output", output)
        self._method(generator_of(text), "export")(text, place, context=context or Context())
        return place

    def backup(self, place: Path | str, *, previous: Path | str | None = None, context: Context | None = None) -> Made:
        """Write database and media into a new folder, while all goes on; see [operations](../docs/operations.md).

        Args:
            place: where the folder appears, whole or not at all.
            previous: an older backup on the same disk, whose unchanged files get a second name in this one.
            context: gets progress, and can cancel.

        Raises:
            InTheWay, Conflict, InvalidInput, NotFound, MediaError, StorageError, Unavailable, Cancelled: see
                `albumforge.services.backup.making.make_backup`.
        """
        from albumforge.services.backup.making import make_backup

        before = None if previous is None else path_of("previous", previous)
        return make_backup(self._settings, self.database, path_of("place", place), before, context)

    def restore(self, backup: Path | str, *, revoke_tokens: bool = False, context: Context | None = None) -> Restored:
        """Put a backup into this forge, which must be empty; its database may be of the other kind.

        Args:
            revoke_tokens: end all tokens, sessions and links.
            context: gets progress, and can cancel.

        Raises:
            NotFound, MediaError, InvalidInput, Conflict, StorageError, Unavailable, Cancelled: see
                `albumforge.services.backup.restoring.restore_backup`.
        """
        from albumforge.services.backup.restoring import restore_backup

        place = path_of("backup", backup)
        return restore_backup(self._settings, self.database, self.plugins, place, revoke=revoke_tokens, context=context)

    def clean(self, *, dry_run: bool = False) -> tuple[Cleared, ...]:
        """Clear away now what workers clear away every hour; return what went, or with `dry_run` what would go.

        Raises:
            Unavailable: the database does not answer.
        """
        from albumforge.services.cleaning import due, less

        before = due(self._settings, self.database)
        if dry_run:
            return before
        self.housekeeping.sweep()
        return less(before, due(self._settings, self.database))

    def _rendered(
        self, generator: str, document: str, output: Path | str, context: Context, *, draft: bool = False
    ) -> Film:
        backend = self.plugins.generator(generator)
        place = self._place(generator, output)
        if draft:
            document = self._method(generator, "draft")(document)
        return render(self._settings, backend, document, place, context)

    def _place(self, generator: str, output: Path | str) -> Path:
        """Return where a film goes, once it is known that it may go there."""
        place = path_of("output", output)
        check_film_name(place)
        # A generator may offer to look at the place beforehand; what it replaces, it checks itself in any case.
        check = getattr(self.plugins.generator(generator), "check_output", None)
        if check is not None:
            check(place)
        return place
