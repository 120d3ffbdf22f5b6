"""Fields that a body may not set: another project, another owner, another secret, another time."""

import pytest

from accounts.models import ApiKey
from logs.models import Log
from logs.saved.models import SavedView
from logs.tests.conftest import client_with
from logs.tests.factories import post_log


@pytest.fixture
def admin(make_key):
    return client_with(make_key("ingest", "read", "admin"))


@pytest.fixture
def forged(stranger_project):
    other = stranger_project.pk
    return {"project": other, "project_id": other, "user_id": 1, "key_id": 1, "id": 1, "pk": 1, "is_superuser": True}


def test_a_key_is_made_in_the_callers_project(admin, project, forged):
    before = set(ApiKey.objects.values_list("pk", flat=True))
    sent = {"name": "n", "scopes": ["read"], "prefix": "aaaaaaaa", "digest": "0" * 64, "last_used_at": "2020-01-01"}
    answer = admin.post("/api/v2/keys/", {**forged, **sent}, format="json")
    made = ApiKey.objects.exclude(pk__in=before)
    assert (answer.status_code, made.count()) in {(201, 1), (400, 0), (422, 0)}
    for key in made:
        assert (key.project_id, key.last_used_at) == (project.pk, None)
        assert key.prefix != "aaaaaaaa"


def test_a_view_is_saved_in_the_callers_project(admin, project, forged):
    answer = admin.post("/api/v2/views/", {**forged, "name": "n", "q": "status:error"}, format="json")
    assert answer.status_code in (201, 400, 422)
    assert set(SavedView.objects.values_list("project_id", flat=True)) <= {project.pk}
    assert not SavedView.objects.filter(user_id=1).exists()


def test_a_log_is_stored_in_the_callers_project(api, project, forged):
    assert post_log(api, **{**forged, "id": "mine", "received_at": "2020-01-01T00:00:00Z"}).status_code == 200
    log = Log.objects.get()
    assert log.project_id == project.pk
    assert log.received_at.year != 2020


def test_a_token_carries_no_more_than_the_person(client, owner, forged):
    sent = {"email": owner.email, "password": "correct horse battery", "is_staff": True, **forged}
    assert client.post("/api/token/", sent, content_type="application/json").status_code == 200
    owner.refresh_from_db()
    assert (owner.is_staff, owner.is_superuser) == (False, False)
