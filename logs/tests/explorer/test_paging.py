"""Pages of the list: by key in order of time, by a limited offset in any other order."""

from datetime import timedelta

import pytest
from django.test import Client

from accounts.models import Project
from logs.models import Log
from logs.tests.explorer.reading import links_of, row_ids, text_of
from logs.tests.factories import NOON, make_logs


@pytest.fixture
def logs(project: Project) -> list[Log]:
    """120 logs, oldest first; the latency grows with the age."""
    return make_logs(
        project, [{"started_at": NOON + timedelta(seconds=n), "latency_ms": 1000.0 - n} for n in range(120)]
    )


def ids(logs: list[Log]) -> list[str]:
    return [str(log.public_id) for log in logs]


def test_shows_fifty(browser: Client, logs: list[Log]):
    assert row_ids(browser.get("/logs/")) == ids(logs[:69:-1])


def test_leads_to_older_logs_and_back(browser: Client, logs: list[Log]):
    first = browser.get("/logs/")
    second = browser.get("/logs/" + links_of(first)["Older"])
    third = browser.get("/logs/" + links_of(second)["Older"])
    assert row_ids(second) == ids(logs[69:19:-1])
    assert row_ids(third) == ids(logs[19::-1])
    back = browser.get("/logs/" + links_of(third)["Newer"])
    assert row_ids(back) == row_ids(second)


def test_has_no_link_where_there_is_nothing(browser: Client, logs: list[Log]):
    assert "Newer" not in links_of(browser.get("/logs/"))
    assert "Older" not in links_of(browser.get(f"/logs/?before={logs[10].public_id}"))


def test_leads_nowhere_from_a_single_page(browser: Client, project: Project):
    make_logs(project, [{}] * 50)
    assert not {"Older", "Newer"} & links_of(browser.get("/logs/")).keys()


def test_keeps_the_conditions_on_the_way(browser: Client, project: Project):
    make_logs(project, [{"model": "gpt-5"}] * 60)
    assert "q=model%3Agpt-5" in links_of(browser.get("/logs/?q=model:gpt-5"))["Older"]


def test_says_where_the_list_ends(browser: Client, logs: list[Log]):
    response = browser.get(f"/logs/?before={logs[0].public_id}")
    assert "No more logs in this direction" in text_of(response)


def test_shows_the_oldest_first_where_asked(browser: Client, logs: list[Log]):
    first = browser.get("/logs/?sort=time")
    second = browser.get("/logs/" + links_of(first)["Newer"])
    assert row_ids(first) == ids(logs[:50])
    assert row_ids(second) == ids(logs[50:100])
    assert row_ids(browser.get("/logs/" + links_of(second)["Older"])) == ids(logs[:50])


def test_sorts_by_a_column_and_back(browser: Client, logs: list[Log]):
    slowest = browser.get("/logs/?sort=-latency")
    assert row_ids(slowest) == ids(logs[:50])
    assert links_of(slowest)["Latency ↓"] == "?sort=latency"
    assert row_ids(browser.get("/logs/?sort=latency")) == ids(logs[:69:-1])


@pytest.mark.parametrize("sort", ["tokens", "-tokens", "cost", "-cost"])
def test_sorts_unknown_values_last(browser: Client, project: Project, sort: str):
    known, _ = make_logs(project, [{"prompt_tokens": 5, "cost_usd": "0.5"}, {"model": "nobody-prices-this"}])
    assert row_ids(browser.get(f"/logs/?sort={sort}"))[0] == str(known.public_id)


def test_pages_through_another_order(browser: Client, logs: list[Log]):
    second = browser.get("/logs/?sort=-latency&page=2")
    assert row_ids(second) == ids(logs[50:100])
    assert row_ids(browser.get("/logs/" + links_of(second)["Next"])) == ids(logs[100:])
    assert row_ids(browser.get("/logs/" + links_of(second)["Previous"])) == ids(logs[:50])


@pytest.mark.parametrize(
    "query",
    ["before=x", "after=00000000-0000-0000-0000-000000000000", "sort=shoe-size", "sort=-latency&page=0"]
    + ["sort=-latency&page=201", "sort=-latency&page=" + "9" * 5000, "sort=-latency&page=two"],
)
def test_knows_no_such_page(browser: Client, logs: list[Log], query: str):
    assert browser.get(f"/logs/?{query}").status_code == 404


def test_asks_no_more_for_another_order(browser: Client, logs: list[Log], django_assert_num_queries):
    # session, user, membership, projects to switch to; suggestions, keys, rows, count
    with django_assert_num_queries(8):
        browser.get("/logs/?sort=-latency&page=2")


def test_numbers_the_rows_on_the_way(browser: Client, logs: list[Log]):
    first = browser.get("/logs/")
    assert "Rows 1–50 of 120" in text_of(first)
    second = browser.get("/logs/" + links_of(first)["Older"])
    assert "Rows 51–100 of 120" in text_of(second)
    assert "Rows 51–100 of 120" in text_of(browser.get("/logs/?sort=-latency&page=2"))


def test_claims_no_number_it_does_not_know(browser: Client, logs: list[Log]):
    assert "50 rows" in text_of(browser.get(f"/logs/?before={logs[60].public_id}"))
    assert "50 rows" in text_of(browser.get(f"/logs/?before={logs[60].public_id}&from=x"))


def test_adds_rows_to_those_that_are_shown(browser: Client, logs: list[Log], django_assert_num_queries):
    older = links_of(browser.get("/logs/"))["Older"]
    # session, user, membership; default bot, rows: nothing is counted, no project is listed
    with django_assert_num_queries(5):
        response = browser.get("/logs/rows/" + older)
    assert row_ids(response) == ids(logs[69:19:-1])
    assert "Row 100 of more" in text_of(response)
    assert "<html" not in response.content.decode()
    last = browser.get("/logs/rows/" + links_of(response)["Older"])
    assert "Row 120, the last" in text_of(last)
    assert "Older" not in links_of(last)


def test_stays_where_it_was_while_new_logs_come(browser: Client, project: Project, logs: list[Log]):
    older = links_of(browser.get("/logs/"))["Older"]
    make_logs(project, [{"started_at": NOON + timedelta(hours=1)}] * 3)
    assert row_ids(browser.get("/logs/rows/" + older)) == ids(logs[69:19:-1])


def test_heads_no_day_twice(browser: Client, project: Project):
    make_logs(project, [{"started_at": NOON - timedelta(minutes=n)} for n in range(60)])
    make_logs(project, [{"started_at": NOON - timedelta(days=1)}])
    added = browser.get("/logs/rows/" + links_of(browser.get("/logs/"))["Older"])
    assert "Fri 20 Nov 2026" not in text_of(added)
    assert "Thu 19 Nov 2026" in text_of(added)


def test_refuses_rows_of_a_query_it_cannot_read(browser: Client, project: Project):
    assert browser.get("/logs/rows/?q=latency:x").status_code == 400


def test_says_how_far_of_all_the_rows_it_is(browser: Client, logs: list[Log]):
    older = links_of(browser.get("/logs/"))["Older"]
    assert "Row 100 of 120" in text_of(browser.get(f"/logs/rows/{older}&of=120"))
    assert "Row 100 of more" in text_of(browser.get(f"/logs/rows/{older}&of=x"))
