"""Conversations that are sent whole with every call: stored once, read back as they were sent."""

import pytest

from accounts.models import Project
from logs.bodies import canonicals, fetch, store
from logs.bodies.blobs import thaw
from logs.bodies.chains import MAX_DEPTH
from logs.choices import Dialect
from logs.ingest import ingest
from logs.models import Log, LogBody, LogPart
from logs.tests.factories import make_log, make_logs

SYSTEM = {"role": "system", "content": "You are kind. " * 50}
TOOLS = [{"type": "function", "function": {"name": f"tool{n}", "description": "d" * 90}} for n in range(10)]


def said(count, start=0):
    roles = ("user", "assistant")
    return [{"role": roles[n % 2], "content": f"message {n}"} for n in range(start, start + count)]


def part_of(log):
    return LogPart.objects.get(id=LogBody.objects.get(id=log.id).messages_part_id)


def chain_of(log):
    found, key = [], LogBody.objects.get(id=log.id).messages_part_id
    while key is not None:
        found.append(key)
        key = LogPart.objects.get(id=key).parent_id
    return found


def sent(log):
    return fetch([log.id])[log.id].writes()[0][1]


def test_the_next_call_of_a_conversation_adds_one_part_with_what_is_new(project):
    first = make_log(project, input_messages=said(3))
    second = make_log(project, input_messages=said(5))
    assert chain_of(second) == [part_of(second).id, part_of(first).id]
    assert [canonical.input_messages for canonical in canonicals([first, second])] == [said(3), said(5)]


def test_the_same_conversation_again_adds_nothing(project):
    logs = [make_log(project, input_messages=said(4)) for _ in range(3)]
    assert LogPart.objects.count() == 1
    assert sent(logs[2])["input_messages"] == said(4)


def test_turns_that_come_in_one_batch_are_one_chain(project):
    logs = make_logs(project, [{"input_messages": said(n)} for n in (3, 5, 7)])
    assert len(chain_of(logs[2])) == 3
    assert [canonical.input_messages for canonical in canonicals(logs)] == [said(3), said(5), said(7)]


def test_a_history_that_was_edited_branches_where_it_was(project):
    make_log(project, input_messages=said(3))
    make_log(project, input_messages=said(5))
    edited = [*said(3), {"role": "user", "content": "something else"}, *said(1, start=4)]
    log = make_log(project, input_messages=edited)
    assert len(chain_of(log)) == 2
    assert sent(log)["input_messages"] == edited


def test_a_long_system_message_is_shared_by_conversations(project):
    one = make_log(project, input_messages=[SYSTEM, *said(3)])
    other = make_log(project, input_messages=[SYSTEM, *said(4, start=10)])
    assert chain_of(one)[-1] == chain_of(other)[-1]
    assert [canonical.input_messages for canonical in canonicals([other])] == [[SYSTEM, *said(4, start=10)]]


def test_a_short_call_with_a_long_system_message_keeps_only_the_question(project):
    logs = [make_log(project, input_messages=[SYSTEM, *said(1, start=n)]) for n in range(2)]
    assert LogPart.objects.count() == 1
    assert [sent(log)["input_messages"] for log in logs] == [[SYSTEM, *said(1, start=n)] for n in range(2)]


@pytest.mark.parametrize("messages", [said(2), [{"role": ["system"], "content": "x" * 900}], [1, 2, 3, 4], ["a"] * 9])
def test_short_lists_and_lists_of_other_things_stay_in_the_body(project, messages):
    log = make_log(project, input_messages=messages)
    assert LogPart.objects.count() == 0
    assert sent(log)["input_messages"] == messages


def test_a_chain_starts_afresh_where_it_gets_deep(project):
    lengths = range(3, 2 * MAX_DEPTH + 9, 2)
    logs = [make_log(project, input_messages=[SYSTEM, *said(n)]) for n in lengths]
    assert max(LogPart.objects.values_list("depth", flat=True)) == MAX_DEPTH
    assert [c.input_messages for c in canonicals(logs)] == [[SYSTEM, *said(n)] for n in lengths]


def turns(count, **reply):
    """The calls of a conversation in which every reply is sent back with the next question."""
    history = []
    for number in range(count):
        history = [*history, {"role": "user", "content": f"question {number}"}]
        answer = {"role": "assistant", "content": f"answer {number}", **reply}
        yield {"input_messages": history, "output_message": answer}
        history = [*history, {"role": "assistant", "content": f"answer {number}"}]


def test_a_reply_is_stored_with_the_messages_that_it_will_be_sent_back_with(project):
    calls = list(turns(6))
    logs = [make_log(project, **call) for call in calls]
    assert [b"answer" in thaw(bytes(LogBody.objects.get(id=log.id).blob))[1] for log in logs] == [True] * 2 + [
        False
    ] * 4
    assert thaw(bytes(part_of(logs[4]).blob))[1].count(b"content") == 2
    for call, log in zip(calls, canonicals(logs), strict=True):
        assert (log.input_messages, log.output_message) == (call["input_messages"], call["output_message"])


def test_a_reply_that_is_sent_back_in_another_form_stays_in_the_body(project):
    logs = [make_log(project, **call) for call in turns(6, refusal=None)]
    assert all(b"answer" in thaw(bytes(LogBody.objects.get(id=log.id).blob))[1] for log in logs)


def test_a_call_asked_again_with_another_reply_branches_there(project):
    calls = list(turns(4))
    logs = [make_log(project, **call) for call in (*calls, {**calls[3], "output_message": calls[0]["output_message"]})]
    assert part_of(logs[3]).parent_id == part_of(logs[4]).parent_id
    assert [log.output_message["content"] for log in canonicals(logs[3:])] == ["answer 3", "answer 0"]


def test_projects_share_nothing(project):
    other = Project.objects.create(name="Other")
    make_log(project, input_messages=said(3))
    log = make_log(other, input_messages=said(3))
    assert LogPart.objects.count() == 2
    assert part_of(log).project_id == other.pk


def test_tools_are_stored_once(project):
    logs = [make_log(project, tools=TOOLS, input_messages=said(1, start=n)) for n in range(3)]
    assert LogPart.objects.count() == 1
    assert all(sent(log)["tools"] == TOOLS for log in logs)


def test_few_tools_stay_in_the_body(project):
    make_log(project, tools=TOOLS[:1])
    assert LogPart.objects.count() == 0


def test_a_list_that_stands_in_several_places_is_stored_once(project):
    request = {"model": "m", "messages": said(6), "tools": TOOLS, "n": 1}
    payload = {"prompt_messages": said(6), "full_request": request, "tools": TOOLS, "input": said(4), "output": "ok"}
    (stored,) = ingest([payload], dialect=Dialect.KEYWORDSAI, project_id=project.pk)
    assert LogPart.objects.count() == 2
    assert sent(stored.log) == payload
    assert list(sent(stored.log)) == list(payload)
    assert list(sent(stored.log)["full_request"]) == list(request)


def test_a_list_that_search_does_not_look_in_stays_in_the_body(project):
    payload = {"prompt_messages": said(1), "full_request": {"messages": said(9, start=5)}}
    (stored,) = ingest([payload], dialect=Dialect.KEYWORDSAI, project_id=project.pk)
    assert LogBody.objects.get().messages_part_id is None
    assert sent(stored.log) == payload


def test_a_second_write_refers_to_what_it_repeats_of_the_first(project):
    make_log(project, source_id="s", input_messages=said(3))
    log = make_log(project, source_id="s", input_messages=said(5), note="late")
    first, second = fetch([log.id])[log.id].writes()
    assert (first[1]["input_messages"], second[1]["input_messages"]) == (said(3), said(5))
    assert b"message 2" not in thaw(bytes(LogBody.objects.get().blob))[1]
    assert LogPart.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 20, 1000])
def test_a_page_reads_its_conversations_in_two_queries(project, rows, django_assert_num_queries):
    make_logs(project, [{"input_messages": [SYSTEM, *said(3 + n % 40)], "tools": TOOLS} for n in range(rows)])
    logs = list(Log.objects.all())
    with django_assert_num_queries(2):
        found = canonicals(logs)
    assert all(len(log.input_messages) >= 4 and log.tools == TOOLS for log in found)


def test_a_part_that_is_gone_blanks_no_page(project):
    log = make_log(project, model="kept", input_messages=said(3))
    LogPart.objects.all().delete()
    (canonical,) = canonicals([log])
    assert (canonical.model, canonical.input_messages) == ("kept", None)


def test_a_part_that_was_swept_after_a_log_was_packed_is_written_again(project, monkeypatch):
    make_log(project, input_messages=said(3))
    monkeypatch.setattr("logs.writer.bodies.store", sweep_and_store)
    log = make_log(project, input_messages=said(5))
    assert part_of(log).depth == 1
    assert sent(log)["input_messages"] == said(5)


def sweep_and_store(bodies):
    LogPart.objects.all().delete()
    store(bodies)
