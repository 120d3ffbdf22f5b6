"""Dictionaries that are learnt from a project's own logs, and bodies packed with them."""

import random

import pytest

from logs.bodies import blobs, canonicals, dictionaries, learn, learning, refresh_dictionaries
from logs.bodies.blobs import encode, freeze, thaw
from logs.canonical import CustomerFacts
from logs.models import BodyDictionary, Log, LogBody, SearchSegment
from logs.search import index as search
from logs.tests.factories import make_log, make_logs
from logs.upkeep import dictionaries as upkeep
from logs.upkeep import runner

WORDS = ["".join(random.Random(n).choices("abcdefghijklmnop", k=8)) for n in range(400)]
SECRET = "the vault opens with tangerine-4471"


def said(number):
    rng = random.Random(number)
    return " ".join(rng.choices(WORDS, k=80))


def asked(number):
    return [{"role": "user", "content": said(number)}]


@pytest.fixture(autouse=True)
def nothing_known(db, monkeypatch):
    """What a process remembers, forgotten before and after: the next store has other dictionaries."""
    monkeypatch.setattr(dictionaries, "_newest", {})
    monkeypatch.setattr(dictionaries, "_asked_at", float("-inf"))
    monkeypatch.setattr(upkeep, "_tried", {})
    forget()
    yield
    forget()


def forget():
    """What a process has read, as if it had just begun."""
    dictionaries.dictionary.cache_clear()
    vars(blobs._local).clear()


@pytest.fixture
def project_with_logs(project):
    make_logs(project, [{"input_messages": asked(number)} for number in range(60)])
    return project


@pytest.fixture
def learnt(project_with_logs):
    """The project, with a dictionary that this process has heard of."""
    assert learn(project_with_logs.pk, 60)
    refresh_dictionaries()
    return project_with_logs


def test_a_log_like_those_before_takes_less_room(learnt):
    log = make_log(learnt, input_messages=asked(0))
    body = LogBody.objects.get(id=log.id)
    assert bytes(body.blob[:3]) == b"\x02\x01\x00"
    assert len(body.blob) < 0.9 * len(freeze(2, thaw(bytes(body.blob))[1]))


def test_what_is_packed_with_it_reads_back_in_a_process_that_has_just_begun(learnt):
    log = make_log(learnt, input_messages=asked(1000))
    forget()
    assert canonicals([log])[0].input_messages[0]["content"] == said(1000)


def test_bodies_of_before_stay_readable(learnt):
    oldest = Log.objects.order_by("id").first()
    assert canonicals([oldest])[0].input_messages[0]["content"] in [said(number) for number in range(60)]


def test_another_project_packs_without_it(learnt, stranger_project):
    log = make_log(stranger_project, input_messages=asked(0))
    assert bytes(LogBody.objects.get(id=log.id).blob[:3]) == b"\x02\x00\x01"


def test_it_is_large_json_that_goes_without(learnt):
    large = b'"' + b"x" * 70_000 + b'"'
    blob = freeze(2, large, 256)
    assert blob[:3] == b"\x02\x00\x00"
    assert thaw(blob) == (2, large)


def test_what_few_logs_say_is_not_in_it(project):
    samples = [encode(asked(number)).decode() for number in range(60)]
    samples[:3] = [f"{sample} {SECRET}" for sample in samples[:3]]
    shared = b"\n".join(learning._shared(samples))
    assert b"tangerine" not in shared and b"4471" not in shared
    assert WORDS[0].encode() in shared


def test_customers_are_not_in_it(project):
    ann = {"customer_id": "ann-7f3a9c", "customer": CustomerFacts(name="Ann Example", email="ann@example.com")}
    make_logs(
        project,
        [
            {
                **ann,
                "input_messages": [{"role": "user", "content": f"{said(n)} ann-7f3a9c, Ann Example, ann@example.com"}],
            }
            for n in range(60)
        ],
    )
    assert learn(project.pk, 60)
    blob = bytes(BodyDictionary.objects.get().blob)
    assert [name in blob for name in (b"7f3a9c", b"Ann Example", b"ann@example")] == [False] * 3


def test_words_that_all_know_are_not_kept_in_an_order_that_one_log_has():
    sentence = " ".join(WORDS[:6])
    samples = [encode(asked(number)).decode() for number in range(60)]
    assert sentence.encode() not in b"\n".join(learning._shared([sentence, *samples]))
    assert sentence.encode() in b"\n".join(learning._shared([sentence] * 8 + samples))


def test_of_much_text_some_is_learnt_from_and_of_large_logs_nothing(project_with_logs, monkeypatch):
    make_log(project_with_logs, input_messages=[{"role": "user", "content": "x" * learning.LARGE_BYTES}])
    assert len(learning._samples(project_with_logs.pk)) == 60
    monkeypatch.setattr(learning, "MOST_BYTES", 10_000)
    samples = learning._samples(project_with_logs.pk)
    assert 9_000 < sum(map(len, samples)) <= 10_000


def test_one_that_packs_no_better_is_not_kept(learnt):
    assert not learn(learnt.pk, 600)
    assert BodyDictionary.objects.count() == 1


def test_logs_that_share_nothing_teach_nothing(project):
    make_log(project)
    assert not learn(project.pk, 1)


def test_a_number_without_a_dictionary_is_an_unreadable_body(db):
    with pytest.raises(ValueError, match="unknown dictionary 300"):
        thaw(b"\x02\x01\x2c" + freeze(2, b"[]")[3:])


def test_upkeep_learns_as_a_project_grows(project_with_logs, monkeypatch):
    monkeypatch.setattr(upkeep, "FIRST", 60)
    assert not upkeep.learn("default")  # not indexed yet
    search.index_pending()
    assert upkeep.learn("default")
    assert not upkeep.learn("default")
    SearchSegment.objects.update(logs=60 * upkeep.GROWN)
    assert upkeep.learn("default")
    assert [one.logs for one in BodyDictionary.objects.all()] == [60]


def test_it_is_a_job_of_upkeep():
    assert upkeep.learn in [job.run for job in runner.JOBS]
