"""The turns of a thread: what each one added, what it sent again, and what it changed in what was said before."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from logs.canonical import CanonicalLog
from logs.explorer.alignment import plain_text
from logs.explorer.turns import Totals, Turn, turns_of
from logs.tests.factories import NOON

SYSTEM = {"role": "system", "content": "You are the support agent."}
ASKED = {"role": "user", "content": "Where is my order?"}
REPLY = {"role": "assistant", "content": "On its way."}
THANKS = {"role": "user", "content": "Thanks. When will it come?"}
CALL = {"id": "c1", "type": "function", "function": {"name": "get_order", "arguments": '{"id": 7}'}}


def call(*messages: Any, reply: Any = REPLY, **fields: Any) -> CanonicalLog:
    base = {"started_at": NOON, "ended_at": NOON, "model": "gpt-5"}
    return CanonicalLog(**base | {"input_messages": list(messages), "output_message": reply} | fields)


def second(*logs: CanonicalLog) -> Turn:
    return turns_of(logs)[1]


def new_texts(turn: Turn) -> list[str]:
    return [plain_text(message) for message in turn.new]


def sentences(turn: Turn) -> list[str]:
    return [change.text for change in turn.changes]


def test_shows_everything_of_the_first_turn():
    (turn,) = turns_of([call(SYSTEM, ASKED)])
    assert new_texts(turn) == ["You are the support agent.", "Where is my order?"]
    assert (turn.number, turn.sent_again, turn.follows, turn.changes) == (1, 0, None, [])


def test_shows_only_what_a_turn_adds():
    turn = second(call(SYSTEM, ASKED), call(SYSTEM, ASKED, REPLY, THANKS))
    assert new_texts(turn) == ["Thanks. When will it come?"]
    assert (turn.number, turn.sent_again, turn.follows, turn.changes) == (2, 3, 1, [])


def test_knows_a_reply_that_comes_back_as_a_list_of_parts():
    parts = {"role": "assistant", "content": [{"type": "text", "text": "On its "}, {"type": "text", "text": "way."}]}
    assert second(call(SYSTEM, ASKED), call(SYSTEM, ASKED, parts, THANKS)).sent_again == 3


def test_knows_a_reply_without_its_thoughts():
    thoughtful = REPLY | {"reasoning_content": "The order left the house yesterday.", "refusal": None}
    assert second(call(ASKED, reply=thoughtful), call(ASKED, REPLY, THANKS)).sent_again == 2


def test_knows_a_reply_with_calls_whatever_stands_for_no_content():
    reply = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    sent = {"role": "assistant", "content": "", "tool_calls": [CALL]}
    answered = {"role": "tool", "tool_call_id": "c1", "content": "delivered"}
    turn = second(call(ASKED, reply=reply), call(ASKED, sent, answered))
    assert turn.sent_again == 2


def test_puts_a_result_beside_the_call_of_the_turn_before():
    reply = {"role": "assistant", "content": None, "tool_calls": [CALL]}
    answered = {"role": "tool", "tool_call_id": "c1", "content": "delivered"}
    first, last = turns_of([call(ASKED, reply=reply), call(ASKED, reply, answered)])
    assert first.answer[0].parts[0].result.value == "delivered"
    assert last.new == []


def test_knows_the_reply_of_anthropic_and_of_responses():
    blocks = [{"type": "text", "text": "On its way."}]
    item = {"type": "message", "role": "assistant", "content": [{"type": "output_text", "text": "On its way."}]}
    log = call(ASKED, reply=None, responses_output=[item])
    assert second(log, call(ASKED, {"role": "assistant", "content": blocks}, THANKS)).sent_again == 2


def test_says_that_the_system_prompt_was_edited():
    other = {"role": "system", "content": "You are the friendly support agent of Acme."}
    turn = second(call(SYSTEM, ASKED), call(other, ASKED, REPLY, THANKS))
    assert sentences(turn) == ["The system prompt differs from turn 1 (+3 words)"]
    assert (turn.sent_again, turn.edited, turn.has_changed_history) == (2, 1, True)
    assert new_texts(turn) == ["Thanks. When will it come?"]


def test_says_that_a_message_was_edited():
    other = {"role": "user", "content": "Where is my parcel?"}
    turn = second(call(SYSTEM, ASKED), call(SYSTEM, other, REPLY, THANKS))
    assert sentences(turn) == ["Message 2 (user) differs from turn 1 (+1 −1 words)"]


def test_says_that_messages_were_left_out():
    long = call(SYSTEM, ASKED, REPLY, THANKS, reply={"role": "assistant", "content": "Tomorrow."})
    turn = second(long, call(SYSTEM, THANKS, {"role": "assistant", "content": "Tomorrow."}, ASKED))
    assert sentences(turn) == ["Messages 2–3 of turn 1 are no longer sent (7 words)"]
    assert new_texts(turn) == ["Where is my order?"]


def test_says_that_a_message_was_put_in():
    note = {"role": "system", "content": "The customer is in a hurry."}
    turn = second(call(SYSTEM, ASKED), call(SYSTEM, note, ASKED, REPLY, THANKS))
    assert sentences(turn) == ["Message 2 (system) was put in (6 words)"]


def test_says_that_the_reply_was_edited():
    other = {"role": "assistant", "content": "On its way to you."}
    turn = second(call(SYSTEM, ASKED), call(SYSTEM, ASKED, other, THANKS))
    assert sentences(turn) == ["The reply differs from turn 1 (+2 words)"]


def test_takes_a_call_that_is_tried_again_for_no_change_of_history():
    turn = second(call(SYSTEM, ASKED), call(SYSTEM, ASKED))
    assert sentences(turn) == ["The reply of turn 1 is not sent back"]
    assert not turn.has_changed_history
    assert (turn.sent_again, turn.new) == (2, [])


def test_has_nothing_to_say_of_a_failed_call_that_is_tried_again():
    turn = second(call(SYSTEM, ASKED, reply=None, status="error"), call(SYSTEM, ASKED))
    assert (turn.sent_again, turn.changes) == (2, [])


def test_takes_one_of_several_replies_for_the_reply():
    choices = [REPLY, {"role": "assistant", "content": "No idea."}]
    turn = second(call(ASKED, reply=None, output_messages=choices), call(ASKED, REPLY, THANKS))
    assert turn.changes == []


def test_starts_afresh_where_nothing_is_shared_but_instructions():
    turn = second(call(SYSTEM, ASKED), call(SYSTEM, {"role": "user", "content": "Tell me a joke"}))
    assert (turn.is_afresh, turn.follows, turn.sent_again, turn.changes) == (True, None, 1, [])
    assert new_texts(turn) == ["Tell me a joke"]


def test_goes_on_from_the_turn_it_shares_most_with():
    aside = {"role": "user", "content": "Sum this up: the parcel is late"}
    third = turns_of([call(SYSTEM, ASKED), call(aside), call(SYSTEM, ASKED, REPLY, THANKS)])[2]
    assert (third.follows, third.sent_again) == (1, 3)


def test_goes_on_from_the_log_before_the_page():
    earlier = call(SYSTEM, ASKED)
    (turn,) = turns_of([call(SYSTEM, ASKED, REPLY, THANKS)], before=earlier, so_far=Totals(51, Decimal("1.5")))
    assert (turn.number, turn.follows, turn.sent_again) == (52, 51, 3)
    assert turn.so_far.cost_usd == Decimal("1.5")


def test_adds_up_what_is_known():
    logs = [
        call(ASKED, cost_usd=Decimal("0.01"), total_tokens=10, latency_ms=1000.0),
        call(ASKED),
        call(ASKED, cost_usd=Decimal("0.02"), total_tokens=5),
    ]
    assert [turn.so_far for turn in turns_of(logs)] == [
        Totals(1, Decimal("0.01"), 10, 1000.0),
        Totals(2, Decimal("0.01"), 10, 1000.0),
        Totals(3, Decimal("0.03"), 15, 1000.0),
    ]


def test_knows_no_sum_before_anything_is_known():
    assert turns_of([call(ASKED)])[0].so_far == Totals(1, None, None, None)


def test_tells_of_a_long_gap_only():
    later = {"started_at": NOON + timedelta(minutes=11), "ended_at": NOON + timedelta(minutes=12)}
    soon = {"started_at": NOON + timedelta(minutes=13)}
    assert [turn.gap_ms for turn in turns_of([call(ASKED), call(ASKED, **later), call(ASKED, **soon)])] == [
        None,
        660_000.0,
        None,
    ]


def test_tells_of_another_model():
    assert second(call(ASKED), call(ASKED, model="gpt-5-mini")).model_before == "gpt-5"
    assert second(call(ASKED), call(ASKED)).model_before is None


def test_tells_of_a_cache_that_was_missed_and_what_it_cost():
    warm = {"prompt_tokens": 10_000, "cache_read_tokens": 9_000, "completion_tokens": 100}
    cold = {"prompt_tokens": 11_000, "cache_read_tokens": 0, "completion_tokens": 100}
    costs = {"provider": "openai", "cost_usd": Decimal("0.01475"), "cost_source": "computed"}
    turn = second(call(ASKED, **warm), call(ASKED, REPLY, THANKS, **cold, **costs))
    assert turn.has_missed_cache
    # 1,000 tokens at $1.25, 10,000 at $0.125 and 100 at $10 a million
    assert turn.usual_cost_usd == Decimal("0.0035")


def test_takes_unknown_cache_counts_for_no_miss():
    warm = {"prompt_tokens": 10_000, "cache_read_tokens": 9_000}
    assert not second(call(ASKED, **warm), call(ASKED)).has_missed_cache
    assert not second(call(ASKED), call(ASKED, cache_read_tokens=0)).has_missed_cache
    assert not second(call(ASKED, **warm), call(ASKED, cache_read_tokens=0, model="o3")).has_missed_cache


def test_shows_the_history_of_a_turn_when_asked():
    turn = second(call(SYSTEM, ASKED), call(SYSTEM, ASKED, REPLY, THANKS))
    assert [plain_text(message) for message in turn.history()] == [
        "You are the support agent.",
        "Where is my order?",
        "On its way.",
    ]


def test_stands_without_content():
    turns = turns_of(
        [CanonicalLog(started_at=NOON), CanonicalLog(), call(ASKED), CanonicalLog(input_messages=[None, 7])]
    )
    assert [turn.number for turn in turns] == [1, 2, 3, 4]
    assert [turn.is_afresh for turn in turns] == [False, False, False, True]
