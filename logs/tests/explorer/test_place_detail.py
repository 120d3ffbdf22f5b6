"""The page of one customer, model, prompt, feature or bot: who sees it, what it comes to, and where it leads."""

import re
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client

from accounts.models import Bot, Project
from logs import ledger
from logs.tests.explorer.reading import inline_parts, links_of, row_ids, text_of
from logs.tests.factories import NOON, make_log, make_logs

NAMED = {"customer_id": "acme", "model": "gpt-5", "prompt_name": "greet", "feature": "chat", "bot_id": "b-1"}
PAGES = (
    "/customers/acme/",
    "/customers/?name=acme",
    "/models/?name=gpt-5",
    "/prompts/?name=greet",
    "/features/?name=chat",
    "/bots/?name=b-1",
)


@pytest.fixture
def logs(project: Project) -> None:
    base = NAMED | {"provider": "openai", "prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1_000}
    base |= {"ended_at": None, "thread_id": "t-1", "input_messages": [{"role": "user", "content": "a secret"}]}
    make_logs(
        project,
        [
            base | {"cost_usd": Decimal("0.5"), "latency_ms": 1_000.0},
            base | {"model": "o3", "cost_usd": Decimal("0.25"), "status_code": 500, "error_message": "too many"},
            {"customer_id": "globex", "model": "gpt-5", "ended_at": None},
        ],
    )


@pytest.mark.parametrize("page", PAGES)
def test_sends_the_anonymous_to_sign_in(client: Client, db, page: str):
    assert client.get(page).url.startswith("/accounts/login/?next=")


@pytest.mark.parametrize("page", PAGES)
def test_refuses_a_post(browser: Client, page: str):
    assert browser.post(page).status_code == 405


@pytest.mark.parametrize("page", PAGES)
def test_is_not_there_for_strangers_as_if_it_never_was(
    stranger_browser: Client, browser: Client, logs: None, page: str
):
    never = page.replace("=", "=no-").replace("customers/a", "customers/no-a")
    stranger, nobody = stranger_browser.get(page), stranger_browser.get(never)
    assert stranger.status_code == nobody.status_code == 404
    assert text_of(stranger) == text_of(nobody)
    assert browser.get(page).status_code == 200


@pytest.mark.parametrize("page", PAGES)
def test_stands_when_its_logs_are_of_another_time(browser: Client, logs: None, page: str):
    joined = "&" if "?" in page else "?"
    response = browser.get(f"{page}{joined}since=2026-11-21T00:00&until=2026-11-21T01:00")
    assert response.status_code == 200
    assert "None match these conditions" in text_of(response)
    assert "Clear the conditions" in links_of(response)


def test_says_what_a_customer_comes_to(browser: Client, logs: None):
    text = text_of(browser.get("/customers/acme/"))
    figures = "Requests 2 Error rate 50.0% 1 failed Cost $0.7500 $0.3750 a request Tokens 2,000 1,800 in, 200 out"
    assert f"{figures} Latency p50 993 ms Latency p95 993 ms" in text  # within 2 %
    assert "gpt-5 1 0% 1,000 $0.5000 o3 1 100% 1,000 $0.2500" in text
    assert "2 1 $0.7500 Latest logs" in text
    assert links_of(browser.get("/customers/acme/"))["t-1"] == "/threads/t-1/"


def test_says_what_a_model_costs_and_by_which_list(browser: Client, logs: None):
    text = text_of(browser.get("/models/?name=gpt-5"))
    assert "openai 2 requests $1.25 $0.125 $1.25 $10.00" in text
    assert "OpenAI, GPT-5 in the price list of genai-prices" in text
    assert "Paid over these logs: $500.00 for a million tokens" in text
    assert "globex 1 0% – –" in text


def test_says_when_a_model_has_no_price(browser: Client, project: Project):
    make_log(project, model="mine", provider="here")
    text = text_of(browser.get("/models/?name=mine"))
    assert "here 1 request no price by the token in the list" in text
    assert "No cost is known of these logs." in text


@pytest.mark.parametrize("page", PAGES[3:])
def test_breaks_down_by_model_and_customer(browser: Client, logs: None, page: str):
    text = text_of(browser.get(page))
    assert "gpt-5 1 0% 1,000 $0.5000 o3 1 100% 1,000 $0.2500" in text
    assert "acme 2 50% 2,000 $0.7500" in text


@pytest.mark.parametrize("page", PAGES)
def test_shows_the_latest_logs(browser: Client, project: Project, page: str):
    made = make_logs(project, [NAMED | {"started_at": NOON + timedelta(minutes=n)} for n in range(12)])
    make_log(project, started_at=NOON + timedelta(days=1))
    newest = [str(log.public_id) for log in reversed(made)][:10]
    assert row_ids(browser.get(page)) == newest


def test_leads_to_the_logs_behind_each_number(browser: Client, logs: None):
    html = browser.get("/customers/acme/?q=status:error&time=90d").content.decode()
    assert 'href="/logs/?q=status:error+customer:acme&amp;time=90d"' in html
    assert 'href="/logs/?q=status:error+customer:acme+model:o3&amp;time=90d"' in html
    assert 'href="/logs/?q=customer:acme+status:error&amp;time=90d"' in html


def test_leads_back_with_its_conditions(browser: Client, logs: None):
    links = links_of(browser.get("/models/?name=gpt-5&time=90d"))
    assert links["Back to the models"] == "/models/?time=90d"
    assert links["All its logs"] == "/logs/?q=model:gpt-5&time=90d"


def test_keeps_its_name_when_one_searches(browser: Client, logs: None):
    html = browser.get("/models/?name=gpt-5").content.decode()
    assert '<input type="hidden" name="name" value="gpt-5">' in html


@pytest.mark.parametrize(
    ("page", "chart"), [(PAGES[0], "cost_by_model"), (PAGES[2], "latency"), (PAGES[3], "cost_by_model")]
)
def test_leads_to_charts_of_its_logs(browser: Client, logs: None, page: str, chart: str):
    html = browser.get(page).content.decode()
    found = re.findall(r'hx-get="(/charts/[^"]*)"', html)
    assert [address.partition("?")[0] for address in found] == ["/charts/requests_by_status/", f"/charts/{chart}/"]
    assert [browser.get(address.replace("&amp;", "&")).status_code for address in found] == [200, 200]
    assert found[0].endswith(browser.get(page).context["list_query"])


def test_counts_among_the_newest_and_says_so(browser: Client, project: Project, monkeypatch):
    monkeypatch.setattr(ledger, "NEWEST", 2)
    make_logs(project, [NAMED | {"started_at": NOON + timedelta(n), "ended_at": None} for n in range(3)])
    text = text_of(browser.get("/prompts/?name=greet"))
    assert "Requests 2" in text
    assert "Counted among the newest 2 logs" in text
    assert "Requests 3" in text_of(browser.get("/customers/acme/"))


def test_gives_the_default_bot_what_names_none(browser: Client, project: Project):
    make_logs(project, [{"bot_id": None}, {"bot_id": "b-1"}])
    assert "Requests 1" in text_of(browser.get(f"/bots/?name={project.default_bot().bot_id}"))


def test_shows_a_bot_that_no_log_names(browser: Client, project: Project):
    Bot.objects.create(project=project, bot_id="st-1", name="Desk bot")
    assert "Desk bot" in text_of(browser.get("/bots/?name=st-1"))


@pytest.mark.parametrize("page", PAGES)
def test_hides_content_from_who_may_read_metadata_only(viewer_browser: Client, logs: None, page: str):
    html = viewer_browser.get(page).content.decode()
    assert "secret" not in html
    assert "too many" not in html
    assert "content hidden" in html


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("rows", [1, 20])
def test_asks_the_same_few_questions(
    browser: Client, project: Project, page: str, rows: int, django_assert_num_queries
):
    make_logs(project, [NAMED | {"model": "gpt-5", "thread_id": f"t-{n}"} for n in range(rows)])
    # session, user, membership, projects to switch to, default bot; then: does it exist, what it comes to
    own = {"customers": 7, "models": 4, "prompts": 3, "features": 3, "bots": 6}
    with django_assert_num_queries(5 + own[page.split("/")[1]]) as asked:
        browser.get(page)
    assert not [query for query in asked.captured_queries if "logs_logbody" in query["sql"]]


def test_takes_everything_for_text(browser: Client, project: Project):
    text = '"><img src=x onerror=alert(1)><script>\u202e' + "x" * 900
    asked = [{"role": "user", "content": text}]
    make_log(project, **dict.fromkeys(NAMED, text), thread_id=text, input_messages=asked, error_message=text)
    for page in ("customers", "models", "prompts", "features", "bots"):
        response = browser.get(f"/{page}/", {"name": text})
        assert response.status_code == 200
        html = response.content.decode()
        assert "<img" not in html
        assert "<script>" not in html
        assert inline_parts(html) == []
