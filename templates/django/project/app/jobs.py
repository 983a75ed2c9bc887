"""Jobs: work that a request starts and does not wait for."""

from typing import Any

from django.urls import path
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import APIException, NotFound
from rest_framework.request import Request
from rest_framework.response import Response

from app import queue
from app.access import audience_of
from app.api import Endpoint
from app.ids import is_id
from app.models import Job
from app.repository import NoteRepository
from app.tasks import make_report


class ReportSerializer(serializers.Serializer[Any]):
    """What a report tells about a note's body."""

    words = serializers.IntegerField()
    characters = serializers.IntegerField()
    lines = serializers.IntegerField()


class JobSerializer(serializers.ModelSerializer[Job]):
    """A job, and what came of it."""

    result = ReportSerializer(allow_null=True)
    error = serializers.SerializerMethodField()

    class Meta:
        model = Job
        fields = ("id", "status", "note_id", "result", "error", "created_at", "finished_at")

    def get_error(self, job: Job) -> str | None:
        """Why it failed, if it did."""
        return job.error or None


class QueueAway(APIException):
    """The broker does not answer."""

    status_code = status.HTTP_503_SERVICE_UNAVAILABLE
    default_detail = "The queue does not answer. Try again in a moment."
    wait = 5


class ReportView(Endpoint):
    """The report of a note."""

    @extend_schema(
        request=None,
        responses={202: JobSerializer, 503: OpenApiResponse(description="See Retry-After")},
    )
    def post(self, request: Request, note_id: str) -> Response:
        """Have a report made; Location says where to ask for it."""
        note = NoteRepository.of(request).get(note_id)
        job = Job.objects.create(audience=note.audience, note_id=note.id)
        try:
            queue.send(make_report, str(job.id))
        except queue.ERRORS as error:
            job.delete()
            raise QueueAway from error
        job.refresh_from_db()
        return Response(
            JobSerializer(job).data,
            status=status.HTTP_202_ACCEPTED,
            headers={"Location": f"/api/jobs/{job.id}"},
        )


class JobView(Endpoint):
    """One job."""

    @extend_schema(responses=JobSerializer)
    def get(self, request: Request, job_id: str) -> Response:
        """Tell how far a job is."""
        found = Job.objects.filter(audience=audience_of(request.user))
        job = found.filter(id=job_id).first() if is_id(job_id) else None
        if job is None:
            raise NotFound("There is no such job.")
        return Response(JobSerializer(job).data)


urlpatterns = [
    path("api/notes/<str:note_id>/report", ReportView.as_view()),
    path("api/jobs/<str:job_id>", JobView.as_view()),
]
