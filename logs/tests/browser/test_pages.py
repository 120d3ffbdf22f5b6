"""Every page: no accessibility violations in either theme at phone and wide size, nothing scrolls sideways."""

import os
from itertools import product

import pytest

from logs.tests.browser.conftest import HEIGHT, PHONE, WIDE

ENGINE = os.environ.get("TEST_ENGINE", "sqlite")
PLACES = (
    *("/logs/", "/charts/", "/charts/latency/", "/help/", "/threads/", "/compare/"),
    *("/accounts/login/", "/nowhere/"),
    *("/customers/", "/customers/quillwater-cafe/", "/models/", "/models/?name=gpt-5.4"),
    *("/prompts/", "/features/", "/bots/", "/dashboards/"),
)


@pytest.mark.skipif(ENGINE != "sqlite", reason="about markup, which is the same on both engines")
@pytest.mark.parametrize("address", PLACES)
def test_axe_finds_nothing(open_page, violations, address):
    page = open_page(address)
    page.wait_for_load_state("networkidle")
    found = {}
    for width, scheme in product((WIDE, PHONE), ("light", "dark")):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        found[width, scheme] = violations(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), width
    assert found == dict.fromkeys(found, [])
