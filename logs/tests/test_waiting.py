"""The line before the writer: bounded, and fair between projects."""

import pytest

from logs import waiting
from logs.waiting import Line, OverloadedError, Submission


def join(line, project_id, count=1):
    submission = Submission(project_id, [None] * count)
    line.join(submission)
    return submission


def test_projects_take_turns():
    line = Line()
    flood = [join(line, 1) for _ in range(3)]
    other = join(line, 2)
    assert line.take(2) == [flood[0], other]
    assert line.take(2) == flood[1:]


def test_whose_turn_it_is_keeps_it_where_the_batch_is_full():
    line = Line()
    first, large, last = join(line, 1, 5), join(line, 2, 6), join(line, 3, 5)
    assert line.take(10) == [first]
    assert line.take(10) == [large]
    assert line.take(10) == [last]


def test_a_submission_larger_than_a_batch_is_taken_alone():
    line = Line()
    large, small = join(line, 1, 20), join(line, 2)
    assert line.take(10) == [large]
    assert line.take(10) == [small]


def test_more_waiting_than_the_limit_is_refused_before_it_is_queued(monkeypatch):
    monkeypatch.setattr(waiting, "MAX_WAITING", 3)
    line = Line()
    join(line, 1, 2)
    with pytest.raises(OverloadedError):
        join(line, 2, 2)
    assert line.waiting == 2


def test_a_flood_of_one_project_leaves_room_for_another(monkeypatch):
    monkeypatch.setattr(waiting, "MAX_OF_PROJECT", 3)
    line = Line()
    join(line, 1, 2)
    with pytest.raises(OverloadedError):
        join(line, 1, 2)
    assert join(line, 2, 2).project_id == 2


def test_one_submission_larger_than_the_limit_is_taken_when_nothing_waits(monkeypatch):
    monkeypatch.setattr(waiting, "MAX_WAITING", 3)
    assert len(join(Line(), 1, 5).logs) == 5


def test_what_was_taken_makes_room(monkeypatch):
    monkeypatch.setattr(waiting, "MAX_WAITING", 1)
    line = Line()
    join(line, 1)
    line.take(1)
    assert join(line, 1).project_id == 1
    assert line.waiting == 1


def test_who_waits_gets_what_was_stored_or_hears_of_the_error():
    good, bad = Submission(1, []), Submission(1, [])
    good.stored, bad.error = ["a"], KeyError("bug")
    good.finish()
    bad.finish()
    assert good.wait() == ["a"]
    with pytest.raises(KeyError):
        bad.wait()
