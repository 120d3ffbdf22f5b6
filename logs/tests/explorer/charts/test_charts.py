"""Charts by name: what they count, say and lead to, and who may see them."""

import re
from datetime import timedelta
from decimal import Decimal
from html import unescape

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Project
from logs import rollups
from logs.explorer.charts import scope
from logs.explorer.charts.registry import CHARTS, SPLIT
from logs.tests.explorer.reading import links_of, row_ids, text_of
from logs.tests.factories import make_log, make_logs

NOON = timezone.now().replace(minute=0, second=0, microsecond=0) - timedelta(hours=30)
CALLS = [
    {"model": "house-5", "customer_id": "acme", "status": "success", "cost_usd": Decimal("0.03"), "latency_ms": 1000.0},
    {"model": "house-5", "customer_id": "acme", "status": "error", "cost_usd": None, "latency_ms": 3000.0},
    {"model": "house-1", "customer_id": None, "status": "success", "cost_usd": Decimal("0.01"), "latency_ms": None},
    {
        "model": "house-1",
        "customer_id": "globex",
        "status": "success",
        "cost_usd": Decimal("0.01"),
        "latency_ms": 1000.0,
    },
]


@pytest.fixture
def logs(project: Project) -> None:
    make_logs(
        project,
        [
            {**call, "started_at": NOON + place * timedelta(minutes=90), "ttft_ms": None, "total_tokens": 15}
            | {"prompt_tokens": 10, "completion_tokens": 5}
            for place, call in enumerate(CALLS)
        ],
    )


def part(browser: Client, address: str) -> str:
    response = browser.get(address, headers={"HX-Request": "true"})
    assert response.status_code == 200
    return response.content.decode()


def finding(html: str) -> str:
    return re.search(r'role="img" aria-label="(.*?)"', html)[1]


def cells(html: str) -> list[list[str]]:
    """The rows of the table, without those of nothing."""
    rows = re.findall(r"<tr data-since.*?</tr>", html, re.DOTALL)
    found = [re.findall(r'<td class="number">(.*?)</td>', row) for row in rows]
    return [row for row in found if set(row) - {"–", "0"}]


@pytest.mark.parametrize("is_folded", [True, False])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("requests_by_status", "Requests by status, per 3 h: 4; errors peak at "),
        ("requests_by_model", "Requests by model, per 3 h: 4; most are of house-5"),
        ("error_rate", "Error rate, per 3 h: 25.0%; it peaks at "),
        ("cost_by_model", "Cost by model, per 3 h: $0.0500; house-5 is 60.0% of it"),
        ("latency", "Latency, per 3 h: 993 ms is the median; p95 3.04 s · p99 3.04 s"),
        ("tokens", "Tokens, per 3 h: 60; input 40 · output 20"),
    ],
)
def test_says_what_it_shows(browser: Client, logs: None, name: str, said: str, is_folded: bool):
    if is_folded:
        rollups.fold()
    assert finding(part(browser, f"/charts/{name}/?time=7d")).startswith(said)


def test_ranks_customers_and_counts_those_without_in_words(browser: Client, logs: None):
    text = text_of(browser.get("/charts/cost_by_customer/?time=7d"))
    assert "$0.0400 2 customers" in text
    assert "Not set: 1 log, $0.0100" in text
    assert "33.3% of the logs have no price" in text


def test_unknown_is_a_dash_and_no_drawing(browser: Client, logs: None):
    html = part(browser, "/charts/first_token/?time=7d")
    assert '<strong class="chart-sum">–</strong>' in html
    assert "<svg" not in html
    assert '<td class="number">–</td>' in part(browser, "/charts/cost_by_model/?time=7d&q=model:house-5")


def test_the_table_has_what_the_drawing_has(browser: Client, logs: None):
    by_status = cells(part(browser, "/charts/requests_by_status/?time=7d"))
    assert [sum(int(row[place]) for row in by_status if row[place] != "–") for place in (0, 1)] == [3, 1]
    assert sum(int(row[0]) for row in cells(part(browser, "/charts/tokens/?time=7d"))) == 40


def test_counts_what_the_query_finds(browser: Client, logs: None):
    assert "Requests by status, per 3 h: 2" in finding(
        part(browser, "/charts/requests_by_status/?time=7d&q=model:house-1")
    )
    html = part(browser, "/charts/requests_by_status/?time=7d&q=metadata.env:prod")
    assert "<svg" not in html


def test_a_click_on_a_colour_chooses_it(browser: Client, logs: None):
    html = part(browser, "/charts/requests_by_status/?time=7d&q=model:house-5")
    assert 'href="/logs/?q=model:house-5+status:error&amp;time=7d"' in html


def test_a_line_of_the_table_leads_to_its_logs(browser: Client, logs: None):
    html = part(browser, "/charts/tokens/?time=7d&q=status:error")
    row = next(one for one in re.findall(r"<tr data-since.*?</tr>", html) if ">10<" in one)
    assert len(row_ids(browser.get(unescape(re.search(r'href="(.*?)"', row)[1])))) == 1


def test_draws_the_period_before(browser: Client, logs: None, project: Project):
    assert "the 7 days before" not in part(browser, "/charts/requests_by_status/?time=7d")
    long_ago = NOON - timedelta(days=7)
    make_logs(project, [{"started_at": long_ago, "latency_ms": 2000.0, "status": "success"}] * 2)
    html = part(browser, "/charts/requests_by_status/?time=7d")
    assert "the 7 days before" in html
    assert "up</span> 100.0%" in html
    assert [row[-1] for row in cells(html) if row[-1] not in ("–", "0")] == ["2"]
    assert re.search(r"down</span> (49|50)\.\d%", part(browser, "/charts/latency/?time=7d"))
    assert "up</span> 25.00 pt" in part(browser, "/charts/error_rate/?time=7d")


def test_a_logarithmic_scale_says_so(browser: Client, logs: None):
    html = part(browser, "/charts/latency_log/?time=7d")
    assert "log scale" in html
    assert re.findall(r'text-anchor="end">([^<]*)</text>', html)[:3] == ["100 ms", "1 s", "10 s"]
    assert links_of(browser.get("/charts/latency/?time=7d"))["log scale"] == "/charts/latency_log/?time=7d"


@pytest.mark.parametrize("is_folded", [True, False])
@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("requests_by_customer", "Requests by customer, per 3 h: 4; most are of acme"),
        ("requests_by_feature", "Requests by feature, per 3 h: 4; most are of (not set)"),
        ("cost_by_provider", "Cost by provider, per 3 h: $0.0500; (not set) is 100.0% of it"),
        ("tokens_by_status", "Tokens by status, per 3 h: 60"),
        ("error_rate_by_model", "Error rate by model, per 3 h: 25.0%"),
    ],
)
def test_tells_the_values_of_any_field_apart(browser: Client, logs: None, name: str, said: str, is_folded: bool):
    if is_folded:
        rollups.fold()
    assert finding(part(browser, f"/charts/{name}/?time=7d")).startswith(said)


def test_tells_a_key_of_the_metadata_apart(browser: Client, project: Project):
    for value, count in (("pröd", 3), ("test", 1)):
        make_logs(project, [{"started_at": NOON, "metadata": {"env": value, "a/b c": value}}] * count)
    make_log(project, started_at=NOON)
    html = part(browser, "/charts/requests_by_metadata.a/b c/?time=7d")
    assert finding(html) == "Requests by a/b c, per 3 h: 5; most are of pröd"
    assert "/logs/?q=metadata" not in html  # no query can name it
    html = part(browser, "/charts/requests_by_metadata.env/?time=7d")
    found = {label: unescape(href) for href, label in re.findall(r'<a href="([^"]*)" title="[^"]*">([^<]*)</a>', html)}
    assert len(row_ids(browser.get(found["pröd"]))) == 3
    assert len(row_ids(browser.get(found["(not set)"]))) == 1
    assert browser.get("/charts/requests_by_metadata./").status_code == 404


def test_reads_no_more_than_the_newest_for_what_no_rollup_knows(
    browser: Client, logs: None, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(scope, "MOST_COUNTED", 3)
    assert "counted over the newest 3 of them" in part(browser, "/charts/requests_by_channel/?time=7d")
    assert "counted over" not in part(browser, "/charts/requests_by_model/?time=30d")


def test_has_a_page_of_its_own_that_needs_no_script(browser: Client, logs: None):
    response = browser.get("/charts/latency/?time=7d&q=model:house-5")
    assert "Latency" in text_of(response)
    assert links_of(response)["All charts"] == "/charts/?q=model:house-5&time=7d"
    assert links_of(browser.get("/charts/"))["Time to first token"] == "/charts/first_token/?"


def test_looks_at_the_newest_of_very_many(browser: Client, logs: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(scope, "MOST_COUNTED", 2)
    html = part(browser, "/charts/requests_by_status/?time=7d&q=-channel:nothing")
    assert '<strong class="chart-sum">2</strong>' in html
    assert "counted among the newest 2 logs" in html


def test_looks_at_what_a_search_finds(browser: Client, project: Project):
    make_log(project, input_messages=[{"role": "user", "content": "find the pizza"}])
    make_log(project)
    html = part(browser, "/charts/requests_by_status/?time=7d&q=pizza")
    assert '<strong class="chart-sum">1</strong>' in html


# Of those told apart by a field, one each way of counting stands for the others.
SOME = [spec.name for spec in CHARTS.values() if spec not in SPLIT or spec.field in ("customer", "feature")]


@pytest.mark.parametrize("name", SOME)
def test_nothing_there_is_no_error(browser: Client, project: Project, name: str):
    assert browser.get(f"/charts/{name}/").status_code == 200
    assert "<svg" not in part(browser, f"/charts/{name}/?time=24h")


@pytest.mark.parametrize("name", SOME)
def test_odd_dates_are_no_error(browser: Client, project: Project, name: str):
    for year in (1970, 2026, 2199):
        make_log(project, started_at=NOON.replace(year=year), cost_usd=Decimal("0.01"))
    for query in ("", "since=0001-01-01T00:00Z", "until=9999-12-31T23:00Z", "since=2030-01-01&until=2020-01-01"):
        assert browser.get(f"/charts/{name}/?{query}").status_code == 200


def test_refuses_what_it_cannot_read(browser: Client, project: Project):
    assert browser.get("/charts/nothing/").status_code == 404
    assert browser.get("/charts/latency/?q=(").status_code == 400
    assert browser.get("/charts/latency/?time=never").status_code == 400
    assert browser.post("/charts/latency/").status_code == 405


def test_is_for_members_only(browser: Client, stranger_browser: Client, viewer_browser: Client, logs: None):
    assert Client().get("/charts/").status_code == 302
    assert Client().get("/charts/latency/").status_code == 302
    assert "house-5" not in part(stranger_browser, "/charts/cost_by_model/?time=7d")
    assert "house-5" in part(viewer_browser, "/charts/cost_by_model/?time=7d")


def test_escapes_hostile_names(browser: Client, project: Project):
    make_log(project, model='"><script>alert(1)</script>', customer_id="<img onerror>", cost_usd=Decimal("0.01"))
    for name in ("cost_by_model", "cost_by_customer", "requests_by_model"):
        html = part(browser, f"/charts/{name}/?time=7d")
        assert "<script>" not in html
        assert "<img" not in html
