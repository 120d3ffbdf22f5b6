"""The pages of exports: who gets which file, and what is said while it is written."""

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import Membership
from logs.exporting import work
from logs.exporting.models import Export
from logs.exporting.orders import file_path
from logs.tests.explorer.reading import links_of, text_of
from logs.tests.factories import NOON, make_log, make_logs

NEW = "/exports/new/"


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def ask(browser, address=NEW, **fields):
    assert browser.post(address, {"format": "csv", "content": "on", **fields}).status_code == 302
    return Export.objects.first()


def finished(browser, address=NEW, **fields):
    export = ask(browser, address, **fields)
    while work.step():
        pass
    return export


def content_of(response):
    return b"".join(response.streaming_content).decode()


@pytest.mark.parametrize("path", ["/exports/", NEW])
def test_sends_the_anonymous_to_sign_in(client: Client, db, path):
    response = client.get(path)
    assert (response.status_code, response.url) == (302, f"/accounts/login/?next={path}")


def test_the_list_leads_to_an_export_of_what_it_shows(browser, project):
    make_log(project, status="error")
    page = browser.get("/logs/?q=status:error")
    assert 'href="/exports/new/?q=status:error"' in page.content.decode()


def test_says_how_many_logs_it_will_be(browser, project):
    make_logs(project, [{"source_id": "a", "status": "error"}, {"source_id": "b"}])
    text = text_of(browser.get(f"{NEW}?q=status:error"))
    assert "1 log with status:error" in text


def test_asked_for_it_waits(browser, project):
    export = ask(browser, f"{NEW}?q=status:error", format="parquet")
    assert (export.q, export.format, export.has_content, export.state) == ("status:error", "parquet", True, "waiting")
    page = browser.get("/exports/")
    assert "Waiting" in text_of(page)
    assert 'hx-trigger="every 1s"' in page.content.decode()


def test_finished_it_can_be_downloaded(browser, project):
    make_log(project, source_id="order-17", output_message={"role": "assistant", "content": "On its way."})
    export = finished(browser)
    page = browser.get("/exports/")
    assert f'href="/exports/{export.pk}/file/"' in page.content.decode()
    assert "every 1s" not in page.content.decode()
    response = browser.get(f"/exports/{export.pk}/file/")
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Content-Disposition"].startswith('attachment; filename="llmlogs-')
    assert response["Cache-Control"] == "private, no-store"
    assert "On its way." in content_of(response)


def test_the_table_alone_can_be_asked_for(browser, project):
    ask(browser)
    text = browser.get("/exports/?part=table").content.decode()
    assert "<table" in text
    assert "<html" not in text


def test_chosen_columns_are_the_file(browser, project):
    make_log(project, source_id="a")
    export = finished(browser, columns=["source_id", "model"])
    assert content_of(browser.get(f"/exports/{export.pk}/file/")) == "source_id,model\r\na,gpt-4o\r\n"


def test_the_columns_of_the_list_are_a_click_away(browser, project):
    make_log(project, metadata={"env": "prod"})
    links = links_of(browser.get("/logs/?q=model:gpt-4o"))
    assert links["Export"] == "/exports/new/?q=model:gpt-4o"
    links = links_of(browser.get("/logs/?q=model:gpt-4o&columns=model&columns=metadata.env"))
    assert links["Export"] == "/exports/new/?q=model:gpt-4o&columns=model&columns=metadata.env"
    form = browser.get("/exports/new/?q=model:gpt-4o&columns=model&columns=metadata.env")
    assert "2 columns chosen" in text_of(form)
    assert form.content.decode().count('name="columns" value="metadata.env" checked') == 1
    links = links_of(browser.get("/exports/new/"))
    assert links["Those of the list"].startswith("/exports/new/?columns=model&columns=input&columns=output")


def test_keys_of_the_metadata_are_columns_of_the_file(browser, project):
    make_log(project, metadata={"env": "prod", "région": "eu"}, latency_ms=5.0)
    export = finished(browser, columns=["latency", "metadata.env"], key="metadata.région")
    assert file_path(export).read_text() == "latency_ms,metadata.env,metadata.région\n5.0,prod,eu\n"


def test_the_time_of_the_list_is_that_of_the_file(browser, project):
    export = ask(browser, f"{NEW}?since=2026-11-20T12:00:00Z&until=2026-11-20T13:00:00Z")
    assert (export.since, export.until) == (NOON, NOON.replace(hour=13))


def test_a_period_is_fixed_when_it_is_asked_for(browser, project):
    export = ask(browser, f"{NEW}?time=1h")
    assert 3599 < (export.created_at - export.since).total_seconds() < 3601


def test_without_content_if_the_box_is_not_ticked(browser, project):
    make_log(project, output_message={"role": "assistant", "content": "On its way."})
    assert browser.post(NEW, {"format": "csv"}).status_code == 302
    while work.step():
        pass
    assert "On its way." not in file_path(Export.objects.get()).read_text()


def test_a_viewer_gets_no_content_whatever_is_asked(viewer_browser, project):
    make_log(project, source_id="a", output_message={"role": "assistant", "content": "On its way."})
    assert "reads no prompts and replies" in text_of(viewer_browser.get(NEW))
    export = finished(viewer_browser, format="jsonl")
    text = content_of(viewer_browser.get(f"/exports/{export.pk}/file/"))
    assert '"source_id":"a"' in text
    assert "On its way." not in text


def test_a_viewer_cannot_choose_a_column_of_content(viewer_browser, project):
    response = viewer_browser.post(NEW, {"format": "csv", "columns": ["output"]})
    assert response.status_code == 400
    assert "There is no column output." in text_of(response)


def test_a_colleague_and_a_stranger_find_nothing(browser, viewer_browser, stranger_browser, project):
    make_log(project)
    export = finished(browser)
    for other in (viewer_browser, stranger_browser):
        assert other.get(f"/exports/{export.pk}/file/").status_code == 404
        assert other.post(f"/exports/{export.pk}/remove/").status_code == 404
        assert str(export.pk) not in other.get("/exports/").content.decode()


def test_whoever_lost_the_right_to_content_lost_the_file(browser, owner, project):
    make_log(project)
    export = finished(browser)
    Membership.objects.filter(user=owner).update(role=Role.VIEWER)
    assert browser.get(f"/exports/{export.pk}/file/").status_code == 404


def test_an_unfinished_one_has_no_file(browser, project):
    assert browser.get(f"/exports/{ask(browser).pk}/file/").status_code == 404


def test_a_file_that_is_gone_is_not_found(browser, project):
    make_log(project)
    export = finished(browser)
    file_path(export).unlink()
    assert browser.get(f"/exports/{export.pk}/file/").status_code == 404


def test_removed_it_is_gone(browser, project):
    make_log(project)
    export = finished(browser)
    assert browser.post(f"/exports/{export.pk}/remove/").url == "/exports/"
    assert not file_path(export).exists()
    assert "Nothing exported yet" in text_of(browser.get("/exports/"))


@pytest.mark.parametrize(
    ("method", "path"),
    [("post", "/exports/"), ("put", NEW), ("post", "/exports/{}/file/"), ("get", "/exports/{}/remove/")],
)
def test_refuses_other_methods(browser, project, method, path):
    assert getattr(browser, method)(path.format(ask(browser).pk)).status_code == 405


@pytest.mark.parametrize(
    ("address", "fields"),
    [
        (NEW, {"format": "xls"}),
        (NEW, {}),
        (NEW, {"format": "csv", "columns": ["nonsense"]}),
        (f"{NEW}?q=model:(", {"format": "csv"}),
        (f"{NEW}?since=yesterday-ish", {"format": "csv"}),
        (f"{NEW}?time=1y", {"format": "csv"}),
    ],
)
def test_what_cannot_be_read_is_answered_with_400(browser, project, address, fields):
    assert browser.post(address, fields).status_code == 400
    assert not Export.objects.exists()


def test_a_query_that_cannot_be_read_says_where_to_go(browser, project):
    response = browser.get(f"{NEW}?q=model:(")
    assert response.status_code == 400
    assert "The search cannot be read" in text_of(response)


def test_the_sixth_unfinished_one_is_refused(browser, project):
    for _ in range(5):
        ask(browser)
    response = browser.post(NEW, {"format": "csv"})
    assert response.status_code == 400
    assert "5 unfinished exports" in text_of(response)


def test_a_query_is_shown_as_text(browser, project):
    ask(browser, f'{NEW}?q="<script>alert(1)</script>"')
    for path in ("/exports/", f'{NEW}?q="<script>alert(1)</script>"'):
        page = browser.get(path).content.decode()
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_a_post_without_a_token_is_refused(owner, project):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(owner)
    assert browser.post(NEW, {"format": "csv"}).status_code == 403


@pytest.mark.parametrize("count", [1, 5])
def test_asks_as_many_questions_for_one_as_for_many(browser, project, django_assert_num_queries, count):
    for _ in range(count):
        ask(browser)
    with django_assert_num_queries(5):
        browser.get("/exports/")
