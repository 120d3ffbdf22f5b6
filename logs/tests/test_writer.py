"""The write path: once, together, whole or not at all."""

import threading
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.db.transaction import Atomic

from logs import bodies, engines, keys, writer
from logs.canonical import PayloadError
from logs.ids import key_at
from logs.ingest import ingest
from logs.models import Log, LogBody, LogSource
from logs.preparation import prepare
from logs.tests.factories import NOON, make_log, make_logs
from logs.waiting import Submission
from logs.writer import WRITER, StorageUnavailableError


def prepared(project, **fields):
    writes = [("llmlogs", fields)]
    return prepare(writes, project_id=project.pk, received_at=NOON, updated_at=NOON)


def test_a_log_is_a_row_a_body_and_a_text_of_one_key(project):
    log = make_log(project, input_messages=[{"role": "user", "content": "Hi"}])
    assert LogBody.objects.get().id == log.id
    assert list(Log.objects.search("HI")) == [log]


def test_the_key_is_the_first_start(project):
    log = make_log(project)
    assert key_at(NOON) <= log.id < key_at(NOON + timedelta(microseconds=1))


def test_thousands_in_one_microsecond_all_find_a_key(project):
    make_logs(project, [{}] * 3000)
    assert Log.objects.count() == 3000


def test_a_batch_of_good_and_bad_stores_the_good_and_answers_in_order(project):
    outcomes = ingest([{"model": "a"}, {"model": []}, 7, {"model": "b"}], dialect="llmlogs", project_id=project.pk)
    assert [type(o) for o in outcomes] == [writer.Stored, PayloadError, PayloadError, writer.Stored]
    assert sorted(Log.objects.values_list("model", flat=True)) == ["a", "b"]


def test_the_same_source_id_is_stored_once(project):
    first = ingest([{"source_id": "s"}], dialect="llmlogs", project_id=project.pk)[0]
    second = ingest([{"source_id": "s"}], dialect="llmlogs", project_id=project.pk)[0]
    assert (first.created, second.created) == (True, False)
    assert first.log.id == second.log.id
    assert Log.objects.count() == LogBody.objects.count() == LogSource.objects.count() == 1


def test_the_same_source_id_twice_in_one_batch_is_stored_once(project):
    outcomes = ingest(
        [{"source_id": "s", "model": "a"}, {"source_id": "s", "note": "n"}], dialect="llmlogs", project_id=project.pk
    )
    assert [o.created for o in outcomes] == [True, False]
    assert Log.objects.get().model == "a"


def test_two_projects_may_use_the_same_source_id(project, stranger_project):
    assert make_log(project, source_id="s").id != make_log(stranger_project, source_id="s").id


def test_a_second_write_fills_gaps_and_overwrites_nothing(project):
    make_log(project, source_id="s", model="a", prompt_tokens=5, status="processing", ended_at=None)
    later = {"source_id": "s", "model": "b", "prompt_tokens": 9, "completion_tokens": 7, "latency_ms": 1500.0}
    make_log(project, **later, status="error", started_at=NOON + timedelta(hours=1))
    log = Log.objects.get()
    assert (log.model, log.prompt_tokens, log.completion_tokens, log.status) == ("a", 5, 7, "error")
    assert log.started_at == NOON
    assert log.latency_ms == 1500.0
    assert log.updated_at > log.received_at


def test_a_second_write_keeps_both_payloads(project):
    make_log(project, source_id="s")
    make_log(project, source_id="s", output_message={"role": "assistant", "content": "done"})
    log = Log.objects.get()
    assert bodies.canonicals([log])[0].output_message == {"role": "assistant", "content": "done"}
    assert Log.objects.search("done").count() == 1
    assert log.output_preview == "done"


def test_repeating_a_write_changes_nothing(project):
    make_log(project, source_id="s")
    before = Log.objects.values().get()
    make_log(project, source_id="s")
    assert Log.objects.values().get() == before


def test_a_second_write_of_a_log_without_body_leaves_it(project):
    make_log(project, source_id="s")
    LogBody.objects.all().delete()
    assert make_log(project, source_id="s", note="late").prompt_tokens is None


def test_one_bad_request_does_not_spoil_the_others_of_its_transaction(project, monkeypatch):
    real = writer._store

    def poisoned(logs):
        if any(prepared.row.model == "poison" for prepared in logs):
            raise OverflowError("too large")
        return real(logs)

    monkeypatch.setattr(writer, "_store", poisoned)
    bad, good = (Submission(project.pk, [prepared(project, model=model)]) for model in ("poison", "fine"))
    writer._commit([bad, good])
    assert isinstance(bad.error, OverflowError)
    assert good.stored[0].log.model == Log.objects.get().model == "fine"


def test_a_database_that_is_away_is_a_temporary_error(project, monkeypatch):
    def away(logs):
        raise OperationalError("connection refused")

    monkeypatch.setattr(writer, "_store", away)
    with pytest.raises(StorageUnavailableError):
        make_log(project)


def test_a_bug_reaches_the_caller_and_the_writer_goes_on(project, monkeypatch):
    def broken(logs):
        raise KeyError("bug")

    with monkeypatch.context() as patch:
        patch.setattr(writer, "_store", broken)
        with pytest.raises(KeyError):
            make_log(project)
    assert make_log(project).id


@pytest.mark.django_db(transaction=True)
def test_a_commit_that_failed_at_its_end_is_not_tried_again(project, monkeypatch):
    tries = []

    class Ending(Atomic):
        def __exit__(self, *exception):
            tries.append(exception[0])
            super().__exit__(OperationalError, OperationalError("connection lost"), None)
            raise OperationalError("connection lost")

    monkeypatch.setattr(engines.transaction, "atomic", lambda using: Ending(using, savepoint=True, durable=False))
    with pytest.raises(StorageUnavailableError):
        make_log(project)
    assert tries == [None]


@pytest.mark.django_db(transaction=True)
def test_a_writer_that_was_stopped_starts_again(project):
    make_log(project)
    WRITER.stop()
    make_log(project)
    assert Log.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_threads_share_transactions_and_lose_nothing(project):
    def write(number: int) -> None:
        from django.db import connection

        for _ in range(10):
            make_log(project, customer_id=f"c{number % 3}")
        connection.close()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert Log.objects.count() == 80


def test_two_logs_that_draw_one_key_are_both_stored(project, monkeypatch):
    draws = iter([5, 5])
    real = keys._draw
    monkeypatch.setattr(keys, "_draw", lambda room: next(draws, None) or real(room))
    monkeypatch.setattr(writer, "_crowded_until", 0.0)
    first, second = make_log(project), make_log(project)
    assert first.id != second.id
    assert Log.objects.count() == 2


def test_what_a_write_answers_is_what_a_read_says(project):
    fields = {
        "model": "gpt-4o",
        "prompt_tokens": 3,
        "prompt_unit_price": "0.0000001",
        "metadata": {"a": 1.5},
        "input": "Hi",
    }
    (stored,) = ingest([fields], dialect="llmlogs", project_id=project.pk)
    assert stored.canonical() == bodies.canonicals([Log.objects.get()])[0]


def test_a_new_log_is_answered_without_reading_it_back(project, django_assert_num_queries):
    (stored,) = ingest([{"model": "gpt-4o"}], dialect="llmlogs", project_id=project.pk)
    with django_assert_num_queries(0):
        assert stored.canonical().model == "gpt-4o"
