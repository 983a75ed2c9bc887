"""The API: JSON in, JSON out, and the OpenAPI document that describes it.

https://www.django-rest-framework.org/api-guide/settings/
https://drf-spectacular.readthedocs.io/en/latest/settings.html
"""

from typing import Any

from config.settings.base import PROJECT_NAME

REST_FRAMEWORK: dict[str, Any] = {
    "DEFAULT_PARSER_CLASSES": ["app.json_only.StrictJSONParser"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "app.json_only.AlwaysJSON",
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_AUTHENTICATION_CLASSES": [],
    "DEFAULT_PERMISSION_CLASSES": [],
    "UNAUTHENTICATED_USER": None,
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "app.errors.handle",
    "NON_FIELD_ERRORS_KEY": "body",
    "DATETIME_FORMAT": "%Y-%m-%dT%H:%M:%S.%fZ",
    "URL_FORMAT_OVERRIDE": None,
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": PROJECT_NAME,
    "VERSION": "0.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api",
    "POSTPROCESSING_HOOKS": ["app.docs.document_problems"],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
}
