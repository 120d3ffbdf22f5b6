"""`/api/v2/logs/`: the search bar's query over HTTP, pages that go on, and one log."""

from datetime import timedelta
from decimal import Decimal

import pytest
from rest_framework.test import APIClient

from logs.tests.conftest import client_with
from logs.tests.factories import NOON, make_log, make_logs

pytestmark = pytest.mark.django_db

LIST = "/api/v2/logs/"


@pytest.fixture
def viewer_api(make_key):
    """A key that reads metadata only."""
    return client_with(make_key("read-metadata"))


def ids(response):
    assert response.status_code == 200, response.content
    return [log["source_id"] for log in response.json()["results"]]


def problem_of(response, status):
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert (body["status"], body["type"]) == (status, "about:blank")
    return body


def pages(api, **query):
    """Every page of a list, by its cursors."""
    found, cursor = [], ""
    while cursor is not None:
        response = api.get(LIST, {**query, "cursor": cursor})
        found.append(ids(response))
        cursor = response.json()["next_cursor"]
    return found


# -- who may


@pytest.mark.parametrize("path", [LIST, f"{LIST}order-17/"])
def test_the_anonymous_are_refused(anonymous_api, path):
    problem_of(anonymous_api.get(path), 401)


def test_a_key_that_may_only_send_is_refused(make_key):
    assert "read-metadata" in problem_of(client_with(make_key("ingest")).get(LIST), 403)["detail"]


def test_a_person_s_token_opens_it(owner, project):
    make_log(project, source_id="a")
    token = APIClient().post("/api/token/", {"email": owner.email, "password": "correct horse battery"}).json()
    assert ids(client_with(token["access"]).get(LIST)) == ["a"]


def test_other_projects_do_not_exist(stranger_api, project):
    make_log(project, source_id="a")
    assert ids(stranger_api.get(LIST)) == []
    problem_of(stranger_api.get(f"{LIST}a/"), 404)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_other_methods_are_refused(api, method):
    problem_of(getattr(api, method)(LIST, {}), 405)


# -- what is in the list


def test_a_query_chooses(api, project):
    make_logs(project, [{"source_id": "a", "status": "error", "latency_ms": 3000.0}, {"source_id": "b"}])
    assert ids(api.get(LIST, {"q": "status:error latency:>2s"})) == ["a"]
    assert ids(api.get(LIST, {"q": "-status:error"})) == ["b"]


def test_words_are_searched_for(api, project):
    make_log(project, source_id="a", input_messages=[{"role": "user", "content": "order pizza"}])
    make_log(project, source_id="b", input_messages=[{"role": "user", "content": "order pasta"}])
    assert ids(api.get(LIST, {"q": '"order pizza"'})) == ["a"]


def test_since_and_until_bound_the_starts(api, project):
    make_logs(project, [{"source_id": str(n), "started_at": NOON + timedelta(hours=n)} for n in range(4)])
    window = {"since": "2026-11-20T13:00:00Z", "until": "2026-11-20T14:00:00+00:00"}
    assert ids(api.get(LIST, window)) == ["2", "1"]


def test_a_time_without_a_zone_is_utc(api, project, settings):
    settings.TIME_ZONE = "Asia/Tokyo"
    make_log(project, source_id="a")
    assert ids(api.get(LIST, {"since": "2026-11-20T12:00:00", "until": "2026-11-20T12:00:00"})) == ["a"]


def test_a_log_says_what_is_known_and_null_for_the_rest(api, project):
    make_log(
        project,
        source_id="a",
        cost_usd=Decimal("0.0104"),
        latency_ms=812.0,
        metadata={"env": "prod"},
        input_messages=[{"role": "user", "content": "Hello"}],
    )
    (log,) = api.get(LIST).json()["results"]
    assert (log["cost_usd"], log["latency_ms"], log["metadata"]) == (0.0104, 812.0, {"env": "prod"})
    assert (log["input_preview"], log["ttft_ms"], log["customer_id"]) == ("Hello", None, None)
    assert log["started_at"] == "2026-11-20T12:00:00Z"


def test_nothing_found_is_an_empty_list(api, project):
    assert api.get(LIST, {"q": "model:none"}).json() == {"results": [], "next_cursor": None, "next": None}


def test_whoever_reads_metadata_only_gets_no_previews(viewer_api, project):
    make_log(project, source_id="a", input_messages=[{"role": "user", "content": "secret"}], error_message="secret")
    response = viewer_api.get(LIST)
    assert ids(response) == ["a"]
    assert b"secret" not in response.content
    assert b"secret" not in viewer_api.get(f"{LIST}a/").content


def test_whoever_reads_metadata_only_cannot_search_in_content(viewer_api, project):
    (error,) = problem_of(viewer_api.get(LIST, {"q": "secret"}), 400)["errors"]
    assert error["detail"] == "Your role does not let you search in content."


# -- pages


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("-time", [["4", "3"], ["2", "1"], ["0"]]),
        ("time", [["0", "1"], ["2", "3"], ["4"]]),
        ("-latency", [["3", "1"], ["0", "4"], ["2"]]),
        ("latency", [["0", "1"], ["3", "2"], ["4"]]),
        ("-cost", [["3", "1"], ["0", "4"], ["2"]]),
        ("cost", [["0", "1"], ["3", "2"], ["4"]]),
        ("-tokens", [["3", "1"], ["0", "4"], ["2"]]),
        ("tokens", [["0", "1"], ["3", "2"], ["4"]]),
    ],
)
def test_pages_go_on_in_every_order(api, project, sort, expected):
    # Two are equal, two are not known and come last.
    amounts = [1, 2, None, 2, None]
    make_logs(
        project,
        [
            {
                "source_id": str(n),
                "started_at": NOON + timedelta(seconds=n),
                "latency_ms": amount and float(amount),
                "cost_usd": amount and Decimal(amount),
                "total_tokens": amount,
                "provider": "nobody",
            }
            for n, amount in enumerate(amounts)
        ],
    )
    assert pages(api, sort=sort, limit=2) == expected


def test_a_page_that_is_just_full_is_the_last(api, project):
    make_logs(project, [{"source_id": "a"}, {"source_id": "b"}])
    assert api.get(LIST, {"limit": 2}).json()["next_cursor"] is None


def test_new_logs_shift_nothing(api, project):
    make_logs(project, [{"source_id": str(n), "started_at": NOON + timedelta(seconds=n)} for n in range(3)])
    first = api.get(LIST, {"limit": 2}).json()
    make_log(project, source_id="new", started_at=NOON + timedelta(days=1))
    assert ids(api.get(LIST, {"limit": 2, "cursor": first["next_cursor"]})) == ["0"]


def test_next_is_an_address_that_keeps_the_search(api, project):
    make_logs(project, [{"source_id": str(n), "status": "error"} for n in range(3)])
    make_log(project, source_id="fine")
    address = api.get(LIST, {"q": "status:error", "limit": 2}).json()["next"]
    assert address.startswith("http://testserver/api/v2/logs/?")
    assert len(ids(api.get(address))) == 1


@pytest.mark.parametrize("query", ["", "pizza"])
@pytest.mark.parametrize("count", [1, 20])
def test_asks_few_questions(api, project, django_assert_max_num_queries, count, query):
    words = [{"role": "user", "content": "pizza"}]
    make_logs(project, [{"source_id": str(n), "input_messages": words} for n in range(count)])
    api.get(LIST)  # the key is verified once
    with django_assert_max_num_queries(9 if query else 2):
        assert len(ids(api.get(LIST, {"q": query}))) == count


# -- what cannot be read


def test_a_mistake_in_a_query_has_its_place_and_a_way_out(api):
    body = problem_of(api.get(LIST, {"q": 'model:gpt "open'}), 400)
    assert body["errors"] == [
        {"field": "q", "detail": "This quote is not closed.", "start": 10, "end": 15, "repair": 'model:gpt "open"'}
    ]


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "many"}, "limit"),
        ({"sort": "beauty"}, "sort"),
        ({"since": "yesterday"}, "since"),
        ({"until": "2026-13-01"}, "until"),
        ({"q": "x" * 4097}, "q"),
        ({"q": "a\x00b"}, "q"),
        ({"page": "2"}, "page"),
        ({"cursor": "nonsense"}, "cursor"),
        ({"cursor": "é"}, "cursor"),
        ({"cursor": "W10="}, "cursor"),  # []
        ({"cursor": "WyItdGltZSIsIC0xLCBudWxsXQ=="}, "cursor"),  # ["-time", -1, null]
        ({"cursor": "WyItdGltZSIsICJ4IiwgbnVsbF0="}, "cursor"),  # ["-time", "x", null]
        ({"sort": "-cost", "cursor": "WyItY29zdCIsIDEsICJOYU4iXQ=="}, "cursor"),  # ["-cost", 1, "NaN"]
        ({"sort": "-latency", "cursor": "WyItbGF0ZW5jeSIsIDEsIHt9XQ=="}, "cursor"),  # ["-latency", 1, {}]
        ({"sort": "-tokens", "cursor": "WyItdG9rZW5zIiwgMSwgMWU0MDBd"}, "cursor"),  # ["-tokens", 1, 1e400]
    ],
)
def test_what_cannot_be_read_is_named(api, query, field):
    (error,) = problem_of(api.get(LIST, query), 400)["errors"]
    assert error["field"] == field


def test_a_cursor_belongs_to_its_order(api, project):
    make_logs(project, [{"source_id": "a"}, {"source_id": "b"}])
    cursor = api.get(LIST, {"limit": 1}).json()["next_cursor"]
    body = problem_of(api.get(LIST, {"cursor": cursor, "sort": "-cost"}), 400)
    assert body["errors"][0]["detail"] == "This cursor goes on in the order -time."


# -- one log


def test_one_log_has_its_content(api, project):
    log = make_log(project, source_id="order/17", output_message={"role": "assistant", "content": "On its way."})
    for name in ("order/17", str(log.public_id), log.public_id.hex):
        body = api.get(f"{LIST}{name}/").json()
        assert body["id"] == str(log.public_id)
        assert body["output_message"] == {"role": "assistant", "content": "On its way."}


def test_one_log_can_be_asked_for_without_the_slash(api, project):
    make_log(project, source_id="a")
    assert api.get(f"{LIST}a").json()["source_id"] == "a"


def test_a_log_that_is_not_there_is_not_found(api, project):
    assert problem_of(api.get(f"{LIST}nothing/"), 404)["detail"] == "There is no such log."


def test_may_not_be_cached(api, project):
    assert api.get(LIST)["Cache-Control"] == "private, no-store"
