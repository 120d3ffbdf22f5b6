"""What Kore.ai's door refuses before it looks for logs: methods, bodies and arguments, and in which order."""

import gzip
import io
import json

import pytest
from django.test import Client
from rest_framework.exceptions import Throttled

from logs.dialects.kore.errors import error_body
from logs.tests.dialects.kore_client import PERIOD, KoreClient, refusal_of

INVALID = (412, "Validation errors/ Invalid arguments", 412)
BAD_LIMIT = (400, "limit must be between 1 and 10000", 400)
BAD_SKIP = (400, "skip must be between 0 and 1000000000000000", 400)
NOT_IN_ORDER = (400, "dateFrom must not be after dateTo", 400)
TOO_LONG = (400, "dateFrom and dateTo must be at most 90 days apart", 400)
TOO_LARGE = (413, "The payload is larger than 1 MB.", 413)


@pytest.fixture
def kore(project):
    return KoreClient(project)


# -- the method


@pytest.mark.parametrize("method", ["get", "put", "patch", "delete", "options"])
def test_any_other_method_even_with_a_bad_token(kore, method):
    response = getattr(Client(), method)(kore.path, headers={"auth": "JWTToken"})
    assert refusal_of(response) == (405, "Method Not Allowed", 405)
    assert response["Allow"] == "POST"


def test_head_is_refused_too(kore):
    assert Client().head(kore.path).status_code == 405


def test_another_method_goes_before_an_unknown_bot(db):
    response = Client().get("/1.1/public/bot/st-unknown/getLLMUsageLogs")
    assert refusal_of(response) == (405, "Method Not Allowed", 405)


# -- the body


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"dateFrom": "2026-11-01", "dateTo"',
        b"[]",
        b'"text"',
        b"null",
        b"17",
        b"dateFrom=2026-11-01&dateTo=2026-11-30&limit=5",
        b'{"limit": NaN}',
        b'{"limit": 1e999}',
        b'\xff\xfe{"limit": 1}',
        b"[" * 100_000,
        b'{"a":' * 300 + b"1" + b"}" * 300,
        b'{"limit": ' + b"9" * 5000 + b"}",
    ],
)
def test_a_body_that_is_no_json_object(kore, raw):
    assert kore.refusal(raw) == INVALID


def test_a_connection_that_breaks_inside_the_body(kore):
    class Broken(io.BytesIO):
        def read(self, size: int = -1) -> bytes:
            raise OSError("connection reset")

    response = Client().post(kore.path, PERIOD, headers={"auth": kore.token()}, **{"wsgi.input": Broken()})
    assert refusal_of(response) == INVALID


def test_a_body_of_more_than_a_megabyte(kore):
    assert kore.refusal(b" " * (1024 * 1024 + 1)) == TOO_LARGE


def test_a_body_that_grows_beyond_a_megabyte(kore):
    bomb = gzip.compress(b" " * 50_000_000)
    assert kore.refusal(bomb, **{"Content-Encoding": "gzip"}) == TOO_LARGE


def test_a_packed_body_is_unpacked(kore):
    packed = gzip.compress(json.dumps(PERIOD).encode())
    assert kore.post(packed, **{"Content-Encoding": "gzip"}).json() == []


@pytest.mark.parametrize("encoding", ["gzip", "br"])
def test_a_body_in_another_encoding_than_it_says(kore, encoding):
    assert kore.refusal(PERIOD, **{"Content-Encoding": encoding}) == INVALID


def test_the_content_type_does_not_matter(kore):
    raw = json.dumps(PERIOD)
    response = Client().post(kore.path, raw, content_type="text/plain", headers={"auth": kore.token()})
    assert response.json() == []


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "nonsense"])
def test_the_answer_is_json_whatever_is_accepted(kore, accept):
    response = kore.post(PERIOD, accept=accept)
    assert (response.status_code, response["Content-Type"]) == (200, "application/json")


# -- arguments


@pytest.mark.parametrize("name", ["dateFrom", "dateTo", "limit"])
@pytest.mark.parametrize("value", ["absent", None, "", [], {}])
def test_a_required_argument_that_is_missing(kore, name, value):
    body = {**PERIOD, name: value}
    if value == "absent":
        del body[name]
    assert kore.refusal(body) == INVALID


@pytest.mark.parametrize(
    "arguments",
    [
        {"dateFrom": "yesterday"},
        {"dateFrom": "2026-02-30"},
        {"dateFrom": "2026-11-01T25:00:00Z"},
        {"dateTo": 1764547200000},
        {"dateTo": ["2026-11-30"]},
        {"dateTo": True},
        {"dateTo": "0001-01-01T00:00:00+14:00"},
        {"dateTo": "2026-11-30\0"},
        {"limit": "many"},
        {"limit": 1.5},
        {"limit": True},
        {"limit": [5]},
        {"limit": {"value": 5}},
        {"limit": "9" * 5000},
        {"skip": "some"},
        {"skip": 0.5},
        {"skip": False},
        {"offset": "some"},
        {"isDeveloper": "yes"},
        {"isDeveloper": 1},
        {"isDeveloper": [True]},
        {"channel": 1.5},
        {"channel": {"in": ["rtm"]}},
        {"channel": [["rtm"]]},
        {"featureName": True},
        {"featureName": "x" * 1025},
        {"taskId": [{"id": "dg-1"}]},
        {"userId": False},
        {"userIds": [0.5]},
        {"channelUIds": {"id": "29:1"}},
        {"channelUserIds": ["u"] * 1001},
        {"sort": "asc"},
        {"sort": ["Time Taken", "asc"]},
        {"sort": {"field": "start Date", "order": "asc"}},
        {"sort": {"field": "time taken", "order": "asc"}},
        {"sort": {"field": "Time Taken", "order": "up"}},
        {"sort": {"field": "Time Taken", "order": 1}},
        {"sort": {"field": "Time Taken"}},
        {"sort": {"by": "timestamp", "order": "asc"}},
        {"sort": {"field": ["Time Taken"], "order": {"asc": 1}}},
    ],
)
def test_an_argument_that_is_invalid(kore, arguments):
    assert kore.refusal({**PERIOD, **arguments}) == INVALID


@pytest.mark.parametrize("limit", [0, -1, 10_001, "0", "10001", 10**40])
def test_a_limit_out_of_range(kore, limit):
    assert kore.refusal({**PERIOD, "limit": limit}) == BAD_LIMIT


@pytest.mark.parametrize("limit", [1, "1", " 50 ", 10_000, "10000", 50.0])
def test_a_limit_in_range(kore, limit):
    assert kore.rows(limit=limit) == []


@pytest.mark.parametrize("skip", [-1, "-5", 10**40])
def test_a_skip_out_of_range(kore, skip):
    assert kore.refusal({**PERIOD, "skip": skip}) == BAD_SKIP


def test_the_largest_skip(kore):
    assert kore.rows(skip=10**15) == []


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-11-02", "2026-11-01"), ("2026-11-01T10:00:00.001Z", "2026-11-01T10:00:00Z")],
)
def test_a_period_that_ends_before_it_starts(kore, start, end):
    assert kore.refusal({**PERIOD, "dateFrom": start, "dateTo": end}) == NOT_IN_ORDER


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-08-01", "2026-10-31"), ("2026-08-02T00:00:00Z", "2026-10-31T00:00:00.001Z"), ("0001-01-01", "9999-12-31")],
)
def test_a_period_of_more_than_90_days(kore, start, end):
    assert kore.refusal({**PERIOD, "dateFrom": start, "dateTo": end}) == TOO_LONG


@pytest.mark.parametrize(
    ("start", "end"),
    [("2026-08-02", "2026-10-31"), ("2026-08-02T00:00:00Z", "2026-10-31T00:00:00Z"), ("9999-12-31", "9999-12-31")],
)
def test_a_period_of_90_days(kore, start, end):
    assert kore.rows(dateFrom=start, dateTo=end) == []


def test_unknown_arguments_are_ignored(kore):
    assert kore.rows(sessionIds=["s-1"], language="en", **{"": None}) == []


# -- the order


def test_what_is_invalid_goes_before_what_is_out_of_range(kore):
    assert kore.refusal({"dateFrom": "2026-11-02", "dateTo": "2026-11-01", "limit": 0, "sort": "asc"}) == INVALID


def test_the_token_goes_before_the_body(kore):
    assert kore.refusal(b"{", token="JWTToken") == (401, "Invalid JWT token", 4002)


def test_the_bot_goes_before_the_body(kore):
    path = "/api/1.1/public/bot/st-unknown/getLLMUsageLogs"
    assert kore.refusal(b"{", path=path) == (401, "Invalid SDK credentials", 4002)


def test_a_throttled_call_is_refused_in_the_vendors_words():
    message = "Rate limit for this API has been reached. Please try again after some time."
    assert error_body(429, "Request was throttled.", Throttled()) == {"errors": [{"msg": message, "code": 429}]}
