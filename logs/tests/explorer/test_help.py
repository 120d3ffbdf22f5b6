"""Keys and queries in plain words, as a page and as a sheet."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from logs.explorer.help import EXAMPLES
from logs.querylang.compiling import compile_query
from logs.querylang.fields import FIELDS, Context
from logs.tests.explorer.reading import text_of

CONTEXT = Context(project_id=1, now=datetime(2026, 11, 20, 12, tzinfo=UTC), zone=UTC)


@pytest.mark.parametrize("path", ["/help/", "/help/sheet/"])
def test_lists_keys_examples_and_every_field(browser: Client, project, path: str):
    text = text_of(browser.get(path))
    assert "mark all from the last mark to here" in text
    assert "latency:>2s" in text
    assert "metadata.<key>" in text
    for field in FIELDS.values():
        assert f"{field.name} {field.about}" in text


def test_is_a_sheet_without_a_page_around_it(browser: Client, project):
    assert "<html" not in browser.get("/help/sheet/").content.decode()


@pytest.mark.parametrize("query", [example.query for example in EXAMPLES])
def test_gives_examples_that_work(query: str):
    assert compile_query(query, CONTEXT) is not None


def test_is_for_those_who_are_signed_in(client: Client, db):
    assert client.get("/help/").url == "/accounts/login/?next=/help/"
