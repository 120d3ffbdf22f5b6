"""Paths of Kore.ai's API. The documented table and the documented sample differ in `/api`, so both are served."""

from django.urls import re_path

from .views import UsageLogShortPathViewSet, UsageLogViewSet

_PATH = r"1\.1/public/bot/(?P<bot_id>[^/]+)/getLLMUsageLogs"
_ACTIONS = {"post": "read_page"}

urlpatterns = [
    re_path(rf"^api/{_PATH}$", UsageLogViewSet.as_view(_ACTIONS), name="kore-usage-logs"),
    re_path(rf"^{_PATH}$", UsageLogShortPathViewSet.as_view(_ACTIONS)),
    # The vendor's paths have no slash at the end; one is forgiven, and not advertised.
    re_path(rf"^(?:api/)?{_PATH}/$", UsageLogViewSet.as_view(_ACTIONS, schema=None)),
]
