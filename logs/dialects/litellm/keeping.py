"""What of a payload may be kept: keys and the like are taken out before anything is parsed or stored. Pure."""

import re
from collections.abc import Mapping

from ...canonical import Json
from ..redaction import REDACTED, SECRET_HEADERS

# Objects in which callers, proxies and providers put headers and settings beside what they are for.
_INSIDE = ("metadata", "hidden_params", "model_parameters")
_URLS = frozenset({"api_base"})
# LiteLLM's own: the hash is what its database knows a virtual key by (types of 1.106.2, read 2026-11-21).
_SECRETS = SECRET_HEADERS | {"user-api-key-hash", "azure-ad-token", "vertex-credentials", "password"}
_SECRET_ENDINGS = (
    "-api-key",
    "-secret",
    "-secret-key",
    "-access-key",
    "-access-key-id",
    "-auth-token",
    "-session-token",
)
_LOGIN_IN_URL = re.compile(r"//[^/?#@]*@")
_KEY_IN_URL = re.compile(r"([?&](?:key|api[-_]?key|token|access[-_]token|sig|signature|code)=)[^&#]+", re.IGNORECASE)


def storable(payload: Mapping[str, Json]) -> Mapping[str, Json]:
    """The payload as it is kept: a copy in which secrets are replaced; prompts and replies stay as they are."""
    inside = {name: _clean(payload[name]) for name in _INSIDE if name in payload}
    urls = {name: _clean_url(payload[name]) for name in _URLS if name in payload}
    return {**payload, **inside, **urls}


def _clean(value: Json) -> Json:
    if isinstance(value, list):
        return [_clean(item) for item in value]
    if isinstance(value, dict):
        return {name: _clean_member(name, item) for name, item in value.items()}
    return value


def _clean_member(name: str, value: Json) -> Json:
    # An object under such a name is a description of it, as in the schema of a tool's arguments.
    if _is_secret(name) and value is not None and not isinstance(value, dict):
        return REDACTED
    return _clean_url(value) if name in _URLS else _clean(value)


def _is_secret(name: str) -> bool:
    # A provider's response headers come with a prefix.
    plain = name.strip().lower().removeprefix("llm_provider-").replace("_", "-")
    return plain in _SECRETS or plain.endswith(_SECRET_ENDINGS)


def _clean_url(url: Json) -> Json:
    """An address without the login or the key that some providers want in it."""
    if not isinstance(url, str):
        return url
    return _KEY_IN_URL.sub(rf"\g<1>{REDACTED}", _LOGIN_IN_URL.sub(f"//{REDACTED}@", url))
