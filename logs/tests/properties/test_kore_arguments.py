"""Kore.ai's door under random arguments in all their spellings: the rows that a plain filter in Python finds."""

from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import BotApp, Project
from logs.models import Log
from logs.tests.dialects.kore_client import KoreClient
from logs.tests.factories import make_logs

from .values import randomly

DAY = datetime(2026, 11, 10, tzinfo=UTC)
WORDS = [
    "rtm",
    "RTM",
    "Agent Node",
    "agent node",
    "Ärger",
    "ÄRGER",
    "Straße",
    "STRASSE",
    "4711",
    "nul \0",
    "\ud800",
    "%",
]
# Every name of an argument and the field of a log it is about.
LISTS = {"channel": "channel", "featureName": "feature", "taskId": "task_id"} | {
    "channelUIds": "channel_user_id",
    "channelUserIds": "channel_user_id",
    "userId": "customer_id",
    "userIds": "customer_id",
}
STATUSES = ["success", "warning", "error", "cancelled", "processing"]
MILLISECOND, WHOLE_DAY = timedelta(milliseconds=1), timedelta(days=1)


def random_logs(bots: list[str | None]) -> list[dict[str, Any]]:
    """Sixty logs over five days, of few values each so that arguments meet and miss them, stored in any order."""
    random = Random(5)
    starts = [DAY + timedelta(hours=2 * n, microseconds=random.choice([0, 1, 999])) for n in range(60)]
    random.shuffle(starts)
    return [
        {
            "started_at": start,
            "ended_at": start,
            "latency_ms": random.choice([None, 0.0, 1.0, 1.25, 900.0]),
            "status": random.choice(STATUSES),
            "is_developer": random.choice([True, False, None]),
            "bot_id": random.choice(bots),
            "model": str(number),
            **{field: random.choice([*WORDS, None]) for field in set(LISTS.values())},
        }
        for number, start in enumerate(starts)
    ]


# -- what is asked: what is written, and where that is not plain, what it means


def spelt(moment: datetime) -> st.SearchStrategy[tuple[str, datetime, datetime]]:
    """A time as it is sent, a day or an instant, in a zone or in none; and the first and last instant it stands for."""
    day = datetime.combine(moment, time.min, UTC)
    whole = moment.replace(microsecond=moment.microsecond // 1000 * 1000)
    east = f"{whole + timedelta(hours=2):%FT%T}.{whole.microsecond // 1000:03}+02:00"
    exact = moment if moment.microsecond % 1000 else moment + MILLISECOND - datetime.resolution
    last = whole + MILLISECOND - datetime.resolution
    return st.sampled_from(
        [
            (f"{day:%F}", day, day + WHOLE_DAY - datetime.resolution),
            (f" {moment:%FT%T.%f}Z ", moment, exact),
            (f"{moment:%FT%T.%f}", moment, exact),
            (f"{whole:%F %T}.{whole.microsecond // 1000:03}Z", whole, last),
            (east, whole, last),
        ]
    )


times = st.builds(
    lambda steps, rest: DAY + timedelta(hours=steps, microseconds=rest),
    st.integers(-3, 125) | st.integers(-2500, 2500),
    st.sampled_from([0, 1, 999, 1000]),
).flatmap(spelt)
words = st.sampled_from([*WORDS, 4711])
blanks = st.sampled_from([None, "", []])
many = words | st.lists(words | st.sampled_from([None, ""]), max_size=6) | blanks
counts = st.integers(0, 30).flatmap(lambda n: st.sampled_from([n, str(n), f" {n} "]))
flags = st.sampled_from([(True, True), ("true", True), ("TRUE", True), (False, False), ("false", False), (None, False)])
sorts = st.sampled_from(
    [
        ({"field": "Time Taken", "order": "asc"}, "asc"),
        ({"field": "Time Taken", "order": "DESC"}, "desc"),
        ({"order": "asc", "by": "Time Taken"}, "asc"),
        ({"field": "Time Taken", "by": "desc"}, "desc"),
        ({"order": "desc"}, "desc"),
        ({}, None),
        (None, None),
        ("", None),
    ]
)
arguments = st.fixed_dictionaries(
    {"dateFrom": times, "dateTo": times, "limit": st.integers(1, 60).flatmap(lambda n: st.sampled_from([n, str(n)]))},
    optional={
        "skip": counts | blanks.filter(lambda blank: blank != []),
        "offset": counts,
        "isDeveloper": flags,
        "sort": sorts,
        "sessionIds": words,
        **dict.fromkeys(LISTS, many),
    },
)


def sent(asked: dict[str, Any]) -> dict[str, Any]:
    """The body: of what has a meaning beside it, what is written."""
    return {name: value[0] if isinstance(value, tuple) else value for name, value in asked.items()}


# -- the rows in plain Python


def found_in_python(logs: list[Log], asked: dict[str, Any], bot_id: str, *, is_default: bool) -> list[Log]:
    order = asked.get("sort", (None, None))[1]
    rows = [log for log in logs if log.bot_id == bot_id or is_default and log.bot_id is None]
    rows = sorted((log for log in rows if is_asked_for(log, asked)), key=lambda log: log.id, reverse=order != "asc")
    if order:
        known = [log for log in rows if log.latency_ms is not None]
        known.sort(key=lambda log: log.latency_ms, reverse=order == "desc")
        rows = known + [log for log in rows if log.latency_ms is None]
    skip = int(next((asked[name] for name in ("skip", "offset") if asked.get(name) not in (None, "")), 0))
    return rows[skip : skip + int(asked["limit"])]


def is_asked_for(log: Log, asked: dict[str, Any]) -> bool:
    wanted: dict[str, set[str]] = {}
    for name, field in LISTS.items():
        given_values = asked.get(name) if isinstance(asked.get(name), list) else [asked.get(name)]
        texts = {folded(field, str(value)) for value in given_values if value not in (None, "")}
        wanted.setdefault(field, set()).update(texts)
    return (
        log.status != "processing"
        and asked["dateFrom"][1] <= log.started_at <= asked["dateTo"][2]
        and (asked.get("isDeveloper", (None, False))[1] or not log.is_developer)
        and all(not texts or folded(field, getattr(log, field)) in texts for field, texts in wanted.items())
    )


def folded(field: str, text: str | None) -> str | None:
    return text.casefold() if field == "feature" and text is not None else text


@pytest.fixture
def stored(project: Project, stranger_project: Project) -> list[Log]:
    bots = [None, project.default_bot().bot_id, "st-another"]
    make_logs(stranger_project, random_logs(bots))
    return make_logs(project, random_logs(bots))


@pytest.fixture
def bot_level(project: Project) -> KoreClient:
    return KoreClient(project)


@pytest.fixture
def account_level(project: Project) -> KoreClient:
    """An app of the whole account, asking for a bot that is not the default one."""
    bot = project.bots.create(bot_id="st-another", name="another")
    return KoreClient(project, app=BotApp.objects.issue(project, None, "console")[0], bot=bot)


@randomly(200)
@given(asked=arguments, is_default=st.booleans())
def test_random_arguments_find_what_plain_python_finds(
    bot_level: KoreClient, account_level: KoreClient, stored: list[Log], asked: dict[str, Any], is_default: bool
) -> None:
    kore = bot_level if is_default else account_level
    answer = kore.post(sent(asked))
    start, end = asked["dateFrom"][1], asked["dateTo"]
    if start > end[2] or end[1] - start > timedelta(days=90):
        assert answer.status_code == 400
    else:
        rows = found_in_python(stored, asked, kore.bot.bot_id, is_default=is_default)
        assert (answer.status_code, [row["Model Name"] for row in answer.json()]) == (200, [log.model for log in rows])
