"""How a segment is written down: sorted terms, and for each the documents that have it, in compressed pages. Pure.

Numbers are delta coded and split into a plane of low and one of high bytes before zstd, so that everything is done for
many at once: a posting takes 1 to 1.5 bytes.
"""

import struct
import sys
import threading
from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from operator import sub

import numpy as np
import zstandard

# A page is what a lookup reads: small, so that six or so fill one of SQLite's.
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
    """Takes the postings of terms in order and gives out full pages."""

    def __init__(self) -> None:
        self.counts = array("H")  # documents of each term
        self.firsts = array("I", [0])  # the first term of each page, and the number of terms
        self._deltas = np.empty(0, np.uint16)  # of terms that fill no page yet

    def add(self, counts: np.ndarray, documents: np.ndarray) -> Iterator[bytes]:
        """The next terms: how many documents each is in, and the ascending numbers of these, term by term."""
        ends = np.cumsum(counts, dtype=np.int64)
        starts = ends - counts
        deltas = np.diff(documents, prepend=documents[:1])
        deltas[starts] = documents[starts]
        ends += len(self._deltas)
        self._deltas = np.concatenate((self._deltas, deltas))
        before, start = len(self.counts), 0
        self.counts.frombytes(counts.astype(np.uint16).tobytes())
        while (last := int(np.searchsorted(ends, start + PAGE_POSTINGS))) < len(ends):
            end = int(ends[last])
            yield self._page(self._deltas[start:end], before + last + 1)
            start = end
        self._deltas = self._deltas[start:]

    def last(self) -> Iterator[bytes]:
        """What is left, when all terms are there."""
        if len(self._deltas):
            yield self._page(self._deltas, len(self.counts))

    def _page(self, deltas: np.ndarray, next_term: int) -> bytes:
        self.firsts.append(next_term)
        return pack(deltas.astype(np.uint8).tobytes() + (deltas >> 8).astype(np.uint8).tobytes())


def unpack_postings(pages: Iterable[bytes], counts: np.ndarray) -> np.ndarray:
    """The documents of the terms of some pages, term by term; `counts` says how many each is in."""
    deltas = np.concatenate([_plain(unpack(page)) for page in pages])
    # Sums of all deltas, less what they had come to where the term begins; 16 bits overflow alike in both.
    sums = np.cumsum(deltas, dtype=np.uint16)
    starts = np.cumsum(counts, dtype=np.int64) - counts
    return sums - np.repeat(sums[starts] - deltas[starts], counts)


def _plain(planes: bytes) -> np.ndarray:
    low, high = np.frombuffer(planes, np.uint8).reshape(2, -1)
    return low | high.astype(np.uint16) << 8


def frame(*blobs: bytes) -> bytes:
    """Several blobs in one."""
    return struct.pack(f"<{len(blobs) + 1}I", len(blobs), *map(len, blobs)) + b"".join(blobs)


def unframe(blob: bytes) -> list[bytes]:
    """What `frame` was given."""
    (count,) = struct.unpack_from("<I", blob)
    lengths = struct.unpack_from(f"<{count}I", blob, 4)
    ends = list(accumulate(lengths, initial=4 + 4 * count))
    return [blob[start:end] for start, end in zip(ends, ends[1:], strict=False)]
