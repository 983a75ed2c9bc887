"""The admin at /admin/: notes and users, for those who may see and change them all.

https://docs.djangoproject.com/en/5.2/ref/contrib/admin/
"""

from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.utils import timezone
from rest_framework.exceptions import Throttled

from app.changes import save
from app.errors import GetResponse
from app.models import Note, User
from app.rate_limit import count_sign_in
from app.user_admin import AccountAdmin


class SignInForm(AdminAuthenticationForm):
    """The sign-in, with the same limit on attempts as everywhere."""

    def clean(self) -> dict[str, Any]:
        if self.request is not None and "username" in self.cleaned_data:
            try:
                count_sign_in(self.request, self.cleaned_data["username"].lower())
            except Throttled as error:
                raise ValidationError(str(error.detail)) from error
        return super().clean()


@admin.register(Note)
class NoteAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # has none when it runs
    """All notes; whoever hears of a change hears of those made here."""

    list_display = ("title", "owner", "created_at", "updated_at")
    list_select_related = ("owner",)
    search_fields = ("title", "body")
    date_hierarchy = "created_at"
    raw_id_fields = ("owner",)
    readonly_fields = ("id", "created_at", "updated_at")

    def get_readonly_fields(self, request: HttpRequest, obj: Note | None = None) -> Any:
        # Else its former owner would go on seeing it, in what they keep of it.
        return (*self.readonly_fields, "owner") if obj else self.readonly_fields

    def save_model(self, request: HttpRequest, obj: Note, form: Any, change: bool) -> None:
        def write() -> Note:
            obj.updated_at = timezone.now()
            super(NoteAdmin, self).save_model(request, obj, form, change)
            return obj

        save("note.updated" if change else "note.created", write)

    def delete_model(self, request: HttpRequest, obj: Note) -> None:
        def write() -> Note:
            Note.objects.filter(id=obj.id).delete()
            return obj

        save("note.deleted", write)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Note]) -> None:
        for note in queryset:
            self.delete_model(request, note)


def referrer(get_response: GetResponse) -> GetResponse:
    """Middleware: lets the admin's forms say where they come from, as its protection asks.

    https://docs.djangoproject.com/en/5.2/ref/csrf/#how-it-works
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.path.startswith("/admin/"):
            response.headers["Referrer-Policy"] = "same-origin"
        return response

    return middleware


admin.site.register(User, AccountAdmin)
admin.site.login_form = SignInForm
admin.site.site_header = admin.site.site_title = settings.PROJECT_NAME

urlpatterns = [path("admin/", admin.site.urls)]
