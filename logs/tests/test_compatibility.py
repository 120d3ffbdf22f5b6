"""docs/compatibility.md names every call and parameter that the vendors' doors describe in OpenAPI."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from drf_spectacular.generators import SchemaGenerator

VENDORS = {"Keywords AI", "LLM Report", "Kore.ai", "Bifrost"}


@pytest.fixture(scope="module")
def words() -> set[str]:
    page = (settings.BASE_DIR / "docs" / "compatibility.md").read_text()
    return set(re.findall(r"[A-Za-z][\w-]*", page))


@pytest.fixture(scope="module")
def operations() -> list[tuple[str, dict[str, Any]]]:
    paths = SchemaGenerator().get_schema(request=None, public=True)["paths"]
    found = [(path, operation) for path, item in paths.items() for operation in item.values()]
    return [(path, operation) for path, operation in found if VENDORS & set(operation["tags"])]


def test_names_every_path(words: set[str], operations: list[tuple[str, dict[str, Any]]]) -> None:
    steps = {step for path, _ in operations for step in path.split("/") if step and step[0].isalpha()}
    assert {"request-logs", "bulk", "getLLMUsageLogs"} <= steps
    assert sorted(steps - words) == []


def test_names_every_query_parameter(words: set[str], operations: list[tuple[str, dict[str, Any]]]) -> None:
    names = set(_query_parameters(operations))
    assert {"page_size", "sortBy", "content_search"} <= names
    assert sorted(name for name in names if name.partition("<")[0].partition("{")[0] not in words) == []


def _query_parameters(operations: list[tuple[str, dict[str, Any]]]) -> Iterator[str]:
    for _, operation in operations:
        yield from (one["name"] for one in operation.get("parameters", []) if one["in"] == "query")
