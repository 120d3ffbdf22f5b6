"""`/api/v2/keys/`: made, listed, changed, rotated and revoked, by who may change the project."""

import re

import pytest
from rest_framework.test import APIClient

from accounts.keys import use
from accounts.keys.changing import revoke
from accounts.models import ApiKey
from logs.tests.api.test_logs import problem_of
from logs.tests.conftest import client_with

KEYS = "/api/v2/keys/"


@pytest.fixture
def admin_api(make_key):
    return client_with(make_key("admin"))


@pytest.fixture
def made(admin_api):
    return admin_api.post(KEYS, {"name": "backend", "scopes": ["ingest", "read"]}).json()


def address(made, step=""):
    return f"{KEYS}{made['id']}/{step}"


def test_new_key_is_shown_once_and_works(admin_api, made):
    assert re.fullmatch(r"llk_[A-Za-z0-9]{8}_[A-Za-z0-9]{32}", made["key"])
    assert made["key"][4:12] == made["id"]
    assert client_with(made["key"]).get("/api/v2/logs/").status_code == 200
    assert "key" not in admin_api.get(address(made)).json()


def test_key_is_made_with_its_limits(admin_api):
    limits = {"expires_at": "2126-01-02T00:00:00Z", "ip_ranges": ["203.0.113.7", "10.1.2.3/8"], "rate_per_minute": 60}
    answer = admin_api.post(KEYS, {"name": "k", "scopes": ["ingest"], **limits})

    assert answer.status_code == 201
    shown = {name: answer.json()[name] for name in limits}
    assert shown == {**limits, "ip_ranges": ["203.0.113.7/32", "10.0.0.0/8"]}


@pytest.mark.parametrize("scope", ["ingest", "read", "read-metadata", "kore-usage", "admin"])
def test_every_scope_can_be_given(admin_api, scope):
    assert admin_api.post(KEYS, {"name": "k", "scopes": [scope]}).json()["scopes"] == [scope]


@pytest.mark.parametrize(
    ("field", "sent"),
    [
        ("name", {"scopes": ["read"]}),
        ("name", {"name": "", "scopes": ["read"]}),
        ("name", {"name": "a\x00b", "scopes": ["read"]}),
        ("name", {"name": "x" * 201, "scopes": ["read"]}),
        ("scopes", {"name": "k"}),
        ("scopes", {"name": "k", "scopes": []}),
        ("scopes.0", {"name": "k", "scopes": ["fly"]}),
        ("scopes", {"name": "k", "scopes": "read"}),
        ("expires_at", {"name": "k", "scopes": ["read"], "expires_at": "soon"}),
        ("ip_ranges", {"name": "k", "scopes": ["read"], "ip_ranges": ["home"]}),
        ("ip_ranges", {"name": "k", "scopes": ["read"], "ip_ranges": ["10.0.0.1"] * 51}),
        ("rate_per_minute", {"name": "k", "scopes": ["read"], "rate_per_minute": 0}),
        ("digest", {"name": "k", "scopes": ["read"], "digest": "x"}),
    ],
)
def test_key_that_cannot_be_is_refused(admin_api, field, sent):
    problem = problem_of(admin_api.post(KEYS, sent), 400)

    assert [error["field"] for error in problem["errors"]][0].startswith(field)
    assert ApiKey.objects.count() == 1


def test_lists_the_newest_first_by_pages(admin_api, made):
    second = admin_api.post(KEYS, {"name": "front", "scopes": ["read"]}).json()
    page = admin_api.get(KEYS, {"limit": 1}).json()
    rest = admin_api.get(page["next"].replace("limit=1", "limit=2")).json()

    assert [key["id"] for key in page["results"]] == [second["id"]]
    assert [key["name"] for key in rest["results"]] == ["backend", "test"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({"name": "BACK"}, ["backend"]),
        ({"scope": "read"}, ["backend"]),
        ({"scope": "read-metadata"}, []),
        ({"state": "usable"}, ["backend", "test"]),
        ({"state": "revoked"}, []),
        ({"state": "expired"}, []),
    ],
)
def test_filters(admin_api, made, query, names):
    assert [key["name"] for key in admin_api.get(KEYS, query).json()["results"]] == names


@pytest.mark.parametrize("query", [{"scope": "fly"}, {"limit": "0"}, {"cursor": "x"}, {"colour": "red"}])
def test_filters_that_cannot_be_are_refused(admin_api, query):
    assert problem_of(admin_api.get(KEYS, query), 400)


def test_calls_are_counted(admin_api, made):
    client = client_with(made["key"])
    for _ in range(3):
        client.get("/api/v2/logs/", REMOTE_ADDR="203.0.113.7")
    use.write_now()
    key = admin_api.get(KEYS, {"name": "backend"}).json()["results"][0]

    assert (key["calls_today"], key["calls_30_days"], key["last_used_from"]) == (3, 3, "203.0.113.7")


def test_changed(admin_api, made):
    answer = admin_api.patch(address(made), {"rate_per_minute": 5, "ip_ranges": ["10.0.0.0/8"]})

    assert (answer.json()["name"], answer.json()["rate_per_minute"]) == ("backend", 5)
    assert client_with(made["key"]).get("/api/v2/logs/").status_code == 403
    assert admin_api.patch(address(made), {"ip_ranges": []}).json()["ip_ranges"] == []
    assert client_with(made["key"]).get("/api/v2/logs/").status_code == 200


def test_scopes_are_not_changed(admin_api, made):
    assert problem_of(admin_api.patch(address(made), {"scopes": ["admin"]}), 400)


def test_rotated_with_an_overlap(admin_api, made):
    answer = admin_api.post(address(made, "rotate/"), {"overlap_hours": 24}).json()

    assert answer["id"] == made["id"]
    assert answer["old_secret_until"] is not None
    for text in (made["key"], answer["key"]):
        assert client_with(text).get("/api/v2/logs/").status_code == 200


def test_rotated_without_overlap(admin_api, made):
    answer = admin_api.post(address(made, "rotate/"), {}).json()

    assert client_with(made["key"]).get("/api/v2/logs/").status_code == 401
    assert client_with(answer["key"]).get("/api/v2/logs/").status_code == 200


@pytest.mark.parametrize("hours", [-1, 721, "x", None])
def test_overlap_that_cannot_be_is_refused(admin_api, made, hours):
    assert problem_of(admin_api.post(address(made, "rotate/"), {"overlap_hours": hours}), 400)
    assert client_with(made["key"]).get("/api/v2/logs/").status_code == 200


def test_revoked(admin_api, made):
    assert admin_api.delete(address(made)).status_code == 204
    assert client_with(made["key"]).get("/api/v2/logs/").status_code == 401
    assert admin_api.get(address(made)).json()["revoked_at"] is not None
    assert problem_of(admin_api.patch(address(made), {"name": "x"}), 409)
    assert problem_of(admin_api.post(address(made, "rotate/"), {}), 409)


def test_key_that_revokes_itself_is_out(make_key):
    text = make_key("admin")
    assert client_with(text).delete(f"{KEYS}{text[4:12]}/").status_code == 204
    assert client_with(text).get(KEYS).status_code == 401


@pytest.mark.parametrize("scope", ["ingest", "read", "read-metadata", "kore-usage"])
def test_other_scopes_are_refused(make_key, scope):
    client = client_with(make_key(scope))
    assert problem_of(client.get(KEYS), 403)["detail"] == "This needs the scope admin."
    assert problem_of(client.post(KEYS, {"name": "k", "scopes": ["read"]}), 403)


def test_anonymous_and_revoked_are_401(admin_api, made):
    assert problem_of(APIClient().get(KEYS), 401)
    revoke(ApiKey.objects.get(name="test"), by="test")
    assert problem_of(admin_api.get(KEYS), 401)


def test_keys_of_others_are_not_found_with_the_same_statements(
    admin_api, make_key, stranger_project, django_assert_num_queries
):
    theirs = make_key("read", project=stranger_project)[4:12]
    admin_api.get(KEYS)
    found = []
    for prefix in (theirs, "zzzzzzzz"):
        with django_assert_num_queries(1) as asked:
            answers = [admin_api.get(f"{KEYS}{prefix}/")]
        found.append([asked[0]["sql"].replace(prefix, "P"), *(problem_of(one, 404) for one in answers)])
        for answer in (
            admin_api.patch(f"{KEYS}{prefix}/", {"name": "mine"}),
            admin_api.delete(f"{KEYS}{prefix}/"),
            admin_api.post(f"{KEYS}{prefix}/rotate/", {}),
        ):
            found[-1].append(problem_of(answer, 404))
    assert found[0] == found[1]
    assert ApiKey.objects.usable().filter(project=stranger_project).count() == 1
    assert theirs not in str(admin_api.get(KEYS).json())


@pytest.mark.parametrize("key_id", ["%00", "a b", "%ED%A0%80", "é" * 8, "x" * 3000])
def test_odd_ids_are_not_found(admin_api, key_id):
    assert problem_of(admin_api.get(f"{KEYS}{key_id}/"), 404)


def test_number_of_queries_does_not_grow(admin_api, project, django_assert_num_queries):
    for number in range(20):
        ApiKey.objects.issue(project, f"key {number}", ["read"])
    admin_api.get(KEYS)

    with django_assert_num_queries(1):
        assert len(admin_api.get(KEYS).json()["results"]) == 21
