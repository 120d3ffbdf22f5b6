"""Threads that compute stand still while another of the process writes to the store."""

from threading import Event, Thread

import pytest

from logs import giving_way
from logs.engines import writing
from logs.giving_way import Turn, give_way, taking
from logs.search.building import Entry, Said, build

SOON = 0.2


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    monkeypatch.setattr(giving_way, "_LONGEST_SECONDS", 30)


@pytest.fixture
def beside():
    """beside(work) -> an event that is set when `work`, in a thread of its own, is done."""
    threads = []

    def start(work):
        done = Event()
        threads.append(Thread(target=lambda: (work(), done.set()), daemon=True))
        threads[-1].start()
        return done

    yield start
    for thread in threads:
        thread.join(10)
        assert not thread.is_alive()


@pytest.mark.parametrize("turn", [Turn.WRITING, Turn.INDEXING])
def test_waits_for_who_goes_first(beside, turn):
    with taking(turn):
        done = beside(give_way)
        assert not done.wait(SOON)
    assert done.wait(10)


def test_waits_for_the_last_of_several(beside):
    with taking(Turn.INDEXING):
        with taking(Turn.WRITING):
            done = beside(give_way)
        assert not done.wait(SOON)
    assert done.wait(10)


def test_never_waits_for_its_own(beside):
    def write():
        with taking(Turn.INDEXING), taking(Turn.WRITING):
            give_way()

    assert beside(write).wait(10)


def test_who_indexes_waits_for_who_writes_and_not_for_others(beside):
    def index():
        with taking(Turn.INDEXING):
            give_way()

    with taking(Turn.WRITING):
        done = beside(index)
        assert not done.wait(SOON)
    assert done.wait(10)
    with taking(Turn.INDEXING):
        assert beside(index).wait(10)


def test_goes_on_after_a_while(beside, monkeypatch):
    monkeypatch.setattr(giving_way, "_LONGEST_SECONDS", 0.01)
    with taking(Turn.WRITING):
        assert beside(give_way).wait(10)


def test_a_transaction_that_fails_holds_up_nobody(db, beside):
    with pytest.raises(RuntimeError), writing("default"):
        raise RuntimeError
    assert beside(give_way).wait(10)


def test_building_a_segment_gives_way_to_a_transaction(db, beside):
    entries = [Entry(number, Said([b"word"], b"word")) for number in range(3)]

    def index():
        _, pages = build(entries, lambda parts: iter(()))
        list(pages)

    with writing("default"):
        done = beside(index)
        assert not done.wait(SOON)
    assert done.wait(10)
