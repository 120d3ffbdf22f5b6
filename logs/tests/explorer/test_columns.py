"""The columns of the table: which are shown, who chose them, and what stands in them."""

import pytest
from django.test import Client

from accounts.models import Project
from logs.columns import COLUMNS, column_named
from logs.explorer import columns
from logs.tests.explorer.reading import links_of, text_of
from logs.tests.factories import make_log, make_logs


def test_shows_the_usual_columns(browser: Client, project: Project):
    make_log(project, provider="mistral", customer_id="acme")
    text = text_of(browser.get("/logs/"))
    assert "acme" in text
    assert "Your id" in text  # in the menu
    assert "First token" in text


def test_shows_the_columns_of_the_address(browser: Client, project: Project):
    make_log(project, feature="summary", custom_id="order-17", customer_id="globex")
    html = browser.get("/logs/?columns=feature&columns=custom").content.decode()
    assert 'title="summary"' in html
    assert 'title="order-17"' in html
    assert 'title="globex"' not in html


def test_knows_columns_by_the_names_that_files_have(browser: Client, project: Project):
    make_log(project, customer_id="globex", finish_reason="length", cache_read_tokens=4096, cached=True)
    html = browser.get("/logs/", {"columns": ["customer_id", "finish_reason", "cache_read_tokens", "cached"]})
    text = text_of(html)
    assert "yes length globex 4,096" in text


def test_each_column_of_the_table_is_one_of_the_files():
    assert [name for name in columns.COLUMNS if column_named(name) is None] == []
    shorts = [column.short for column in COLUMNS.values()]
    assert len(set(shorts)) == len(shorts)
    assert {name for name in shorts if name in COLUMNS and COLUMNS[name].short != name} == set()


def test_shows_a_key_of_the_metadata(browser: Client, project: Project):
    make_logs(project, [{"metadata": {"env": "prod"}}, {"metadata": None}])
    html = browser.get("/logs/?columns=model&columns=metadata.env").content.decode()
    assert 'title="prod"' in html


def test_escapes_a_key_and_its_value(browser: Client, project: Project):
    make_log(project, metadata={"<script>k": '"><img src=x onerror=alert(1)>'})
    html = browser.get("/logs/", {"columns": ["metadata.<script>k"]}).content.decode()
    assert "<script>k" not in html
    assert "<img src=x" not in html
    assert "&quot;&gt;&lt;img" in html


def test_leaves_out_columns_that_there_are_not(browser: Client, project: Project):
    make_log(project, customer_id="globex")
    none = ["shoe-size", "metadata.", "metadata." + "k" * 5000]
    html = browser.get("/logs/", {"columns": none}).content.decode()
    assert 'title="globex"' in html  # as if none were chosen


def test_links_a_thread_to_its_page(browser: Client, project: Project):
    make_log(project, thread_id="t-42")
    assert links_of(browser.get("/logs/?columns=thread"))["t-42"] == "/threads/t-42/"


def test_keeps_what_was_chosen(browser: Client, project: Project):
    make_log(project, feature="summary", metadata={"a,b c": "both"})
    chosen = {"columns": ["feature", "metadata.a,b c"], "query": "q=model:gpt-4o&columns=model"}
    response = browser.post("/logs/columns/", chosen)
    assert response.url == "/logs/?q=model%3Agpt-4o&columns=feature&columns=metadata.a%2Cb+c"
    html = browser.get("/logs/").content.decode()
    assert 'title="summary"' in html
    assert 'title="both"' in html


def test_takes_another_key_of_the_metadata(browser: Client, project: Project):
    response = browser.post("/logs/columns/", {"columns": ["model"], "key": " env "})
    assert response.url == "/logs/?columns=model&columns=metadata.env"


def test_goes_back_to_the_usual_columns(browser: Client, project: Project):
    browser.post("/logs/columns/", {"columns": ["feature"]})
    response = browser.post("/logs/columns/", {"columns": ["feature"], "reset": "1", "query": "columns=feature"})
    assert response.url == "/logs/"
    assert browser.cookies["columns"].value == ""


def test_offers_the_keys_of_the_matching_logs(browser: Client, project: Project, stranger_project: Project):
    make_logs(project, [{"metadata": {"env": "prod"}}, {"model": "gpt-5", "metadata": {"region": "eu"}}])
    make_log(stranger_project, metadata={"secret": "x"})
    html = browser.get("/logs/columns/?q=model:gpt-5").content.decode()
    assert "metadata.region" in html
    assert "metadata.env" not in html
    assert "secret" not in html
    assert browser.get("/logs/columns/?q=latency:x").status_code == 400


@pytest.mark.parametrize("method", ["put", "delete"])
def test_takes_no_other_method(browser: Client, method: str):
    assert getattr(browser, method)("/logs/columns/").status_code == 405


def test_is_for_members_only(client: Client, db):
    assert client.post("/logs/columns/", {"columns": ["model"]}).status_code == 302
    assert client.get("/logs/columns/").url.startswith("/accounts/login/")


@pytest.mark.parametrize("rows", [1, 20])
def test_asks_no_more_for_metadata(browser: Client, project: Project, rows: int, django_assert_num_queries):
    make_logs(project, [{"metadata": {"env": "prod"}}] * rows)
    with django_assert_num_queries(7):
        browser.get("/logs/?columns=metadata.env")
