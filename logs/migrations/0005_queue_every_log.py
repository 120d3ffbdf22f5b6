"""Logs that were stored before there was a search index are indexed by the upkeep, the newest first."""

from django.db import migrations
from django.utils import timezone

from logs.routers import logs_alias

QUEUE_ALL = (
    "INSERT INTO logs_searchqueue (project_id, log_id, queued_at) SELECT project_id, id, %s FROM logs_log ORDER BY id DESC"
)


def queue_every_log(apps, schema_editor):
    if schema_editor.connection.alias == logs_alias():
        schema_editor.execute(QUEUE_ALL, [timezone.now()])


class Migration(migrations.Migration):

    dependencies = [
        ('logs', '0004_search_index'),
    ]

    operations = [migrations.RunPython(queue_every_log, migrations.RunPython.noop, elidable=True)]
