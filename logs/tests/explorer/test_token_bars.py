"""The tokens of turns as bars."""

from logs.canonical import CanonicalLog
from logs.explorer.token_bars import token_bars, tokens_again
from logs.explorer.turns import turns_of

ASKED = {"role": "user", "content": "Where is my order?"}
REPLY = {"role": "assistant", "content": "On its way."}
MORE = {"role": "user", "content": "When?"}
FIRST = CanonicalLog(
    input_messages=[ASKED], output_message=REPLY, prompt_tokens=90, completion_tokens=10, total_tokens=100
)
UNCOUNTED = FIRST.but(prompt_tokens=None, completion_tokens=None, total_tokens=None)
SECOND = CanonicalLog(input_messages=[ASKED, REPLY, MORE], prompt_tokens=150, completion_tokens=50, total_tokens=200)


def test_draws_what_was_sent_again_below_what_is_new():
    first, second = token_bars(turns_of([FIRST, SECOND]))
    assert (first.again, first.new, first.new_y) == (0.0, 32.0, 48.0)
    assert (second.again, second.new, second.again_y, second.new_y) == (32.0, 32.0, 48.0, 16.0)
    assert (second.number, second.tokens, second.figure) == (2, 200, "200")


def test_takes_the_share_of_messages_where_counts_are_unknown():
    turns = turns_of([UNCOUNTED, SECOND])
    assert tokens_again(turns[1]) == 100


def test_counts_cached_tokens_that_stand_beside_the_others():
    claude = {"provider": "anthropic", "model": "claude-sonnet-4-5", "total_tokens": 30}
    log = CanonicalLog(prompt_tokens=20, completion_tokens=10, cache_read_tokens=1_000, **claude)
    assert token_bars(turns_of([log]))[0].tokens == 1_030


def test_leaves_a_gap_where_nothing_is_known():
    bars = token_bars(turns_of([FIRST, CanonicalLog(input_messages=[ASKED]), SECOND]))
    assert [bar.number for bar in bars] == [1, 3]
    assert token_bars(turns_of([CanonicalLog()])) == []


def test_writes_fewer_figures_on_many_bars():
    bars = token_bars(turns_of([FIRST] * 20))
    assert {bar.figure for bar in bars} == {""}
    assert [bar.number for bar in bars if bar.is_numbered] == [10, 20]
    assert token_bars(turns_of([FIRST.but(prompt_tokens=11_460)]))[0].figure == "11.5k"
