"""The product app: dialects, store, queries, explorer."""

from django.apps import AppConfig


class LogsConfig(AppConfig):
    name = "logs"

    def ready(self) -> None:
        from logs import refused
        from logs.redaction import remembered

        refused.connect()
        remembered.connect()
