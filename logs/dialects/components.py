"""JSON schemas that the OpenAPI document holds once, by name, and refers to."""

from typing import ClassVar

from drf_spectacular.extensions import OpenApiSerializerExtension
from drf_spectacular.openapi import AutoSchema
from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers

from ..canonical import Json

Schema = dict[str, Json]


@extend_schema_serializer(many=False)
class Component(serializers.Serializer):
    """A schema with a name; inside another schema the class itself stands for the reference."""

    shape: ClassVar[Schema]


def component(name: str, shape: Schema) -> type[Component]:
    """The schema under a name of the document."""
    return type(name, (Component,), {"shape": shape})


def one_of(words: list[Json], **options: Json) -> Schema:
    """A closed list of words. Wrapped, or the document would make a component of every list and quarrel over names."""
    return {"allOf": [{"type": "string", "enum": words, **options}]}


class ComponentExtension(OpenApiSerializerExtension):
    """Writes a component as it is."""

    target_class = Component
    match_subclasses = True

    def map_serializer(self, auto_schema: AutoSchema, direction: str) -> Schema:
        return _referring(self.target.shape, auto_schema, direction)


def _referring(shape: Json, auto_schema: AutoSchema, direction: str) -> Json:
    if isinstance(shape, type):
        return auto_schema.resolve_serializer(shape, direction).ref
    if isinstance(shape, dict):
        return {name: _referring(inner, auto_schema, direction) for name, inner in shape.items()}
    if isinstance(shape, list):
        return [_referring(inner, auto_schema, direction) for inner in shape]
    return shape


class BodyRequired(AutoSchema):
    """For operations whose body must be there though none of its fields must."""

    def _get_request_body(self, direction: str = "request") -> Schema | None:
        body = super()._get_request_body(direction)
        return body and {**body, "required": True}
