"""Kore.ai's door under random arguments: the rows that a plain filter in Python finds, and never a server error."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from logs.models import Log
from logs.tests.dialects.kore_client import PERIOD, KoreClient
from logs.tests.factories import make_logs

DAY = datetime(2026, 11, 10, tzinfo=UTC)
WORDS = ["rtm", "RTM", "Agent Node", "agent node", "Ärger", "ÄRGER", "u-1", "4711", "nul \0", "\ud800", "%", "Ω"]
LISTS = {"channel": "channel", "featureName": "feature", "taskId": "task_id"} | {
    "channelUIds": "channel_user_id",
    "channelUserIds": "channel_user_id",
    "userId": "customer_id",
    "userIds": "customer_id",
}
# The logs are made once for each test and only read, so examples may share them.
RANDOMLY = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True
)

words = st.sampled_from(WORDS)
times = st.integers(-1, 49).map(lambda hours: DAY + timedelta(hours=hours))
arguments = st.fixed_dictionaries(
    {"dateFrom": times, "dateTo": times, "limit": st.integers(1, 60)},
    optional={
        "skip": st.integers(0, 30),
        "isDeveloper": st.booleans(),
        "sort": st.sampled_from(["asc", "desc"]),
        **{name: words | st.lists(words, min_size=1, max_size=6) for name in LISTS},
    },
)
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text() | words,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(st.text(max_size=5), children, max_size=3),
    max_leaves=6,
)


@pytest.fixture
def stored(project):
    """Sixty logs over two days whose fields share few values, so that filters meet and miss them."""
    fields = sorted(set(LISTS.values()))
    many = [
        {
            "started_at": DAY + timedelta(minutes=48 * n),
            "ended_at": DAY + timedelta(minutes=48 * n),
            "latency_ms": float(n % 7),
            "status": "processing" if n % 11 == 0 else "success",
            "is_developer": (True, False, None)[n % 3],
            "model": str(n),
            **{field: (WORDS + [None])[(n * (5 + place)) % 13] for place, field in enumerate(fields)},
        }
        for n in range(60)
    ]
    return make_logs(project, many)


@pytest.fixture
def kore(project):
    return KoreClient(project)


@RANDOMLY
@given(arguments)
def test_the_same_rows_as_a_filter_in_python(kore, stored, asked):
    sent = {**asked, "dateFrom": asked["dateFrom"].isoformat(), "dateTo": asked["dateTo"].isoformat()}
    if "sort" in asked:
        sent["sort"] = {"field": "Time Taken", "order": asked["sort"]}
    if asked["dateFrom"] > asked["dateTo"]:
        assert kore.post(sent).status_code == 400
    else:
        assert kore.models(**sent) == [log.model for log in found_in_python(stored, asked)]


@RANDOMLY
@given(st.dictionaries(st.sampled_from([*PERIOD, *LISTS, "skip", "offset", "isDeveloper", "sort"]), values))
def test_no_arguments_are_a_server_error(kore, stored, asked):
    assert kore.post({**PERIOD, **asked}).status_code in (200, 400, 412)


@RANDOMLY
@given(st.binary(max_size=200) | values)
def test_no_body_is_a_server_error(kore, body):
    assert kore.post(body).status_code == 412


def found_in_python(logs: list[Log], asked: dict[str, Any]) -> list[Log]:
    rows = [log for log in logs if is_asked_for(log, asked)]
    rows.sort(key=lambda log: log.id, reverse=asked.get("sort") != "asc")
    if "sort" in asked:
        rows.sort(key=lambda log: log.latency_ms, reverse=asked["sort"] == "desc")
    start = asked.get("skip", 0)
    return rows[start : start + asked["limit"]]


def is_asked_for(log: Log, asked: dict[str, Any]) -> bool:
    wanted: dict[str, set[str]] = {}
    for name, field in LISTS.items():
        if name in asked:
            given_values = [asked[name]] if isinstance(asked[name], str) else asked[name]
            wanted.setdefault(field, set()).update(folded(field, value) for value in given_values)
    return (
        log.status != "processing"
        and asked["dateFrom"] <= log.started_at <= asked["dateTo"]
        and (asked.get("isDeveloper", False) or not log.is_developer)
        and all(folded(field, getattr(log, field)) in texts for field, texts in wanted.items())
    )


def folded(field: str, text: str | None) -> str | None:
    return text.casefold() if field == "feature" and text is not None else text
