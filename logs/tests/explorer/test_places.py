"""Lists of customers, models, prompts, features and bots: who sees them, their numbers, orders and links."""

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import unquote_plus

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Bot, Project
from logs import ledger
from logs.tests.explorer.reading import inline_parts, links_of, text_of
from logs.tests.factories import NOON, make_log, make_logs

LISTS = ("/customers/", "/models/", "/prompts/", "/features/", "/bots/")
NAMED = {"customer_id": "acme", "model": "gpt-5", "prompt_name": "greet", "feature": "chat", "bot_id": "b-1"}


@pytest.fixture
def logs(project: Project) -> None:
    base = {"prompt_tokens": 900, "completion_tokens": 100, "total_tokens": 1_000, "provider": "openai"}
    base["ended_at"] = None
    make_logs(
        project,
        [
            base | {"customer_id": "acme", "model": "gpt-5", "cost_usd": Decimal("0.5"), "latency_ms": 1_000.0},
            base | {"customer_id": "acme", "model": "o3", "cost_usd": Decimal("0.25"), "latency_ms": 3_000.0},
            base | {"customer_id": "globex", "model": "gpt-5", "cost_usd": Decimal(1), "status_code": 500},
            {"customer_id": None, "model": "mine", "started_at": NOON - timedelta(days=3), "ended_at": None},
        ],
    )


def names(response: Any) -> list[str]:
    """Names of the rows, top to bottom."""
    cells = re.findall(r'class="places-open[^>]*>(.*?)</a>', response.content.decode())
    return [re.sub(r"<[^>]*>", "", cell) for cell in cells]


@pytest.mark.parametrize("page", LISTS)
def test_sends_the_anonymous_to_sign_in(client: Client, db, page: str):
    assert client.get(page).url == f"/accounts/login/?next={page}"


@pytest.mark.parametrize("page", LISTS)
def test_refuses_a_post(browser: Client, page: str):
    assert browser.post(page).status_code == 405


@pytest.mark.parametrize("page", LISTS)
def test_hides_other_projects(stranger_browser: Client, project: Project, page: str):
    make_log(project, **NAMED)
    text = text_of(stranger_browser.get(page))
    assert not [name for name in NAMED.values() if f" {name} " in text]


@pytest.mark.parametrize("page", LISTS[:4])
def test_says_how_rows_come_about(browser: Client, project: Project, page: str):
    assert "are summed here" in text_of(browser.get(page))


def test_sums_customers(browser: Client, logs: None):
    text = text_of(browser.get("/customers/"))  # percentiles are within 2 %
    assert "acme 2 requests" in text
    assert "0% 2,000 $0.7500 3.04 s 20 Nov 2026 12:00" in text
    assert "globex 1 request" in text
    assert "100% failed 1,000 $1.00 – 20 Nov 2026 12:00" in text


def test_shows_unknown_as_unknown(browser: Client, logs: None):
    assert re.search(r"\(not set\) 1 request .*? 0% – – – –", text_of(browser.get("/customers/")))


def test_shows_prices_of_models(browser: Client, logs: None):
    text = text_of(browser.get("/models/"))
    assert "$1.25 / $10.00" in text
    assert re.search(r"mine 1 request .*? 0% – – – – 17 Nov 2026 12:00", text)


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["acme", "globex", "(not set)"]),
        ("name", ["acme", "globex", "(not set)"]),
        ("-name", ["globex", "acme", "(not set)"]),
        ("-errors", ["globex", "acme", "(not set)"]),
        ("-cost", ["globex", "acme", "(not set)"]),
        ("cost", ["acme", "globex", "(not set)"]),
        ("-p95", ["acme", "globex", "(not set)"]),
        ("-tokens", ["acme", "globex", "(not set)"]),
        ("requests", ["globex", "(not set)", "acme"]),
    ],
)
def test_sorts(browser: Client, logs: None, sort: str, order: list[str]):
    assert names(browser.get("/customers/", {"sort": sort})) == order


def test_sorts_models_by_when_they_were_seen(browser: Client, logs: None, project: Project):
    make_log(project, model="o1", started_at=NOON + timedelta(hours=1))
    assert names(browser.get("/models/?sort=-seen"))[0] == "o1"
    assert names(browser.get("/models/?sort=seen"))[0] == "mine"


def test_sorts_customers_by_when_they_were_seen(browser: Client, logs: None, project: Project):
    make_log(project, customer_id="late", started_at=NOON + timedelta(hours=1))
    assert names(browser.get("/customers/?sort=-seen"))[0] == "late"


def test_knows_no_other_order_and_no_other_page(browser: Client, project: Project):
    assert browser.get("/customers/?sort=size").status_code == 404
    assert browser.get("/customers/?page=0").status_code == 404
    assert browser.get("/customers/?page=x").status_code == 404


def test_finds_by_name(browser: Client, logs: None):
    assert names(browser.get("/customers/?find=GLO")) == ["globex"]
    assert "None has “zzz” in its name" in text_of(browser.get("/customers/?find=zzz"))


def test_counts_what_the_query_finds(browser: Client, logs: None):
    assert names(browser.get("/customers/?q=model:o3")) == ["acme"]
    assert names(browser.get("/customers/?q=latency:>2s")) == ["acme"]
    assert "No log under these conditions names one" in text_of(browser.get("/customers/?q=model:zzz"))


def test_answers_a_mistake_with_its_place(browser: Client, project: Project):
    response = browser.get("/customers/?q=modell:o3")
    assert response.status_code == 400
    assert "There is no field modell" in text_of(response) or "modell" in text_of(response)
    assert "/customers/?q=model:o3" in response.content.decode()


def test_leads_to_the_logs_behind_each_number(browser: Client, logs: None):
    html = browser.get("/customers/?q=model:gpt-5&time=90d").content.decode()
    assert 'href="/logs/?q=model:gpt-5+customer:globex&amp;time=90d"' in html
    assert 'href="/logs/?q=model:gpt-5+customer:globex+status:error&amp;time=90d"' in html
    assert 'href="/logs/?q=model:gpt-5+customer:acme&amp;time=90d&amp;sort=-cost"' in html


def test_leads_to_logs_that_name_none(browser: Client, logs: None):
    assert 'href="/logs/?q=-customer:*"' in browser.get("/customers/").content.decode()


def test_pages_on(browser: Client, project: Project):
    make_logs(project, [{"customer_id": f"c-{n:03}"} for n in range(60)])
    first, second = browser.get("/customers/?sort=name"), browser.get("/customers/?sort=name&page=2")
    assert names(first) == [f"c-{n:03}" for n in range(50)]
    assert names(second) == [f"c-{n:03}" for n in range(50, 60)]
    assert "51 to 60 of 60" in text_of(second)
    assert links_of(first)["Next"] == "?sort=name&page=2"


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("rows", [1, 20])
def test_asks_the_same_few_questions(
    browser: Client, project: Project, page: str, rows: int, django_assert_num_queries
):
    make_logs(project, [{name: f"{value}-{n}" for name, value in NAMED.items()} for n in range(rows)])
    # session, user, membership, projects to switch to, default bot; then the page's own
    own = {"/customers/": 5, "/models/": 4, "/prompts/": 1, "/features/": 1, "/bots/": 4}
    with django_assert_num_queries(5 + own[page]) as asked:
        browser.get(page)
    assert not [query for query in asked.captured_queries if "logs_logbody" in query["sql"]]


def test_says_when_only_the_newest_are_counted(browser: Client, project: Project, monkeypatch):
    monkeypatch.setattr(ledger, "NEWEST", 2)
    many = [{"prompt_name": "greet", "customer_id": "acme", "started_at": NOON + timedelta(n)} for n in range(3)]
    make_logs(project, many)
    prompts, customers = text_of(browser.get("/prompts/")), text_of(browser.get("/customers/"))
    assert "greet 2 requests" in prompts
    assert "Counted among the newest 2 logs" in prompts
    assert "acme 3 requests" in customers
    assert "p95 is that of the newest 2 logs" in customers


def test_draws_the_days_of_a_month(browser: Client, project: Project):
    make_logs(project, [{"customer_id": "acme", "started_at": timezone.now() - timedelta(days=2)}] * 3)
    assert "3 a day at most" in browser.get("/customers/").content.decode()


def test_names_bots_and_gives_the_default_bot_what_names_none(browser: Client, project: Project):
    Bot.objects.create(project=project, bot_id="st-1", name="Desk bot")
    make_logs(project, [{"bot_id": None}, {"bot_id": None}, {"bot_id": "st-1"}])
    text = text_of(browser.get("/bots/"))
    assert "Desk bot st-1 1 request" in text
    default = project.default_bot()
    assert f"{default.name} {default.bot_id} 2 requests" in text
    assert names(browser.get("/bots/?find=desk")) == ["Desk bot st-1"]


def test_leads_from_prompts_to_features(browser: Client, project: Project):
    assert links_of(browser.get("/prompts/"))["Features"] == "/features/"


def test_is_one_step_from_every_page_and_marked(browser: Client, project: Project):
    html = browser.get("/models/").content.decode()
    assert [title for title in ("Logs", "Threads", "Customers", "Models", "Prompts", "Bots") if title in html][5:]
    assert re.findall(r'<a class="topbar-link" href="([^"]*)" aria-current="page"', html) == ["/models/"]


HOSTILE = ['"><img src=x onerror=alert(1)>', "\u202egnp", "nul \x00 half \ud83d", "a/../b", "..", "🦜 é/ü", "x" * 1024]


def test_takes_every_name_for_text_and_leads_to_its_page(browser: Client, project: Project):
    make_logs(project, [dict.fromkeys(NAMED, text) for text in HOSTILE])
    for page in LISTS:
        html = browser.get(page).content.decode()
        assert "<img" not in html
        assert inline_parts(html) == []
        opened = re.findall(r'data-open href="([^"]*)"', html)
        assert len(opened) == len(HOSTILE) + (page == "/bots/")
        # What no address can hold finds nothing, and says so.
        lost = [address for address in opened if browser.get(address.replace("&amp;", "&")).status_code != 200]
        assert [unquote_plus(address).rpartition("=")[2] for address in lost] == ["nul \x00 half ?"]


def test_leads_to_the_logs_of_a_name_that_stands_in_the_query_too(browser: Client, project: Project):
    make_log(project, customer_id="values", model="value")
    html = browser.get("/customers/?q=model:value").content.decode()
    assert 'href="/logs/?q=model:value+customer:values"' in html
