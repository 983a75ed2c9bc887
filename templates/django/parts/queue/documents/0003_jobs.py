"""The collection of the jobs."""

import uuid

from django.db import migrations, models
from django.utils import timezone

from app.fields import Moment


class Migration(migrations.Migration):
    dependencies = [("app", "{{ before_jobs }}")]

    operations = [
        migrations.CreateModel(
            name="Job",
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
                ("audience", models.CharField(max_length=36)),
                ("note_id", models.UUIDField()),
                (
                    "status",
                    models.CharField(
                        max_length=9,
                        choices=[
                            ("pending", "Pending"),
                            ("running", "Running"),
                            ("succeeded", "Succeeded"),
                            ("failed", "Failed"),
                        ],
                        default="pending",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("result", models.JSONField(null=True)),
                ("error", models.CharField(max_length=200, blank=True)),
                ("created_at", Moment(default=timezone.now, editable=False)),
                ("changed_at", Moment(default=timezone.now)),
                ("finished_at", Moment(null=True)),
            ],
            options={
                "indexes": [models.Index(fields=["status", "changed_at"], name="job_status")],
            },
        ),
    ]
