"""Blobs: JSON of a format, compressed, with what is needed to read it years later in front.

blob = format (1 byte) | dictionary id (2 bytes, 0: none) | zstd frame of JSON
"""

import json
import struct
import threading
from collections.abc import Callable
from typing import Any

import orjson
import zstandard

from ..canonical import Json
from ..json_codec import parse
from .dictionaries import NONE, SHIPPED, dictionary

# What reading bytes of a damaged disk or of an older version can raise; a failing database is not among it.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error, zstandard.ZstdError)

_HEADER = struct.Struct(">BH")
LARGE_BYTES = 64 * 1024  # of JSON, for which no dictionary does anything
# With the shipped dictionary: most bytes of JSON, and the level. Small JSON gains a tenth from a high one. Of a few
# kilobytes the lowest takes 1 to 3 % more room and a fifth less of all that preparing a log costs, since its tables
# stay in the processor's cache.
_LEVELS = ((2 * 1024, 6), (LARGE_BYTES, 1))
_LEVEL_OWN = 3  # with a project's own, where it is as quick as the lowest
# Of large JSON, for which every dictionary is in the way: 1.7 % larger than by none. Few logs are so large, but most of
# what is stored may be theirs, so 2.6 % less of it is worth 5 ms a megabyte.
_LEVEL_LARGE = 7
_MOST_CONTEXTS = 8  # a thread keeps; each takes some hundred kilobytes
_local = threading.local()  # zstandard contexts must not be shared between threads


def freeze(form: int, json_text: bytes, number: int = SHIPPED) -> bytes:
    """The blob of some JSON, by the dictionary with this number unless the JSON is large."""
    level = _LEVEL_OWN
    if len(json_text) > LARGE_BYTES:
        number, level = NONE, _LEVEL_LARGE
    elif number == SHIPPED:
        level = next(level for most, level in _LEVELS if len(json_text) <= most)
    compressor = _context((number, level), lambda: _compressor(number, level))
    return _HEADER.pack(form, number) + compressor.compress(json_text)


def thaw(blob: bytes) -> tuple[int, bytes]:
    """Format and JSON of a blob. Raises one of UNREADABLE."""
    form, number = _HEADER.unpack_from(blob)
    decompressor = _context(number, lambda: zstandard.ZstdDecompressor(dict_data=dictionary(number)))
    return form, decompressor.decompress(memoryview(blob)[_HEADER.size :])


def _compressor(number: int, level: int) -> zstandard.ZstdCompressor:
    return zstandard.ZstdCompressor(level=level, dict_data=dictionary(number, level), write_dict_id=False)


def _context(key: Any, make: Callable[[], Any]) -> Any:
    """One of this thread's contexts, made where it has none for the key; then the oldest goes where it has many."""
    contexts = _local.__dict__
    if key not in contexts:
        if len(contexts) >= _MOST_CONTEXTS:
            contexts.pop(next(iter(contexts)))
        contexts[key] = make()
    return contexts[key]


def encode(value: Json) -> bytes:
    """Compact JSON that `decode` reads back equal: long integers, and lone surrogates as the bytes UTF-8 forbids.

    Text stands in it unescaped but for quotes, backslashes and control characters, which search relies on.
    """
    try:
        return orjson.dumps(value)
    except TypeError:
        text = json.dumps(value, separators=(",", ":"), allow_nan=False, ensure_ascii=False)
        return text.encode("utf-8", "surrogatepass")


decode = parse
