"""How the admin shows users.

https://docs.djangoproject.com/en/5.2/topics/auth/customizing/#custom-users-and-django-contrib-admin
"""

from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from app.admin_powers import POWERS, PowersAdmin
from app.models import User


class AddForm(AdminUserCreationForm):  # type: ignore[type-arg] # has none when it runs
    """A new user."""

    class Meta:
        model = User
        fields = ("email",)


class ChangeForm(UserChangeForm):  # type: ignore[type-arg] # has none when it runs
    """Somebody's account."""

    class Meta:
        model = User
        fields = "__all__"


class AccountAdmin(PowersAdmin):
    """People who sign in with an e-mail and a password."""

    form = ChangeForm
    add_form = AddForm
    list_display = ("email", "is_active", "is_staff", "created_at")
    list_filter = ("is_active", "is_staff", "is_superuser")
    search_fields = ("email",)
    ordering = ("-created_at",)
    readonly_fields = ("id", "created_at", "last_login")
    fieldsets = (
        (None, {"fields": ("id", "email", "password", "is_active")}),
        ("Powers", {"fields": POWERS}),
        ("Dates", {"fields": ("created_at", "last_login")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "usable_password", "password1", "password2")}),)
