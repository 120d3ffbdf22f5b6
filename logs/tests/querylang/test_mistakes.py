"""Mistakes in a query: what is said, where, and what would do instead."""

from datetime import UTC

import pytest

from logs.querylang.compiling import compile_query
from logs.querylang.errors import QueryError
from logs.querylang.fields import Context
from logs.tests.factories import NOON

CONTEXT = Context(project_id=1, now=NOON, zone=UTC)

MISTAKES = [
    # query, the characters at fault, words of the message, repaired query
    ('"order', '"order', "not closed", '"order"'),
    ("(a OR b", "(", "not closed", "(a OR b)"),
    ("a)", ")", "never opened", '"a)"'),
    ("model:", "model:", "value is expected", None),
    ("a OR", "OR", "expected after OR", None),
    ("modle:gpt-4", "modle", "no field modle; model is one", "model:gpt-4"),
    ("status:ok modle:gpt-4", "modle", "model is one", "status:ok model:gpt-4"),
    ("http://x.y", "http", "no field http", None),
    ("latency:>quick", ">quick", "length of time", None),
    ("latency:>2parsecs", ">2parsecs", "no unit of time", None),
    ("tokens:many", "many", "number is expected", None),
    ("tokens:1*", "1*", "wildcard has no meaning", None),
    ("started:>-2x", ">-2x", "time is expected", None),
    ("started:>-2h cost:cheap", "cheap", "US dollars", None),
    ("started:2026-13-01", "2026-13-01", "time is expected", None),
    ("model:a:b", "a:b", "colon stands in quotes", 'model:"a:b"'),
    ("model:>b", ">b", "cannot be compared", None),
    ("stream:perhaps", "perhaps", "true or false", None),
    ("model:/gpt.*/", "/gpt.*/", "not supported", None),
    ("model:gpt~", "gpt~", "not supported", None),
    ("[1 TO 2]", "[1 TO 2]", "needs a field", '"[1 TO 2]"'),
    ("or*er", "or*er", "wildcard inside a word", '"or*er"'),
    ("{x}", "}", "quotes", '"{x}"'),
    ("(" * 101 + "a" + ")" * 101, "(", "100 deep", None),
]


@pytest.mark.parametrize(("query", "part", "words", "repair"), MISTAKES, ids=[m[0][:20] for m in MISTAKES])
def test_a_mistake_is_shown_at_its_place(query, part, words, repair):
    with pytest.raises(QueryError) as caught:
        compile_query(query, CONTEXT)
    assert words in caught.value.message
    assert query[caught.value.start : caught.value.end] == part
    if repair is not None:
        assert caught.value.repair == repair


def test_a_repair_is_itself_understood():
    for query, *_ in MISTAKES:
        with pytest.raises(QueryError) as caught:
            compile_query(query, CONTEXT)
        if caught.value.repair is not None:
            compile_query(caught.value.repair, CONTEXT)


def test_a_query_has_a_greatest_length():
    with pytest.raises(QueryError, match="4,096"):
        compile_query("a" * 5000, CONTEXT)


def test_whoever_may_not_read_content_cannot_search_in_it():
    blind = Context(project_id=1, now=NOON, zone=UTC, may_search=False)
    with pytest.raises(QueryError, match="role"):
        compile_query("model:gpt-4 secret", blind)
    compile_query("model:gpt-4", blind)
