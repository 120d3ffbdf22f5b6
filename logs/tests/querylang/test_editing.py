"""Edits of a query's text by facets and cells."""

import pytest

from logs.querylang.editing import Choice, choice, cleared, conditions, spelt, toggled, toggled_out
from logs.querylang.syntax import parse


@pytest.mark.parametrize(
    ("text", "field", "value", "after"),
    [
        ("", "model", "gpt-4o", "model:gpt-4o"),
        ("pizza", "model", "gpt-4o", "pizza model:gpt-4o"),
        ("model:gpt-4o", "model", "gpt-4o", ""),
        ("model:gpt-4o pizza", "model", "o1", "model:(gpt-4o OR o1) pizza"),
        ("model:(gpt-4o OR o1) pizza", "model", "gpt-4o", "model:o1 pizza"),
        ("-model:o1", "model", "o1", "model:o1"),
        ("a OR b", "status", "error", "(a OR b) status:error"),
        ("a AND model:x", "model", "x", "a"),
        ("model:x AND b", "model", "x", "b"),
        ("", "customer", "Ann & Co", 'customer:"Ann & Co"'),
        ("", "customer", 'a"b\\c', 'customer:"a\\"b\\\\c"'),
        ("", "customer", "AND", 'customer:"AND"'),
        ("", "customer", "a*", 'customer:"a*"'),
        ("", "customer", None, "-customer:*"),
        ("-customer:*", "customer", None, ""),
        ("customer:a", "customer", None, "(customer:a OR NOT customer:*)"),
        ("(customer:a OR NOT customer:*)", "customer", "b", "(customer:(a OR b) OR NOT customer:*)"),
        ("(customer:a OR NOT customer:*) x", "customer", None, "customer:a x"),
        ("started:>-2h model:x", "model", "y", "started:>-2h model:(x OR y)"),
        ("model:gpt*", "model", "o1", "model:gpt* model:o1"),
        ("model:x cost:>1 model:y", "model", "z", "model:(x OR y OR z) cost:>1"),
    ],
)
def test_including_a_value(text, field, value, after):
    assert toggled(text, field, value) == after


@pytest.mark.parametrize(
    ("text", "value", "after"),
    [
        ("", "rtm", "-channel:rtm"),
        ("-channel:rtm", "rtm", ""),
        ("channel:rtm x", "rtm", "-channel:rtm x"),
        ("-channel:a x", "b", "-channel:a -channel:b x"),
        ("", None, "channel:*"),
        ("NOT channel:a", "a", ""),
    ],
)
def test_leaving_a_value_out(text, value, after):
    assert toggled_out(text, "channel", value) == after


def test_a_query_says_what_it_includes_and_leaves_out():
    text = 'model:(a OR "b c") -model:d -model:* cost:>1 (model:e OR x) kind:f'
    assert choice(text, "model") == Choice(("a", "b c", None), ("d",))
    assert choice("model:", "model") == Choice()


@pytest.mark.parametrize(
    "value", ["a", "a b", '"', "\\", "*", "?", "AND", "(", ":", "", "-x", "文", "a:b", "[1 TO 2]", "~", "/r/"]
)
def test_every_value_comes_back_as_it_was(value):
    text = toggled("pizza", "customer", value)
    parse(text)
    assert choice(text, "customer").included == (value,)
    assert toggled(text, "customer", value) == "pizza"
    assert cleared(text, "customer") == "pizza"
    assert parse(f"customer:{spelt(value)}") is not None


def test_a_query_is_taken_apart_into_its_conditions():
    assert conditions('model:a -channel:b AND (c OR d) "e f"') == [
        ("model:a", '-channel:b AND (c OR d) "e f"'),
        ("-channel:b", 'model:a AND (c OR d) "e f"'),
        ("(c OR d)", 'model:a -channel:b AND "e f"'),
        ('"e f"', "model:a -channel:b AND (c OR d)"),
    ]
    assert conditions("") == []
    assert conditions("a OR b") == [("a OR b", "")]
