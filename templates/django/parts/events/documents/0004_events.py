"""The collections of the events that happened, and of the activity that they tell of."""

import uuid

from django.db import migrations, models
from django.utils import timezone

from app.fields import Moment


class Migration(migrations.Migration):
    dependencies = [("app", "{{ before_events }}")]

    operations = [
        migrations.CreateModel(
            name="Counter",
            fields=[
                (
                    "name",
                    models.CharField(
                        max_length=40, primary_key=True, serialize=False, db_column="_id"
                    ),
                ),
                ("value", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="OutboxEvent",
            fields=[
                (
                    "position",
                    models.BigIntegerField(primary_key=True, serialize=False, db_column="_id"),
                ),
                ("id", models.UUIDField(unique=True, default=uuid.uuid4, editable=False)),
                ("type", models.CharField(max_length=40)),
                ("note_id", models.UUIDField()),
                ("audience", models.CharField(max_length=36)),
                ("title", models.CharField(max_length=200)),
                ("at", Moment(default=timezone.now)),
                ("claimed_until", Moment(null=True)),
                ("sent_at", Moment(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["sent_at", "position"], name="outbox_unsent")],
            },
        ),
        migrations.CreateModel(
            name="Activity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        primary_key=True, editable=False, serialize=False, db_column="_id"
                    ),
                ),
                ("type", models.CharField(max_length=40)),
                ("note_id", models.UUIDField()),
                ("audience", models.CharField(max_length=36)),
                ("title", models.CharField(max_length=200)),
                ("at", Moment()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["audience", "-at", "-id"], name="activity_newest")
                ],
            },
        ),
    ]
