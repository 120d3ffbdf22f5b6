"""Answers of requests that may be sent again."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('logs', '0020_erasures'),
    ]

    operations = [
        migrations.CreateModel(
            name='AnsweredRequest',
            fields=[
                ('digest', models.BinaryField(primary_key=True, serialize=False)),
                ('request_digest', models.BinaryField()),
                ('claim', models.UUIDField()),
                ('claimed_at', models.DateTimeField(db_index=True)),
                ('answer', models.TextField(blank=True, default='')),
            ],
        ),
    ]
