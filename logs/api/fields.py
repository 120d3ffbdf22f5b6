"""Fields that take what the description says and nothing that could be taken for it."""

from datetime import UTC
from typing import Any

from rest_framework import serializers


class Text(serializers.CharField):
    """A string; a number is none."""

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class Flag(serializers.BooleanField):
    """true or false; 0, "yes" and null are neither."""

    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class Moment(serializers.DateTimeField):
    """A time; without a zone it is UTC, whatever the server's is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(default_timezone=UTC, **kwargs)
