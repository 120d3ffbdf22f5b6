"""Paths of these endpoints, under `api/v2/`."""

from django.urls import re_path

from .bots import Apps, Bots
from .keys import Keys
from .members import Invitations, Members
from .projects import Projects

_CHANGES = {"get": "retrieve", "patch": "partial_update", "delete": "destroy"}
_LIST = {"get": "list", "post": "create"}
_KEY = r"keys/(?P<key_id>[^/]+)"
_APP = r"apps/(?P<app_id>[^/]+)"
_READ_AND_CHANGE = {"get": "retrieve", "patch": "partial_update"}

urlpatterns = [
    re_path(r"^keys/?$", Keys.as_view(_LIST), name="key_list"),
    re_path(rf"^{_KEY}/?$", Keys.as_view(_CHANGES), name="key"),
    re_path(rf"^{_KEY}/rotate/?$", Keys.as_view({"post": "rotate"}), name="key_rotate"),
    re_path(r"^bots/?$", Bots.as_view(_LIST), name="bot_list"),
    re_path(r"^bots/(?P<bot_id>[^/]+)/?$", Bots.as_view(_READ_AND_CHANGE), name="bot"),
    re_path(r"^apps/?$", Apps.as_view(_LIST), name="app_list"),
    re_path(rf"^{_APP}/?$", Apps.as_view(_CHANGES), name="app"),
    re_path(rf"^{_APP}/rotate/?$", Apps.as_view({"post": "rotate"}), name="app_rotate"),
    re_path(r"^members/?$", Members.as_view({"get": "list"}), name="member_list"),
    re_path(r"^members/(?P<member_id>[^/]+)/?$", Members.as_view(_CHANGES), name="member"),
    re_path(r"^invitations/?$", Invitations.as_view(_LIST), name="invitation_list"),
    re_path(r"^invitations/(?P<invitation_id>[^/]+)/?$", Invitations.as_view({"delete": "destroy"}), name="invitation"),
    re_path(r"^projects/?$", Projects.as_view(_LIST), name="project_list"),
    re_path(r"^projects/(?P<project_id>[^/]+)/?$", Projects.as_view(_READ_AND_CHANGE), name="project"),
]
