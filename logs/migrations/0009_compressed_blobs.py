from django.db import migrations

from logs.engines.migrations import keep_as_written


class Migration(migrations.Migration):

    dependencies = [
        ('logs', '0008_part_indexes'),
    ]

    operations = [
        migrations.RunPython(keep_as_written('logs_logbody', 'blob'), migrations.RunPython.noop, elidable=False),
        migrations.RunPython(keep_as_written('logs_logpart', 'blob'), migrations.RunPython.noop, elidable=False),
    ]
