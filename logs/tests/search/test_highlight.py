"""Hits marked where they stand in the text as it was written."""

import random

import pytest
from django.utils.safestring import mark_safe

from logs.search.highlight import highlights
from logs.templatetags.content import markdown
from logs.templatetags.marks import marked
from logs.tests.search import words
from logs.text import fold


def parts(text: str, *needles: str) -> list[str]:
    return [text[start:end] for start, end in highlights(text, [fold(needle) for needle in needles])]


@pytest.mark.parametrize(
    ("text", "needle", "found"),
    [
        ("Order pizza, order!", "ORDER", ["Order", "order"]),
        ("Die Straße", "strasse", ["Straße"]),
        ("Die Straße", "rass", ["raß"]),
        ("\u0130stanbul", "i\u0307st", ["\u0130st"]),
        ("a\ufb01ne b", "\ufb01n", ["\ufb01n"]),
        ("un cafe\u0301 noir", "caf\u00e9", ["cafe\u0301"]),
        ("\u4e2d\u6587\u641c\u7d22", "\u6587\u641c", ["\u6587\u641c"]),
        ("100% of a_b", "% of a_", ["% of a_"]),
        ("nothing", "else", []),
    ],
)
def test_marks_the_text_as_it_was_written(text, needle, found):
    assert parts(text, needle) == found


def test_spans_that_overlap_are_one():
    assert parts("abcdef abc", "abcd", "cdef", "abc") == ["abcdef", "abc"]


def test_every_hit_is_marked_in_any_script():
    speaker = random.Random(5)
    texts = [words.text(speaker) for _ in range(60)]
    for needle in words.needles(speaker, texts, 400):
        for text in texts:
            found = parts(text, needle)
            assert bool(found) == (fold(needle) in fold(text))
            assert all(fold(needle) in fold(part) for part in found)


def test_escapes_what_it_marks():
    assert marked("<b>&</b>", ["b"]) == "&lt;<mark>b</mark>&gt;&amp;&lt;/<mark>b</mark>&gt;"
    assert marked("<i>", ["x"]) == "&lt;i&gt;"


def test_leaves_tags_alone():
    html = marked(markdown("a `code` **strong** [s](https://e.com/strong)"), ["strong", "amp", "code"])
    assert '<a href="https://e.com/strong"' in html
    assert "<code><mark>code</mark></code> <strong><mark>strong</mark></strong>" in html


def test_finds_no_needle_inside_an_entity():
    assert marked(mark_safe("<p>a &amp; b</p>"), ["amp", "& b"]) == "<p>a <mark>&amp; b</mark></p>"
