"""The list of logs: who sees it, what stands in it, and what it says when there is nothing."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Project, User
from logs.tests.explorer.conftest import browser_of
from logs.tests.explorer.reading import links_of, row_ids, text_of
from logs.tests.factories import NOON, make_log, make_logs


def test_sends_the_anonymous_to_sign_in(client: Client, db):
    response = client.get("/logs/?q=model:gpt-5")
    assert (response.status_code, response.url) == (302, "/accounts/login/?next=/logs/%3Fq%3Dmodel%3Agpt-5")


def test_hides_other_projects_logs(stranger_browser: Client, project: Project, stranger_project: Project):
    make_log(project)
    own = make_log(stranger_project)
    assert row_ids(stranger_browser.get("/logs/")) == [str(own.public_id)]


def test_refuses_a_post(browser: Client):
    assert browser.post("/logs/").status_code == 405


def test_tells_somebody_without_a_project_what_to_do(db):
    response = browser_of(User.objects.create_user("alone@example.com", "correct horse battery")).get("/logs/")
    assert response.status_code == 403
    assert "no project has you as a member yet" in text_of(response)


def test_may_not_be_cached(browser: Client):
    assert browser.get("/logs/")["Cache-Control"] == "private, no-store"


def test_shows_newest_first(browser: Client, project: Project):
    old = make_log(project, started_at=NOON)
    new = make_log(project, started_at=NOON + timedelta(seconds=1))
    assert row_ids(browser.get("/logs/")) == [str(new.public_id), str(old.public_id)]


def test_shows_what_a_row_is_about(browser: Client, project: Project):
    make_log(
        project,
        model="gpt-5",
        customer_id="acme-retail",
        input_messages=[{"role": "user", "content": "Where is order A-20418?"}],
        output_message={"role": "assistant", "content": "At the pick-up shop."},
        latency_ms=6840.0,
        prompt_tokens=12420,
        completion_tokens=730,
        cost_usd=Decimal("0.010441"),
    )
    text = text_of(browser.get("/logs/"))
    for part in ("gpt-5", "acme-retail", "Where is order A-20418?", "At the pick-up shop.", "6.84 s", "12,420", "730"):
        assert part in text
    assert "$0.0104" in text
    assert "Success" in text


def test_shows_the_error_of_a_failed_call(browser: Client, project: Project):
    make_log(project, status_code=429, error_type="rate_limit_error", error_message="Slow down.")
    text = text_of(browser.get("/logs/"))
    assert "429 rate_limit_error · Slow down." in text
    assert "Error" in text


def test_escapes_what_callers_sent(browser: Client, project: Project):
    make_log(project, model="<b>m</b>", input_messages=[{"role": "user", "content": "<script>alert(1)</script>"}])
    html = browser.get("/logs/").content.decode()
    assert "<script>alert" not in html
    assert "<b>m</b>" not in html


def test_shows_rows_that_no_page_can_hold(browser: Client, project: Project):
    log = make_log(project, model="half \ud83d of a pair", input_messages=[{"role": "user", "content": "nul \x00"}])
    response = browser.get("/logs/")
    assert row_ids(response) == [str(log.public_id)]
    assert "half � of a pair" in text_of(response)


def test_writes_a_day_above_its_rows(browser: Client, project: Project):
    make_logs(project, [{"started_at": NOON}, {"started_at": NOON - timedelta(days=1)}])
    text = text_of(browser.get("/logs/"))
    assert text.index("Fri 20 Nov 2026") < text.index("Thu 19 Nov 2026")


def test_counts_what_matches(browser: Client, project: Project):
    make_logs(project, [{"model": "gpt-5"}, {"model": "gpt-5"}, {"model": "gpt-4o"}])
    assert "2 logs" in text_of(browser.get("/logs/?q=model:gpt-5"))


def test_counts_no_further_than_its_limit_where_only_rows_can_tell(
    browser: Client, project: Project, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("logs.explorer.paging.COUNT_LIMIT", 2)
    make_logs(project, [{"channel": "rtm"} for _ in range(3)])
    assert "at least 2 logs" in text_of(browser.get("/logs/?q=channel:rtm"))
    assert "3 logs" in text_of(browser.get("/logs/?q=model:gpt-4o"))  # a rollup knows


def test_carries_the_conditions_into_the_page_of_a_log(browser: Client, project: Project):
    log = make_log(project, model="gpt-5")
    response = browser.get("/logs/?q=model:gpt-5")
    assert f'href="/logs/{log.public_id}/?q=model:gpt-5"' in response.content.decode()


def test_offers_to_leave_out_each_condition_when_nothing_matches(browser: Client, project: Project):
    make_logs(project, [{"model": "gpt-5", "customer_id": "acme"}, {"model": "gpt-4o", "customer_id": "globex"}])
    response = browser.get("/logs/?q=model:gpt-5+customer:globex")
    text, links = text_of(response), links_of(response)
    assert "No logs match" in text
    assert "model:gpt-5 1 log" in text
    assert links["model:gpt-5"] == "/logs/?q=customer:globex"
    assert links["customer:globex"] == "/logs/?q=model:gpt-5"


def test_hides_content_from_who_may_read_metadata_only(viewer_browser: Client, project: Project):
    make_log(
        project,
        model="gpt-5",
        input_messages=[{"role": "user", "content": "secret question"}],
        output_message={"role": "assistant", "content": "secret answer"},
    )
    response = viewer_browser.get("/logs/")
    assert "secret" not in response.content.decode()
    assert "content hidden" in text_of(response)
    assert "gpt-5" in text_of(response)


def test_hides_error_messages_from_who_may_read_metadata_only(viewer_browser: Client, project: Project):
    make_log(project, status_code=400, error_message="secret prompt is too long")
    assert "secret" not in viewer_browser.get("/logs/").content.decode()


def test_does_not_search_content_for_who_may_not_read_it(viewer_browser: Client, project: Project):
    log = make_log(project, input_messages=[{"role": "user", "content": "a question"}], model="gpt-5")
    response = viewer_browser.get("/logs/?q=question")
    assert response.status_code == 400
    assert "Your role does not let you search in content." in text_of(response)
    assert row_ids(viewer_browser.get("/logs/?q=model:gpt-5")) == [str(log.public_id)]


@pytest.mark.parametrize("rows", [1, 20, 1000])
def test_asks_the_same_few_questions_of_any_store(
    browser: Client, project: Project, rows: int, django_assert_num_queries
):
    make_logs(project, [{"started_at": NOON + timedelta(seconds=n)} for n in range(rows)])
    # session, user, membership, projects to switch to; default bot, rows, count
    with django_assert_num_queries(7):
        browser.get("/logs/")


def test_loads_no_body(browser: Client, project: Project, django_assert_num_queries):
    make_log(project, input_messages=[{"role": "user", "content": "Hi"}])
    with django_assert_num_queries(7) as asked:
        browser.get("/logs/")
    assert not [query for query in asked.captured_queries if "logs_logbody" in query["sql"]]
