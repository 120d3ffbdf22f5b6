"""Filters that the Keywords AI door refuses, how it says so, and odd values that it takes."""

from typing import Any

import pytest
from rest_framework.test import APIClient

from accounts.models import Project
from logs.tests.dialects.keywordsai_filtering import LIST, find, one
from logs.tests.factories import make_log, post_log

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "filters",
    [
        [],
        "model",
        {"no_such_field": {"operator": "", "value": ["x"]}},
        {"behaviors": {"operator": "", "value": ["x"]}},
        {"scores__quality": {"operator": "gt", "value": [1]}},
        {"model": "claude"},
        {"model": ["claude"]},
        {"model": {}},
        {"model": {"operator": "in"}},
        {"model": {"operator": "regex", "value": [".*"]}},
        {"model": {"operator": ["in"], "value": ["x"]}},
        {"model": {"operator": "gt", "value": ["x"]}},
        {"model": {"operator": "contains", "value": ["x", "y"]}},
        {"model": {"operator": "contains", "value": []}},
        {"model": {"operator": "", "value": [{"a": 1}]}},
        {"model": {"operator": "", "value": ["x"], "connector": "XOR"}},
        {"cost": {"operator": "gt", "value": ["much"]}},
        {"cost": {"operator": "gt", "value": [True]}},
        {"cost": {"operator": "contains", "value": [1]}},
        {"latency": {"operator": "gt", "value": [10**400]}},
        {"stream": {"operator": "", "value": ["perhaps"]}},
        {"stream": {"operator": "gt", "value": [True]}},
        {"timestamp": {"operator": "gt", "value": ["soon"]}},
        {"unique_id": {"operator": "contains", "value": ["x"]}},
        {"metadata__plan": {"operator": "gt", "value": ["x"]}},
        {"status": {"operator": "gt", "value": ["x"]}},
        {"model": {"operator": "in", "value": ["x"] * 5001}},
        {"model": [{"operator": "", "value": ["x"]}] * 101},
        {"a": {"filter_params": [1]}},
    ],
)
def test_refuses_filters_it_does_not_understand(api: APIClient, project: Project, filters: Any) -> None:
    make_log(project)
    answer = api.post(LIST, {"filters": filters}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()) == ["detail"]


@pytest.mark.parametrize("filters", [{"x" * 10_000: {"operator": "", "value": [1]}}, {"x" * 10_000: 5}])
def test_an_error_shows_the_start_of_a_long_name(api: APIClient, filters: Any) -> None:
    detail = api.post(LIST, {"filters": filters}, format="json").json()["detail"]
    assert "x" * 80 + "…" in detail
    assert len(detail) < 200


def test_an_error_shows_the_start_of_a_long_parameter(api: APIClient) -> None:
    for name in ("x" * 10_000, "scores__" + "x" * 10_000):
        assert len(api.get(LIST, {name: "1"}).json()["detail"]) < 200


def test_refuses_brackets_without_end(api: APIClient) -> None:
    filters: dict[str, Any] = one("model", "", "x")
    for _ in range(12):
        filters = {"inner": {"filter_params": filters}}
    assert api.post(LIST, {"filters": filters}, format="json").status_code == 400


@pytest.mark.parametrize("body", [b"[]", b"{", b'{"filters": {}'])
def test_refuses_a_body_that_is_no_object(api: APIClient, body: bytes) -> None:
    assert api.generic("POST", LIST, body, "application/json").status_code == 400


def test_takes_values_that_no_database_takes(api: APIClient) -> None:
    post_log(api, unique_id="odd", custom_identifier="nul \x00", metadata={"k": "\x00"})
    assert find(api, one("custom_identifier", "", "nul \x00")) == ["odd"]
    assert find(api, one("custom_identifier", "endswith", "\x00")) == ["odd"]
    assert find(api, one("metadata__k", "contains", "\x00")) == ["odd"]
    assert find(api, one("metadata__\x00", "", "\x00")) == []
