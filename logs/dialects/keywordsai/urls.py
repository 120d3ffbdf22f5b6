"""Paths of Keywords AI's request-log API, from the site root: with and without a slash at the end, never redirected.

The vendor's own SDK cuts `/api` off its base address (contract 0.2), so every path exists without it too.
"""

from django.urls import URLPattern, re_path

from .views import RequestLogs


def _paths(prefix: str, **options: None) -> list[URLPattern]:
    """The paths under one prefix; `schema=None` keeps a second prefix out of the OpenAPI description."""
    return [
        re_path(rf"^{prefix}request-logs/create/?$", RequestLogs.as_view({"post": "create"}, **options)),
        re_path(rf"^{prefix}request-logs/?$", RequestLogs.as_view({"post": "create"}, **options)),
        # A caller's own id may hold any character, a slash and a line break too.
        re_path(rf"^{prefix}request-logs/(?P<log_id>[\s\S]+?)/?$", RequestLogs.as_view({"get": "retrieve"}, **options)),
    ]


urlpatterns = [*_paths("api/"), *_paths("", schema=None)]
