"""The tables of the events that happened, and of the activity that they tell of."""

import uuid

from django.db import migrations, models
from django.utils import timezone


class Migration(migrations.Migration):
    dependencies = [("app", "{{ before_events }}")]

    operations = [
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                ("position", models.BigAutoField(primary_key=True, serialize=False)),
                ("id", models.UUIDField(unique=True, default=uuid.uuid4, editable=False)),
                ("type", models.CharField(max_length=40)),
                ("note_id", models.UUIDField()),
                ("audience", models.CharField(max_length=36)),
                ("title", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=timezone.now)),
                ("claimed_until", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["sent_at", "position"], name="outbox_unsent")],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                ("id", models.UUIDField(primary_key=True, editable=False, serialize=False)),
                ("type", models.CharField(max_length=40)),
                ("note_id", models.UUIDField()),
                ("audience", models.CharField(max_length=36)),
                ("title", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["audience", "-at", "-id"], name="activity_newest")
                ],
            },
        ),
    ]
