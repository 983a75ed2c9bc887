"""Who may give powers: nobody can make more of themselves than they are."""

from typing import TYPE_CHECKING, Any

from django.contrib.auth.admin import UserAdmin
from django.http import HttpRequest

if TYPE_CHECKING:
    from app.models import User

POWERS = ("is_staff", "is_superuser", "groups", "user_permissions")


class PowersAdmin(UserAdmin):  # type: ignore[type-arg] # has none when it runs
    """Users, of whom only a superuser changes the powers, and another superuser.

    https://docs.djangoproject.com/en/5.2/topics/auth/default/#permissions-and-authorization
    """

    def get_readonly_fields(self, request: HttpRequest, obj: "User | None" = None) -> Any:
        fields = super().get_readonly_fields(request, obj)
        return fields if request.user.is_superuser else (*fields, *POWERS)

    def has_change_permission(self, request: HttpRequest, obj: "User | None" = None) -> bool:
        return _may_touch(request, obj) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: "User | None" = None) -> bool:
        return _may_touch(request, obj) and super().has_delete_permission(request, obj)


def _may_touch(request: HttpRequest, user: "User | None") -> bool:
    return user is None or not user.is_superuser or request.user.is_superuser
