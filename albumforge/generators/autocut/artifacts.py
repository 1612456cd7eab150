"""Where the folder of a cutting job has what each step made, and whether it still is what it was made from."""

from __future__ import annotations

from pathlib import Path

from albumforge.media.publish import make_folder


class Artifacts:
    """The folder of a job: ``input/``, ``temp/`` and ``output/``.

    Attributes:
        scenes, transcript, document, plan, film, trace: files of the output.
        edl: the cut as an edit decision list: the one that was given, or what was decided.
        srt, vtt: what is said in the cut.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._made_from = folder / "output" / ".made_from"
        self.edl = folder / "input" / "timeline.edl"
        self.scenes = folder / "output" / "scenes.json"
        self.transcript = folder / "output" / "transcript.json"
        self.document = folder / "output" / "editing_dsl.json"
        self.plan = folder / "output" / "plan.json"
        self.film = folder / "output" / "final.mp4"
        self.srt = folder / "output" / "final.srt"
        self.vtt = folder / "output" / "final.vtt"
        self.trace = folder / "output" / "trace.json"

    def make_folders(self) -> None:
        """Create what is missing of the folder.

        Raises:
            StorageError: it cannot be made.
        """
        for name in ("input", "temp", "output"):
            make_folder(self.folder / name)

    def remember_film(self, key: str) -> None:
        """Note what the film that is there was made from.

        Raises:
            StorageError: it cannot be written.
        """
        from albumforge.media.publish import write_text

        write_text(self._made_from, self._state(key))

    def has_film(self, key: str) -> bool:
        """Whether the film that is there was made from the same, and nobody touched it since."""
        try:
            return self._made_from.read_text(encoding="utf-8") == self._state(key)
        except OSError:
            return False

    def _state(self, key: str) -> str:
        status = self.film.stat()
        return f"{key} {status.st_size} {status.st_mtime_ns}\n"
