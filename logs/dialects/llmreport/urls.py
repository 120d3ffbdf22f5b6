"""Addresses of this door."""

from django.urls import re_path

from .views import RequestViewSet

urlpatterns = [
    re_path(r"^api/v1/requests/?$", RequestViewSet.as_view({"get": "read_page"}), name="llmreport-requests"),
]
