"""Every page: no accessibility violations in either theme at phone and wide size, nothing scrolls sideways."""

import pytest

from logs.tests.browser.conftest import PHONE, WIDE

PLACES = (
    *("/logs/", "/charts/", "/charts/latency/", "/help/", "/threads/", "/compare/"),
    *("/accounts/login/", "/nowhere/"),
    *("/customers/", "/customers/quillwater-cafe/", "/models/", "/models/?name=gpt-5.4"),
    *("/prompts/", "/features/", "/bots/", "/dashboards/"),
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("address", PLACES)
def test_axe_finds_nothing(open_page, violations, address, width, scheme):
    page = open_page(address, width=width, scheme=scheme)
    page.wait_for_load_state("networkidle")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
