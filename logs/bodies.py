"""Bodies: the payloads of a log packed into one blob, fetched for the logs of a page, read back as canonical logs.

What is kept is what was sent; content is translated again on reading, so it is stored once and a better translation
reaches old logs too. Scalars come from the row, which filters and sums agree with.

    blob = format (1 byte) | dictionary id (2 bytes, 0: none) | zstd frame of JSON [[dialect, payload], ...]
"""

import logging
import struct
import threading
from collections.abc import Iterable, Sequence

import zstandard

from .canonical import FIELD_NAMES, CanonicalLog, Json, merged
from .dialects import READERS
from .ids import public_id
from .json_codec import encode, parse
from .models import Log, LogBody

FORMAT_ZSTD_JSON = 1
# What reading bytes of a damaged disk or of an older version can raise; a failing database is not among it.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error, zstandard.ZstdError)

_HEADER = struct.Struct(">BH")
_LEVEL = 3
_logger = logging.getLogger(__name__)
_local = threading.local()  # zstandard contexts must not be shared between threads

# Fields whose row column is the truth. The others are content, or wider in the body than in the row.
_WIDER_IN_BODY = frozenset({"id", "metadata", "request_headers", "error_message"})
_ROW_FIELDS = tuple(
    name for name in FIELD_NAMES if name not in _WIDER_IN_BODY and name in {f.name for f in Log._meta.fields}
)

# A write: the dialect and the payload as it came in.
Write = tuple[str, Json]


def pack(writes: Sequence[Write]) -> tuple[bytes, int]:
    """The blob of a log's writes, oldest first, and their size in bytes before compression."""
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    packed = encode(writes)
    return _HEADER.pack(FORMAT_ZSTD_JSON, 0) + _local.compressor.compress(packed), len(packed)


def unpack(blob: bytes) -> list[Write]:
    """The writes in a blob."""
    form, dictionary = _HEADER.unpack_from(blob)
    if (form, dictionary) != (FORMAT_ZSTD_JSON, 0):
        raise ValueError(f"unknown body format {form}, dictionary {dictionary}")
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    frame = memoryview(blob)[_HEADER.size :]
    return [tuple(write) for write in parse(_local.decompressor.decompress(frame))]


def parse_writes(writes: Iterable[Write]) -> CanonicalLog:
    """What the writes say together: the first write wins, later ones fill in what it left empty."""
    parsed = [READERS[dialect].parse(payload).but(original=payload, dialect=dialect) for dialect, payload in writes]
    whole = parsed[0]
    for later in parsed[1:]:
        whole = merged(whole, later)
    return whole


def canonicals(logs: Sequence[Log]) -> list[CanonicalLog]:
    """The logs of a page with their content, in the order given; one query for all bodies."""
    blobs = dict(LogBody.objects.filter(id__in=[log.id for log in logs]).values_list("id", "blob"))
    return [canonical(log, blobs.get(log.id)) for log in logs]


def canonical(log: Log, blob: bytes | None) -> CanonicalLog:
    """One stored log: scalars of the row over the content of its body, which may be gone."""
    content = _content(log, blob) or CanonicalLog(
        error_message=log.error_message, metadata=log.metadata, request_headers=log.request_headers
    )
    return laid_over(log, content)


def laid_over(log: Log, content: CanonicalLog) -> CanonicalLog:
    """A stored log whose content is at hand: scalars of the row over it."""
    return content.but(id=public_id(log.id), **{name: getattr(log, name) for name in _ROW_FIELDS})


def _content(log: Log, blob: bytes | None) -> CanonicalLog | None:
    """What the body says; None where it is gone or cannot be read, because one bad body must not blank a page."""
    if blob is None:
        return None
    try:
        return parse_writes(unpack(bytes(blob)))
    except UNREADABLE as error:
        # The kind of error only: its words may hold what the log holds.
        _logger.warning("body of log %s: %s", public_id(log.id), type(error).__name__)
        return None
