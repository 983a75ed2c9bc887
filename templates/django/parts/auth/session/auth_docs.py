"""How the OpenAPI document describes the sign-in by a cookie.

https://drf-spectacular.readthedocs.io/en/latest/customization.html
"""

from typing import Any

from django.conf import settings
from drf_spectacular.extensions import OpenApiAuthenticationExtension


class CookieScheme(OpenApiAuthenticationExtension):
    """The cookie of the session."""

    target_class = "app.authentication.Authentication"
    name = "session"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "apiKey", "in": "cookie", "name": settings.SESSION_COOKIE_NAME}


def document_sign_in(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Add the answers to a client who is not signed in, or writes without the CSRF token."""
    for methods in result["paths"].values():
        for method, operation in methods.items():
            if operation.get("security"):
                operation["responses"]["401"] = {"description": "Not signed in"}
                if method != "get":
                    operation["responses"]["403"] = {"description": "No valid X-CSRF-Token"}
    return result
