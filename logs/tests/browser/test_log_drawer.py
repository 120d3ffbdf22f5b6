"""A log beside the list: by click and by keyboard, under an address that can be shared."""

from playwright.sync_api import Page, expect

from logs.tests.browser.conftest import send, violations
from logs.tests.server import Server


def settled(page: Page) -> None:
    """What htmx brought has its behaviour only then; before, a key or a click does what the page alone would do."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def open_drawer(page: Page, row: int = 2) -> str:
    """Opens the log of a row; its id."""
    row_of_log = page.locator("tr[data-log-id]").nth(row)
    row_of_log.locator(".log-row-model").click()
    log_id = row_of_log.get_attribute("data-log-id")
    expect(page.locator(f"[data-drawer] [data-log-id='{log_id}']")).to_be_visible()
    settled(page)
    return log_id


def test_goes_on_with_j_and_closes_with_escape(open_page):
    page = open_page("/logs/")
    open_drawer(page)
    second = page.locator("tr[data-log-id]").nth(3).get_attribute("data-log-id")
    page.keyboard.press("j")
    expect(page.locator(f"[data-drawer] [data-log-id='{second}']")).to_be_visible()
    assert f"log={second}" in page.url
    page.keyboard.press("Escape")
    expect(page.locator("[data-drawer]")).to_be_hidden()
    assert "log=" not in page.url


def test_opens_from_a_shared_address_at_its_tab(open_page):
    page = open_page("/logs/")
    open_drawer(page)
    page.keyboard.press("6")
    expect(page.locator("[data-drawer] [data-tree]")).to_be_visible()
    shared = open_page(page.url.partition("/logs/")[1] + page.url.partition("/logs/")[2])
    expect(shared.locator("[data-drawer] [data-tree]")).to_be_visible()


def test_axe_finds_nothing_in_the_drawer(open_page):
    page = open_page("/logs/")
    open_drawer(page)
    for key in "12345678":
        page.keyboard.press(key)
        expect(page.locator(f"[data-drawer] [data-tabs] a:nth-of-type({key})")).to_have_attribute(
            "aria-current", "page"
        )
        assert violations(page, within="[data-drawer]") == []


def test_leads_through_the_hits_of_a_search_in_the_json(open_page, site: Server):
    messages = [{"role": role, "content": "Good morning"} for role in ("user", "assistant", "user")]
    send(site, model="with-hits", prompt_messages=messages)
    page = open_page("/logs/?q=model:with-hits")
    open_drawer(page, row=0)
    page.keyboard.press("6")
    expect(page.locator("[data-drawer] [name=find]")).to_be_visible()
    settled(page)
    page.fill("[data-drawer] [name=find]", "morning")
    page.press("[data-drawer] [name=find]", "Enter")
    expect(page.locator("[data-tree-counter]")).to_have_text("1 of 3")
    page.locator("[data-tree] summary").first.focus()
    page.keyboard.press("n")
    expect(page.locator("[data-tree-counter]")).to_have_text("2 of 3")
