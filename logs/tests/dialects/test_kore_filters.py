"""Which logs Kore.ai's door answers with: every argument in all its spellings finds one log and leaves one out."""

from datetime import UTC, datetime, timedelta

import pytest

from logs.tests.dialects.kore_client import KoreClient
from logs.tests.factories import NOON, make_log, make_logs


@pytest.fixture
def kore(project):
    return KoreClient(project)


# -- users, channels, tasks, features


@pytest.mark.parametrize(
    ("field", "argument"),
    [
        ("channel", "channel"),
        ("feature", "featureName"),
        ("task_id", "taskId"),
        ("channel_user_id", "channelUIds"),
        ("channel_user_id", "channelUserIds"),
        ("customer_id", "userId"),
        ("customer_id", "userIds"),
    ],
)
@pytest.mark.parametrize("value", ["wanted", ["wanted"], ["nobody", "wanted", None, ""]])
def test_a_value_or_a_list_of_values(kore, project, field, argument, value):
    make_logs(project, [{field: "wanted", "model": "in"}, {field: "Unwanted", "model": "out"}, {"model": "none"}])
    assert kore.models(**{argument: value}) == ["in"]


@pytest.mark.parametrize("argument", ["channel", "featureName", "taskId", "channelUIds", "userIds", "sort", "skip"])
@pytest.mark.parametrize("value", [None, "", []])
def test_a_blank_argument_filters_nothing(kore, project, argument, value):
    make_log(project)
    assert len(kore.rows(**{argument: value})) == 1


def test_two_values_find_both(kore, project):
    make_logs(project, [{"channel": name, "model": name} for name in ("rtm", "msteams", "slack")])
    assert sorted(kore.models(channel=["rtm", "slack"])) == ["rtm", "slack"]


def test_two_spellings_of_one_argument_add_up(kore, project):
    make_logs(project, [{"channel_user_id": f"29:{n}", "customer_id": "u-1", "model": str(n)} for n in range(3)])
    assert sorted(kore.models(channelUIds="29:0", channelUserIds=["29:1"])) == ["0", "1"]
    assert sorted(kore.models(userId="u-0", userIds=["u-1"])) == ["0", "1", "2"]


def test_two_arguments_narrow_each_other(kore, project):
    make_log(project, channel="rtm", customer_id="u-1", model="both")
    make_log(project, channel="rtm", customer_id="u-2", model="channel only")
    assert kore.models(channel="rtm", userId="u-1") == ["both"]


def test_a_number_is_its_digits(kore, project):
    make_log(project, customer_id="4711", model="in")
    make_log(project, customer_id="4712", model="out")
    assert kore.models(userId=4711) == ["in"]


@pytest.mark.parametrize("value", ["nul \0 in it", "surrogate \ud800", "1; DROP TABLE logs_log", "%", "_"])
def test_strange_texts_are_only_texts(kore, project, value):
    make_logs(project, [{"channel": value, "feature": value, "model": "in"}, {"channel": "x", "model": "out"}])
    assert kore.models(channel=value, featureName=[value]) == ["in"]


@pytest.mark.parametrize(
    ("stored", "asked"),
    [
        ("Agent Node", "AGENT NODE"),
        ("agent node", "Agent Node"),
        ("Ärger", "ÄRGER"),
        ("ЧАТ", "чат"),
        ("Straße", "STRASSE"),
        ("ΟΔΟΣ", "οδος"),
        ("İstanbul", "i\u0307stanbul"),
        ("nul \0 É \ud800", "NUL \0 é \ud800"),
    ],
)
def test_features_are_found_whatever_the_case(kore, project, stored, asked):
    make_log(project, feature=stored, model="in")
    make_log(project, feature=f"{stored} 2", model="out")
    assert kore.models(featureName=asked) == ["in"]


def test_channels_are_found_in_their_own_case_only(kore, project):
    make_log(project, channel="msteams")
    assert kore.rows(channel="MSTeams") == []


# -- developers


@pytest.fixture
def people(project):
    return make_logs(project, [{"is_developer": flag, "model": str(flag)} for flag in (True, False, None)])


@pytest.mark.parametrize("flag", [True, "true", "TRUE"])
def test_developers_are_added_to_end_users(kore, people, flag):
    assert sorted(kore.models(isDeveloper=flag)) == ["False", "None", "True"]


@pytest.mark.parametrize("arguments", [{}, *({"isDeveloper": flag} for flag in (False, "false", None, ""))])
def test_without_developers_end_users_and_unknown_ones_remain(kore, people, arguments):
    assert sorted(kore.models(**arguments)) == ["False", "None"]


# -- state and bot


@pytest.mark.parametrize("status", ["success", "warning", "error", "cancelled"])
def test_a_call_that_has_ended_is_shown(kore, project, status):
    make_log(project, status=status)
    assert len(kore.rows()) == 1


def test_a_call_still_processing_is_not_shown(kore, project):
    make_log(project, status="processing")
    assert kore.rows() == []


def test_the_default_bot_has_the_logs_that_name_none(kore, project):
    make_log(project, model="nameless")
    make_log(project, bot_id=kore.bot.bot_id, model="named")
    make_log(project, bot_id="st-other", model="another's")
    assert sorted(kore.models()) == ["named", "nameless"]
    assert {row["Bot ID"] for row in kore.rows()} == {kore.bot.bot_id}


# -- the period

INSTANTS = {
    "before": datetime(2026, 11, 9, 23, 59, 59, 999999, tzinfo=UTC),
    "midnight": datetime(2026, 11, 10, tzinfo=UTC),
    "morning": datetime(2026, 11, 10, 10, 0, 0, 500900, tzinfo=UTC),
    "last": datetime(2026, 11, 10, 23, 59, 59, 999999, tzinfo=UTC),
    "after": datetime(2026, 11, 11, tzinfo=UTC),
}


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("2026-11-10", "2026-11-10", ["last", "morning", "midnight"]),
        ("2026-11-10T00:00:00Z", "2026-11-11T00:00:00Z", ["after", "last", "morning", "midnight"]),
        ("2026-11-10T00:00:00.000Z", "2026-11-10T23:59:59.999Z", ["last", "morning", "midnight"]),
        ("2026-11-10T00:00:00.001Z", "2026-11-10T23:59:59.998Z", ["morning"]),
        ("2026-11-10T10:00:00.500Z", "2026-11-10T10:00:00.500Z", ["morning"]),
        ("2026-11-10T10:00:00.501Z", "2026-11-10T11:00:00Z", []),
        ("2026-11-10T09:00:00", "2026-11-10T11:00:00", ["morning"]),
        ("2026-11-10T04:59:00-05:00", "2026-11-10T11:01:00+01:00", ["morning"]),
        ("2026-11-10", "2026-11-10T10:00:00.500899Z", ["midnight"]),
        (" 2026-11-09 ", "2026-11-09", ["before"]),
        ("2026-11-11", "2026-11-30", ["after"]),
    ],
)
def test_the_period_is_inclusive_and_utc(kore, project, start, end, found):
    make_logs(project, [{"started_at": at, "ended_at": at, "model": name} for name, at in INSTANTS.items()])
    assert kore.models(dateFrom=start, dateTo=end) == found


def test_the_start_decides_not_the_end(kore, project):
    make_log(project, started_at=INSTANTS["before"], ended_at=INSTANTS["morning"], model="started before")
    make_log(project, started_at=INSTANTS["last"], ended_at=INSTANTS["after"], model="ended after")
    assert kore.models(dateFrom="2026-11-10", dateTo="2026-11-10") == ["ended after"]


def test_a_start_date_that_was_answered_finds_its_log(kore, project):
    make_log(project, started_at=INSTANTS["morning"])
    shown = kore.rows()[0]["start Date"]
    assert len(kore.rows(dateFrom=shown, dateTo=shown)) == 1


# -- order and page


@pytest.fixture
def three(project):
    """By start a, b, c; by time taken b, a, c; d took an unknown time and started first."""
    taken = {"a": 20.0, "b": 10.0, "c": 30.0}
    starts = {name: NOON + timedelta(minutes=n) for n, name in enumerate(taken)}
    known = [{"started_at": starts[n], "ended_at": starts[n], "latency_ms": ms, "model": n} for n, ms in taken.items()]
    return make_logs(project, [*known, {"started_at": NOON - timedelta(hours=1), "ended_at": None, "model": "d"}])


def test_the_newest_come_first(kore, three):
    assert kore.models() == ["c", "b", "a", "d"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ({"field": "Time Taken", "order": "asc"}, ["b", "a", "c", "d"]),
        ({"field": "Time Taken", "order": "desc"}, ["c", "a", "b", "d"]),
        ({"by": "Time Taken", "order": "asc"}, ["b", "a", "c", "d"]),
        ({"field": "Time Taken", "by": "DESC"}, ["c", "a", "b", "d"]),
        ({"order": "Asc"}, ["b", "a", "c", "d"]),
        ({}, ["c", "b", "a", "d"]),
    ],
)
def test_sorted_by_time_taken(kore, three, sort, found):
    assert kore.models(sort=sort) == found


@pytest.mark.parametrize(("order", "found"), [("asc", ["0", "1", "2"]), ("desc", ["2", "1", "0"])])
def test_equal_times_are_ordered_by_start(kore, project, order, found):
    starts = [NOON + timedelta(seconds=n) for n in range(3)]
    make_logs(
        project,
        [{"started_at": at, "ended_at": at, "latency_ms": 5.0, "model": str(n)} for n, at in enumerate(starts)],
    )
    assert kore.models(sort={"field": "Time Taken", "order": order}) == found


@pytest.mark.parametrize("name", ["skip", "offset"])
@pytest.mark.parametrize("value", [1, "1"])
def test_a_page_starts_after_the_rows_to_skip(kore, three, name, value):
    assert kore.models(**{name: value}, limit="2") == ["b", "a"]


def test_skip_goes_before_offset(kore, three):
    assert kore.models(skip=3, offset=0) == ["d"]


def test_a_skip_beyond_the_end(kore, three):
    assert kore.models(skip=4) == []
