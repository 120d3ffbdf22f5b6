"""What the views of the native API share: who may call, and errors as problem+json."""

from functools import cached_property
from typing import Any

from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import Serializer

from accounts.choices import Scope
from accounts.permissions import has_scope
from accounts.reasons import HEADER

from ..canonical import Json
from ..dialects.door import Door, body_of
from ..json_codec import JsonError, decode
from ..payloads import EncodingError, PayloadTooLargeError
from .conditions import Conditions
from .errors import MEDIA_TYPE, InvalidError, TooLargeError, problem

MAX_BODY_BYTES = 1024 * 1024


class NativeDoor(Conditions, Door):
    """Mixin for the views; put it first. Whoever may read metadata only gets no content."""

    permission_classes = [has_scope(Scope.READ_METADATA)]

    def error_body(self, status: int, message: str, error: Exception) -> dict[str, Json]:
        return problem(status, message, error)

    def handle_exception(self, error: Exception) -> Response:
        response = super().handle_exception(error)
        response.content_type = MEDIA_TYPE
        return response

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        response.setdefault("Cache-Control", "private, no-store")
        if response.status_code < 400 and self.caller.needs_reason:
            response.setdefault(HEADER, "required")  # there would be content
        return response

    def arguments(self, shape: type[Serializer]) -> dict[str, Any]:
        """The query string, read by a serializer. A parameter that there is none of is an error, not ignored."""
        known = shape().fields.keys()
        unknown = [name for name in self.request.query_params if name not in known]
        if unknown:
            there = f"There are {', '.join(known)}."
            raise InvalidError(
                [{"field": name[:100], "detail": f"There is no such parameter. {there}"} for name in unknown]
            )
        return _read(shape, self.request.query_params.dict())

    def body(self, shape: type[Serializer], *, partial: bool = False) -> dict[str, Any]:
        """The body, read by a serializer. A field that there is none of is an error."""
        sent = self._json()
        if not isinstance(sent, dict):
            raise exceptions.ParseError("A JSON object is expected.")
        unknown = [name for name in sent if name not in shape().fields]
        if unknown:
            raise InvalidError([{"field": str(name)[:100], "detail": "There is no such field."} for name in unknown])
        return _read(shape, sent, partial=partial)

    @cached_property
    def sent_bytes(self) -> bytes:
        try:
            return body_of(self.request, MAX_BODY_BYTES)
        except PayloadTooLargeError as error:
            raise TooLargeError(str(error)) from error
        except EncodingError as error:
            raise exceptions.ParseError(str(error)) from error

    def _json(self) -> Json:
        try:
            return decode(self.sent_bytes)
        except JsonError as error:
            raise exceptions.ParseError(str(error)) from error


def _read(shape: type[Serializer], sent: Any, *, partial: bool = False) -> dict[str, Any]:
    serializer = shape(data=sent, partial=partial)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data
