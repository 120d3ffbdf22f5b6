"""The list of threads: who sees it, what stands in it, and how it goes on."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from accounts.models import Project
from logs.tests.explorer.reading import inline_parts, links_of, text_of
from logs.tests.factories import NOON, make_log, make_logs


def make_threads(project: Project, count: int, turns: int = 1) -> None:
    many: list[dict[str, Any]] = [
        {"thread_id": f"t-{n}", "started_at": NOON + timedelta(seconds=turn * count + n), "ended_at": NOON}
        for turn in range(turns)
        for n in range(count)
    ]
    make_logs(project, many)


def shown(response: Any) -> list[str]:
    return re.findall(r'data-open title="[^"]*"><code>([^<]*)</code>', response.content.decode())


def test_sends_the_anonymous_to_sign_in(client: Client, db):
    assert client.get("/threads/").url == "/accounts/login/?next=/threads/"


def test_refuses_a_post(browser: Client):
    assert browser.post("/threads/").status_code == 405


def test_hides_other_projects_threads(stranger_browser: Client, project: Project):
    make_threads(project, 1)
    assert "No threads yet" in text_of(stranger_browser.get("/threads/"))


def test_says_how_threads_come_about(browser: Client, project: Project):
    make_log(project)
    assert "thread_identifier" in text_of(browser.get("/threads/"))


def test_shows_what_a_thread_is_about(browser: Client, project: Project):
    asked = [{"role": "user", "content": "Where is order A-20418?"}]
    base = {"thread_id": "th_8f21c0", "customer_id": "acme-retail", "cost_usd": Decimal("0.01"), "total_tokens": 1_500}
    make_logs(
        project,
        [
            base | {"model": "gpt-5", "input_messages": asked, "started_at": NOON},
            base | {"model": "o3", "status_code": 500, "started_at": NOON + timedelta(minutes=3)},
        ],
    )
    response = browser.get("/threads/")
    row = "gpt-5, o3 acme-retail 20 Nov 12:00:00 20 Nov 12:03:00 2 turns 1 failed 3,000 $0.0200"
    assert f"Where is order A-20418? th_8f21c0 {row}" in text_of(response)
    assert links_of(response)["Where is order A-20418?"] == "/threads/th_8f21c0/"


def test_shows_unknown_as_unknown(browser: Client, project: Project):
    make_log(project, thread_id="t", model=None)
    assert "1 turn 0 – –" in text_of(browser.get("/threads/"))


def test_goes_on_to_older_threads(browser: Client, project: Project):
    make_threads(project, 70, turns=2)
    first = browser.get("/threads/")
    second = browser.get("/threads/" + links_of(first)["Older"])
    assert shown(first) == [f"t-{n}" for n in range(69, 19, -1)]
    assert shown(second) == [f"t-{n}" for n in range(19, -1, -1)]
    assert "Older" not in links_of(second)
    assert links_of(second)["Newest"] == "?"


def test_shows_threads_of_which_a_log_matches(browser: Client, project: Project):
    make_threads(project, 3, turns=2)
    make_log(project, thread_id="t-1", model="o3", started_at=NOON - timedelta(days=30), status="error")
    response = browser.get("/threads/?q=model:o3")
    assert shown(response) == ["t-1"]
    assert "3 turns" in text_of(response)  # all of them
    until = (NOON - timedelta(days=1)).isoformat()
    assert shown(browser.get("/threads/", {"until": until})) == ["t-1"]
    assert "No threads match" in text_of(browser.get("/threads/?q=model:none"))
    assert browser.get("/threads/?q=(").status_code == 400


def test_pages_through_threads_that_match(browser: Client, project: Project):
    make_threads(project, 70, turns=2)
    first = browser.get("/threads/?q=model:gpt*")
    second = browser.get("/threads/" + links_of(first)["Older"])
    assert [*shown(first), *shown(second)] == [f"t-{n}" for n in range(69, -1, -1)]


def test_finds_threads_by_what_was_said(browser: Client, project: Project):
    for word in ("pizza", "pasta"):
        asked = [{"role": "user", "content": f"A {word}"}]
        make_log(project, thread_id=word, input_messages=asked)
    text = text_of(browser.get("/threads/?q=pasta"))
    assert "A pasta pasta" in text
    assert "A pizza" not in text


def test_knows_no_other_page(browser: Client, project: Project):
    assert browser.get("/threads/?before=x").status_code == 404


def test_hides_content_from_who_may_read_metadata_only(viewer_browser: Client, project: Project):
    make_log(project, thread_id="t", input_messages=[{"role": "user", "content": "a secret"}])
    html = viewer_browser.get("/threads/").content.decode()
    assert "secret" not in html
    assert "<code>t</code>" in html


@pytest.mark.parametrize("threads", [1, 20])
def test_asks_the_same_few_questions(browser: Client, project: Project, threads: int, django_assert_num_queries):
    make_threads(project, threads)
    # session, user, membership, projects to switch to, default bot; newest logs, sums, first and last logs
    with django_assert_num_queries(8) as asked:
        browser.get("/threads/")
    assert not [query for query in asked.captured_queries if "logs_logbody" in query["sql"]]


def test_takes_everything_for_text(browser: Client, project: Project):
    for number, text in enumerate(['"><img src=x onerror=alert(1)>', "\u202egnp", "nul \x00 half \ud83d", "x" * 1024]):
        asked = [{"role": "user", "content": text * 2}]
        at = NOON + timedelta(seconds=number)
        make_log(project, thread_id=text, customer_id=text, model=text, input_messages=asked, started_at=at)
    response = browser.get("/threads/")
    assert response.status_code == 200
    assert "<img" not in response.content.decode()
    assert inline_parts(response.content.decode()) == []


def test_stands_in_the_menu_that_phones_have(browser: Client, project: Project):
    html = browser.get("/threads/").content.decode()
    menu = html[html.index('<details class="menu topbar-places"') :].partition("</details>")[0]
    assert re.findall(r'href="/(\w+)/" aria-current="page">(\w+)<', menu) == [("threads", "Threads")]
    places = ["logs", "threads", "customers", "models", "prompts", "bots", "dashboards"]
    assert re.findall(r'href="/(\w+)/"', menu)[:7] == places


def test_is_one_step_from_every_page(browser: Client, project: Project):
    log = make_log(project, thread_id="t")
    for page in ("/logs/", f"/logs/{log.public_id}/", "/threads/t/"):
        assert links_of(browser.get(page))["Threads"] == "/threads/"
