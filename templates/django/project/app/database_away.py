"""What a request gets while the database does not answer."""

import structlog
from django.http import HttpRequest, HttpResponse

from app.database import is_away
from app.errors import GetResponse, problem

log = structlog.get_logger(__name__)


class DatabaseAway:
    """Middleware: asks to come back later; any other error stays what it is.

    https://docs.djangoproject.com/en/5.2/topics/http/middleware/#process-exception
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to an exception in a view."""
        if not is_away(error):
            return None
        log.error("the database is away", error=repr(error.__cause__ or error))
        detail = "The database does not answer. Try again in a moment."
        return problem(503, detail, {"Retry-After": "5"})
