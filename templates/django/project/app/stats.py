"""GET /api/notes/stats: an answer that takes longer with every note, so the cache keeps it.

It is kept under a key that holds a version. A change to a note takes the version away, so that
what a slow reader still stores under the old one is never found.
"""

from collections.abc import Callable
from time import sleep
from typing import Any
from uuid import uuid4

import structlog
from django.core.cache import caches
from django.db.models import Count, Manager, Max, Sum
from django.db.models.functions import Length
from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from app.access import audience_of, notes_of
from app.api import Endpoint
from app.cache import ERRORS
from app.models import Note

DAY = 24 * 60 * 60
# How long one request may compute the answer before the others stop waiting for it.
SECONDS_TO_COMPUTE = 5
SECONDS_BETWEEN_LOOKS = 0.1

log = structlog.get_logger(__name__)


class StatsSerializer(serializers.Serializer[Any]):
    """How many notes there are, how long they are, and when one last changed."""

    total = serializers.IntegerField()
    characters = serializers.IntegerField()
    last_updated_at = serializers.DateTimeField(allow_null=True)


def note_changed(_kind: str, note: Note) -> None:
    """Take the version away; if the cache is away, an answer may be CACHE_SECONDS old."""
    try_to(caches["answers"].delete, version_key(note.audience))


class StatsView(Endpoint):
    """Sums over all notes."""

    @extend_schema(responses=StatsSerializer)
    def get(self, request: Request) -> Response:
        """Sum up the notes; X-Cache tells whether the answer was kept or computed."""
        notes, audience = notes_of(request.user), audience_of(request.user)
        where, stats = find_or_compute(audience, notes)
        return Response(stats, headers={"X-Cache": where})


def find_or_compute(audience: str, notes: Manager[Note]) -> tuple[str, dict[str, Any]]:
    """The answer, and whether it was kept: HIT or MISS."""
    key, kept = look_up(audience)
    if kept:
        return "HIT", kept
    return "MISS", compute_for_all(key, notes) if key else compute(notes)


def compute(notes: Manager[Note]) -> dict[str, Any]:
    """Let the database count."""
    sums = notes.aggregate(
        total=Count("id"), characters=Sum(Length("body")), last_updated_at=Max("updated_at")
    )
    return {**StatsSerializer({**sums, "characters": sums["characters"] or 0}).data}


def compute_for_all(key: str, notes: Manager[Note]) -> dict[str, Any]:
    """Keep the answer, and let go of the right to compute it."""
    try:
        stats = compute(notes)
        try_to(caches["answers"].set, key, stats)
    finally:
        try_to(caches["answers"].delete, lock_key(key))
    return stats


def look_up(audience: str) -> tuple[str | None, dict[str, Any] | None]:
    """Find the key under which the answer belongs, and the answer where there is one."""
    try:
        key = f"{audience}:stats:{read_version(version_key(audience))}"
        return key, find_or_reserve(key)
    except ERRORS as error:
        log.warning("cache failed", error=repr(error))
        return None, None


def read_version(key: str) -> str:
    """The version of somebody's notes; a new one was never used before."""
    cache = caches["answers"]
    version = cache.get(key)
    if version is None:
        offered = uuid4().hex
        version = offered if cache.add(key, offered, DAY) else cache.get(key)
    return version or uuid4().hex


def find_or_reserve(key: str) -> dict[str, Any] | None:
    """Find the answer; the one request that gets None is to compute it for all."""
    cache = caches["answers"]
    for _ in range(int(SECONDS_TO_COMPUTE / SECONDS_BETWEEN_LOOKS)):
        kept: dict[str, Any] | None = cache.get(key)
        if kept is not None:
            return kept
        if cache.add(lock_key(key), "taken", SECONDS_TO_COMPUTE):
            # Another request may have finished just before.
            kept = cache.get(key)
            return kept
        sleep(SECONDS_BETWEEN_LOOKS)
    return None


def version_key(audience: str) -> str:
    """Where the version of somebody's notes is kept."""
    return f"{audience}:version"


def lock_key(key: str) -> str:
    """What the one who computes an answer holds."""
    return f"{key}:lock"


def try_to(action: Callable[..., object], *arguments: object) -> None:
    """Do something with the cache, unless it is away."""
    try:
        action(*arguments)
    except ERRORS as error:
        log.warning("cache failed", error=repr(error))


urlpatterns = [path("api/notes/stats", StatsView.as_view())]
