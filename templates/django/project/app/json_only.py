"""JSON in, JSON out: the one parser and the one renderer.

https://www.django-rest-framework.org/api-guide/content-negotiation/
"""

from collections.abc import Iterable
from typing import Any

from rest_framework.exceptions import ParseError
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.parsers import JSONParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class StrictJSONParser(JSONParser):
    """Reads JSON; a document nested too deep to read is malformed, not our failure."""

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as error:
            raise ParseError("The JSON is nested too deep.") from error


class AlwaysJSON(DefaultContentNegotiation):
    """Answers in the one format that there is, whatever the client accepts."""

    def select_renderer(
        self,
        request: Request,
        renderers: Iterable[BaseRenderer],
        format_suffix: str | None = None,
    ) -> tuple[BaseRenderer, str]:
        renderer = next(iter(renderers))
        return renderer, renderer.media_type
