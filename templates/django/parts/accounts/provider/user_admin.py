"""How the admin shows users.

https://docs.djangoproject.com/en/5.2/topics/auth/customizing/#custom-users-and-django-contrib-admin
"""

from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from app.admin_powers import POWERS, PowersAdmin
from app.models import User


class AddForm(AdminUserCreationForm):  # type: ignore[type-arg] # has none when it runs
    """A new administrator; everybody else comes by the provider."""

    class Meta:
        model = User
        fields = ("admin_email",)


class ChangeForm(UserChangeForm):  # type: ignore[type-arg] # has none when it runs
    """Somebody's account."""

    class Meta:
        model = User
        fields = "__all__"


class AccountAdmin(PowersAdmin):
    """People whom the provider knows, and administrators."""

    form = ChangeForm
    add_form = AddForm
    list_display = ("__str__", "subject", "is_active", "is_staff", "created_at")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email", "admin_email", "subject")
    ordering = ("-created_at",)
    readonly_fields = ("id", "issuer", "subject", "email", "created_at", "last_login")
    fieldsets = (
        (None, {"fields": ("id", "is_active")}),
        ("As the provider knows them", {"fields": ("issuer", "subject", "email")}),
        ("As /admin/ knows them", {"fields": ("admin_email", "password")}),
        ("Powers", {"fields": POWERS}),
        ("Dates", {"fields": ("created_at", "last_login")}),
    )
    add_fieldsets = (
        (None, {"fields": ("admin_email", "usable_password", "password1", "password2")}),
    )
