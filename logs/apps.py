"""The product app: dialects, store, queries, explorer."""

from django.apps import AppConfig


class LogsConfig(AppConfig):
    name = "logs"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from accounts.models import Project
        from logs import checks, refused  # noqa: F401 - importing registers the checks
        from logs.erasing import hearing
        from logs.redaction import remembered
        from logs.redaction.changing import protect_new_project

        refused.connect()
        hearing.connect()
        remembered.connect()
        post_save.connect(protect_new_project, sender=Project, dispatch_uid="protect new project")
