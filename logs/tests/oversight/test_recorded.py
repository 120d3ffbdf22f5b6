"""What takes logs out of the store is recorded: exports and deletions, by page, API and command."""

import pytest
from django.core.management import call_command

from accounts.audit.models import AuditEntry
from logs.exporting import work
from logs.models import Log
from logs.tests.factories import make_log


@pytest.fixture(autouse=True)
def _data_dir(settings, tmp_path):
    settings.DATA_DIR = tmp_path


def recorded():
    return list(AuditEntry.objects.order_by("id").values_list("action", "actor", "project_id"))


def write_exports():
    while work.step():
        pass


def test_export_of_a_page(browser, owner, project):
    make_log(project)
    browser.post("/exports/new/?q=status:success", {"format": "csv", "content": "on"})
    write_exports()
    page = browser.get("/exports/").context["exports"][0]
    browser.get(f"/exports/{page.pk}/file/")

    assert recorded() == [
        ("export.started", owner.email, project.pk),
        ("export.downloaded", owner.email, project.pk),
    ]
    started, downloaded = AuditEntry.objects.order_by("id")
    assert started.target == downloaded.target == f"export {page.pk}"
    assert (started.facts["q"], started.facts["content"], downloaded.facts["rows"]) == ("status:success", True, 1)


def test_export_of_the_api(api, key, project):
    make_log(project)
    made = api.post("/api/v2/exports/", {"format": "jsonl"}).json()
    write_exports()
    api.get(f"{made['url']}file/")

    name = f"key {key[:12]}"
    assert recorded() == [("export.started", name, project.pk), ("export.downloaded", name, project.pk)]


def test_export_that_is_refused_is_not_recorded(api):
    api.post("/api/v2/exports/", {"format": "jsonl", "q": "latency:x"})
    assert recorded() == []


def test_deletion_in_the_explorer(browser, owner, project):
    log = make_log(project)
    browser.post("/logs/delete/", {"id": [str(log.public_id)]})
    assert recorded() == []

    browser.post("/logs/delete/", {"id": [str(log.public_id)], "confirmed": "1"})
    assert recorded() == [("logs.deleted", owner.email, project.pk)]
    assert AuditEntry.objects.get().target == "1 logs"


def test_deletion_by_command_is_seen_in_every_project(project, stranger_project):
    make_log(project)
    make_log(stranger_project)
    call_command("prune_logs", "--before=2100-01-01", "--dry-run")
    assert recorded() == []

    call_command("prune_logs", "--before=2100-01-01")
    assert sorted(recorded()) == [
        ("logs.deleted", "command prune_logs", project.pk),
        ("logs.deleted", "command prune_logs", stranger_project.pk),
    ]
    assert not Log.objects.exists()


def test_key_of_the_first_page(browser, owner, project):
    browser.post("/logs/first-key/")
    assert recorded() == [("key.created", owner.email, project.pk)]
