"""Paths of Keywords AI's request-log API, from the site root: with and without a slash at the end, never redirected.

The vendor's own SDK cuts `/api` off its base address (contract 0.2), so every path exists without it too.
"""

from django.urls import URLPattern, re_path

from .views import RequestLogReading, RequestLogRoot, RequestLogWriting


def _paths(prefix: str, **options: None) -> list[URLPattern]:
    """The paths under one prefix; `schema=None` keeps a second prefix out of the OpenAPI description."""
    writing, reading, root = RequestLogWriting.as_view, RequestLogReading.as_view, RequestLogRoot.as_view
    return [
        re_path(rf"^{prefix}request-logs/?$", root({"get": "list", "post": "create"}, **options)),
        re_path(rf"^{prefix}request-logs/create/?$", writing({"post": "create"}, **options)),
        re_path(rf"^{prefix}request-logs/batch/create/?$", writing({"post": "batch_create"}, **options)),
        re_path(rf"^{prefix}request-logs/bulk/?$", writing({"post": "bulk_create"}, **options)),
        re_path(rf"^{prefix}request-logs/list/?$", reading({"get": "list", "post": "filter"}, **options)),
        re_path(
            rf"^{prefix}request-logs/summary/?$",
            reading({"get": "summary", "post": "filtered_summary"}, **options),
        ),
        # A caller's own id may hold any character, a slash and a line break too.
        re_path(rf"^{prefix}request-logs/(?P<log_id>[\s\S]+?)/?$", reading({"get": "retrieve"}, **options)),
    ]


urlpatterns = [*_paths("api/"), *_paths("", schema=None)]
