"""A file that grows by pages of logs, oldest first, and can go on where it stopped after any crash.

What is on the disk before a place is known counts, what is behind it is cut off. Each page is a short query of its own
by key: nothing is held open between two, so no writer and no vacuum ever waits for an export.
"""

import gzip
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from .. import bodies
from ..canonical import CanonicalLog
from ..models import Log
from ..querysets import LogQuerySet, Rows
from .shapes import Shape

PAGE = 500
BODIES_BYTES = 16 * 1024 * 1024  # unpacked; bodies of the largest logs must not meet in memory
# How long one page may search where the index cannot tell; then it goes on from where it got to.
_SEARCH_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file is: the last key that was looked at, the logs written, and the bytes of the file that count."""

    key: int = -1
    rows: int = 0
    size: int = 0
    is_over: bool = False


def write_page(shape: Shape, logs: LogQuerySet, grown: Path, place: Place, *, packed: bool = False) -> Place:
    """Append the next page of `logs` to `grown`, synced to the disk, and say how far it is; in bounded memory.

    `packed` makes every piece a member of a gzip file of its own, so that a packed file can be cut and go on too.
    """
    rows = _page(logs, place.key)
    with _open_at(grown, place.size) as file:
        if not place.size:
            file.write(_packed(shape.head(), packed))
        for piece in _pieces(shape, rows):
            file.write(_packed(piece, packed))
        file.flush()
        os.fsync(file.fileno())
        return _after(rows, place, file.tell())


def stream(shape: Shape, logs: LogQuerySet) -> Iterator[tuple[bytes, Place]]:
    """The same in pieces, for where there is no file to go on with; a piece, and how far it is with its page."""
    place = Place()
    yield shape.head(), place
    while not place.is_over:
        rows = _page(logs, place.key)
        place = _after(rows, place, 0)
        for piece in _pieces(shape, rows):
            yield piece, place


def _page(logs: LogQuerySet, key: int) -> Rows:
    return logs.filter(id__gt=key).order_by("id").first_rows(PAGE, seconds=_SEARCH_SECONDS)


def _after(rows: Rows, place: Place, size: int) -> Place:
    reached = rows.reached if rows.reached is not None else rows[-1].id if rows else place.key
    return Place(reached, place.rows + len(rows), size, rows.reached is None and len(rows) < PAGE)


def _pieces(shape: Shape, rows: list[Log]) -> Iterator[bytes]:
    for group in _by_size(rows):
        yield shape.lines(_contents(shape, group))


def _contents(shape: Shape, rows: list[Log]) -> list[CanonicalLog]:
    return bodies.canonicals(rows) if shape.reads_bodies else [bodies.canonical(row, None) for row in rows]


def _by_size(page: list[Log]) -> Iterator[list[Log]]:
    """The rows in groups whose bodies fit into memory together."""
    rows, size = [], 0
    for row in page:
        if rows and size + row.size_bytes > BODIES_BYTES:
            yield rows
            rows, size = [], 0
        rows.append(row)
        size += row.size_bytes
    if rows:
        yield rows


def _packed(raw: bytes, packed: bool) -> bytes:
    return gzip.compress(raw, compresslevel=6) if packed and raw else raw


@contextmanager
def _open_at(path: Path, size: int) -> Iterator[BinaryIO]:
    """The file from `size` on, what was behind it gone."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        file.truncate(size)
        file.seek(size)
        yield file
