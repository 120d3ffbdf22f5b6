"""`/settings/audit/`: what was done to the project, searched, paged and taken as a file."""

import csv
import json

import pytest

from accounts.audit import Action, record
from accounts.audit.models import AuditEntry
from accounts.models import Membership, Role, User

PAGE, FILE = "/settings/audit/", "/settings/audit/file/"


@pytest.fixture
def entries(project, stranger_project):
    def add(action, by, target, **details):
        record(action, by=by, project_id=project.pk, target=target, details=details)

    add(Action.KEY_CREATED, "ann@example.com", "key llk_abcd1234", scopes=["read"])
    add(Action.BOT_CREATED, "bob@example.com", "bot st-7")
    record(Action.KEY_CREATED, by="eve@example.com", project_id=stranger_project.pk, target="key llk_secret99")


def ids(response):
    assert response.status_code == 200
    return [entry.pk for entry in response.context["rows"]]


def test_shows_what_was_done_in_the_project_newest_first(browser, entries):
    response = browser.get(PAGE)

    page = response.content.decode()
    assert ids(response) == [2, 1]
    assert 'data-entry-id="1"' in page
    assert "key llk_abcd1234" in page
    assert "eve@example.com" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("actor=ANN", [1]),
        ("action=bot.created", [2]),
        ("action=bot.created&action=key.created", [2, 1]),
        ("target=llk_abcd", [1]),
        ("target=nothing", []),
        ("since=2000-01-01T00:00", [2, 1]),
        ("until=2000-01-01T00:00:00Z", []),
        ("before=2", [1]),
        ("actor=&action=&target=&since=&until=&before=", [2, 1]),
    ],
)
def test_narrows(browser, entries, query, found):
    assert ids(browser.get(f"{PAGE}?{query}")) == found


def test_pages_go_on_where_the_last_one_ended(browser, project, django_assert_num_queries):
    for number in range(51):
        record(Action.KEY_CREATED, by="test", project_id=project.pk, target=f"key {number}")

    with django_assert_num_queries(5):
        first = browser.get(PAGE)
    assert ids(first) == list(range(51, 1, -1))
    assert 'href="?before=2"' in first.content.decode()
    assert ids(browser.get(f"{PAGE}?before=2")) == [1]


@pytest.mark.parametrize("query", ["action=nonsense", "since=yesterday", "until=%00"])
def test_condition_that_cannot_be_read_is_said(browser, entries, query):
    response = browser.get(f"{PAGE}?{query}")

    assert ids(response) == []
    assert 'class="errorlist"' in response.content.decode()


@pytest.mark.parametrize("before", ["x", "-1", "9" * 30, "%00"])
def test_nonsense_is_no_page(browser, before):
    assert browser.get(f"{PAGE}?before={before}").status_code == 400


def test_odd_text_finds_nothing(browser, entries):
    assert ids(browser.get(f"{PAGE}?actor=%25")) == []


def test_names_are_escaped(browser, project):
    record(Action.BOT_CREATED, by="<script>alert(1)</script>", project_id=project.pk, target="<b>")
    assert "<script>alert" not in browser.get(PAGE).content.decode()


def test_empty_log_says_so(browser):
    assert "Nothing has been recorded yet." in browser.get(PAGE).content.decode()


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_anonymous_signs_in_first(client, db, path):
    assert client.get(path).url == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", [PAGE, FILE])
@pytest.mark.parametrize("role", [Role.ANALYST, Role.VIEWER])
def test_is_for_those_who_run_the_project(client, project, path, role):
    user = User.objects.create_user("reader@example.com")
    Membership.objects.create(user=user, project=project, role=role)
    client.force_login(user)

    assert client.get(path).status_code == 403


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_is_not_there_without_a_project(client, db, path):
    client.force_login(User.objects.create_user("loner@example.com"))
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_is_not_written_to(browser, path):
    assert browser.post(path).status_code == 405


def test_file_holds_every_entry_that_matches(browser, entries):
    response = browser.get(f"{FILE}?format=jsonl&actor=ann")

    (line,) = b"".join(response.streaming_content).splitlines()
    entry = json.loads(line)
    assert (entry["actor"], entry["details"]) == ("ann@example.com", {"scopes": ["read"]})
    assert "attachment" in response["Content-Disposition"]


def test_file_runs_no_formula(browser, project):
    record(Action.BOT_CREATED, by="=1+1", project_id=project.pk, target="@SUM(A1)", details={"name": "=2"})

    lines = b"".join(browser.get(f"{FILE}?format=csv&target=sum").streaming_content).decode().splitlines()
    (row,) = csv.DictReader(lines)
    assert (row["actor"], row["target"], row["details"]) == ("'=1+1", "'@SUM(A1)", '{"name":"=2"}')
    assert row["action"] == "bot.created"


def test_taking_the_file_is_recorded(browser, owner, entries):
    browser.get(f"{FILE}?format=csv&actor=ann")

    entry = AuditEntry.objects.first()
    assert (entry.action, entry.actor, entry.target) == ("export.downloaded", owner.email, "audit log")


@pytest.mark.parametrize("query", ["format=xls", "format=parquet", "action=nonsense"])
def test_file_of_nonsense_is_refused(browser, query):
    assert browser.get(f"{FILE}?{query}").status_code == 400
    assert not AuditEntry.objects.exists()


def test_admin_reads_and_changes_nothing(client, entries):
    client.force_login(User.objects.create_superuser("operator@example.com"))

    assert "eve@example.com" in client.get("/admin/accounts/auditentry/").content.decode()
    assert "eve@example.com" not in client.get("/admin/accounts/auditentry/?action=bot.created").content.decode()
    assert client.get("/admin/accounts/auditentry/1/change/").status_code == 200
    assert client.get("/admin/accounts/auditentry/add/").status_code == 403
    assert client.post("/admin/accounts/auditentry/1/change/", {"actor": "nobody"}).status_code == 403
    assert client.post("/admin/accounts/auditentry/1/delete/", {"post": "yes"}).status_code == 403
