"""The table in a browser: more rows, marks and their bar, columns, theme, density, following the list, keys, help."""

import pytest
from playwright.sync_api import Page, expect

from logs.tests.browser.conftest import flaws, send, violations
from logs.tests.server import Server

ROWS = "tr.log-row"


def opened(open_page, address: str = "/logs/", **options: object) -> Page:
    page = open_page(address, **options)
    page.wait_for_load_state("networkidle")
    return page


def counted(page: Page) -> str:
    return page.locator("[data-marked-count]").inner_text()


def test_loads_more_rows_in_place(open_page):
    page = opened(open_page)
    first = page.locator(ROWS).first.get_attribute("data-log-id")
    page.get_by_text("Load 50 more").click()
    expect(page.locator(ROWS)).to_have_count(100)
    assert page.locator(ROWS).first.get_attribute("data-log-id") == first
    ids = page.locator(ROWS).evaluate_all("rows => rows.map(row => row.dataset.logId)")
    assert len(set(ids)) == 100
    assert "Row 100 of" in page.locator("tfoot").inner_text()


def test_loads_more_rows_by_j_on_the_last(open_page):
    page = opened(open_page)
    page.evaluate("document.querySelector('[data-rows] tr.log-row:last-child').setAttribute('aria-current', 'true')")
    page.keyboard.press("j")
    expect(page.locator(ROWS)).to_have_count(100)


def test_goes_to_the_next_page_without_script(open_page):
    page = open_page("/logs/", script=False)
    page.get_by_role("link", name="Older").click()
    assert "Rows 51–100 of" in page.locator("tfoot").inner_text()
    page.get_by_role("link", name="Newer").click()
    expect(page.locator(ROWS)).to_have_count(50)


def test_marks_by_keyboard_and_compares_two(open_page):
    page = opened(open_page)
    for key in ("j", "x"):
        page.keyboard.press(key)
    assert counted(page) == "1 marked, mark one more to compare"
    expect(page.locator("[data-compare]")).to_have_attribute("aria-disabled", "true")
    for key in ("j", "j", "x"):
        page.keyboard.press(key)
    assert counted(page) == "2 marked"
    page.keyboard.press("c")
    page.wait_for_url("**/compare/?a=*&b=*")


def test_marks_a_range_and_clears_it(open_page):
    page = opened(open_page)
    page.locator("[data-mark]").nth(1).click()
    page.locator("[data-mark]").nth(4).click(modifiers=["Shift"])
    assert counted(page) == "4 marked"
    page.keyboard.press("Escape")
    expect(page.locator("[data-selection]")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("x")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    assert counted(page) == "4 marked"


def test_marks_all_that_are_shown(open_page):
    page = opened(open_page)
    page.locator("[data-mark-all]").check()
    assert counted(page) == "50 marked"
    page.locator("[data-all]").check()
    assert counted(page) == "All marked"


def test_copies_the_ids_of_marked_rows(open_page):
    page = opened(open_page)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("[data-mark]").nth(0).check()
    page.locator("[data-mark]").nth(1).check()
    page.keyboard.press("y")
    expect(page.locator("[data-marked-count]")).to_have_text("2 ids copied")
    ids = page.locator(ROWS).evaluate_all("rows => rows.slice(0, 2).map(row => row.dataset.logId)")
    assert page.evaluate("navigator.clipboard.readText()").splitlines() == ids


def test_exports_the_marked(open_page):
    page = opened(open_page)
    page.locator("[data-mark]").nth(0).check()
    page.keyboard.press("e")
    page.wait_for_url("**/exports/new/?q=id:*")


@pytest.mark.parametrize("script", [True, False])
def test_deletes_after_a_question(open_page, site: Server, script: bool):
    model = f"to-delete-{script}"
    send(site, model=model)
    page = open_page(f"/logs/?q=model:{model}", script=script)
    page.locator("[data-mark]").first.check()
    page.get_by_role("button", name="Delete…").click()
    assert not script or flaws(page) == []  # axe is a script
    page.get_by_role("button", name="Delete 1 log").click()
    expect(page.get_by_text("No logs match")).to_be_visible()
    expect(page.get_by_text("1 log deleted.")).to_be_visible()


def test_chooses_columns_and_keeps_them(open_page):
    page = opened(open_page)
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Provider").check()
    page.get_by_label("env", exact=True).check()
    page.get_by_role("button", name="Show these").click()
    page.wait_for_url("**columns=metadata.env*")
    page.goto("/logs/")
    assert {"Provider", "env"} <= set(page.locator("thead th").all_inner_texts())


def test_keeps_a_theme_and_a_density(open_page):
    page = opened(open_page)
    page.locator("summary", has_text="Theme").click()
    with page.expect_response("**/appearance/"):
        page.get_by_role("button", name="Dark").click()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    height = page.locator(ROWS).first.bounding_box()["height"]
    with page.expect_response("**/appearance/"):
        page.get_by_role("button", name="Comfortable").click()
    assert page.locator(ROWS).first.bounding_box()["height"] > height
    page.reload()
    assert page.evaluate("({...document.documentElement.dataset})") == {"theme": "dark", "density": "comfortable"}


def test_follows_the_list(open_page, site: Server):
    page = opened(open_page)
    page.keyboard.press("l")
    send(site, model="just-now-1")
    expect(page.locator(ROWS).first).to_contain_text("just-now-1")
    expect(page.locator(ROWS)).to_have_count(50)
    expect(page.locator("[data-live-rate]")).to_contain_text("/min")


def test_holds_new_rows_back_while_something_is_marked(open_page, site: Server):
    page = opened(open_page)
    page.locator("[data-mark]").nth(3).check()
    page.keyboard.press("l")
    send(site, model="held-back")
    expect(page.locator("[data-live-show]")).to_have_text("1 new log, show it")
    assert "held-back" not in page.locator(ROWS).first.inner_text()
    page.locator("[data-live-show]").click()
    expect(page.locator(ROWS).first).to_contain_text("held-back")


def test_goes_to_places_by_two_keys(open_page):
    page = opened(open_page)
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/threads/")


def test_opens_and_closes_the_help_sheet(open_page):
    page = opened(open_page)
    page.keyboard.press("?")
    expect(page.locator("dialog[open]")).to_contain_text("latency:>2s")
    assert violations(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_takes_letters_in_a_field_for_letters(open_page):
    page = opened(open_page)
    page.locator("#q").focus()
    page.keyboard.type("xle?gt")
    assert page.locator("#q").input_value() == "xle?gt"
    assert page.locator("dialog[open]").count() == 0
    expect(page.locator("[data-live-switch]")).to_have_attribute("aria-pressed", "false")


def test_goes_from_facet_to_facet(open_page):
    page = opened(open_page)
    page.keyboard.press("f")
    page.keyboard.press("f")
    assert page.evaluate("document.activeElement.closest('[data-facet]').id") == "facet-model"


def test_marks_and_menus_are_without_flaws(open_page):
    page = opened(open_page, "/logs/?columns=thread&columns=metadata.env&columns=input")
    page.locator("[data-mark]").nth(1).check()
    assert flaws(page) == []
    page.locator("summary", has_text="Columns").click()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert violations(page) == []
