"""What a forge tells without making a film: what is seen in pictures, what may be asked for, why a film is as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from albumforge.backends import Described, Explained, FilmMusic, FilmOption, FilmTemplate, Planned
from albumforge.context import Context
from albumforge.errors import Unavailable
from albumforge.media.cache import make_cache
from albumforge.parts import Parts
from albumforge.services.arguments import files_of
from albumforge.services.plan_files import document_of, generator_of

if TYPE_CHECKING:
    from albumforge.services.figures import Figures
    from albumforge.services.status import Machines

_WITHOUT = {
    "info": "does not say what it sees in pictures",
    "draft": "makes no drafts",
    "explain": "does not explain its plans",
    "export": "does not export its cuts",
    "templates": "has no templates",
    "options": "does not say which options it has",
    "music": "has no music",
}
"""Method that a generator may offer → what is said of one that does not."""


class Lookups(Parts):
    """The parts of a forge, asked; see `albumforge.forge.Forge`."""

    def explain(self, document: str | Planned | Path) -> Explained:
        """Say what a plan, given as to `render`, shows scene by scene, and why.

        Raises:
            PlanError, NotFound, Unavailable: as `export` says.
        """
        text = document_of(document)
        explained: Explained = self._method(generator_of(text), "explain")(text)
        return explained

    def info(
        self,
        files: Iterable[Path | str] | Path | str,
        *,
        generator: str = "album",
        context: Context | None = None,
    ) -> Described:
        """Say what is seen in pictures: weather, colours, faces, sharpness, time, place and more.

        What was found out is kept in the cache, by the content of the files.

        Args:
            files: as `make` takes them.
            generator: name of the backend that looks at them.
            context: gets progress and log, and can cancel.

        Raises:
            InvalidInput, NoUsableMedia, MediaError, StorageError, Cancelled: as `make` says.
            Unavailable: there is no such generator, or it does not look at pictures.
        """
        look = self._method(generator, "info")
        store = make_cache(self._settings.cache)
        described: Described = look(
            files_of(files), store=store, threads=self._settings.render_threads, context=context or Context()
        )
        return described

    def templates(self, *, generator: str = "album") -> tuple[FilmTemplate, ...]:
        """Return the templates that come with a generator, by name.

        Raises:
            Unavailable: there is no such generator, or it has no templates.
        """
        return tuple(self._method(generator, "templates")())

    def music(self, *, generator: str = "album") -> tuple[FilmMusic, ...]:
        """Return the pieces of music that come with a generator.

        Raises:
            Unavailable: there is no such generator, or it has none.
        """
        return tuple(self._method(generator, "music")())

    def options(self, *, generator: str = "album") -> tuple[FilmOption, ...]:
        """Return what may be asked of a film.

        Raises:
            Unavailable: there is no such generator, or it does not say.
        """
        return tuple(self._method(generator, "options")())

    def figures(self) -> Figures:
        """Count films, messages that wait, workers and free space, for those who watch over a server.

        Raises:
            Unavailable: the database does not answer.
        """
        from albumforge.services.figures import figures

        return figures(self._settings, self.database, self.broker)

    def machines(self) -> Machines:
        """Say what runs where, on all machines that share this queue and database, and what they are doing.

        It is only looked: nothing is started, and nothing brought up to date. What does not answer is told as such.
        """
        from albumforge.services.status import machines

        return machines(self._settings)

    def _method(self, generator: str, name: str) -> Callable[..., Any]:
        """Return what a generator may offer beyond the protocol.

        Raises:
            Unavailable: it does not.
        """
        method: Callable[..., Any] | None = getattr(self.plugins.generator(generator), name, None)
        if method is None:
            raise Unavailable(f"The generator {generator} {_WITHOUT[name]}.")
        return method
