"""Reading a request under a limit."""

import gzip
import io
import zlib

import pytest

from logs.payloads import EncodingError, PayloadTooLargeError, read_payload


def test_reads_plain_bytes_up_to_the_limit():
    assert read_payload(io.BytesIO(b"x" * 10), "", 10) == b"x" * 10


def test_refuses_one_byte_more():
    with pytest.raises(PayloadTooLargeError):
        read_payload(io.BytesIO(b"x" * 11), "", 10)


@pytest.mark.parametrize(("encoding", "pack"), [("gzip", gzip.compress), ("deflate", zlib.compress)])
def test_unpacks(encoding, pack):
    assert read_payload(io.BytesIO(pack(b"hello")), encoding, 100) == b"hello"


def test_a_bomb_is_refused_while_it_unpacks():
    bomb = gzip.compress(b"\0" * 50_000_000)
    with pytest.raises(PayloadTooLargeError):
        read_payload(io.BytesIO(bomb), "gzip", 1_000_000)


def test_a_truncated_stream_is_refused():
    with pytest.raises(EncodingError, match="ends too early"):
        read_payload(io.BytesIO(gzip.compress(b"hello" * 100)[:-4]), "gzip", 1000)


def test_bytes_that_are_not_what_they_say_are_refused():
    with pytest.raises(EncodingError, match="not what"):
        read_payload(io.BytesIO(b"plainly text"), "gzip", 1000)


def test_an_encoding_we_do_not_speak_is_named():
    with pytest.raises(EncodingError, match="'br'"):
        read_payload(io.BytesIO(b""), "br", 10)
