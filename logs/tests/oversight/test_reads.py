"""`/settings/content-access/` and `/api/v2/content-access/`: who has read what."""

import json

import pytest

from logs import content_access
from logs.tests.conftest import client_with
from logs.tests.factories import make_logs

PAGE, API = "/settings/content-access/", "/api/v2/content-access/"


@pytest.fixture
def logs(project):
    return make_logs(project, [{"source_id": f"s{n}"} for n in range(3)])


@pytest.fixture
def reads(api, browser, logs, stranger_api, stranger_project):
    """One read of the first log by a person, then of all by a program; and one in another project."""
    browser.get(f"/logs/{logs[0].public_id}/")
    api.get("/api/logs")
    make_logs(stranger_project, [{}])
    stranger_api.get("/api/logs")
    content_access.flush()


def counts(response):
    assert response.status_code == 200
    return [read.count for read in response.context["rows"]]


def test_page_shows_reads_of_the_project(browser, owner, logs, reads):
    response = browser.get(PAGE)

    page = response.content.decode()
    assert counts(response) == [3, 1]
    assert owner.email in page
    assert f'href="/logs/{logs[0].public_id}/"' in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("actor=owner", [1]),
        ("place=bifrost", [3]),
        ("reason=ticket", []),
        ("log=", [3, 1]),
    ],
)
def test_page_narrows(browser, reads, query, found):
    assert counts(browser.get(f"{PAGE}?{query}")) == found


def test_who_has_read_a_log(browser, logs, reads):
    assert counts(browser.get(f"{PAGE}?log={logs[0].public_id}")) == [3, 1]
    assert counts(browser.get(f"{PAGE}?log={logs[1].public_id}")) == [3]


def test_nonsense_is_no_log(browser, reads):
    assert "This is no id of a log." in browser.get(f"{PAGE}?log=x").content.decode()


def test_log_leads_those_who_run_the_project_to_its_readers(browser, logs):
    assert f'href="{PAGE}?log={logs[0].public_id}"' in browser.get(f"/logs/{logs[0].public_id}/").content.decode()


def test_file(browser, owner, reads):
    lines = b"".join(browser.get(f"{PAGE}file/?format=jsonl&actor=owner").streaming_content).splitlines()
    assert [json.loads(line)["actor"] for line in lines] == [owner.email]


def test_api(make_key, logs, reads):
    body = client_with(make_key("admin")).get(f"{API}?log={logs[0].public_id}").json()

    assert [read["count"] for read in body["results"]] == [3, 1]
    assert (body["results"][1]["logs"], body["results"][1]["place"]) == ([str(logs[0].public_id)], "logs:detail")


def test_api_needs_the_scope_admin(api, anonymous_api):
    assert (api.get(API).status_code, anonymous_api.get(API).status_code) == (403, 401)


def test_page_is_for_those_who_run_the_project(client, db):
    assert client.get(PAGE).url == f"/accounts/login/?next={PAGE}"
