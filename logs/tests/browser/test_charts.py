"""Charts and the time control by pointer, key and without script."""

import re

import pytest
from playwright.sync_api import Page, expect

from logs.tests.browser.conftest import PHONE, WIDE, violations


def volume(page: Page):
    return page.locator("[data-chart=volume] svg[data-plot]")


def place(page: Page, share: float) -> tuple[float, float]:
    """A point of the volume chart, at a share of its width."""
    box = volume(page).bounding_box()
    return box["x"] + box["width"] * share, box["y"] + 30


def test_a_drag_zooms_and_can_be_undone(open_page):
    page = open_page("/logs/?time=7d&q=model:*")
    volume(page).wait_for()
    page.mouse.move(*place(page, 0.4))
    page.mouse.down()
    page.mouse.move(*place(page, 0.6))
    assert float(volume(page).locator("[data-brush]").get_attribute("width").rstrip("%")) > 15
    page.mouse.up()
    page.wait_for_url(re.compile(r"since=.*until="))
    assert "unzoom=7d" in page.url
    assert "time=" not in page.url
    assert "q=model" in page.url
    page.get_by_role("link", name="undo zoom").click()
    page.wait_for_url(re.compile(r"time=7d$"))


def test_a_click_takes_one_column(open_page):
    page = open_page("/logs/?time=7d")
    volume(page).wait_for()
    page.mouse.click(*place(page, 0.5))
    page.wait_for_url(re.compile(r"since=[^&]*%3A00Z&until=[^&]*%3A59%3A59.999Z"))


def test_the_pointer_reads_the_numbers_of_a_column(open_page):
    page = open_page("/charts/?time=7d")
    plots = page.locator("svg[data-plot]")
    expect(plots).to_have_count(7)
    page.locator("[data-chart=tokens]").scroll_into_view_if_needed()
    page.locator("[data-chart=tokens] svg[data-plot]").hover()
    tip = page.locator(".chart-tip")
    expect(tip).to_contain_text("input")
    expect(page.locator("[data-cross][data-on]")).to_have_count(7)
    page.keyboard.press("Escape")
    expect(tip).to_have_count(0)


def test_keys_move_the_range(open_page):
    page = open_page("/logs/?time=24h")
    page.keyboard.press("[")
    page.wait_for_url(re.compile("until="))
    earlier = page.url
    page.keyboard.press("[")
    page.wait_for_url(lambda url: url != earlier)
    page.keyboard.press("]")
    page.wait_for_url(re.compile("since="))


def test_more_charts_come_when_they_are_asked_for(open_page):
    page = open_page("/logs/?time=7d")
    page.get_by_text("More charts").click()
    expect(page.locator("[data-more-charts] svg[data-plot], [data-more-charts] .chart-ranking")).to_have_count(7)
    page.get_by_text("as a table").first.click()
    assert violations(page) == []


@pytest.mark.parametrize("width", [WIDE, PHONE])
def test_the_zone_of_a_page_can_be_chosen(open_page, width):
    page = open_page("/logs/?time=7d", width=width)
    page.locator(".time-control summary").click()
    assert violations(page) == []
    page.get_by_label("Time zone").fill("Asia/Tokyo")
    page.get_by_role("button", name="Use", exact=True).click()
    expect(page.locator(".time-control summary")).to_contain_text("JST")


def test_a_period_takes_along_what_is_typed(open_page):
    page = open_page("/logs/?time=7d")
    page.locator("#q").fill("status:error")
    page.locator(".time-control summary").click()
    page.get_by_role("link", name="Past 30 days").click()
    page.wait_for_url(re.compile(r"time=30d"))
    assert "status" in page.url


def test_charts_are_drawn_without_script(open_page):
    page = open_page("/logs/?overview=1", script=False)
    expect(volume(page)).to_be_visible()
    page = open_page("/charts/latency/?time=7d", script=False)
    expect(page.locator("svg[data-plot] path")).to_have_count(3)
    page.get_by_text("as a table").click()
    page.locator("tr[data-since] a").first.click()
    assert "since=" in page.url
