"""Token endpoints, mounted at `api/token`: with and without a slash at the end."""

from django.urls import re_path

from accounts.api import views

urlpatterns = [
    re_path(r"^/?$", views.TokenView.as_view(), name="token"),
    re_path(r"^/refresh/?$", views.RefreshView.as_view(), name="token_refresh"),
]
