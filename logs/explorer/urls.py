"""Addresses of the explorer."""

app_name = "logs"
urlpatterns: list = []
