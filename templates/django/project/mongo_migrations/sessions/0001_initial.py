"""The sessions."""

import django.contrib.sessions.models
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "session_key",
                    models.CharField(
                        max_length=40,
                        primary_key=True,
                        serialize=False,
                        verbose_name="session key",
                    ),
                ),
                ("session_data", models.TextField(verbose_name="session data")),
                ("expire_date", models.DateTimeField(db_index=True, verbose_name="expire date")),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "db_table": "django_session",
                "abstract": False,
            },
            managers=[
                ("objects", django.contrib.sessions.models.SessionManager()),
            ],
        ),
        # The unique index leaves out null, which keeps MongoDB from reading it for a query.
        # https://www.mongodb.com/docs/manual/core/index-partial/#query-coverage
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.AddIndex(
                    model_name="session",
                    index=models.Index(fields=["session_key"], name="session_key"),
                ),
            ],
        ),
    ]
