"""ETag, If-None-Match, If-Match and Idempotency-Key, alike on every endpoint of the native API."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.audit.models import AuditEntry
from accounts.models import ApiKey
from logs import repeating
from logs.api.conditions import Conditions
from logs.repeating import AnsweredRequest
from logs.tests.api.test_logs import problem_of
from logs.tests.conftest import client_with
from logs.tests.factories import make_log

KEYS, VIEWS, LOGS = "/api/v2/keys/", "/api/v2/views/", "/api/v2/logs/"
NEW = {"name": "backend", "scopes": ["ingest"]}


@pytest.fixture
def admin_api(make_key):
    return client_with(make_key("admin", "read"))


@pytest.fixture
def view(admin_api):
    return f"{VIEWS}{admin_api.post(VIEWS, {'name': 'errors', 'q': 'status:error'}).json()['id']}/"


def once(api, name="order-1", sent=NEW, path=KEYS):
    return api.post(path, sent, HTTP_IDEMPOTENCY_KEY=name)


# -- ETag and If-None-Match


def test_what_has_not_changed_is_not_sent_again(api, project):
    make_log(project)
    first = api.get(LOGS)
    again = api.get(LOGS, HTTP_IF_NONE_MATCH=first["ETag"])
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", first["ETag"])
    assert again["Cache-Control"] == "private, no-store"


@pytest.mark.parametrize("header", ["W/{}", '"other", {}', "*"])
def test_several_tags_may_be_named(api, header):
    tag = api.get(LOGS)["ETag"]
    assert api.get(LOGS, HTTP_IF_NONE_MATCH=header.format(tag)).status_code == 304


@pytest.mark.parametrize("header", ['"other"', "", "other", '"'])
def test_other_tags_get_the_answer(api, header):
    assert api.get(LOGS, HTTP_IF_NONE_MATCH=header).status_code == 200


def test_what_changed_has_another_tag(api, project):
    before = api.get(LOGS)["ETag"]
    make_log(project)
    assert api.get(LOGS, HTTP_IF_NONE_MATCH=before).status_code == 200
    assert api.get(LOGS)["ETag"] != before


def test_head_has_the_same_tag(api):
    assert api.head(LOGS)["ETag"] == api.get(LOGS)["ETag"]


def test_errors_have_no_tag(api):
    assert "ETag" not in api.get(f"{LOGS}nope/", HTTP_IF_NONE_MATCH="*")


# -- If-Match


@pytest.mark.parametrize(
    ("path", "sent", "changed"),
    [
        ("/api/v2/retention-rules/", {"log_days": 9}, {"log_days": 8}),
        ("/api/v2/redaction-rules/", {"kind": "email", "mode": "mask"}, {"kind": "email", "mode": "hash"}),
    ],
)
def test_a_rule_is_removed_as_it_was_seen(admin_api, path, sent, changed):
    address = f"{path}{admin_api.put(path, sent).json()['id']}/"
    seen = admin_api.get(address)
    assert seen.json().items() >= sent.items()
    admin_api.put(path, changed)
    problem_of(admin_api.delete(address, HTTP_IF_MATCH=seen["ETag"]), 412)
    assert admin_api.delete(address, HTTP_IF_MATCH=admin_api.get(address)["ETag"]).status_code == 204


def test_a_hold_is_lifted_as_it_was_seen(admin_api):
    address = f"/api/v2/legal-holds/{admin_api.post('/api/v2/legal-holds/', {'reason': '17'}).json()['id']}/"
    tag = admin_api.get(address)["ETag"]
    assert admin_api.delete(address, HTTP_IF_MATCH=tag).status_code == 204
    assert admin_api.get(address).json()["lifted_at"]
    problem_of(admin_api.delete(address, HTTP_IF_MATCH=tag), 412)


def test_a_change_of_what_was_seen_is_made_once(admin_api, view):
    tag = admin_api.get(view)["ETag"]
    assert admin_api.patch(view, {"name": "failures"}, HTTP_IF_MATCH=tag).status_code == 200
    problem_of(admin_api.patch(view, {"name": "mistakes"}, HTTP_IF_MATCH=tag), 412)
    assert admin_api.get(view).json()["name"] == "failures"


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_nothing_is_changed_by_who_saw_another_version(admin_api, view, method):
    problem_of(getattr(admin_api, method)(view, {"name": "x"}, HTTP_IF_MATCH='"other"'), 412)
    assert admin_api.get(view).json()["name"] == "errors"


def test_any_version_will_do(admin_api, view):
    assert admin_api.delete(view, HTTP_IF_MATCH="*").status_code == 204


def test_what_does_not_exist_is_404_all_the_same(admin_api):
    problem_of(admin_api.patch(f"{VIEWS}999/", {"name": "x"}, HTTP_IF_MATCH="*"), 404)


def test_a_weak_tag_is_no_version(admin_api, view):
    tag = admin_api.get(view)["ETag"]
    problem_of(admin_api.patch(view, {"name": "x"}, HTTP_IF_MATCH=f"W/{tag}"), 412)


def test_a_key_that_is_used_meanwhile_can_be_changed(admin_api):
    key = f"{KEYS}{admin_api.post(KEYS, NEW).json()['id']}/"
    tag = admin_api.get(key)["ETag"]
    ApiKey.objects.filter(name="backend").update(last_used_at=timezone.now(), last_used_from="203.0.113.7")
    assert admin_api.get(key, HTTP_IF_NONE_MATCH=tag).status_code == 200
    assert admin_api.patch(key, {"name": "other"}, HTTP_IF_MATCH=tag).status_code == 200


def test_who_may_not_call_learns_nothing(api, stranger_api, view):
    problem_of(stranger_api.patch(view, {"name": "x"}, HTTP_IF_MATCH="*"), 404)
    problem_of(api.post(KEYS, NEW, HTTP_IDEMPOTENCY_KEY="order-1"), 403)
    assert not AnsweredRequest.objects.exists()


# -- Idempotency-Key


def test_a_request_that_comes_again_is_answered_alike(admin_api):
    first, again = once(admin_api), once(admin_api)
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert ApiKey.objects.filter(name="backend").count() == 1
    assert AuditEntry.objects.filter(action="key.created").count() == 1


def test_the_address_of_what_was_made_is_repeated(admin_api):
    sent = {"q": "", "format": "jsonl"}
    first, again = (once(admin_api, "file", sent, "/api/v2/exports/") for _ in range(2))
    assert (again.status_code, again["Location"]) == (202, first["Location"])


def test_the_key_stands_for_one_request(admin_api):
    once(admin_api)
    problem_of(once(admin_api, sent={**NEW, "name": "other"}), 422)
    problem_of(once(admin_api, sent={"name": "x"}, path=VIEWS), 422)
    assert not ApiKey.objects.filter(name="other").exists()


def test_keys_are_the_callers_own(admin_api, make_key):
    once(admin_api)
    assert "Idempotency-Replayed" not in once(client_with(make_key("admin")))
    assert ApiKey.objects.filter(name="backend").count() == 2


def test_a_mistake_may_be_put_right(admin_api):
    problem_of(once(admin_api, sent={"name": "backend"}), 400)
    assert once(admin_api).status_code == 201


def test_one_that_is_under_way_is_not_begun_again(admin_api, monkeypatch):
    # The first never comes to keep its answer, as where it takes long.
    monkeypatch.setattr(repeating.Claim, "keep", lambda self, answer: None)
    once(admin_api)
    problem_of(once(admin_api), 409)
    assert ApiKey.objects.filter(name="backend").count() == 1


def test_one_whose_process_died_is_carried_out(admin_api, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr(Conditions, "_once", lambda self, handler, request, **kwargs: self._claimed(request) and None)
        with pytest.raises(AssertionError):
            once(admin_api)
    problem_of(once(admin_api), 409)
    AnsweredRequest.objects.update(claimed_at=timezone.now() - timedelta(minutes=3))
    assert once(admin_api).status_code == 201


def test_who_was_overtaken_does_nothing(admin_api, monkeypatch):
    def overtaken(self, answer):
        raise repeating.UnderWayError

    monkeypatch.setattr(repeating.Claim, "keep", overtaken)
    problem_of(once(admin_api), 409)
    assert not ApiKey.objects.filter(name="backend").exists()


def test_a_failure_leaves_the_key_free(admin_api, monkeypatch):
    with monkeypatch.context() as patched:
        patched.setattr("logs.api.access.keys.create", lambda *args, **kwargs: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            once(admin_api)
    assert once(admin_api).status_code == 201


def test_an_answer_is_kept_for_a_day(admin_api):
    once(admin_api)
    AnsweredRequest.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    assert once(admin_api, sent={**NEW, "name": "other"}).status_code == 201


def test_upkeep_forgets_old_answers(admin_api):
    once(admin_api)
    assert (repeating.forget_old(), AnsweredRequest.objects.count()) == (False, 1)
    AnsweredRequest.objects.update(claimed_at=timezone.now() - timedelta(hours=25))
    assert (repeating.forget_old(), AnsweredRequest.objects.count()) == (False, 0)


def test_no_secret_is_stored_in_clear(admin_api):
    key = once(admin_api).json()["key"]
    stored = AnsweredRequest.objects.get()
    assert key not in stored.answer
    assert key[13:] not in stored.answer


def test_an_answer_under_a_lost_secret_key_is_a_conflict(admin_api, settings):
    once(admin_api)
    settings.SECRET_KEY = "another-" + "x" * 50
    problem_of(once(admin_api), 409)


@pytest.mark.parametrize("name", ["", "x" * 256, "a\tb", "\u00e9"])
def test_a_key_that_cannot_be_is_refused(admin_api, name):
    assert problem_of(once(admin_api, name.encode().decode("latin-1")), 400)["errors"][0]["field"] == "Idempotency-Key"
