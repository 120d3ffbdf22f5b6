"""The short cut in front of Django for what a log store hears most: a create with a key known to be good.

It calls what the views call and says what they say; all else goes on to Django, which is asked first about each kind
of request: the headers of its answer are those of the answers given here. So who may call, from which host, over which
scheme and with which security headers stays in one place.
"""

import io
from collections.abc import Callable, Iterable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from rest_framework.exceptions import APIException

from accounts import verified_keys
from accounts.authentication import credential_of
from accounts.choices import Scope
from accounts.keys import use
from accounts.keys.limits import admit
from accounts.models import ApiKey
from accounts.permissions import caller_of_key
from logs import refused
from logs.dialects.intake import Answer, TakeIn
from logs.dialects.keywordsai import creating as keywordsai
from logs.dialects.litellm import intake as litellm
from logs.dialects.refusal_words import REASONS
from logs.dialects.refusals import BusyError, error_body
from logs.json_codec import encode

Environ = dict[str, Any]
Headers = list[tuple[str, str]]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]

_MOST_KINDS = 1000
# What makes two requests one kind, beside the path.
_KIND = ("HTTP_HOST", "SERVER_PORT", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO")
# Headers that ask for what is done in Django only.
_UNUSUAL = ("HTTP_CONTENT_ENCODING", "HTTP_TRANSFER_ENCODING", "HTTP_COOKIE")
_STATUS_LINES = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


class _NotHereError(Exception):
    """The request is Django's."""


def _take_in_at_root(raw: bytes, project_id: int) -> Answer:
    sent = keywordsai.intake.sent_of(raw)
    if keywordsai.asks_for_a_list(sent):
        raise _NotHereError
    return keywordsai.created(sent, project_id)


def _endpoints() -> dict[str, TakeIn]:
    by_path = {
        "/request-logs/create": keywordsai.create,
        "/request-logs": _take_in_at_root,
        "/request-logs/batch/create": keywordsai.batch_create,
        "/request-logs/bulk": keywordsai.bulk_create,
    }
    spelt = {f"{prefix}{path}": take_in for path, take_in in by_path.items() for prefix in ("", "/api")}
    spelt["/litellm/logs"] = litellm.create
    return {f"{path}{end}": take_in for path, take_in in spelt.items() for end in ("", "/")}


class Shortcut:
    """A WSGI application in front of another, which is Django's."""

    def __init__(self, django: Application) -> None:
        self._django = django
        self._endpoints = _endpoints()
        self._headers: dict[tuple, Headers] = {}
        self.taken = 0  # requests that did not go on to Django

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        take_in = self._endpoints.get(environ["PATH_INFO"])
        if take_in is None or environ["REQUEST_METHOD"] != "POST":
            return self._django(environ, start_response)
        kind = (environ["PATH_INFO"], *map(environ.get, _KIND))
        headers, key = self._headers.get(kind), _key_of(environ)
        if headers is None or key is None:
            return self._django(environ, self._learning(kind, start_response))
        return self._answer(environ, start_response, take_in, key, headers)

    def _answer(
        self, environ: Environ, start_response: StartResponse, take_in: TakeIn, key: ApiKey, headers: Headers
    ) -> Iterable[bytes]:
        raw = _body_of(environ)
        if raw is None:
            return self._django(environ, start_response)
        try:
            admit(key, environ)
            answer = take_in(raw, key.project_id)
        except BusyError as error:
            refused.note(key.project_id, error.status_code, REASONS[error.status_code])
            answer = Answer(error_body(error.status_code, str(error.detail), error), error.status_code)
            headers = [*headers, ("Retry-After", str(error.wait))]
        except (APIException, _NotHereError):
            # Nothing was stored, and how a refusal reads is the views' business.
            return self._django({**environ, "wsgi.input": io.BytesIO(raw)}, start_response)
        self.taken += 1
        use.note(key, environ)
        content = encode(answer.data)
        start_response(_STATUS_LINES[answer.status], [*headers, ("Content-Length", str(len(content)))])
        return [content]

    def _learning(self, kind: tuple, start_response: StartResponse) -> StartResponse:
        """`start_response` that remembers the headers of a success."""

        def start(status: str, headers: Headers, *rest: Any) -> Any:
            names = {name.lower() for name, _ in headers}
            if status[0] == "2" and "set-cookie" not in names and len(self._headers) < _MOST_KINDS:
                self._headers[kind] = [(name, value) for name, value in headers if name.lower() != "content-length"]
            return start_response(status, headers, *rest)

        return start


def _key_of(environ: Environ) -> ApiKey | None:
    """A key which was verified a moment ago and may send logs. Django looks up all others."""
    credential = credential_of(environ.get("HTTP_AUTHORIZATION", ""))
    key = verified_keys.recall(credential) if credential is not None else None
    return key if key is not None and caller_of_key(key).may(Scope.INGEST) else None


def _body_of(environ: Environ) -> bytes | None:
    """The body where it comes plainly and whole, else None; what was read of it can be read again then."""
    length, most = environ.get("CONTENT_LENGTH", ""), min(settings.MAX_LOG_BYTES, settings.MAX_BATCH_BYTES)
    if not length.isdecimal() or int(length) > most or any(map(environ.get, _UNUSUAL)):
        return None
    raw = environ["wsgi.input"].read(int(length))
    if len(raw) == int(length):
        return raw
    environ["wsgi.input"] = io.BytesIO(raw)
    return None
