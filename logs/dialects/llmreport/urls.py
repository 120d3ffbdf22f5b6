"""The path of LLM Report's API. It has no slash at the end; one is forgiven, and not advertised."""

from django.urls import re_path

from .views import RequestViewSet

_ACTIONS = {"get": "read_page"}

urlpatterns = [
    re_path(r"^api/v1/requests$", RequestViewSet.as_view(_ACTIONS), name="llmreport-requests"),
    re_path(r"^api/v1/requests/$", RequestViewSet.as_view(_ACTIONS, schema=None)),
]
