"""Paths of these endpoints, under `api/v2/`."""

from django.urls import re_path

from .keys import Keys

_CHANGES = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
_LIST = {"get": "list", "post": "create"}
_KEY = r"keys/(?P<key_id>[^/]+)"

urlpatterns = [
    re_path(r"^keys/?$", Keys.as_view(_LIST), name="key_list"),
    re_path(rf"^{_KEY}/?$", Keys.as_view(_CHANGES), name="key"),
    re_path(rf"^{_KEY}/rotate/?$", Keys.as_view({"post": "rotate"}), name="key_rotate"),
]
