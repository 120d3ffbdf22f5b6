"""What API clients are told where no view answers them: JSON in the form of the nearest door, never a page.

That is a path that nothing serves, and a request that Django itself refuses or that fails. Pages stay pages.
"""

import re
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.views import APIView

from ..api.errors import MEDIA_TYPE, problem
from ..canonical import Json
from . import refusals
from .bifrost.errors import error_body as bifrost_body
from .door import Door
from .kore.errors import error_body as kore_body

# The first steps of every path that a program calls: the vendors' paths, theirs without `/api`, and OTLP's.
_FIRST_STEPS = r"(?:api|1\.1|litellm|request-logs|log_threads|traces|openai|integrations|v1|v2)(?:/|$)"
UNSERVED = rf"^/*{_FIRST_STEPS}"
_IS_API = re.compile(rf"/+{_FIRST_STEPS}")
_NATIVE = re.compile(r"/+api/v2(?:/|$)")
_KORE = re.compile(r"/+(?:api/)?1\.1/")
_BIFROST = re.compile(r"/+api/(?:mcp-)?logs(?:/|$)")
# Under the same prefix Keywords AI takes traces.
_LLMREPORT = re.compile(r"/+api/v1/(?!traces)")

_SENTENCES = {400: "Bad request.", 403: "Forbidden.", 404: "Not found.", 500: "Internal server error."}


class Unserved(Door, APIView):
    """Answers 404 to every method and every caller, so that it tells nothing but that nothing is there."""

    authentication_classes: list = []
    permission_classes: list = []

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        raise NotFound(_SENTENCES[404])

    def error_body(self, status: int, message: str, error: Exception) -> Json:
        return _body(self.request.path_info, status, message, error)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler400: a host that is not ours, a path or header that cannot be."""
    return _json(request, 400) or defaults.bad_request(request, exception)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler403."""
    return _json(request, 403) or defaults.permission_denied(request, exception)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler404."""
    return _json(request, 404) or defaults.page_not_found(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler500; what went wrong is in the server's log alone."""
    return _json(request, 500) or defaults.server_error(request)


def _json(request: HttpRequest, status: int) -> HttpResponse | None:
    if not _IS_API.match(request.path_info):
        return None
    body = _body(request.path_info, status, _SENTENCES[status], APIException())
    content_type = MEDIA_TYPE if _NATIVE.match(request.path_info) else "application/json"
    return JsonResponse(body, status=status, content_type=content_type)


def _body(path: str, status: int, message: str, error: Exception) -> Json:
    if _NATIVE.match(path):
        return problem(status, message, error)
    if _KORE.match(path):
        return kore_body(status, message, error)
    if _BIFROST.match(path):
        return bifrost_body(status, message)
    if _LLMREPORT.match(path):
        return {"error": message}
    return refusals.error_body(status, message, error)
