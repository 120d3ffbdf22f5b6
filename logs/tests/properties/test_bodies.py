"""Whatever is sent reads back equal, and whatever search finds in it stands in its haystacks."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logs.bodies import canonicals, fetch, haystacks, needle, own_words, part_haystacks, part_words
from logs.choices import Dialect
from logs.ingest import ingest
from logs.text import fold, search_text

# Where folding is hard: accents on their own, letters that fold to several, escapes, U+0000, lone surrogates.
HARD = '\x00\n\t\x1f"\\\u0301\u0308\u05b0\ud800\udfff\ufffdßİŉΐᾳÅ가n'
TEXT = st.text(st.sampled_from(HARD) | st.characters(exclude_categories=()), max_size=12)
KEYS = st.sampled_from(["messages", "input", "content", "tools", "role", "text", "", "ß"]) | TEXT
LEAVES = (
    st.none() | st.booleans() | st.integers() | st.just(2**80) | st.floats(allow_nan=False, allow_infinity=False) | TEXT
)
JSON = st.recursive(
    LEAVES, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=4), max_leaves=12
)
MESSAGE = st.fixed_dictionaries({"role": st.sampled_from(["system", "user"]), "content": TEXT | JSON}) | JSON
REPLY = st.fixed_dictionaries({"role": st.just("assistant"), "content": TEXT})
MESSAGES = st.lists(MESSAGE, max_size=6)
PLACES = ("prompt_messages", "full_request.messages", "input", "extra.input_history", "tools", "full_request.tools")


@st.composite
def payloads(draw):
    """Calls of one conversation and its branches: each holds the history, or a part of it, in some places."""
    history, found = draw(MESSAGES), []
    for _ in range(draw(st.integers(1, 4))):
        history = [*history[: draw(st.integers(4, 20))], *draw(MESSAGES)]
        payload = draw(st.dictionaries(TEXT, JSON, max_size=2))
        reply = draw(REPLY)
        payload["completion_message"] = reply
        for place in draw(st.lists(st.sampled_from(PLACES), max_size=3)):
            *way, key = place.split(".")
            holder = payload.setdefault(way[0], {}) if way else payload
            if isinstance(holder, dict):
                holder[key] = draw(st.sampled_from([history, history, history[:3], history * 2]))
        found.append(payload)
        history = [*history, reply]
    return found


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(payloads())
def test_what_was_sent_reads_back_equal(project, sent):
    for payload, log in stored(project, sent):
        (write,) = fetch([log.id])[log.id].writes()
        assert spelt(write[1]) == spelt(payload)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(payloads(), st.data())
def test_what_search_finds_stands_in_the_haystacks(project, sent, data):
    for _, log in stored(project, sent):
        pieces = search_text(canonicals([log])[0]).split("\n")
        ((_, own, parts),) = haystacks([log.id])
        everything = [own, *dict(part_haystacks(parts)).values()]
        for piece in pieces:
            start = data.draw(st.integers(0, len(piece)))
            looked_for = needle(piece[start : start + 8])
            assert any(looked_for in haystack for haystack in everything)


@pytest.mark.django_db
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(payloads())
def test_the_words_of_a_log_are_its_own_and_those_of_its_parts(project, sent):
    for _, log in stored(project, sent):
        ((_, own, parts),) = own_words([log.id])
        found = {fold(word) for word in [*own, *(word for part, said in part_words(parts) for word in said)]}
        assert set("\n".join(found).split("\n")) == set(search_text(canonicals([log])[0]).split("\n"))


def stored(project, sent):
    outcomes = ingest(sent, dialect=Dialect.KEYWORDSAI, project_id=project.pk)
    return [(payload, outcome.log) for payload, outcome in zip(sent, outcomes, strict=True) if hasattr(outcome, "log")]


def spelt(value):
    """JSON with the order of its keys, in which 1, 1.0 and true are three things."""
    return json.dumps(value)
