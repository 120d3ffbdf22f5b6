"""Many logs at once through the Keywords AI door: batch/create and bulk."""

from typing import Any

import pytest
from django.conf import LazySettings
from rest_framework.test import APIClient

from logs.models import Log
from logs.tests.conftest import client_with
from logs.tests.front import WAYS_IN, come_in

BATCH = "/api/request-logs/batch/create/"
BULK = "/api/request-logs/bulk/"
pytestmark = pytest.mark.django_db


@pytest.fixture(params=WAYS_IN)
def api(request: pytest.FixtureRequest, key: str) -> APIClient:
    return come_in(client_with(key), request.param, key, (BATCH, BULK))


def post(api: APIClient, path: str, logs: Any) -> Any:
    return api.post(path, {"logs": logs}, format="json")


@pytest.mark.parametrize("path", [BATCH, BATCH.rstrip("/"), "/request-logs/batch/create"])
def test_a_batch_answers_for_each_log_in_order(api: APIClient, path: str) -> None:
    answer = post(api, path, [{"unique_id": "a"}, {"unique_id": "b", "cost": "free"}, {"unique_id": "c"}])
    assert answer.status_code == 200
    assert answer.json() == {
        "results": [
            {"id": "a", "status": "success"},
            {
                "id": None,
                "status": "error",
                "errors": {"cost": ["An amount in US dollars below 1,000,000 is expected."]},
            },
            {"id": "c", "status": "success"},
        ]
    }
    assert sorted(Log.objects.values_list("source_id", flat=True)) == ["a", "c"]


@pytest.mark.parametrize("path", [BULK, BULK.rstrip("/"), "/request-logs/bulk"])
def test_bulk_counts_and_names_what_it_refused(api: APIClient, path: str) -> None:
    answer = post(api, path, [{"model": "a"}, {"latency": -1}, "text"])
    assert answer.status_code == 201
    assert answer.json() == {
        "success_count": 1,
        "error_count": 2,
        "errors": [
            {"index": 1, "error": "latency: A number of seconds from 0 to 1,000,000,000 is expected."},
            {"index": 2, "error": "A log is a JSON object."},
        ],
    }
    assert Log.objects.count() == 1


def test_bulk_without_one_good_log_is_an_error(api: APIClient) -> None:
    answer = post(api, BULK, [{"latency": -1}])
    assert answer.status_code == 422
    assert answer.json()["detail"] == "Validation error"
    assert (answer.json()["success_count"], answer.json()["error_count"]) == (0, 1)


def test_a_batch_without_one_good_log_is_an_error(api: APIClient) -> None:
    answer = post(api, BATCH, [{"latency": -1}])
    assert answer.status_code == 422
    assert answer.json()["detail"] == "Validation error"
    assert [result["status"] for result in answer.json()["results"]] == ["error"]


def test_the_same_id_twice_in_a_batch_is_one_log(api: APIClient) -> None:
    answer = post(api, BATCH, [{"unique_id": "a", "model": "m"}, {"unique_id": "a", "note": "n"}])
    assert [result["id"] for result in answer.json()["results"]] == ["a", "a"]
    assert Log.objects.count() == 1
    shown = api.get("/api/request-logs/a/").json()
    assert (shown["model"], shown["note"]) == ("m", "n")


@pytest.mark.parametrize("path", [BATCH, BULK])
@pytest.mark.parametrize("logs", [None, [], {}, "a", 5])
def test_a_batch_without_logs_is_refused(api: APIClient, path: str, logs: Any) -> None:
    assert post(api, path, logs).status_code == 400


@pytest.mark.parametrize(("path", "most"), [(BATCH, 5000), (BULK, 500)])
def test_a_batch_of_too_many_logs_is_refused_whole(api: APIClient, path: str, most: int) -> None:
    answer = post(api, path, [{}] * (most + 1))
    assert answer.status_code == 400
    assert answer.json() == {"detail": f"At most {most:,} logs are accepted at once."}
    assert not Log.objects.exists()


def test_takes_as_many_logs_as_it_says(api: APIClient) -> None:
    assert post(api, BULK, [{}] * 500).json()["success_count"] == 500
    assert Log.objects.count() == 500


def test_a_large_log_in_a_batch_is_refused_and_a_large_batch_too(api: APIClient, settings: LazySettings) -> None:
    settings.MAX_LOG_BYTES, settings.MAX_BATCH_BYTES = 1000, 3000
    small, large = {"note": "x" * 700}, {"note": "x" * 1200}
    assert post(api, BATCH, [small, small, small]).status_code == 200
    assert post(api, BATCH, [small, large]).status_code == 413
    assert post(api, BATCH, [small] * 5).status_code == 413
    assert Log.objects.count() == 3


@pytest.mark.parametrize("path", [BATCH, BULK])
def test_refuses_the_anonymous_a_reader_and_other_methods(
    anonymous_api: APIClient, api: APIClient, make_key: Any, path: str
) -> None:
    assert post(anonymous_api, path, [{}]).status_code == 401
    assert post(client_with(make_key("read")), path, [{}]).status_code == 403
    assert api.get(path).status_code == 405
    assert not Log.objects.exists()
