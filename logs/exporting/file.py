"""An export to a file of somebody's choosing, with how far it is in a small file beside it."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, replace
from datetime import datetime
from pathlib import Path

from ..querysets import LogQuerySet
from .asked import Asked
from .shapes import Shape
from .writing import Place, write_page


class StateError(Exception):
    """There is nothing to go on with, or it was begun with other options; a sentence for whoever asked."""


class FileExport:
    """`FILE` takes its name when it is whole; until then there are `FILE.part` and `FILE.part.json`."""

    def __init__(self, path: Path, shape: Shape, asked: Asked, options: Mapping[str, str], place: Place, last_key: int):
        self.path, self.shape, self.options = path, shape, options
        self.asked, self.place, self.last_key = asked, place, last_key

    @classmethod
    def open(cls, path: Path, shape: Shape, asked: Asked, options: Mapping[str, str], *, resume: bool) -> "FileExport":
        """A new export, or one that goes on. Raises StateError, and QueryError for a query that cannot be read."""
        if not resume:
            newest = asked.logs().order_by("-id").values_list("id", flat=True)
            return cls(path, shape, asked, options, Place(), newest.first() or 0)
        kept = _read(_state_path(path))
        if kept["options"] != options:
            raise StateError(f"{path} was begun with other options; give the same ones, or leave --resume out.")
        # "now" in the query means what it meant at first.
        asked = replace(asked, now=datetime.fromisoformat(kept["now"]))
        place = Place(**kept["place"])
        if not _part(path).exists() or _part(path).stat().st_size < place.size:
            place = Place()
        return cls(path, shape, asked, options, place, kept["last_key"])

    @property
    def logs(self) -> LogQuerySet:
        """Up to the newest log there was at first."""
        return self.asked.logs().filter(id__lte=self.last_key)

    def run(self) -> Iterator[int]:
        """Write, and say after each page how many logs are written. Stopped anywhere, it can go on."""
        logs, part = self.logs, _part(self.path)
        while not self.place.is_over:
            packed = self.path.suffix == ".gz"
            self.place = write_page(self.shape, logs, part, self.place, packed=packed)
            self._keep()
            yield self.place.rows
        self.shape.finish(part, self.path, self.place.rows)
        _state_path(self.path).unlink(missing_ok=True)

    def _keep(self) -> None:
        state = {"options": self.options, "now": self.asked.now.isoformat(), "last_key": self.last_key}
        fresh = _state_path(self.path).with_suffix(".new")
        fresh.write_text(json.dumps({**state, "place": asdict(self.place)}))
        fresh.replace(_state_path(self.path))


def _part(path: Path) -> Path:
    return path.with_name(f"{path.name}.part")


def _state_path(path: Path) -> Path:
    return path.with_name(f"{path.name}.part.json")


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except FileNotFoundError as error:
        raise StateError(f"There is nothing to go on with: {path} is not there.") from error
    except ValueError as error:
        raise StateError(f"{path} cannot be read; leave --resume out to begin anew.") from error
