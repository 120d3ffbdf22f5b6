"""Paths of the native API, under `api/v2/`, with a slash at the end; leaving it out is forgiven."""

from django.urls import re_path

from .exports import Exports
from .logs import Logs

_UUID = r"(?P<export_id>[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12})"
# A caller's own id may hold any character, a slash and a line break too.
_ID = r"(?P<log_id>[\s\S]+?)"

urlpatterns = [
    re_path(r"^logs/?$", Logs.as_view({"get": "list"}), name="log_list"),
    re_path(rf"^logs/{_ID}/?$", Logs.as_view({"get": "retrieve"}), name="log"),
    re_path(r"^exports/?$", Exports.as_view({"get": "list", "post": "create"}), name="export_list"),
    re_path(rf"^exports/{_UUID}/?$", Exports.as_view({"get": "retrieve", "delete": "destroy"}), name="export"),
    re_path(rf"^exports/{_UUID}/file/?$", Exports.as_view({"get": "file"}), name="export_file"),
]
