"""Headers that carry a key or a session: they are replaced before anything is kept. Pure."""

from collections.abc import Mapping

from ..canonical import Json

REDACTED = "[redacted]"
SECRET_HEADERS = frozenset(
    {
        "authorization",
        "proxy-authorization",
        "cookie",
        "set-cookie",
        "api-key",
        "apikey",
        "x-api-key",
        "x-goog-api-key",
        "x-auth-token",
        "x-amz-security-token",
        "ocp-apim-subscription-key",
    }
)


def redacted(headers: Mapping[str, Json]) -> dict[str, Json]:
    """The headers without their secrets; the names stay."""
    return {name: REDACTED if is_secret_header(name) else value for name, value in headers.items()}


def is_secret_header(name: str) -> bool:
    return name.strip().lower() in SECRET_HEADERS
