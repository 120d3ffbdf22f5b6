"""Blobs: JSON of a format, compressed, with what is needed to read it years later in front.

blob = format (1 byte) | dictionary id (2 bytes, 0: none) | zstd frame of JSON
"""

import json
import struct
import threading
from functools import cache
from pathlib import Path

import orjson
import zstandard

from ..canonical import Json
from ..json_codec import parse

# What reading bytes of a damaged disk or of an older version can raise; a failing database is not among it.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error, zstandard.ZstdError)

_HEADER = struct.Struct(">BH")
_DICTIONARY = 1  # for what is written now; made by benchmarks/train_dictionary.py
# Most bytes of JSON, and the level. Small JSON gains a tenth from a high one. Of a few kilobytes the lowest takes 1 to
# 3 % more room and a fifth less of all that preparing a log costs, since its tables stay in the processor's cache.
_LEVELS = ((2 * 1024, 6), (64 * 1024, 1))
_LEVEL_OF_LARGE = 3  # a tenth smaller than by the lowest
_local = threading.local()  # zstandard contexts must not be shared between threads


def freeze(form: int, json_text: bytes) -> bytes:
    """The blob of some JSON."""
    level = next((level for most, level in _LEVELS if len(json_text) <= most), _LEVEL_OF_LARGE)
    return _HEADER.pack(form, _DICTIONARY) + _compressor(level).compress(json_text)


def thaw(blob: bytes) -> tuple[int, bytes]:
    """Format and JSON of a blob. Raises one of UNREADABLE."""
    form, number = _HEADER.unpack_from(blob)
    if not hasattr(_local, "decompressors"):
        _local.decompressors = {}
    if number not in _local.decompressors:
        _local.decompressors[number] = zstandard.ZstdDecompressor(dict_data=_dictionary(number))
    return form, _local.decompressors[number].decompress(memoryview(blob)[_HEADER.size :])


def _compressor(level: int) -> zstandard.ZstdCompressor:
    if not hasattr(_local, "compressors"):
        _local.compressors = {}
    if level not in _local.compressors:
        dictionary = _dictionary(_DICTIONARY, level)
        _local.compressors[level] = zstandard.ZstdCompressor(dict_data=dictionary, write_dict_id=False)
    return _local.compressors[level]


@cache
def _dictionary(number: int, level: int | None = None) -> zstandard.ZstdCompressionDict | None:
    """A dictionary, made ready to compress at a level where one is given. None for 0. Raises ValueError."""
    if number == 0:
        return None
    path = Path(__file__).with_name(f"dictionary_{number}.zdict")
    if not path.exists():
        raise ValueError(f"unknown dictionary {number}")
    found = zstandard.ZstdCompressionDict(path.read_bytes())
    if level is not None:
        found.precompute_compress(level=level)
    return found


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
