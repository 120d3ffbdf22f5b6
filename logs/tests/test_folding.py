"""Text in any case, alike on the engine of the run and in Python."""

import sys
from typing import Any

import pytest
from django.db.models import Value

from logs.engines.folding import Folded, fold_text
from logs.models import Log
from logs.tests.factories import make_logs


@pytest.fixture
def one(project: Any) -> Any:
    return make_logs(project, [{"feature": "ẞ İ"}])[0]


def folded(text: str) -> str:
    return Log.objects.values_list(Folded(Value(text)), flat=True).get()


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Straße", "STRASSE"),
        ("straẞe", "strasse"),
        ("İstanbul", "i\u0307STANBUL"),
        ("ΟΔΟΣ", "οδος"),
        ("οδός", "ΟΔΌΣ"),
        ("ПРИВЕТ ёж", "привет ЁЖ"),
        ("ÀÉÎ", "àéî"),
        ("ŉ ǰ ﬃ", "ʼn J̌ FFI"),
        ("Ꭰ ꭰ", "Ꭰ Ꭰ"),
        ("𐐀", "𐐨"),
        ("ASCII @[`{", "ascii @[`{"),
    ],
)
def test_a_text_equals_itself_in_another_case(one: Any, written: str, asked: str) -> None:
    assert folded(written) == folded(asked) == fold_text(written)


def test_no_character_of_unicode_is_folded_in_another_way_than_python_does(one: Any) -> None:
    everything = "".join(
        letter for letter in map(chr, range(1, sys.maxunicode + 1)) if not "\ud800" <= letter < "\ue000"
    )
    letters = "".join(letter for letter in everything if letter.casefold() != letter or letter.isalpha())
    for start in range(0, len(letters), 2000):
        part = letters[start : start + 2000]
        assert folded(part) == part.casefold()


@pytest.mark.parametrize("letters", ["dotless ı", "i", "中文 😀", "%_\\", "'"])
def test_what_has_no_case_stays(one: Any, letters: str) -> None:
    assert folded(letters) == letters


def test_nothing_stays_nothing(project: Any) -> None:
    make_logs(project, [{"feature": None}])
    assert Log.objects.values_list(Folded("feature"), flat=True).get() is None


def test_a_column_is_folded(one: Any) -> None:
    assert Log.objects.filter(pk=one.pk).values_list(Folded("feature"), flat=True).get() == "ss i\u0307"
