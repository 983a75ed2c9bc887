"""GET /api/activity: what happened to the notes, as the events tell it."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from app.access import audience_of
from app.api import Endpoint, checked
from app.models import Activity

FIELDS = ("id", "type", "note_id", "audience", "title", "at")


class ActivitySerializer(serializers.ModelSerializer[Activity]):
    """What happened to a note, and when."""

    id = serializers.UUIDField()

    class Meta:
        model = Activity
        fields = ("id", "type", "note_id", "title", "at")


class ActivityQuery(serializers.Serializer[Any]):
    """Which part of the list."""

    limit = serializers.IntegerField(min_value=1, max_value=100, default=20)
    offset = serializers.IntegerField(min_value=0, max_value=2**31 - 1, default=0)


class ActivityPageSerializer(serializers.Serializer[Any]):
    """Some events, and how many there are in all."""

    items = ActivitySerializer(many=True)
    total = serializers.IntegerField()
    limit = serializers.IntegerField()
    offset = serializers.IntegerField()


def handle(event: dict[str, Any]) -> None:
    """Add an event; one that comes again changes nothing."""
    Activity.objects.get_or_create(id=event["id"], defaults=event)


def fields_of(event: object) -> dict[str, Any]:
    """What an event tells, whatever else its row holds."""
    return {name: getattr(event, name) for name in FIELDS}


class ActivityView(Endpoint):
    """What happened to the notes that one may see."""

    @extend_schema(
        operation_id="activity_list", parameters=[ActivityQuery], responses=ActivityPageSerializer
    )
    def get(self, request: Request) -> Response:
        """List events, the newest first."""
        query = checked(ActivityQuery(data=request.query_params.dict()))
        found = Activity.objects.filter(audience=audience_of(request.user)).order_by("-at", "-id")
        limit, offset = query["limit"], query["offset"]
        items = list(found[offset : offset + limit])
        page = {"items": items, "total": found.count(), "limit": limit, "offset": offset}
        return Response(ActivityPageSerializer(page).data)


urlpatterns = [path("api/activity", ActivityView.as_view())]
