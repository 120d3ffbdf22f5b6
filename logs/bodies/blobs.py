"""Blobs: JSON of a format, compressed, with what is needed to read it years later in front.

blob = format (1 byte) | dictionary id (2 bytes, 0: none) | zstd frame of JSON
"""

import json
import struct
import threading

import orjson
import zstandard

from ..canonical import Json
from ..json_codec import parse

# What reading bytes of a damaged disk or of an older version can raise; a failing database is not among it.
UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError, struct.error, zstandard.ZstdError)

_HEADER = struct.Struct(">BH")
_LEVEL = 3
_local = threading.local()  # zstandard contexts must not be shared between threads


def freeze(form: int, json_text: bytes) -> bytes:
    """The blob of some JSON."""
    if not hasattr(_local, "compressor"):
        _local.compressor = zstandard.ZstdCompressor(level=_LEVEL)
    return _HEADER.pack(form, 0) + _local.compressor.compress(json_text)


def thaw(blob: bytes) -> tuple[int, bytes]:
    """Format and JSON of a blob. Raises one of UNREADABLE."""
    form, dictionary = _HEADER.unpack_from(blob)
    if dictionary:
        raise ValueError(f"unknown dictionary {dictionary} of body format {form}")
    if not hasattr(_local, "decompressor"):
        _local.decompressor = zstandard.ZstdDecompressor()
    return form, _local.decompressor.decompress(memoryview(blob)[_HEADER.size :])


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
