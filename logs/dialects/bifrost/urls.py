"""Paths of Bifrost's log API, from the site root: no slash at the end; one is forgiven, and not advertised."""

from django.urls import re_path

from .views import BifrostLogs

_LIST, _ONE = {"get": "list"}, {"get": "retrieve"}
# A caller's own id may hold any character, a slash and a line break too.
_ID = r"(?P<log_id>[\s\S]+?)"

urlpatterns = [
    re_path(r"^api/logs$", BifrostLogs.as_view(_LIST), name="bifrost_list"),
    re_path(r"^api/logs/$", BifrostLogs.as_view(_LIST, schema=None)),
    re_path(rf"^api/logs/{_ID}/$", BifrostLogs.as_view(_ONE, schema=None)),
    re_path(rf"^api/logs/{_ID}$", BifrostLogs.as_view(_ONE), name="bifrost_retrieve"),
]
