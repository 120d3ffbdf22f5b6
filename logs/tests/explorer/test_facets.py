"""Facets beside the list, and suggestions under the search bar."""

import re

import pytest
from django.test import Client

from accounts.models import Project
from logs.tests.explorer.reading import links_of, text_of
from logs.tests.factories import make_log, make_logs


@pytest.fixture
def logs(project: Project) -> None:
    make_logs(
        project,
        [
            {"model": "gpt-5", "customer_id": "acme", "status": "success", "metadata": {"env": "prod"}},
            {"model": "gpt-5", "customer_id": None, "status": "error", "metadata": {"env": "dev"}},
            {"model": "o1", "customer_id": "acme", "status": "success"},
        ],
    )


def counts(html: str, field: str) -> dict[str, str]:
    """The values of a facet with their counts, as they stand on the page."""
    part = html.split(f'id="facet-{field}"')[1].split("</details>")[0]
    found = re.findall(r'facet-name">(?:<em>)?(.*?)(?:</em>)?</span>.*?facet-count">(.*?)<', part, re.DOTALL)
    return dict(found)


def test_counts_the_values_of_what_matches(browser: Client, logs: None):
    html = browser.get("/logs/facets/?q=status:success").content.decode()
    assert counts(html, "model") == {"gpt-5": "1", "o1": "1"}
    assert counts(html, "metadata.env") == {"(not set)": "1", "prod": "1"}


def test_counts_others_of_a_field_that_is_chosen_too(browser: Client, logs: None):
    html = browser.get("/logs/facets/?q=model:o1").content.decode()
    assert counts(html, "model") == {"gpt-5": "2", "o1": "1"}
    assert counts(html, "status") == {"success": "1"}


def test_a_click_includes_and_another_leaves_out(browser: Client, logs: None):
    html = browser.get("/logs/facets/?q=status:success&time=30d").content.decode()
    assert 'href="/logs/?q=status:success+model:gpt-5&amp;time=30d"' in html
    assert 'href="/logs/?q=status:success+-model:gpt-5&amp;time=30d"' in html
    assert 'href="/logs/?q=-customer:*"' in browser.get("/logs/facets/").content.decode()


def test_a_value_that_is_chosen_is_shown_though_nothing_has_it(browser: Client, logs: None):
    html = browser.get("/logs/facets/?q=model:nothing+-customer:nobody").content.decode()
    assert counts(html, "model")["nothing"] == "0"
    assert "nobody" in counts(html, "customer")


def test_finds_values_inside_a_facet(browser: Client, logs: None):
    html = browser.get("/logs/facets/?field=model&find=GPT").content.decode()
    assert counts(html, "model") == {"gpt-5": "2"}
    assert browser.get("/logs/facets/?field=size").status_code == 404


def test_works_without_script(browser: Client, logs: None):
    assert links_of(browser.get("/logs/"))["Show values with counts"] == "?facets=1"
    assert counts(browser.get("/logs/?facets=1").content.decode(), "model") == {"gpt-5": "2", "o1": "1"}


def test_shows_nothing_of_another_project(browser: Client, stranger_project: Project):
    make_log(stranger_project, model="their-model", metadata={"their_key": "x"})
    for address in ("/logs/facets/", "/logs/suggest/?q=model:their", "/logs/suggest/?q=metadata.their"):
        assert "their_key" not in text_of(browser.get(address))
        assert "their-model" not in text_of(browser.get(address))


def test_escapes_hostile_values(browser: Client, project: Project):
    make_log(project, model='"><script>alert(1)</script>', metadata={"<b>": "<i>"})
    for address in ("/logs/facets/", "/logs/suggest/?q=model:", "/logs/suggest/?q=metadata."):
        html = browser.get(address).content.decode()
        assert "<script>" not in html
        assert "<i>" not in html


def test_a_query_that_cannot_be_read_has_no_facets(browser: Client):
    assert browser.get("/logs/facets/?q=(").status_code == 400


def test_signed_out_there_is_nothing(client: Client):
    for address in ("/logs/facets/", "/logs/suggest/"):
        assert client.get(address).status_code == 302


@pytest.mark.parametrize(
    ("query", "offered"),
    [
        ("q=mod", "model:"),
        ("q=model:g", "gpt-5"),
        ("q=model:", "gpt-5"),
        ("q=status:er&at=9", "error"),
        ("q=metadata.", "metadata.env"),
        ("q=metadata.env:p", "prod"),
        ("q=stream:", "true"),
        ("q=latency:", "&gt;2s"),
        ("q=model:(o1 OR g", "gpt-5"),
    ],
)
def test_suggests_what_could_follow(browser: Client, logs: None, query: str, offered: str):
    html = browser.get(f"/logs/suggest/?{query}").content.decode()
    assert f'<code class="clipped">{offered}</code>' in html


def test_a_suggestion_carries_the_whole_query_and_the_cursor(browser: Client, logs: None):
    html = browser.get("/logs/suggest/?q=model:g+status:error&at=7").content.decode()
    assert 'data-text="model:gpt-5 status:error" data-cursor="12"' in html


@pytest.mark.parametrize("query", ["q=model:(&at=99999999", "at=x", "q=%22", "q=a:b:c&at=3", "time=century&q=model:"])
def test_any_text_is_answered(browser: Client, logs: None, query: str):
    assert browser.get(f"/logs/suggest/?{query}").status_code == 200


def test_counts_with_few_questions(browser: Client, logs: None, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        browser.get("/logs/facets/")
