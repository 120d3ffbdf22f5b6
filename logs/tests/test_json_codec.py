"""JSON in and out."""

from decimal import Decimal

import pytest

from logs.json_codec import JsonError, decode, encode


def test_integers_beyond_64_bits_keep_their_digits():
    assert decode(b'{"seed":123456789012345678901234567890}') == {"seed": 123456789012345678901234567890}


def test_lone_surrogates_and_nul_come_in_and_go_out():
    value = decode(b'"a\\u0000\\ud800"')
    assert value == "a\x00\ud800"
    assert decode(encode(value)) == value


@pytest.mark.parametrize("raw", [b"NaN", b"[Infinity]", b'{"a":-Infinity}', b"1e999", b"12345678901234567890e999"])
def test_numbers_that_are_none_are_refused(raw):
    with pytest.raises(JsonError):
        decode(raw)


@pytest.mark.parametrize("raw", [b"", b"{", b'{"a":1', b"\xff", b"[1,]", b"9" * 5000])
def test_what_is_no_json_is_refused_with_a_sentence(raw):
    with pytest.raises(JsonError, match=r"\.$"):
        decode(raw)


def test_200_levels_are_read_and_201_are_not():
    assert decode(b"[" * 200 + b"]" * 200)
    with pytest.raises(JsonError, match="200 levels"):
        decode(b"[" * 201 + b"]" * 201)


@pytest.mark.parametrize("depth", [1100, 100_000])
def test_deep_nesting_beyond_the_parser_is_refused_alike(depth):
    with pytest.raises(JsonError, match="200 levels"):
        decode(b"[" * depth + b"]" * depth)


def test_decimals_go_out_as_numbers():
    assert encode({"cost": Decimal("0.00042"), "zero": Decimal("0E-12")}) == b'{"cost":0.00042,"zero":0}'


def test_what_orjson_refuses_still_goes_out():
    assert encode({"a": 2**70, "b": "\ud800", "c": Decimal("0.5")}) == (
        b'{"a":1180591620717411303424,"b":"\\ud800","c":0.5}'
    )
