"""Bytes of a request, read under a limit and unpacked: the step before decoding, for every door that takes logs in."""

import zlib
from typing import Protocol

_CHUNK = 64 * 1024


class Stream(Protocol):
    def read(self, size: int) -> bytes: ...


class PayloadTooLargeError(ValueError):
    """More than `limit` bytes, packed or unpacked."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"The payload is larger than {limit // 1024 // 1024} MB.")
        self.limit = limit


class EncodingError(ValueError):
    """A Content-Encoding we do not speak, or bytes that are not what it says."""


def read_payload(stream: Stream, encoding: str, limit: int) -> bytes:
    """The whole payload, at most `limit` bytes unpacked; stops reading where the limit is passed."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return _read(stream, limit)
    if encoding in ("gzip", "x-gzip", "deflate"):
        return _inflate(stream, zlib.decompressobj(wbits=zlib.MAX_WBITS | 32), limit)
    raise EncodingError(f"Content-Encoding {encoding[:40]!r} is not supported; send gzip, deflate or none.")


def _read(stream: Stream, limit: int) -> bytes:
    pieces, length = [], 0
    while piece := stream.read(_CHUNK):
        length += len(piece)
        if length > limit:
            raise PayloadTooLargeError(limit)
        pieces.append(piece)
    return b"".join(pieces)


def _inflate(stream: Stream, inflater: "zlib._Decompress", limit: int) -> bytes:
    pieces, length = [], 0
    try:
        while piece := stream.read(_CHUNK):
            # max_length keeps a bomb from unpacking in one go; one byte over tells that it went on.
            unpacked = inflater.decompress(piece, limit - length + 1)
            length += len(unpacked)
            if length > limit:
                raise PayloadTooLargeError(limit)
            pieces.append(unpacked)
    except zlib.error as error:
        raise EncodingError("The payload is not what its Content-Encoding says.") from error
    if not inflater.eof:
        raise EncodingError("The compressed payload ends too early.")
    return b"".join(pieces)
