"""Asks the Keywords AI door for the logs that match some conditions."""

from typing import Any

from rest_framework.test import APIClient

LIST = "/api/request-logs/list/"


def ids(answer: Any) -> list[str]:
    assert answer.status_code == 200, answer.json()
    return sorted(item["unique_id"] for item in answer.json()["results"])


def find(api: APIClient, filters: Any) -> list[str]:
    return ids(api.post(LIST, {"filters": filters}, format="json"))


def one(field: str, operator: str, *values: Any) -> dict[str, Any]:
    return {field: {"operator": operator, "value": list(values)}}
