"""Clients that come in by the front, through the short cut, so that a test can run on both ways in."""

from collections.abc import Callable
from typing import Any

from django.core.handlers.wsgi import WSGIRequest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from accounts.authentication import key_from_header
from llmlogs_site.shortcut import Shortcut

WAYS_IN = ("django", "shortcut")
_learnt: dict[tuple, Any] = {}


class FrontHandler:
    """What a test client calls instead of Django: the short cut, with Django behind it."""

    def __init__(self, django: Callable[[dict], HttpResponse]) -> None:
        self._django = django
        self._answers: list[HttpResponse] = []
        self.shortcut = Shortcut(self._behind)
        self.shortcut._headers = _learnt

    def __call__(self, environ: dict[str, Any]) -> HttpResponse:
        start = _Start()
        self._answers.clear()
        content = b"".join(self.shortcut(environ, start))
        if self._answers:
            return self._answers[0]
        response = HttpResponse(content, status=int(start.status[:3]), headers=dict(start.headers))
        response.wsgi_request = WSGIRequest(environ)
        return response

    def _behind(self, environ: dict[str, Any], start_response: Callable) -> list[bytes]:
        response = self._django(environ)
        self._answers.append(response)
        start_response(f"{response.status_code} {response.reason_phrase}", list(response.items()))
        return [response.content]


class _Start:
    status: str
    headers: list[tuple[str, str]]

    def __call__(self, status: str, headers: list[tuple[str, str]]) -> None:
        self.status, self.headers = status, headers


def come_in(client: Client, way: str, key: str, paths: tuple[str, ...]) -> Client:
    """Let `client` come in by a way; on the short cut, `paths` and `key` are as known as after a first request."""
    if way == "shortcut":
        client.handler = FrontHandler(client.handler)
        known = {kind[0] for kind in _learnt}
        for path in set(paths) - known:
            with transaction.atomic():
                client.generic("POST", path, b'{"logs": [{}]}', headers={"Authorization": f"Bearer {key}"})
                transaction.set_rollback(True)
        key_from_header(f"Bearer {key}")
        client.handler.shortcut.taken = 0
    return client
