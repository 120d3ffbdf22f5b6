"""`/api/v2/customers/`: listed in an order, found by name, one with what their logs come to, put right by admins."""

from datetime import timedelta
from urllib.parse import quote

import pytest

from accounts.audit.models import AuditEntry
from logs.models import Customer
from logs.tests.api.test_logs import problem_of
from logs.tests.conftest import client_with
from logs.tests.factories import NOON, make_log, make_logs

LIST = "/api/v2/customers/"


@pytest.fixture
def logs(project):
    return make_logs(
        project,
        [
            {"customer_id": "acme", "started_at": NOON, "prompt_tokens": 10, "total_tokens": 10, "cost_usd": "0.5"},
            {"customer_id": "acme", "started_at": NOON + timedelta(hours=3), "status": "error", "model": "gpt-5"},
            {"customer_id": "Bolt", "started_at": NOON + timedelta(hours=1)},
            {"customer_id": "corner/shop", "started_at": NOON + timedelta(hours=2)},
        ],
    )


def names(answer):
    assert answer.status_code == 200, answer.content
    return [one["identifier"] for one in answer.json()["results"]]


def one(api, identifier, **headers):
    return api.get(f"{LIST}{quote(identifier, safe='')}/", **headers)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-last_seen", ["acme", "corner/shop", "Bolt"]),
        ("last_seen", ["Bolt", "corner/shop", "acme"]),
        ("-first_seen", ["corner/shop", "Bolt", "acme"]),
    ],
)
def test_sorts_by_when_they_were_seen(api, logs, sort, expected):
    assert names(api.get(LIST, {"sort": sort})) == expected


def test_the_last_seen_come_first(api, logs):
    assert names(api.get(LIST)) == ["acme", "corner/shop", "Bolt"]


@pytest.mark.parametrize("sort", ["-last_seen", "first_seen", "identifier", "-identifier", "name", "-name"])
def test_pages_go_on_where_they_ended(api, logs, sort):
    whole = names(api.get(LIST, {"sort": sort}))
    page, seen = api.get(LIST, {"sort": sort, "limit": 1}), []
    for _ in range(3):
        seen += names(page)
        after = page.json()["next"]
        page = api.get(after) if after else page
    assert (seen, after) == (whole, None)


@pytest.mark.parametrize("cursor", ["x", "WyItbGFzdF9zZWVuIl0=", "bnVsbA=="])
def test_cursors_that_cannot_be_are_refused(api, logs, cursor):
    assert problem_of(api.get(LIST, {"cursor": cursor}), 400)["errors"][0]["field"] == "cursor"


def test_a_cursor_is_of_one_order(api, logs):
    cursor = api.get(LIST, {"limit": 1}).json()["next_cursor"]
    problem_of(api.get(LIST, {"cursor": cursor, "sort": "name"}), 400)


@pytest.mark.parametrize("query", [{"sort": "x"}, {"limit": 0}, {"limit": 501}, {"colour": "red"}, {"find": "x" * 201}])
def test_parameters_that_cannot_be_are_refused(api, query):
    problem_of(api.get(LIST, query), 400)


@pytest.mark.parametrize("find", ["ACM", "gmbh", "@acme.ex"])
def test_finds_by_a_part(api, logs, find):
    Customer.objects.filter(identifier="acme").update(name="Acme GmbH", email="it@acme.example")
    assert names(api.get(LIST, {"find": find})) == ["acme"]


def test_wildcards_are_letters(api, logs):
    assert names(api.get(LIST, {"find": "%"})) == []


def test_says_what_logs_come_to(api, logs):
    found = api.get(LIST, {"find": "acme"}).json()["results"][0]
    known = ("logs", "errors", "prompt_tokens", "completion_tokens", "total_tokens", "cost_usd", "priced_logs")
    assert [found["usage"][name] for name in known] == [2, 1, 10, 0, 10, 0.5, 1]


def test_one_customer_has_their_models(api, logs):
    found = one(api, "acme").json()
    assert (found["usage"]["logs"], found["models"]["gpt-5"]["errors"]) == (2, 1)
    assert one(api, "corner/shop").json()["identifier"] == "corner/shop"


@pytest.mark.parametrize("rows", [1, 20])
def test_asks_as_many_questions_for_any_page(api, project, rows, django_assert_num_queries):
    make_logs(project, [{"customer_id": f"c{number}"} for number in range(rows)])
    api.get(LIST)
    # the customers, what they come to; the key is remembered
    with django_assert_num_queries(2):
        api.get(LIST)


def test_other_projects_customers_do_not_exist(stranger_api, logs, django_assert_num_queries):
    stranger_api.get(LIST)
    assert names(stranger_api.get(LIST)) == []
    for identifier in ("acme", "nobody"):
        with django_assert_num_queries(1):
            problem_of(one(stranger_api, identifier), 404)


def test_who_may_not_read_gets_nothing(make_key, anonymous_api, logs):
    problem_of(anonymous_api.get(LIST), 401)
    problem_of(client_with(make_key("ingest")).get(LIST), 403)
    assert len(names(client_with(make_key("read-metadata")).get(LIST))) == 3


def test_is_put_right_by_admins(make_key, logs):
    answer = client_with(make_key("admin", "read")).patch(f"{LIST}acme/", {"name": "Acme Ltd"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Acme Ltd")
    entry = AuditEntry.objects.get(action="customer.changed")
    assert (entry.target, entry.facts) == ("customer acme", {"changed": ["name"]})


def test_what_is_the_same_is_no_change(make_key, logs):
    client_with(make_key("admin", "read")).patch(f"{LIST}acme/", {"name": "", "email": ""})
    assert not AuditEntry.objects.exists()


def test_readers_change_nothing(api, logs):
    problem_of(api.patch(f"{LIST}acme/", {"name": "x"}), 403)


@pytest.mark.parametrize("sent", [{"name": 5}, {"identifier": "x"}, {"name": "x" * 1025}, []])
def test_changes_that_cannot_be_are_refused(make_key, logs, sent):
    problem_of(client_with(make_key("admin", "read")).patch(f"{LIST}acme/", sent), 400)


def test_a_log_that_comes_meanwhile_is_no_other_version(make_key, project, logs):
    admin = client_with(make_key("admin", "read"))
    tag = one(admin, "acme")["ETag"]
    make_log(project, customer_id="acme", started_at=NOON + timedelta(days=1))
    assert one(admin, "acme", HTTP_IF_NONE_MATCH=tag).status_code == 200
    assert admin.patch(f"{LIST}acme/", {"name": "Acme"}, HTTP_IF_MATCH=tag).status_code == 200
    problem_of(admin.patch(f"{LIST}acme/", {"name": "Bcme"}, HTTP_IF_MATCH=tag), 412)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_refused(api, logs, method):
    problem_of(getattr(api, method)(LIST, {}), 405)
