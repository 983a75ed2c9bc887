"""The collections of the users and of the notes."""

import uuid

from django.conf import settings
from django.db import migrations, models
from django.utils import timezone

from app.fields import Moment


class Migration(migrations.Migration):
    initial = True

    dependencies = [("auth", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="User",
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
                (
                    "identity",
                    models.CharField(
                        max_length=64, unique=True, null=True, blank=True, editable=False
                    ),
                ),
                ("issuer", models.CharField(max_length=255, blank=True, editable=False)),
                ("subject", models.CharField(max_length=255, blank=True, editable=False)),
                ("email", models.EmailField(max_length=254, null=True, blank=True)),
                (
                    "admin_email",
                    models.EmailField(max_length=254, unique=True, null=True, blank=True),
                ),
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField("last login", blank=True, null=True)),
                ("is_active", models.BooleanField("active", default=True)),
                ("is_staff", models.BooleanField("may sign in at /admin/", default=False)),
                (
                    "is_superuser",
                    models.BooleanField(
                        "superuser status",
                        default=False,
                        help_text="Designates that this user has all permissions "
                        "without explicitly assigning them.",
                    ),
                ),
                (
                    "groups",
                    models.ManyToManyField(
                        "auth.group",
                        verbose_name="groups",
                        blank=True,
                        help_text="The groups this user belongs to. A user will get all "
                        "permissions granted to each of their groups.",
                        related_name="user_set",
                        related_query_name="user",
                    ),
                ),
                (
                    "user_permissions",
                    models.ManyToManyField(
                        "auth.permission",
                        verbose_name="user permissions",
                        blank=True,
                        help_text="Specific permissions for this user.",
                        related_name="user_set",
                        related_query_name="user",
                    ),
                ),
                ("created_at", Moment(default=timezone.now, editable=False)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["identity"], name="user_identity"),
                    models.Index(fields=["admin_email"], name="user_admin_email"),
                ],
            },
        ),
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
                (
                    "owner",
                    models.ForeignKey(
                        settings.AUTH_USER_MODEL,
                        on_delete=models.CASCADE,
                        related_name="notes",
                        db_index=False,
                    ),
                ),
            ],
            options={
                "ordering": ("-created_at", "-id"),
                "indexes": [
                    models.Index(fields=["owner", "-created_at", "-id"], name="note_newest")
                ],
            },
        ),
    ]
