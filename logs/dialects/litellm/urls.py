"""The path that LiteLLM's generic callback posts to, from the site root, with and without a slash at the end."""

from django.urls import re_path

from .views import LiteLLMLogs

urlpatterns = [re_path(r"^litellm/logs/?$", LiteLLMLogs.as_view())]
