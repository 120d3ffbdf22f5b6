"""Conditions of HTTP for the native API: answers that are known, changes of what was seen, requests that are repeated.

A mixin of the door, so that every endpoint keeps them alike and no view knows of them.
"""

from collections.abc import Callable
from functools import cached_property, partial
from hashlib import blake2b
from typing import Any, ClassVar

from django.db import transaction
from django.http import HttpResponse, HttpResponseNotModified
from django.utils.http import parse_etags
from rest_framework import exceptions
from rest_framework.request import Request
from rest_framework.response import Response

from .. import repeating
from ..engines import engine_of
from ..json_codec import JSONRenderer
from .errors import ConflictError, wrong

LONGEST_KEY = 255
_CHANGES = ("PUT", "PATCH", "DELETE")
_REPEATED_HEADERS = ("Location",)


class ChangedError(exceptions.APIException):
    """Somebody changed it meanwhile, or it was never as the caller thinks."""

    status_code = 412
    default_detail = "It has changed since; ask for it again."


class OtherBodyError(exceptions.APIException):
    """A key that stands for another request."""

    status_code = 422
    default_detail = "This Idempotency-Key was used for another request within the past 24 hours."


class Conditions:
    """Mixin for the door. Authentication and permissions come first: whoever may not call learns nothing here."""

    request: Request
    # Fields that change by themselves, such as when something was last used: changing it does not wait for these.
    passing: ClassVar[tuple[str, ...]] = ()

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        super().initial(request, *args, **kwargs)
        name = request.method.lower()
        handler = getattr(self, name, None)
        if handler is None or name not in self.http_method_names:
            return
        if request.method in _CHANGES and "If-Match" in request.headers:
            setattr(self, name, partial(self._if_it_matches, handler))
        if request.method == "POST" and "Idempotency-Key" in request.headers:
            setattr(self, name, partial(self._once, handler))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if not isinstance(response, Response) or request.method not in ("GET", "HEAD") or response.status_code != 200:
            return response
        response["ETag"] = tag = self._tag_of(response.data)
        if not _names(request.headers.get("If-None-Match", ""), tag):
            return response
        kept = {name: response[name] for name in ("ETag", "Cache-Control", "Vary") if name in response}
        return HttpResponseNotModified(headers=kept)

    @cached_property
    def sent_bytes(self) -> bytes:
        """The body, read once. Raises what the door answers."""
        raise NotImplementedError

    def _if_it_matches(self, handler: Callable, request: Request, *args: Any, **kwargs: Any) -> Any:
        """Two who saw the same version: the second finds it changed."""
        with transaction.atomic():
            engine_of("default").hold("default", request.path)
            if not self._is_as_seen(request, *args, **kwargs):
                raise ChangedError
            return handler(request, *args, **kwargs)

    def _is_as_seen(self, request: Request, *args: Any, **kwargs: Any) -> bool:
        """Whether `If-Match` names the version that there is. What cannot be asked for has none."""
        retrieve = getattr(self, "retrieve", None)
        if retrieve is None or not kwargs:
            return False
        tag = self._tag_of(retrieve(request, *args, **kwargs).data)
        return _names(request.headers["If-Match"], tag, lasting=True)

    def _tag_of(self, data: Any) -> str:
        """Of all of it; where some of it passes, that of the rest stands in front."""
        if not self.passing or not isinstance(data, dict):
            return f'"{_digest(data)}"'
        lasting = {name: value for name, value in data.items() if name not in self.passing}
        return f'"{_digest(lasting)}.{_digest(data)}"'

    def _once(self, handler: Callable, request: Request, *args: Any, **kwargs: Any) -> Any:
        claim = self._claimed(request)
        if claim.answer is not None:
            return _repeated(claim.answer)
        try:
            with transaction.atomic():
                response = handler(request, *args, **kwargs)
                claim.keep(_answer_of(response))
        except repeating.UnderWayError as error:
            raise _under_way() from error
        except BaseException:
            # A mistake may be put right and sent again under the same key.
            claim.give_up()
            raise
        return response

    def _claimed(self, request: Request) -> repeating.Claim:
        key = request.headers["Idempotency-Key"]
        if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
            raise wrong("Idempotency-Key", f"1 to {LONGEST_KEY} characters of ASCII are expected.")
        asked = b"\n".join([request.method.encode(), request.get_full_path().encode(), self.sent_bytes])
        try:
            return repeating.claim(self.caller, key, asked)
        except repeating.OtherRequestError as error:
            raise OtherBodyError from error
        except repeating.UnderWayError as error:
            raise _under_way() from error
        except repeating.LostAnswerError as error:
            raise ConflictError("This was carried out; its answer cannot be shown again.") from error


def _under_way() -> ConflictError:
    return ConflictError("A request with this Idempotency-Key is being carried out; send it again in a moment.")


def _names(header: str, tag: str, *, lasting: bool = False) -> bool:
    """Whether a header names a version; `lasting`: what passes may differ."""
    if header.strip() == "*":
        return True
    if lasting:
        return tag.partition(".")[0].strip('"') in {one.partition(".")[0].strip('"') for one in parse_etags(header)}
    return tag in {one.removeprefix("W/") for one in parse_etags(header)}


def _digest(data: Any) -> str:
    return blake2b(JSONRenderer().render(data), digest_size=16).hexdigest()


def _answer_of(response: Response) -> repeating.Answer:
    headers = {name: response[name] for name in _REPEATED_HEADERS if name in response}
    return repeating.Answer(response.status_code, headers, JSONRenderer().render(response.data))


def _repeated(answer: repeating.Answer) -> HttpResponse:
    headers = {**answer.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(answer.body, status=answer.status, content_type=JSONRenderer.media_type, headers=headers)
