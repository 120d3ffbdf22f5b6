"""The index behind the writer: what waits, what is replaced, what is gone, and what a crash leaves."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from logs.models import Log, LogBody
from logs.search import index, store
from logs.search.models import SearchPage, SearchQueue, SearchSegment, SearchStale
from logs.tests.factories import NOON, make_log, make_logs

MINUTE = timedelta(minutes=1)
pytestmark = pytest.mark.django_db


@pytest.fixture
def logs(project):
    return Log.objects.of_project(project.pk)


def live():
    return list(SearchSegment.objects.filter(is_live=True).order_by("low_key").values_list("logs", flat=True))


def test_a_log_waits_until_it_is_indexed(project, logs):
    make_log(project, input="needle")
    assert index.lag().waiting == 1
    assert index.index_some() == 1
    assert index.lag() == index.Lag(0, 0.0)
    assert live() == [1]
    assert logs.search("needle").count() == 1


def test_lag_is_the_age_of_what_waits_longest(project):
    make_logs(project, [{"input": "a"}, {"input": "b"}])
    SearchQueue.objects.filter(pk=SearchQueue.objects.first().pk).update(queued_at=timezone.now() - 5 * MINUTE)
    assert 299 < index.lag().oldest_seconds < 400


def test_a_log_that_is_completed_is_found_by_both_texts_and_by_the_new_one_at_once(project, logs):
    make_log(project, source_id="s", input="question")
    index.index_pending()
    make_log(project, source_id="s", output="answer")
    assert logs.search("answer").count() == 1
    assert logs.search("question").count() == 1
    index.index_pending()
    assert logs.search("answer").count() == 1
    assert logs.search("question").count() == 1
    assert SearchStale.objects.count() == 1


def test_a_text_that_is_gone_from_a_log_is_found_no_more(project, logs):
    first, second = make_logs(project, [{"input": "secret"}, {"input": "harmless"}])
    index.index_pending()
    LogBody.objects.filter(id=first.id).update(blob=LogBody.objects.get(id=second.id).blob)
    store.enqueue([(project.pk, first.id)])
    assert logs.search("secret").count() == 0
    index.index_pending()
    assert logs.search("secret").count() == 0
    assert logs.search("harmless").count() == 2


def test_a_log_that_is_deleted_is_found_no_more(project, logs):
    first, _ = make_logs(project, [{"input": "needle"}, {"input": "needle"}])
    index.index_pending()
    Log.objects.filter(id=first.id).delete()
    LogBody.objects.filter(id=first.id).delete()
    assert logs.search("needle").count() == 1
    assert len(logs.search("needle").newest().page(0, 50)) == 1
    assert logs.search("needle").stats().total == 1


def test_tidying_drops_the_words_of_deleted_logs(project):
    made = make_logs(project, [{"input": f"word{n}"} for n in range(4)])
    index.index_pending()
    LogBody.objects.filter(id__in=[log.id for log in made[:2]]).delete()
    SearchSegment.objects.update(made_at=timezone.now() - timedelta(days=1))
    assert index.tidy()
    assert live() == [2]
    SearchSegment.objects.update(replaced_at=timezone.now() - timedelta(days=1), made_at=timezone.now())
    index.tidy()
    assert SearchSegment.objects.count() == 1
    assert len({page.id >> 20 for page in SearchPage.objects.all()}) == 1


def test_a_segment_without_logs_goes(project):
    log = make_log(project, input="needle")
    index.index_pending()
    LogBody.objects.filter(id=log.id).delete()
    SearchSegment.objects.update(made_at=timezone.now() - timedelta(days=1))
    index.tidy()
    assert live() == []


def test_small_segments_become_one(project, stranger_project, logs):
    for number in range(index.MERGED):
        make_log(project, input=f"needle {number}", started_at=NOON + number * MINUTE)
        make_log(stranger_project, input="needle")
        index.index_some()
    assert len(live()) == 2 * index.MERGED
    while index.merge_some():
        pass
    assert live() == [index.MERGED, index.MERGED]
    assert logs.search("needle").count() == index.MERGED
    assert [log.input_preview for log in logs.search("needle 3").newest().page(0, 5)] == ["needle 3"]


def test_a_merge_leaves_out_what_is_stale(project, logs):
    make_log(project, source_id="s", input="question")
    index.index_some()
    for number in range(index.MERGED):
        make_log(project, input=f"filler {number}")
        index.index_some()
    make_log(project, source_id="s", output="answer")
    index.index_some()
    while index.merge_some():
        pass
    assert sum(live()) == index.MERGED + 1 + SearchStale.objects.count()
    assert logs.search("question").count() == 1
    assert logs.search("answer").count() == 1


def test_a_crash_before_the_commit_leaves_the_log_waiting(project, logs, monkeypatch):
    make_log(project, input="needle")
    with monkeypatch.context() as patch:
        patch.setattr(store.Draft, "go_live", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            index.index_some()
    assert index.lag().waiting == 1
    assert logs.search("needle").count() == 1
    index.index_pending()
    assert live() == [1]
    assert logs.search("needle").count() == 1


def test_what_a_crash_left_is_swept(project):
    store.Draft(project.pk, iter([(0, b"page")])).write()
    SearchSegment.objects.update(made_at=timezone.now() - timedelta(hours=2))
    index.tidy()
    assert (SearchSegment.objects.count(), SearchPage.objects.count()) == (0, 0)


def test_a_large_segment_is_swept_a_few_pages_at_a_time(project, monkeypatch):
    monkeypatch.setattr(store, "_REMOVED_PAGES", 2)
    for count in (5, 1):
        segment = store.Draft(project.pk, iter([(number, b"page") for number in range(count)])).write()
    first, last = segment.pk - 1, segment.pk
    writing, turns = store.writing, []

    @contextmanager
    def counted(alias):
        with writing(alias):
            before = SearchPage.objects.count()
            yield
            turns.append(before - SearchPage.objects.count())

    monkeypatch.setattr(store, "writing", counted)
    store.remove([first])
    assert turns == [2, 2, 1, 0]
    assert list(SearchSegment.objects.values_list("pk", flat=True)) == [last]
    assert SearchPage.objects.count() == 1


def test_a_log_that_is_deleted_before_its_turn_is_passed_over(project):
    make_log(project, input="needle")
    LogBody.objects.all().delete()
    assert index.index_some() == 1
    assert (index.lag().waiting, live()) == (0, [])


def test_a_conversation_is_indexed_once_a_part(project, logs):
    said = [{"role": "user", "content": f"message number {n}"} for n in range(6)]
    for turns in range(3, 7):
        make_log(project, input_messages=said[:turns], started_at=NOON + turns * MINUTE)
        index.index_some()
    assert logs.search("number 2").count() == 4
    assert logs.search("number 5").count() == 1
    segment = SearchSegment.objects.order_by("-low_key").first()
    assert (segment.logs, segment.size) == (1, 5)


def test_a_process_remembers_no_more_than_it_may(project, monkeypatch):
    monkeypatch.setattr(store, "REMEMBERED_BYTES", 1)
    for number in range(3):
        make_log(project, input=f"needle {number}", started_at=NOON + number * MINUTE)
        index.index_some()
    assert Log.objects.of_project(project.pk).search("needle").count() == 3
    assert len(store.SHELF) == 1
