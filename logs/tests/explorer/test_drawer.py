"""A log in the drawer beside the list: the same content as its page, as a fragment whose links lead to real pages."""

import pytest
from django.test import Client

from accounts.models import Project
from logs.models import Log
from logs.tests.explorer.reading import inline_parts, links_of, text_of
from logs.tests.factories import make_log, make_logs


@pytest.fixture
def log(project: Project) -> Log:
    return make_log(
        project,
        customer_id="acme",
        input_messages=[{"role": "user", "content": "Where is order A-20418?"}],
        output_message={"role": "assistant", "content": "At the shop."},
    )


def drawer(log: Log, query: str = "") -> str:
    return f"/logs/{log.public_id}/drawer/{query}"


def test_sends_the_anonymous_to_sign_in(client: Client, log: Log):
    assert client.get(drawer(log)).url.startswith("/accounts/login/?next=/logs/")


def test_hides_another_projects_log(stranger_browser: Client, log: Log):
    assert stranger_browser.get(drawer(log)).status_code == 404


def test_refuses_a_post(browser: Client, log: Log):
    assert browser.post(drawer(log)).status_code == 405


def test_shows_the_conversation_without_a_page_around_it(browser: Client, log: Log):
    html = browser.get(drawer(log)).content.decode()
    assert f'data-log-id="{log.public_id}"' in html
    assert "At the shop." in html
    assert "<html" not in html
    assert inline_parts(html) == []


def test_links_to_pages_that_work_without_script(browser: Client, log: Log):
    links = links_of(browser.get(drawer(log, "?q=model:gpt-4o")))
    assert links["Tools"] == f"/logs/{log.public_id}/?q=model%3Agpt-4o&tab=tools"
    assert links["Open page"] == f"/logs/{log.public_id}/?q=model%3Agpt-4o"


def test_fetches_its_tabs_into_the_drawer(browser: Client, log: Log):
    assert f'hx-get="/logs/{log.public_id}/drawer/?tab=tools"' in browser.get(drawer(log)).content.decode()


def test_has_the_facts_in_a_tab(browser: Client, log: Log):
    response = browser.get(drawer(log, "?tab=metadata"))
    assert "Customer acme" in text_of(response)
    assert links_of(response)["acme"] == "/logs/?q=customer:acme"


@pytest.mark.parametrize(
    "tab", ["conversation", "parameters", "tools", "cost", "raw", "metadata", "dialects&door=bifrost"]
)
def test_asks_few_questions(browser: Client, project: Project, django_assert_num_queries, tab: str):
    many = [{"input_messages": [{"role": "user", "content": "Hello"}], "tools": [{"name": "a"}]}] * 20
    log = make_logs(project, many)[10]
    # session, user, membership, projects to switch to; source id, row, two neighbours; body
    with django_assert_num_queries(9):
        browser.get(drawer(log, f"?tab={tab}"))


def test_asks_for_the_default_bot_where_kore_answers(browser: Client, log: Log, django_assert_num_queries):
    with django_assert_num_queries(10):
        browser.get(drawer(log, "?tab=dialects"))


def test_reads_no_body_for_the_timing(browser: Client, log: Log, django_assert_num_queries):
    with django_assert_num_queries(8):
        assert "Latency" in text_of(browser.get(drawer(log, "?tab=timing")))


def test_hides_content_from_who_may_read_metadata_only(viewer_browser: Client, log: Log):
    response = viewer_browser.get(drawer(log))
    assert "Content hidden." in text_of(response)
    assert "Customer acme" in text_of(response)
    assert "A-20418" not in response.content.decode()


def test_the_list_has_a_place_for_it(browser: Client, log: Log):
    html = browser.get(f"/logs/?log={log.public_id}").content.decode()
    assert 'data-drawer="/logs/"' in html
    assert f'<noscript><p class="notice"><a class="link" href="/logs/{log.public_id}/">' in html


def test_escapes_the_log_that_an_address_names(browser: Client, log: Log):
    assert "<script>alert" not in browser.get("/logs/?log=<script>alert(1)</script>").content.decode()
