"""Cells count the logs whose cost is known. What there is of cells is made anew at the end of `migrate`."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget_state(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Without its state, `migrate` takes the rollups for new and adds up the logs that are there."""
    apps.get_model("logs", "RollupState").objects.using(schema_editor.connection.alias).all().delete()


class Migration(migrations.Migration):
    dependencies = [("logs", "0009_compressed_blobs")]

    operations = [
        migrations.AddField("rollupcell", "cost_count", models.BigIntegerField(default=0), preserve_default=False),
        migrations.RunPython(forget_state, migrations.RunPython.noop, hints={"model_name": "rollupstate"}),
    ]
