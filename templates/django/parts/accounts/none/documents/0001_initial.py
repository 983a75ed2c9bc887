"""The collection of the notes."""

import uuid

from django.db import migrations, models
from django.utils import timezone

from app.fields import Moment


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True,
                        default=uuid.uuid4,
                        editable=False,
                        serialize=False,
                        db_column="_id",
                    ),
                ),
                ("title", models.CharField(max_length=200)),
                ("body", models.TextField(max_length=10_000, blank=True)),
                ("created_at", Moment(default=timezone.now, editable=False)),
                ("updated_at", Moment(default=timezone.now, editable=False)),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [models.Index(fields=["-created_at", "-id"], name="note_newest")],
            },
        ),
    ]
