"""The product app: dialects, store, queries, explorer."""

from django.apps import AppConfig


class LogsConfig(AppConfig):
    name = "logs"

    def ready(self) -> None:
        from logs import refused

        refused.connect()
