"""`manage.py migrate`: Django's own, for every database that llmlogs has."""

from typing import Any

from django.core.management.commands.migrate import Command as DjangoMigrate
from django.db import DEFAULT_DB_ALIAS, connections

from logs import rollups
from logs.engines import engine_of
from logs.models import Log, RollupState
from logs.routers import logs_alias


class Command(DjangoMigrate):
    """Without --database, a logs database of its own (LOGS_DATABASE_URL) is migrated too. A new one is set up first."""

    def handle(self, *labels: Any, **options: Any) -> None:
        self._migrate(*labels, **options)
        if options["database"] == DEFAULT_DB_ALIAS and logs_alias() != DEFAULT_DB_ALIAS:
            self._migrate(*labels, **{**options, "database": logs_alias()})

    def _migrate(self, *labels: Any, **options: Any) -> None:
        engine_of(options["database"]).create(options["database"])
        super().handle(*labels, **options)
        if options["database"] == logs_alias() and _has_rollups():
            rollups.rebuild_if_new(Log.objects.all())


def _has_rollups() -> bool:
    """Not where it went to a state of the past."""
    return RollupState._meta.db_table in connections[logs_alias()].introspection.table_names()
