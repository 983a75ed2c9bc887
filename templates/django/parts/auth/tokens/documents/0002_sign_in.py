"""The collection of the refresh tokens."""

import uuid

from django.conf import settings
from django.db import migrations, models

from app.fields import Moment


class Migration(migrations.Migration):
    dependencies = [("app", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="RefreshToken",
            fields=[
                (
                    "token_hash",
                    models.CharField(
                        max_length=64, primary_key=True, serialize=False, db_column="_id"
                    ),
                ),
                ("family", models.UUIDField(default=uuid.uuid4, db_index=True)),
                ("expires_at", Moment()),
                ("used_at", Moment(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        on_delete=models.CASCADE,
                        related_name="refresh_tokens",
                    ),
                ),
            ],
        ),
    ]
