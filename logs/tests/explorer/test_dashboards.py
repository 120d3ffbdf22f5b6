"""Dashboards: who sees and who changes them, their charts under the conditions of the page, and their order."""

import re
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from django.db import IntegrityError
from django.test import Client

from accounts.models import Project
from logs.dashboards import changing
from logs.dashboards.models import Dashboard
from logs.explorer.dashboards import FIRST_CHARTS
from logs.tests.explorer.reading import inline_parts, links_of, text_of
from logs.tests.factories import make_log


@pytest.fixture
def dashboard(project: Project) -> Dashboard:
    """With three charts: tokens, latency and error_rate."""
    made = changing.made(project.pk, "Support")
    for chart, conditions in (("tokens", {"q": "model:o3", "time": "7d"}), ("latency", {"time": "24h"})):
        changing.add(made, chart, conditions)
    changing.add(made, "error_rate", {})
    made.refresh_from_db()
    return made


def charts(response: Any) -> list[tuple[str, dict[str, list[str]]]]:
    """The charts of a page with their conditions, in order."""
    found = re.findall(r'hx-get="(/charts/[^"]*)"', response.content.decode())
    parts = [urlsplit(address.replace("&amp;", "&")) for address in found]
    return [(part.path.split("/")[2], parse_qs(part.query)) for part in parts]


def names(dashboard: Dashboard) -> list[str]:
    dashboard.refresh_from_db()
    return [one["chart"] for one in dashboard.charts]


def page(dashboard: Dashboard) -> str:
    return f"/dashboards/{dashboard.pk}/"


def changes(dashboard: Dashboard) -> list[tuple[str, dict[str, str]]]:
    """Every address that changes something, with what is posted to it."""
    chart = dashboard.charts[0]["id"]
    return [
        ("/dashboards/new/", {"name": "Another"}),
        ("/dashboards/charts/", {"dashboard": str(dashboard.pk), "chart": "tokens"}),
        (f"{page(dashboard)}rename/", {"name": "Renamed"}),
        (f"{page(dashboard)}charts/{chart}/move/", {"to": "down"}),
        (f"{page(dashboard)}charts/{chart}/remove/", {}),
        (f"{page(dashboard)}delete/", {}),
    ]


# -- who


def test_sends_the_anonymous_to_sign_in(client: Client, dashboard: Dashboard):
    assert client.get("/dashboards/").url == "/accounts/login/?next=/dashboards/"
    for address, posted in changes(dashboard):
        assert client.post(address, posted).url == f"/accounts/login/?next={address}"
    assert names(dashboard) == ["tokens", "latency", "error_rate"]


def test_is_not_there_for_strangers_as_if_it_never_was(stranger_browser: Client, dashboard: Dashboard):
    nobody = stranger_browser.get("/dashboards/999999/")
    stranger = stranger_browser.get(page(dashboard))
    assert stranger.status_code == nobody.status_code == 404
    assert text_of(stranger) == text_of(nobody)
    for address, posted in changes(dashboard)[1:]:
        assert stranger_browser.post(address, posted).status_code == 404
    assert names(dashboard) == ["tokens", "latency", "error_rate"]


def test_lets_viewers_look_but_not_change(viewer_browser: Client, dashboard: Dashboard):
    response = viewer_browser.get(page(dashboard))
    assert [name for name, _ in charts(response)] == ["tokens", "latency", "error_rate"]
    assert "Add chart" not in text_of(response)
    assert "Remove" not in text_of(response)
    for address, posted in changes(dashboard):
        assert viewer_browser.post(address, posted).status_code == 403
    assert names(dashboard) == ["tokens", "latency", "error_rate"]


def test_takes_changes_by_post_only(browser: Client, dashboard: Dashboard):
    for address, _ in changes(dashboard):
        assert browser.get(address).status_code == 405
    assert browser.post("/dashboards/").status_code == 405


def test_refuses_changes_from_elsewhere(owner: Any, dashboard: Dashboard):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)
    for address, posted in changes(dashboard):
        assert strict.post(address, posted).status_code == 403


# -- what


def test_makes_a_first_one_for_who_looks_first(browser: Client, project: Project):
    response = browser.get("/dashboards/")
    assert [name for name, _ in charts(response)] == list(FIRST_CHARTS)
    assert "Overview" in text_of(response)
    browser.get("/dashboards/")
    assert Dashboard.objects.filter(project_id=project.pk).count() == 1


def test_takes_a_chart_of_any_field(browser: Client, dashboard: Dashboard):
    page_text = browser.get(page(dashboard)).content.decode()
    assert '<option value="requests_by_feature">Requests by feature</option>' in page_text
    posted = {"dashboard": str(dashboard.pk), "chart": "cost_by_channel"}
    assert browser.post("/dashboards/charts/", posted).status_code == 302
    assert names(dashboard)[-1] == "cost_by_channel"
    assert charts(browser.get(page(dashboard)))[-1][0] == "cost_by_channel"


def test_takes_a_chart_of_any_key_of_the_metadata(browser: Client, dashboard: Dashboard, project: Project):
    make_log(project, metadata={"a/b c": "pröd", "x": "1"})
    posted = {"dashboard": str(dashboard.pk), "chart": "cost_by_model", "key": "a/b c"}
    assert browser.post("/dashboards/charts/", posted).status_code == 302
    assert names(dashboard)[-1] == "cost_by_metadata.a/b c"
    assert "Cost by a/b c" in text_of(browser.get(page(dashboard)))
    assert browser.post("/dashboards/charts/", posted | {"chart": "nothing"}).status_code == 400


def test_makes_one_first_one_however_many_look(project: Project):
    changing.opened(project.pk, "Overview", FIRST_CHARTS)
    with pytest.raises(IntegrityError):
        Dashboard.objects.create(project_id=project.pk, name="Again", is_first=True)


def test_shows_each_chart_of_what_it_was_saved_with(browser: Client, dashboard: Dashboard):
    response = browser.get(page(dashboard))
    assert charts(response) == [
        ("tokens", {"q": ["model:o3"], "time": ["7d"]}),
        ("latency", {"time": ["24h"]}),
        ("error_rate", {}),
    ]
    assert "model:o3Time: Past 7 days" in text_of(response)


def test_narrows_all_charts_by_the_conditions_of_the_page(browser: Client, dashboard: Dashboard):
    found = charts(browser.get(page(dashboard), {"q": "status:error OR status:warning", "time": "30d"}))
    assert found[0][1] == {"q": ["(model:o3) (status:error OR status:warning)"], "time": ["30d"]}
    assert found[2][1] == {"q": ["status:error OR status:warning"], "time": ["30d"]}


def test_answers_a_mistake_with_its_place(browser: Client, dashboard: Dashboard):
    response = browser.get(page(dashboard), {"q": "modell:o3"})
    assert response.status_code == 400
    assert charts(response) == []


def test_leads_to_charts_that_are_there(browser: Client, project: Project, dashboard: Dashboard):
    make_log(project, model="o3")
    for name, conditions in charts(browser.get(page(dashboard))):
        assert browser.get(f"/charts/{name}/", conditions).status_code == 200


def test_leaves_out_a_chart_that_is_no_more(browser: Client, dashboard: Dashboard):
    changing.add(dashboard, "retired", {})
    assert [name for name, _ in charts(browser.get(page(dashboard)))] == ["tokens", "latency", "error_rate"]


def test_says_when_there_are_no_charts(browser: Client, project: Project):
    assert "No charts yet" in text_of(browser.get(page(changing.made(project.pk, "Empty"))))


# -- changes


def test_makes_renames_and_deletes(browser: Client, project: Project):
    address = browser.post("/dashboards/new/", {"name": "Costs"}).url
    assert browser.post(f"{address}rename/", {"name": "Money"}).url == address
    assert links_of(browser.get(address))["Money"] == address
    assert browser.post(f"{address}delete/").url == "/dashboards/"
    assert browser.get(address).status_code == 404


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "nul \x00"])
def test_refuses_what_is_no_name(browser: Client, dashboard: Dashboard, name: str):
    assert browser.post("/dashboards/new/", {"name": name}).status_code == 400
    assert browser.post(f"{page(dashboard)}rename/", {"name": name}).status_code == 400


def test_adds_a_chart_at_the_end(browser: Client, dashboard: Dashboard):
    posted = {"dashboard": dashboard.pk, "chart": "first_token", "q": 'customer:"a b"', "time": "30d", "evil": "x"}
    assert browser.post("/dashboards/charts/", posted).url == page(dashboard)
    assert names(dashboard)[-1] == "first_token"
    saved = {"q": 'customer:"a b"', "time": "30d", "chart": "first_token"}
    assert dashboard.charts[-1] == saved | {"id": dashboard.charts[-1]["id"]}


def test_adds_to_the_first_one_where_none_is_named(browser: Client, project: Project):
    browser.post("/dashboards/charts/", {"chart": "tokens"})
    assert names(Dashboard.objects.get(project_id=project.pk)) == [*FIRST_CHARTS, "tokens"]


@pytest.mark.parametrize(
    "wrong", [{"chart": "pie"}, {"q": "modell:o3"}, {"time": "1y"}, {"since": "soon"}, {"chart": ""}, {"q": "a\x00"}]
)
def test_refuses_a_chart_that_cannot_be_read(browser: Client, dashboard: Dashboard, wrong: dict[str, str]):
    posted = {"dashboard": dashboard.pk, "chart": "tokens"} | wrong
    assert browser.post("/dashboards/charts/", posted).status_code == 400
    assert len(names(dashboard)) == 3


@pytest.mark.parametrize("wanted", ["x", "-1", "9" * 40])
def test_adds_to_no_dashboard_that_is_not_there(browser: Client, dashboard: Dashboard, wanted: str):
    assert browser.post("/dashboards/charts/", {"dashboard": wanted, "chart": "tokens"}).status_code == 404


def test_takes_so_many_charts_and_no_more(browser: Client, dashboard: Dashboard):
    Dashboard.objects.filter(pk=dashboard.pk).update(charts=dashboard.charts * 8)
    assert browser.post("/dashboards/charts/", {"dashboard": dashboard.pk, "chart": "tokens"}).status_code == 400


@pytest.mark.parametrize(
    ("place", "to", "order"),
    [
        (0, "down", ["latency", "tokens", "error_rate"]),
        (2, "up", ["tokens", "error_rate", "latency"]),
        (0, "up", ["tokens", "latency", "error_rate"]),
        (2, "down", ["tokens", "latency", "error_rate"]),
    ],
)
def test_moves_charts(browser: Client, dashboard: Dashboard, place: int, to: str, order: list[str]):
    chart = dashboard.charts[place]["id"]
    response = browser.post(f"{page(dashboard)}charts/{chart}/move/", {"to": to})
    assert response.url == f"{page(dashboard)}#chart-{chart}"
    assert names(dashboard) == order


def test_moves_up_or_down_only(browser: Client, dashboard: Dashboard):
    chart = dashboard.charts[0]["id"]
    assert browser.post(f"{page(dashboard)}charts/{chart}/move/", {"to": "left"}).status_code == 400


def test_removes_a_chart_also_twice(browser: Client, dashboard: Dashboard):
    address = f"{page(dashboard)}charts/{dashboard.charts[1]['id']}/remove/"
    assert browser.post(address).status_code == browser.post(address).status_code == 302
    assert names(dashboard) == ["tokens", "error_rate"]


def test_saves_a_chart_from_its_own_page(browser: Client, dashboard: Dashboard):
    html = browser.get("/charts/cost_by_model/?q=model:o3&time=30d").content.decode()
    form = html.split('action="/dashboards/charts/"')[1].split("</form>")[0]
    posted = dict(re.findall(r'name="(chart|q|time|dashboard)" value="([^"]*)"', form))
    assert posted == {"chart": "cost_by_model", "q": "model:o3", "time": "30d", "dashboard": str(dashboard.pk)}


def test_offers_no_saving_to_who_may_not(viewer_browser: Client, dashboard: Dashboard):
    assert "Save to dashboard" not in text_of(viewer_browser.get("/charts/tokens/"))


@pytest.mark.parametrize("count", [1, 20])
def test_asks_the_same_few_questions(browser: Client, project: Project, count: int, django_assert_num_queries):
    made = changing.made(project.pk, "Support")
    for _ in range(count):
        changing.add(made, "tokens", {"q": "model:o3", "time": "7d"})
    # session, user, membership, projects to switch to, default bot, dashboards
    with django_assert_num_queries(6):
        browser.get(page(made))


def test_takes_everything_for_text(browser: Client, project: Project):
    text = '"><img src=x onerror=alert(1)>\u202e'
    made = changing.made(project.pk, text)
    changing.add(made, "tokens", {"q": f'customer:"{text.replace(chr(34), "")}"'})
    html = browser.get(page(made)).content.decode()
    assert "<img" not in html
    assert inline_parts(html) == []
    assert "<img" in unquote(charts(browser.get(page(made)))[0][1]["q"][0])
