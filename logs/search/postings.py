"""How a segment is written down: sorted terms, and for each the documents that have it, in compressed pages. Pure.

Numbers are delta coded and split into a plane of low and one of high bytes before zstd, so that everything but the
merging of lists runs at C speed: a posting takes 1 to 1.5 bytes and 0.1 microseconds.
"""

import struct
import sys
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import sub

import zstandard

# A page is what a lookup reads: small, and three of them fill one of SQLite's.
PAGE_POSTINGS = 1024
LARGEST = 65_535  # documents of a segment: their numbers are 16 bits wide
_LEVEL = 3
SEPARATOR = b"\n"

_local = threading.local()  # zstandard contexts must not be shared between threads


def pack(raw: bytes) -> bytes:
    """Bytes compressed."""
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return _local.compressor.compress(raw)


def unpack(blob: bytes) -> bytes:
    """What `pack` was given."""
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    return _local.decompressor.decompress(blob)


def pack_numbers(kind: str, numbers: Iterable[int]) -> bytes:
    """An array of whole numbers ('H', 'I' or 'q'), compressed; alike on machines of either byte order."""
    values = array(kind, numbers)
    if sys.byteorder == "big":
        values.byteswap()
    raw, width = values.tobytes(), values.itemsize
    return pack(b"".join(raw[plane::width] for plane in range(width)))


def unpack_numbers(kind: str, blob: bytes) -> array:
    """What `pack_numbers` was given."""
    return _joined(kind, unpack(blob))


def _joined(kind: str, planes: bytes) -> array:
    values = array(kind)
    width = values.itemsize
    length = len(planes) // width
    raw = bytearray(len(planes))
    for plane in range(width):
        raw[plane::width] = planes[plane * length : (plane + 1) * length]
    values.frombytes(bytes(raw))
    if sys.byteorder == "big":
        values.byteswap()
    return values


def pack_keys(keys: Sequence[int]) -> bytes:
    """Ascending 64-bit numbers."""
    return pack_numbers("q", _deltas(keys))


def unpack_keys(blob: bytes) -> array:
    """What `pack_keys` was given."""
    return array("q", accumulate(unpack_numbers("q", blob)))


def _deltas(numbers: Sequence[int]) -> list[int]:
    if not numbers:
        return []
    return [numbers[0], *map(sub, numbers[1:], numbers)]


class PageWriter:
    """Takes the postings of one term after the other and gives out full pages."""

    def __init__(self) -> None:
        self.counts = array("H")  # documents of each term
        self.firsts = array("I", [0])  # the first term of each page, and the number of terms
        self._deltas: list[int] = []

    def add(self, documents: Sequence[int]) -> bytes | None:
        """Ascending numbers of the documents that have the next term; a page where this filled one."""
        self.counts.append(len(documents))
        self._deltas.append(documents[0])
        if len(documents) > 1:
            self._deltas.extend(map(sub, documents[1:], documents))
        return self._page() if len(self._deltas) >= PAGE_POSTINGS else None

    def last(self) -> bytes | None:
        """What is left, when all terms are there."""
        return self._page() if self._deltas else None

    def _page(self) -> bytes:
        page = pack_numbers("H", self._deltas)
        self._deltas = []
        self.firsts.append(len(self.counts))
        return page


class Page:
    """A page of postings, unpacked list by list."""

    def __init__(self, blob: bytes) -> None:
        raw = unpack(blob)
        half = len(raw) // 2
        self._low, self._high = raw[:half], raw[half:]

    def documents(self, start: int, count: int) -> Iterator[int]:
        """The list of `count` documents that begins at posting `start`."""
        end = start + count
        high = self._high[start:end]
        return accumulate(_joined("H", self._low[start:end] + high) if high.strip(b"\0") else self._low[start:end])


def frame(*blobs: bytes) -> bytes:
    """Several blobs in one."""
    return struct.pack(f"<{len(blobs) + 1}I", len(blobs), *map(len, blobs)) + b"".join(blobs)


def unframe(blob: bytes) -> list[bytes]:
    """What `frame` was given."""
    (count,) = struct.unpack_from("<I", blob)
    lengths = struct.unpack_from(f"<{count}I", blob, 4)
    ends = list(accumulate(lengths, initial=4 + 4 * count))
    return [blob[start:end] for start, end in zip(ends, ends[1:], strict=False)]
