"""What all endpoints have in common.

https://www.django-rest-framework.org/api-guide/views/
"""

from typing import Any

from rest_framework.request import Request
from rest_framework.serializers import Serializer
from rest_framework.views import APIView


class Endpoint(APIView):
    """A view that tells of a wrong method before it asks who is there."""

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if request.method not in self.allowed_methods:
            self.http_method_not_allowed(request)
        super().initial(request, *args, **kwargs)


class PublicEndpoint(Endpoint):
    """A view that anybody may call; it does not even look who calls."""

    authentication_classes = ()
    permission_classes = ()


def checked(serializer: Serializer[Any]) -> dict[str, Any]:
    """The valid data, or an error that names each field that is wrong."""
    serializer.is_valid(raise_exception=True)
    data: dict[str, Any] = serializer.validated_data
    return data
