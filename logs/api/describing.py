"""The OpenAPI description of endpoints that look after a project."""

from collections.abc import Callable
from typing import Any

from django_filters import ChoiceFilter, FilterSet
from drf_spectacular.utils import OpenApiExample, OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers

from ..canonical import Json
from .schema import refusals

_ACCESS = "access"


def describe_all(tag: str, summary: str, name: str, shape: type[serializers.Serializer]) -> Callable:
    """All rows there are, under `results`."""
    answer = inline_serializer(name, {"results": shape(many=True)})
    return extend_schema(tags=[tag], summary=summary, responses={200: answer, **refusals()})


def describe_list(name: str, summary: str, shape: type, example: Json, filters: type[FilterSet]) -> Callable:
    """A page of rows; the parameters are those of the filters."""
    fields = {
        "results": shape(many=True),
        "next_cursor": serializers.CharField(allow_null=True),
        "next": serializers.URLField(allow_null=True),
    }
    value = {"results": [example], "next_cursor": None, "next": None}
    answer = OpenApiResponse(
        inline_serializer(f"{shape.__name__.removesuffix('Fields')}Page", fields),
        examples=[OpenApiExample(f"{name}_list", value=value, response_only=True)],
    )
    return extend_schema(
        operation_id=f"{name}_list",
        tags=[_ACCESS],
        summary=summary,
        parameters=[*map(_parameter, filters.base_filters.items()), *_PAGING],
        responses={200: answer, **refusals(400)},
    )


def describe(
    operation: str,
    summary: str,
    *,
    answers: type | None = None,
    example: Json = None,
    status: int = 200,
    sends: type | None = None,
    sent: Json = None,
    path: str = "",
    refuses: tuple[int, ...] = (),
    tag: str = _ACCESS,
) -> Callable:
    """One endpoint; `path` names what stands in its address."""
    in_path = [OpenApiParameter(path, str, OpenApiParameter.PATH)] if path else []
    examples = [OpenApiExample(f"{operation}_sent", value=sent, request_only=True)] if sends else []
    answer: dict[int, Any] = {204: None}
    if answers:
        shown = [OpenApiExample(operation, value=example, response_only=True, status_codes=[str(status)])]
        answer = {status: OpenApiResponse(answers, examples=shown)}
    return extend_schema(
        operation_id=operation,
        tags=[tag],
        summary=summary,
        parameters=in_path,
        request=sends,
        examples=examples,
        responses={**answer, **refusals(*refuses)},
    )


_PAGING = (
    OpenApiParameter("limit", {"type": "integer", "minimum": 1, "maximum": 500}, description="Rows on a page."),
    OpenApiParameter("cursor", str, description="`next_cursor` of the page before."),
)


def _parameter(named: tuple[str, Any]) -> OpenApiParameter:
    name, one = named
    kind: dict[str, Json] = {"type": "string"}
    if isinstance(one, ChoiceFilter):
        kind["enum"] = [value for value, _ in one.extra["choices"]]
    return OpenApiParameter(name, kind, description=one.extra.get("help_text", ""))
