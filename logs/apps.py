"""The product app: dialects, store, queries, explorer."""

from django.apps import AppConfig


class LogsConfig(AppConfig):
    name = "logs"
