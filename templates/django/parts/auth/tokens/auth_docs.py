"""How the OpenAPI document describes the sign-in by access tokens.

https://drf-spectacular.readthedocs.io/en/latest/customization.html
"""

from typing import Any

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerScheme(OpenApiAuthenticationExtension):
    """An access token in the Authorization header."""

    target_class = "app.authentication.Authentication"
    name = "bearer"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}


def document_sign_in(result: dict[str, Any], **context: Any) -> dict[str, Any]:
    """Add the answer to a client who is not signed in."""
    for methods in result["paths"].values():
        for operation in methods.values():
            if operation.get("security"):
                operation["responses"]["401"] = {"description": "Not signed in"}
    return result
