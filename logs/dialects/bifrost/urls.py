"""Paths of Bifrost's log API, from the site root, with and without a slash at the end."""

from django.urls import re_path

from .views import BifrostLogs

urlpatterns = [
    re_path(r"^api/logs/?$", BifrostLogs.as_view({"get": "list"}), name="bifrost_list"),
    # A caller's own id may hold any character, a slash and a line break too.
    re_path(r"^api/logs/(?P<log_id>[\s\S]+?)/?$", BifrostLogs.as_view({"get": "retrieve"}), name="bifrost_retrieve"),
]
