"""What a request may hold, and what an answer holds.

https://www.django-rest-framework.org/api-guide/serializers/
"""

from typing import Any

from rest_framework import serializers

from app.models import Note


class StrictCharField(serializers.CharField):
    """A string as it came: nothing is converted to one, and nothing is trimmed."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, **options)

    def to_internal_value(self, data: Any) -> str:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class NoteSerializer(serializers.ModelSerializer[Note]):
    """A note; the client sets the title and the body, the server the rest."""

    title = StrictCharField(max_length=200)
    body = StrictCharField(max_length=10_000, allow_blank=True, default="")

    class Meta:
        model = Note
        fields = ("id", "title", "body", "created_at", "updated_at")
        read_only_fields = ("id", "created_at", "updated_at")


class NotePageQuery(serializers.Serializer[Any]):
    """Which notes to list."""

    q = StrictCharField(max_length=200, allow_blank=True, default="")
    limit = serializers.IntegerField(min_value=1, max_value=100, default=20)
    offset = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class NotePageSerializer(serializers.Serializer[Any]):
    """Some notes, and how many there are in all."""

    items = NoteSerializer(many=True)
    total = serializers.IntegerField()
    limit = serializers.IntegerField()
    offset = serializers.IntegerField()
