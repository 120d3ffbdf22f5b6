"""Exports and saved views as a person uses them: by keyboard from the list to a file, and back by a name."""


def test_e_leads_from_a_search_to_its_file(open_page):
    page = open_page("/logs/?q=status:error")
    page.keyboard.press("e")
    page.wait_for_url("**/exports/new/?q=status:error")
    page.check("text=JSON lines")
    page.click("main button:has-text('Export')")
    # The table asks for itself until the file is whole; nobody loads the page again.
    with page.expect_download(timeout=60_000) as download:
        page.locator("text=Download").first.click(timeout=60_000)
    assert download.value.suggested_filename.endswith(".jsonl")
    assert '"status":"error"' in download.value.path().read_text()


def test_an_export_can_be_asked_for_without_script(open_page):
    page = open_page("/exports/new/?q=status:error", script=False)
    page.click("main button:has-text('Export')")
    page.wait_for_url("**/exports/")
    assert page.locator("[data-export-id]").count() >= 1


def test_a_saved_view_is_in_the_menu_and_in_the_empty_bar(open_page):
    page = open_page("/views/new/?q=latency:>10s&sort=-latency")
    page.fill("#view-name", "Slow answers")
    page.click("main button:has-text('Save')")
    page.wait_for_url("**/logs/?q=**")
    page.goto("/logs/")
    page.click("summary:has-text('Views')")
    page.wait_for_selector(".views-menu >> text=Slow answers")
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.click(".suggestion:has-text('Slow answers')")
    page.wait_for_url("**sort=-latency**")


def test_a_query_that_was_run_is_offered_in_an_empty_bar(open_page):
    page = open_page("/logs/?q=tokens:>1")
    page.wait_for_load_state("networkidle")
    page.goto("/logs/")
    page.keyboard.press("/")
    page.wait_for_selector(".suggestion:has-text('tokens:>1')")
