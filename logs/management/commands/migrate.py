"""`manage.py migrate`: Django's own, for every database that llmlogs has."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import DEFAULT_DB_ALIAS

from logs.routers import logs_alias


class Command(DjangoMigrate):
    """Without --database, a logs database of its own (LOGS_DATABASE_URL) is migrated too."""

    def handle(self, *labels: Any, **options: Any) -> None:
        super().handle(*labels, **options)
        if options["database"] == DEFAULT_DB_ALIAS and logs_alias() != DEFAULT_DB_ALIAS:
            super().handle(*labels, **{**options, "database": logs_alias()})
