import logs.fields
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('logs', '0001_initial'),
    ]

    operations = [
        # Null without a default: no row is written again, and PostgreSQL hands it on to every partition.
        migrations.AddField(
            model_name='log',
            name='attributes',
            field=logs.fields.TextMapField(null=True),
        ),
    ]
