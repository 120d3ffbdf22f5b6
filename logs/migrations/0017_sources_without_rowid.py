from django.db import migrations

from logs.engines.migrations import without_rowid


class Migration(migrations.Migration):

    dependencies = [
        ('logs', '0016_body_dictionaries'),
    ]

    operations = [
        migrations.RunPython(without_rowid('logs_logsource'), migrations.RunPython.noop, elidable=False),
    ]
