"""Every page: no accessibility violations in either theme at phone and wide size, nothing scrolls sideways.

A new page is a line here; one that is reached by a form is looked at where its form is tried.
"""

import pytest

from logs.tests.browser.conftest import flaws

PAGES = (
    "/logs/",
    "/logs/?columns=thread&columns=metadata.env&columns=input",
    "/charts/",
    "/charts/latency/",
    "/help/",
    "/threads/",
    "/compare/",
    "/customers/",
    "/customers/quillwater-cafe/",
    "/models/",
    "/models/?name=gpt-5.4",
    "/prompts/",
    "/features/",
    "/bots/",
    "/dashboards/",
    "/exports/",
    "/exports/new/?q=status:error",
    "/views/",
    "/views/new/?q=a",
    "/settings/members/",
    "/settings/members/invite/",
    "/settings/project/",
    "/settings/projects/",
    "/settings/projects/new/",
    "/settings/keys/",
    "/settings/keys/new/",
    "/settings/bots/",
    "/settings/apps/new/",
    "/settings/audit/",
    "/settings/redaction/",
    "/settings/retention/",
    "/accounts/login/",
    "/nowhere/",
)


@pytest.mark.parametrize("address", PAGES)
def test_is_without_flaws(open_page, address):
    page = open_page(address)
    page.wait_for_load_state("networkidle")
    assert flaws(page) == []


def test_the_first_page_of_a_project_without_logs_is_without_flaws(open_page):
    page = open_page("/logs/", person="newcomer")
    page.get_by_role("heading", name="Send the first log").wait_for()
    assert flaws(page) == []
