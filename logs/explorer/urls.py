"""Pages of the explorer, from the root."""

from django.urls import path
from django.views.generic import RedirectView

from .home import home
from .log_detail import LogDetailView, PayloadView
from .log_list import LogListView

app_name = "logs"

urlpatterns = [
    path("", home, name="home"),
    path("logs", RedirectView.as_view(pattern_name="logs:list", query_string=True)),
    path("logs/", LogListView.as_view(), name="list"),
    # A caller's own id may hold anything, slashes too.
    path("logs/<path:log_id>/payload.json", PayloadView.as_view(), name="payload"),
    path("logs/<path:log_id>/", LogDetailView.as_view(), name="detail"),
]
