"""The routes under /api/notes."""

from django.urls import path
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from app.api import Endpoint, checked
from app.repository import NoteRepository
from app.serializers import NotePageQuery, NotePageSerializer, NoteSerializer


class NotesView(Endpoint):
    """All notes that the client may see."""

    @extend_schema(
        operation_id="notes_list", parameters=[NotePageQuery], responses=NotePageSerializer
    )
    def get(self, request: Request) -> Response:
        """List notes, the newest first."""
        # `dict()` keeps the last of several values.
        query = checked(NotePageQuery(data=request.query_params.dict()))
        notes, total = NoteRepository.of(request).page(**query)
        items = NoteSerializer(notes, many=True).data
        page = {"items": items, "total": total, "limit": query["limit"], "offset": query["offset"]}
        return Response(page)

    @extend_schema(request=NoteSerializer, responses={201: NoteSerializer})
    def post(self, request: Request) -> Response:
        """Write a new note."""
        fields = checked(NoteSerializer(data=request.data))
        note = NoteRepository.of(request).add(**fields)
        return Response(
            NoteSerializer(note).data,
            status=status.HTTP_201_CREATED,
            headers={"Location": f"/api/notes/{note.id}"},
        )


class NoteView(Endpoint):
    """One note."""

    @extend_schema(responses=NoteSerializer)
    def get(self, request: Request, note_id: str) -> Response:
        """Read a note."""
        return Response(NoteSerializer(NoteRepository.of(request).get(note_id)).data)

    @extend_schema(request=NoteSerializer, responses=NoteSerializer)
    def put(self, request: Request, note_id: str) -> Response:
        """Replace a note."""
        return self._change(request, note_id, NoteSerializer(data=request.data))

    @extend_schema(request=NoteSerializer(partial=True), responses=NoteSerializer)
    def patch(self, request: Request, note_id: str) -> Response:
        """Change some fields of a note."""
        return self._change(request, note_id, NoteSerializer(data=request.data, partial=True))

    @extend_schema(responses={204: None})
    def delete(self, request: Request, note_id: str) -> Response:
        """Remove a note."""
        NoteRepository.of(request).delete(note_id)
        return Response(status=status.HTTP_204_NO_CONTENT)

    def _change(self, request: Request, note_id: str, serializer: NoteSerializer) -> Response:
        note = NoteRepository.of(request).change(note_id, **checked(serializer))
        return Response(NoteSerializer(note).data)


urlpatterns = [
    path("api/notes", NotesView.as_view()),
    path("api/notes/<str:note_id>", NoteView.as_view()),
]
