"""Marked rows: compared, exported, and refused in words where that cannot be."""

import pytest
from django.test import Client

from accounts.models import Project
from logs.models import Log
from logs.tests.explorer.reading import text_of
from logs.tests.factories import make_log, make_logs


@pytest.fixture
def two(project: Project) -> list[Log]:
    return make_logs(project, [{}, {}])


def ids(logs: list[Log]) -> list[str]:
    return [str(log.public_id) for log in logs]


def test_offers_what_can_be_done_with_marks(browser: Client, two: list[Log]):
    text = text_of(browser.get("/logs/"))
    assert "Compare" in text
    assert "Delete…" in text
    assert "All 2" in text


def test_compares_two(browser: Client, two: list[Log]):
    response = browser.post("/logs/marked/", {"do": "compare", "id": ids(two)})
    assert response.url == f"/compare/?a={two[0].public_id}&b={two[1].public_id}"


@pytest.mark.parametrize("count", [0, 1, 3])
def test_compares_no_other_number(browser: Client, project: Project, count: int):
    many = [make_log(project) for _ in range(count)]
    response = browser.post("/logs/marked/", {"do": "compare", "id": ids(many), "query": "q=model:gpt-5"})
    assert response.status_code == 400
    assert f"Comparing takes two logs; {count} are marked." in text_of(response)
    assert "/logs/?q=model:gpt-5" in response.content.decode()


def test_exports_the_marked(browser: Client, two: list[Log]):
    one, other = ids(two)
    response = browser.post("/logs/marked/", {"do": "export", "id": [one, other, one]})
    assert response.url == f"/exports/new/?q=id:({one}+OR+{other})"
    assert browser.post("/logs/marked/", {"do": "export", "id": [one]}).url == f"/exports/new/?q=id:{one}"


def test_exports_all_that_match(browser: Client, two: list[Log]):
    response = browser.post("/logs/marked/", {"do": "export", "id": ids(two), "all": "1", "query": "q=model:gpt-5"})
    assert response.url == "/exports/new/?q=model:gpt-5"


def test_exports_no_more_than_a_query_can_name(browser: Client, project: Project):
    many = make_logs(project, [{}] * 101)
    assert browser.post("/logs/marked/", {"do": "export", "id": ids(many)}).status_code == 400
    named = browser.post("/logs/marked/", {"do": "export", "id": ids(many[:100])}).url.removeprefix("/exports/new/")
    assert "100 logs" in text_of(browser.get(f"/logs/{named}"))


@pytest.mark.parametrize("text", ["", "x", "<script>", "\x00", "9" * 5000])
def test_passes_over_what_is_no_id(browser: Client, two: list[Log], text: str):
    assert browser.post("/logs/marked/", {"do": "export", "id": [text]}).status_code == 400


def test_is_for_members_who_post(client: Client, browser: Client):
    assert client.post("/logs/marked/", {"do": "export"}).url.startswith("/accounts/login/")
    assert browser.get("/logs/marked/").status_code == 405
