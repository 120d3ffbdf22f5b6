"""Breaking the glass: without a reason nobody reads content where a project demands one; with one it is kept."""

import pytest

from accounts.audit.models import AuditEntry
from accounts.choices import ReasonFrom
from accounts.models import Project, User
from logs import content_access
from logs.content_access.models import ContentRead
from logs.tests.conftest import client_with
from logs.tests.dialects.kore_client import KoreClient
from logs.tests.factories import make_logs

REASON = "ticket 4711"
ASK = "/accounts/reason/"


@pytest.fixture
def logs(project):
    messages = [{"role": "user", "content": "tell nobody"}]
    return make_logs(project, [{"input_messages": messages, "thread_id": "t1", "source_id": "s1"}])


@pytest.fixture
def browser(client, owner, project):
    client.force_login(owner)
    return client


def demand(project, whom):
    Project.objects.filter(pk=project.pk).update(reason_from=whom)


def reads():
    content_access.flush()
    return list(ContentRead.objects.values_list("count", "reason"))


@pytest.mark.parametrize("path", ["/logs/", "/logs/s1/", "/threads/t1/", "/logs/s1/?tab=raw"])
def test_page_shows_no_content_before_a_reason_is_given(browser, project, logs, path):
    demand(project, ReasonFrom.PEOPLE)
    page = browser.get(path).content.decode()

    assert "tell nobody" not in page
    assert 'href="/accounts/reason/?next=' in page
    assert reads() == []


def test_payload_and_copies_are_not_found_before(browser, project, logs):
    demand(project, ReasonFrom.PEOPLE)
    assert browser.get("/logs/s1/payload.json").status_code == 404
    assert browser.get("/logs/s1/copy/curl/").status_code == 404


def test_reason_opens_the_page_and_is_kept(browser, project, logs):
    demand(project, ReasonFrom.PEOPLE)
    response = browser.post(ASK, {"reason": REASON, "next": "/logs/s1/"})

    assert response.url == "/logs/s1/"
    page = browser.get("/logs/s1/").content.decode()
    assert "tell nobody" in page
    assert ASK not in page
    assert reads() == [(1, REASON)]
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.facts) == ("access.reason_given", {"reason": REASON})


def test_reason_lasts_half_an_hour(browser, project, logs, monkeypatch):
    demand(project, ReasonFrom.PEOPLE)
    browser.post(ASK, {"reason": REASON})
    monkeypatch.setattr("accounts.reasons.LASTS_SECONDS", 0)
    assert "tell nobody" in browser.get("/logs/s1/").content.decode()
    browser.post(ASK, {"reason": REASON})
    assert "tell nobody" not in browser.get("/logs/s1/").content.decode()


@pytest.mark.parametrize("reason", ["", "   ", "why", "x" * 501])
def test_no_reason_is_none(browser, project, logs, reason):
    demand(project, ReasonFrom.PEOPLE)
    assert "5 to 500 characters" in browser.post(ASK, {"reason": reason}).content.decode()
    assert "tell nobody" not in browser.get("/logs/s1/").content.decode()


@pytest.mark.parametrize("where", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_goes_on_to_no_other_host(browser, project, where):
    assert browser.post(ASK, {"reason": REASON, "next": where}).url == "/logs/"


def test_page_of_reasons_is_for_members(client, db):
    assert client.get(ASK).url == f"/accounts/login/?next={ASK}"


def test_programs_need_none_where_it_is_demanded_of_people(api, project, logs):
    demand(project, ReasonFrom.PEOPLE)
    assert "tell nobody" in api.get("/api/request-logs/s1/").content.decode()
    assert reads() == [(1, "")]


@pytest.mark.parametrize(
    "path", ["/api/request-logs/s1/", "/api/request-logs/list/", "/api/v1/requests", "/api/logs", "/api/logs/s1"]
)
def test_doors_refuse_a_program_in_their_form(make_key, project, logs, path):
    demand(project, ReasonFrom.EVERYONE)
    api = client_with(make_key("ingest", "read"))
    refused = api.get(path)

    assert refused.status_code == 403
    assert "X-Access-Reason" in str(refused.json())
    assert "tell nobody" not in refused.content.decode()
    answered = api.get(path, headers={"X-Access-Reason": REASON})
    assert (answered.status_code, "tell nobody" in answered.content.decode()) == (200, True)
    assert reads() == [(1, REASON)]


def test_native_api_answers_metadata(make_key, project, logs):
    demand(project, ReasonFrom.EVERYONE)
    api = client_with(make_key("read"))
    bare = api.get("/api/v2/logs/s1/")

    assert (bare.status_code, bare["X-Access-Reason"]) == (200, "required")
    assert "tell nobody" not in bare.content.decode()
    assert "tell nobody" in api.get("/api/v2/logs/s1/", headers={"X-Access-Reason": REASON}).content.decode()


def test_kore_refuses_in_its_form(project, logs):
    demand(project, ReasonFrom.EVERYONE)
    client = KoreClient(project)
    refused = client.post({"dateFrom": "2026-11-01", "dateTo": "2026-11-30", "limit": 100})

    assert refused.status_code == 403
    assert "X-Access-Reason" in refused.content.decode()
    headers = {"X-Access-Reason": REASON}
    answered = client.post({"dateFrom": "2026-11-01", "dateTo": "2026-11-30", "limit": 100}, **headers)
    assert answered.status_code == 200
    assert reads() == [(1, REASON)]


def test_ingest_needs_no_reason(api, project):
    demand(project, ReasonFrom.EVERYONE)
    assert api.post("/api/request-logs/create/", {"model": "m"}, format="json").status_code in (200, 201)


def test_rule_is_changed_by_those_who_run_the_project_and_recorded(browser, project):
    response = browser.post("/settings/content-access/rule/", {"reason_from": "everyone"})

    assert response.url == "/settings/content-access/"
    project.refresh_from_db()
    assert project.reason_from == "everyone"
    assert AuditEntry.objects.get().facts == {"from": "nobody", "to": "everyone"}
    assert browser.post("/settings/content-access/rule/", {"reason_from": "x"}).status_code == 400


def test_operator_gives_a_reason_too(client, project, logs):
    demand(project, ReasonFrom.PEOPLE)
    client.force_login(User.objects.create_superuser("operator@example.com"))
    page = client.get(f"/admin/logs/log/{logs[0].id}/change/").content.decode()
    assert "tell nobody" not in page
    assert reads() == []


def test_everything_of_a_customer_is_given_for_a_reason(browser, project):
    make_logs(project, [{"customer_id": "ann"}])
    demand(project, ReasonFrom.PEOPLE)
    path = "/settings/erasure/export/?customer=ann"

    assert browser.get(path).url.startswith(f"{ASK}?next=%2Fsettings%2Ferasure")
    browser.post(ASK, {"reason": REASON})
    assert browser.get(path).status_code == 200
    assert reads() == [(1, REASON)]
