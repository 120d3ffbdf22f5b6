"""Content that is shown is noted: who, where, which logs; whatever shows none is not."""

import json
from urllib.request import Request, urlopen

import pytest

from accounts.models import Membership, Role, User
from logs import content_access
from logs.content_access.models import ContentRead, pack, unpack
from logs.exporting import work
from logs.tests.conftest import client_with
from logs.tests.dialects.kore_client import KoreClient
from logs.tests.factories import NOON, make_logs
from logs.tests.server import manage, serving
from logs.upkeep import reads

READS = [
    ("/api/request-logs/{id}/", 1),
    ("/api/request-logs/list/", 2),
    ("/api/v1/requests", 2),
    ("/api/logs", 2),
    ("/api/logs/{id}", 1),
    ("/api/v2/logs/{id}/", 1),
]
PAGES = [
    ("/logs/{id}/", 1),
    ("/logs/{id}/?tab=raw", 1),
    ("/logs/{id}/payload.json", 1),
    ("/compare/?a={id}&b={other}", 2),
    ("/threads/t1/", 2),
]
NO_READS = ["/logs/", "/customers/", "/logs/{id}/?tab=timing"]


@pytest.fixture
def logs(project):
    messages = [{"role": "user", "content": "hello"}]
    return make_logs(project, [{"input_messages": messages, "thread_id": "t1", "source_id": f"s{n}"} for n in (1, 2)])


@pytest.fixture
def browser(client, owner):
    client.force_login(owner)
    return client


def address(path, logs):
    return path.format(id=logs[0].public_id, other=logs[1].public_id)


def noted():
    content_access.flush()
    return list(ContentRead.objects.order_by("id"))


@pytest.mark.parametrize(("path", "count"), READS)
def test_doors(api, key, logs, path, count):
    assert api.get(address(path, logs)).status_code == 200

    (read,) = noted()
    assert (read.actor, read.count, read.project_id) == (f"key {key[:12]}", count, logs[0].project_id)
    assert read.keys == sorted(log.id for log in logs[:count])


@pytest.mark.parametrize(("path", "count"), PAGES)
def test_pages(browser, owner, logs, path, count):
    response = browser.get(address(path, logs))
    assert response.status_code == 200

    (read,) = noted()
    assert (read.actor, read.count, read.user_id, read.ip) == (owner.email, count, owner.pk, "127.0.0.1")
    assert read.place == response.resolver_match.view_name


@pytest.mark.parametrize("path", NO_READS)
def test_pages_without_content(browser, logs, path):
    assert browser.get(address(path, logs)).status_code == 200
    assert noted() == []


@pytest.mark.parametrize(("path", "count"), PAGES[:1] + PAGES[3:])
def test_who_may_not_read_reads_nothing(client, project, logs, path, count):
    viewer = User.objects.create_user("viewer@example.com")
    Membership.objects.create(user=viewer, project=project, role=Role.VIEWER)
    client.force_login(viewer)

    assert client.get(address(path, logs)).status_code == 200
    assert noted() == []


def test_metadata_by_api_is_no_read(make_key, logs):
    client_with(make_key("read-metadata")).get(address("/api/v2/logs/{id}/", logs))
    assert noted() == []


def test_empty_answer_is_no_read(api, project):
    api.get("/api/request-logs/list/")
    assert noted() == []


def test_admin(client, logs):
    client.force_login(User.objects.create_superuser("operator@example.com"))
    client.get(f"/admin/logs/log/{logs[0].id}/change/")

    assert [(read.actor, read.keys) for read in noted()] == [("operator@example.com", [logs[0].id])]


def test_kore(project, logs):
    client = KoreClient(project)
    assert len(client.rows()) == 2

    (read,) = noted()
    assert (read.actor, read.count, read.place) == (f"app {client.app.client_id}", 2, "kore-usage-logs")


def test_export(browser, logs, settings, tmp_path):
    settings.DATA_DIR = tmp_path
    browser.post("/exports/new/?q=model:gpt-4o", {"format": "csv", "content": "on"})
    while work.step():
        pass
    export = browser.get("/exports/").context["exports"][0]
    browser.get(f"/exports/{export.pk}/file/")

    (read,) = noted()
    assert (read.count, read.keys, read.note) == (2, [], f"export {export.pk} model:gpt-4o")


@pytest.mark.parametrize("keys", [[], [5], [3, 1, 2], list(range(2**62, 2**62 + 5000, 7))])
def test_keys_are_packed(keys):
    assert unpack(pack(keys)) == sorted(keys)


def test_old_reads_are_forgotten(api, logs):
    api.get(address("/api/logs/{id}", logs))
    api.get("/api/logs")
    noted()
    ContentRead.objects.filter(count=1).update(at=NOON.replace(year=2020))

    assert reads.forget("default") is False
    assert [read.count for read in ContentRead.objects.all()] == [2]


def test_process_that_ends_has_written_what_it_noted(store):
    """The server is told to stop right after its answer, within the moment in which reads gather."""
    with serving(store) as server:
        headers = {"Authorization": f"Bearer {server.key}", "Content-Type": "application/json"}
        body = json.dumps({"model": "m", "unique_id": "one"}).encode()
        for path, sent in (("create/", body), ("one/", None), ("one/", None)):
            urlopen(Request(f"{server.url}/api/request-logs/{path}", sent, headers)).read()
    code = "from logs.content_access.models import ContentRead; print(ContentRead.objects.count())"
    assert manage(store.environment, "shell", "--no-imports", "-c", code).stdout.strip() == "2"
