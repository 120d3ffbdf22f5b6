"""How callers sign in, told to the OpenAPI schema; imported when the app starts."""

from typing import TYPE_CHECKING

from drf_spectacular.extensions import OpenApiAuthenticationExtension

if TYPE_CHECKING:  # it imports every default of DRF, too much for the start of a command
    from drf_spectacular.openapi import AutoSchema


class ApiKeyScheme(OpenApiAuthenticationExtension):
    """An API key in the Authorization header."""

    target_class = "accounts.authentication.ApiKeyAuthentication"
    name = "apiKey"

    def get_security_definition(self, auto_schema: "AutoSchema") -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "llk_…",
            "description": "A key of a project: `Bearer KEY`; `Api-Key KEY` and the bare key are understood too.",
        }


class TokenScheme(OpenApiAuthenticationExtension):
    """A person's token."""

    target_class = "accounts.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: "AutoSchema") -> dict[str, str]:
        return {
            "type": "http",
            "scheme": "bearer",
            "bearerFormat": "JWT",
            "description": "The access token of `POST /api/token/`; `X-Project` names one of several projects.",
        }
