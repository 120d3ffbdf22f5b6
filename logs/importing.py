"""Import: JSON lines of a dialect into the store, in batches; what cannot become a log is handed back."""

import sqlite3
import zlib
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from gzip import BadGzipFile, GzipFile
from hashlib import blake2b
from typing import BinaryIO

from .canonical import Json, PayloadError
from .choices import Dialect
from .ingest import ingest
from .json_codec import JsonError, decode

BATCH = 500
BATCH_BYTES = 16 * 1024 * 1024  # a batch of the largest logs must fit into memory too
_PIECE = 64 * 1024
_DAMAGE = (EOFError, BadGzipFile, zlib.error)
_GZIP_MAGIC, _BOM = b"\x1f\x8b", b"\xef\xbb\xbf"

# Where each dialect names its logs; the first is given to a line that does not.
ID_FIELDS: dict[str, tuple[str, ...]] = {
    Dialect.KEYWORDSAI: ("unique_id", "id"),
    Dialect.LITELLM: ("id",),
    Dialect.NATIVE: ("source_id",),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the file, by its number. One that is too long or damaged has a reason, and its bytes come in pieces."""

    number: int
    pieces: Iterable[bytes]
    reason: str = ""

    @property
    def raw(self) -> bytes:
        return b"".join(self.pieces)


@dataclass(slots=True)
class Tally:
    """What became of the lines so far."""

    stored: int = 0
    repeated: int = 0  # in the store already, or earlier in the file
    refused: int = 0

    @property
    def lines(self) -> int:
        return self.stored + self.repeated + self.refused


Refuse = Callable[[Line, str], None]


def unpacked(stream: BinaryIO) -> BinaryIO:
    """The stream itself, or what is packed in it where it is gzip; told by its first bytes, not by its name."""
    return GzipFile(fileobj=stream) if stream.peek(2)[:2] == _GZIP_MAGIC else stream


def import_lines(
    lines: Iterable[Line], *, dialect: str, project_id: int, refuse: Refuse, advance: Callable[[Tally], None]
) -> Tally:
    """Store what can be stored; `refuse` gets every other line with its reason, `advance` the tally after each batch.

    A line that does not name its log gets a name from its content, so that a file imported twice is stored once.
    Raises the writer's OverloadedError and StorageUnavailableError; batches before stay stored.
    """
    tally, names = Tally(), _Names()
    for batch in _batches(lines):
        read = [(line, *_payload_of(line, dialect, names)) for line in batch]
        outcomes = iter(ingest([p for _, p, why in read if not why], dialect=dialect, project_id=project_id))
        for line, _, why in read:
            outcome = None if why else next(outcomes)
            if why or isinstance(outcome, PayloadError):
                tally.refused += 1
                refuse(line, why or str(outcome))
            elif outcome.created:
                tally.stored += 1
            else:
                tally.repeated += 1
        advance(tally)
    return tally


def read_lines(stream: BinaryIO, limit: int) -> Iterator[Line]:
    """The lines that are not blank, none with more than `limit` bytes in memory.

    The pieces of a line that is too long must be read before the next line is asked for, or they are lost. A damaged
    stream ends with a line that says so.
    """
    number = 0
    while True:
        number += 1
        try:
            raw = stream.readline(limit + 1)
        except _DAMAGE:
            yield Line(number, (), "The compressed data is damaged or ends early; nothing after it was read.")
            return
        if not raw:
            return
        if len(raw) > limit and not raw.endswith(b"\n"):
            rest = _rest_of_line(stream, raw)
            yield Line(number, rest, f"The line is longer than {limit // 1024 // 1024} MB.")
            for _ in rest:  # what nobody wanted
                pass
        elif raw := (raw.removeprefix(_BOM) if number == 1 else raw).strip():
            yield Line(number, (raw,))


def _rest_of_line(stream: BinaryIO, start: bytes) -> Iterator[bytes]:
    piece = start
    while piece:
        yield piece.rstrip(b"\r\n")
        try:
            piece = b"" if piece.endswith(b"\n") else stream.readline(_PIECE)
        except _DAMAGE:
            return  # the next line meets it again


def _batches(lines: Iterable[Line]) -> Iterator[list[Line]]:
    batch, size = [], 0
    for line in lines:
        if line.reason:
            yield [line]
            continue
        batch.append(line)
        size += len(line.raw)
        if len(batch) == BATCH or size >= BATCH_BYTES:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _payload_of(line: Line, dialect: str, names: "_Names") -> tuple[Json, str]:
    """The payload in a line, with a name; or why there is none."""
    if line.reason:
        return None, line.reason
    try:
        payload = decode(line.raw)
    except JsonError as error:
        return None, str(error)
    if not isinstance(payload, dict):
        return None, "A log is a JSON object."
    fields = ID_FIELDS[dialect]
    if any(payload.get(name) not in (None, "") for name in fields):
        return payload, ""
    return {**payload, fields[0]: names.name_of(line.raw)}, ""


class _Names:
    """Names for lines without one: a digest of the line, and which of the equal lines it is.

    Counted in a temporary database, which SQLite moves to disk by itself: a file may hold more lines than memory.
    """

    def __init__(self) -> None:
        self._seen = sqlite3.connect("")
        self._seen.execute("CREATE TABLE seen (digest BLOB PRIMARY KEY, times INTEGER NOT NULL) WITHOUT ROWID")

    def name_of(self, raw: bytes) -> str:
        digest = blake2b(raw, digest_size=16)
        ((times,),) = self._seen.execute(
            "INSERT INTO seen VALUES (?, 1) ON CONFLICT (digest) DO UPDATE SET times = times + 1 RETURNING times",
            [digest.digest()],
        ).fetchall()
        return f"import-{digest.hexdigest()}" if times == 1 else f"import-{digest.hexdigest()}-{times}"
