"""Payloads as text."""

import json

import pytest

from logs.dialects.json_text import json_text


def test_is_compact_and_keeps_letters():
    assert json_text({"city": "München", "n": [1, 2.5, None, True]}) == '{"city":"München","n":[1,2.5,null,true]}'


@pytest.mark.parametrize("value", [10**30, "\ud800", {"a": [-(10**20), "\udfff"]}])
def test_takes_what_utf8_and_64_bits_do_not(value):
    assert json.loads(json_text(value)) == value
