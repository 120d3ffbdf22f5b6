"""Token buckets: a minute's worth at once, then evenly, over all processes of a machine."""

import multiprocessing

import pytest

from accounts.keys import pace


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    return tmp_path / "key-pace"


@pytest.fixture
def clock(monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(pace, "time", lambda: now[0])
    return now


def test_a_minutes_worth_may_come_at_once(clock):
    assert [pace.take("k", 3) for _ in range(3)] == [0.0, 0.0, 0.0]
    assert pace.take("k", 3) == pytest.approx(20)


def test_it_fills_evenly(clock):
    for _ in range(3):
        pace.take("k", 3)
    clock[0] += 19
    assert pace.take("k", 3) == pytest.approx(1)
    clock[0] += 1
    assert pace.take("k", 3) == 0.0
    assert pace.take("k", 3) == pytest.approx(20)


def test_it_holds_no_more_than_a_minutes_worth(clock):
    pace.take("k", 2)
    clock[0] += 3600
    assert [pace.take("k", 2) for _ in range(3)] == [0.0, 0.0, pytest.approx(30)]


def test_who_waits_does_not_wait_longer_for_asking(clock):
    pace.take("k", 1)
    for _ in range(5):
        assert pace.take("k", 1) == pytest.approx(60)


def test_a_clock_that_is_set_back_fills_nothing(clock):
    pace.take("k", 1)
    clock[0] -= 500
    assert pace.take("k", 1) == pytest.approx(60)


def test_each_has_a_bucket_of_its_own(clock):
    pace.take("a", 1)
    assert pace.take("b", 1) == 0.0


def test_a_lower_limit_counts_at_once(clock):
    pace.take("k", 100)
    assert [pace.take("k", 1), pace.take("k", 1)] == [0.0, pytest.approx(60)]


def test_a_broken_bucket_is_a_new_one(folder, clock):
    folder.mkdir()
    (folder / "k").write_bytes(b"\x00")
    assert pace.take("k", 1) == 0.0
    assert pace.take("k", 1) == pytest.approx(60)


def test_a_folder_that_cannot_be_made_turns_nobody_away(folder, caplog):
    folder.write_text("in the way")
    assert pace.take("k", 1) == 0.0
    assert "The pace of k is not kept: NotADirectoryError" in caplog.text


def test_forgotten(folder, clock):
    pace.take("k", 1)
    pace.forget("k")
    pace.forget("never there")
    assert list(folder.iterdir()) == []


def _take_often(count):
    return sum(pace.take("shared", 50) == 0.0 for _ in range(count))


def test_processes_share_a_bucket():
    with multiprocessing.get_context("fork").Pool(4) as pool:
        admitted = sum(pool.map(_take_often, [30] * 4))

    assert 50 <= admitted <= 52  # it fills a little meanwhile
