"""What the conditions of HTTP add to the OpenAPI description of every endpoint of the native API."""

from typing import Any

_PREFIX = "/api/v2/"
_TAG = {"schema": {"type": "string"}, "example": '"5f0c9e2a"'}
_PROBLEM = {"$ref": "#/components/schemas/Problem"}


def describe_conditions(result: dict[str, Any], **_generator: Any) -> dict[str, Any]:
    """A hook of drf-spectacular."""
    for path, operations in result["paths"].items():
        if path.startswith(_PREFIX):
            for method, operation in operations.items():
                _describe(method, operation)
    return result


def _describe(method: str, operation: dict[str, Any]) -> None:
    responses = operation["responses"]
    if method == "get" and "application/json" in responses.get("200", {}).get("content", {}):
        _add(operation, "If-None-Match", "The `ETag` of an answer that you have: 304 where nothing has changed.")
        responses["200"].setdefault("headers", {})["ETag"] = {"description": "The version.", **_TAG}
        responses["304"] = {"description": "Nothing has changed."}
    elif method == "post":
        _add(
            operation, "Idempotency-Key", "Any text of yours: sent again within 24 hours, it is carried out once.", 255
        )
        _refuse(responses, "400", "The Idempotency-Key cannot be.")
        _refuse(responses, "409", "A request with this Idempotency-Key is being carried out.")
        _refuse(responses, "422", "This Idempotency-Key was used for another request.")
    elif method in ("put", "patch", "delete"):
        _add(operation, "If-Match", "The `ETag` of what you saw: 412 where it has changed since.")
        _refuse(responses, "412", "It has changed since.")


def _add(operation: dict[str, Any], name: str, words: str, longest: int | None = None) -> None:
    schema = {"type": "string", **({"minLength": 1, "maxLength": longest} if longest else {})}
    operation.setdefault("parameters", []).append(
        {"in": "header", "name": name, "schema": schema, "description": words}
    )


def _refuse(responses: dict[str, Any], status: str, words: str) -> None:
    responses.setdefault(status, {"description": words, "content": {"application/problem+json": {"schema": _PROBLEM}}})
