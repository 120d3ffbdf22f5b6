"""Credentials beside a prompt: replaced in every payload of every dialect before anything is kept. Pure.

They come in headers, settings, addresses and the raw call, wherever clients and proxies put these. What people and
models wrote is left alone here; a project's own rules (`logs/redaction`) look through that.
"""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache

from ..canonical import Json

REDACTED = "[redacted]"
# What others write in place of a secret, and nothing at all.
_GONE = re.compile(r"[\[<({*]*(redacted|hidden|masked)?[\]>)}*]*", re.IGNORECASE)

# Where people and models speak: prompts, replies, descriptions of tools, numbers of an embedding.
_SPEECH = frozenset(
    {"messages", "prompt_messages", "input_messages", "input_history", "contents", "content", "prompt", "input"}
    | {"history", "chat_history", "completion_message", "completion_messages", "output_message", "output_messages"}
    | {"output", "choices", "candidates", "responses_output", "tool_calls", "embedding", "embedding_output"}
    | {"function", "functions", "functionDeclarations", "function_declarations", "toolSpec", "parameters"}
    | {"properties", "input_schema", "response_format"}
)
_HEADERS = re.compile(r"headers?$", re.IGNORECASE)
_ADDRESSES = re.compile(r"(^|[-_])(url|uri|base|endpoint|host|href)$", re.IGNORECASE)
# Raw calls that come as text: JSON, HTTP, or what a person would type.
_RAW = re.compile(r"^(full|raw)_(request|response)$|curl|^(http_)?request$|^command$|headers?$", re.IGNORECASE)

_WORDS = re.compile(r"[a-z0-9]+")
_HUMPS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
# Names of secrets, as they end, in words. LiteLLM's hash is what its database knows a virtual key by (1.106.2).
_SECRETS = (
    *("authorization", "cookie", "set cookie", "apikey", "api key", "password", "passwd", "api key hash"),
    *("secret", "secret key", "access key", "access key id", "private key", "subscription key", "functions key"),
    *("auth token", "access token", "refresh token", "session token", "security token", "id token", "bearer token"),
    *("ad token", "vertex credentials", "client secret", "auth key", "service key"),
)
# Among headers nothing else is called so either.
_SECRET_HEADERS = (*_SECRETS, "token", "jwt", "jwt assertion", "signature", "credential", "credentials", "x auth")
_NUMBERS, _SHORTEST = frozenset({int, float, bool}), 12
_SECRET, _HEADER_MAP, _ADDRESS, _RAW_TEXT, _SPOKEN, _PLAIN = range(6)

_SCHEME = re.compile(r"\s*(bearer|basic|digest|token|api-?key|aws4-hmac-sha256)\s+\S{6,}", re.IGNORECASE)
# Elsewhere it must be nothing but a token: `Basic research` is none.
_TOKEN = re.compile(r"\s*(bearer|basic)\s+(?=\S*[0-9=])[\w.~+/=-]{9,}\s*", re.IGNORECASE)
_LOGIN_IN_URL = re.compile(r"//[^/?#@\s\"']{1,500}@")
_KEY_IN_URL = re.compile(
    r"([?&](?:key|api[-_]?key|token|access[-_]token|sig|signature|code|x-amz-signature|x-amz-credential"
    r"|x-amz-security-token|x-goog-signature|x-goog-credential)=)[^&#\s\"']+",
    re.IGNORECASE,
)
# A header inside a text, up to the quote or the line's end; in JSON its name has quotes and the value too.
_HEADER_IN_TEXT = re.compile(
    r"((?:authorization|cookie|api[-_]?key|(?:auth|security|access|session)-token|subscription-key)"
    r"(?:\\{0,3}[\"'])?\s{0,8}:\s{0,8}(?:\\{0,3}[\"'])?)[^\s\"'\\,{}\[][^\"'\\\r\n]*",
    re.IGNORECASE,
)
_LOGIN_IN_CURL = re.compile(
    r"(\s(?:-u|--user|--proxy-user|-U|-b|--cookie|--oauth2-bearer)[\s=]{1,8})(?:\"[^\"]*\"|'[^']*'|\S+)"
)


def without_credentials(payload: Mapping[str, Json]) -> Mapping[str, Json]:
    """The payload itself where there are none, else a copy in which they are replaced; the names stay."""
    return _members(payload, _kind_of)


def without_login(url: str) -> str:
    """An address without the login or the key that some providers want in it."""
    if "@" in url:
        url = _LOGIN_IN_URL.sub(f"//{REDACTED}@", url)
    return _KEY_IN_URL.sub(rf"\g<1>{REDACTED}", url) if "=" in url else url


def _members(values: Mapping[str, Json], kind_of: Callable[[str], int]) -> Mapping[str, Json]:
    """A mapping with clean members; itself where all of them are."""
    changed = None
    for name, value in values.items():
        kind, sort = kind_of(name), type(value)
        # Most members are numbers and short words, which hold neither an address nor a token.
        if (
            value is None
            or kind == _SPOKEN
            or (kind == _PLAIN and (sort in _NUMBERS or (sort is str and len(value) < _SHORTEST)))
        ):
            continue
        clean = _member(value, kind, kind_of)
        if clean is not value:
            changed = dict(values) if changed is None else changed
            changed[name] = clean
    return values if changed is None else changed


def _member(value: Json, kind: int, kind_of: Callable[[str], int]) -> Json:
    sort = type(value)
    if sort is dict:
        # An object under the name of a secret is a description of it, as in the schema of a tool's arguments.
        return _members(value, _kind_of_header if kind == _HEADER_MAP else kind_of)
    if kind == _SECRET:
        return value if sort is bool or (sort is str and _GONE.fullmatch(value)) else REDACTED
    if sort is list:
        return _items(value, _kind_of_header if kind == _HEADER_MAP else kind_of)
    return _text(value, kind, kind_of) if sort is str else value


def _items(values: list[Json], kind_of: Callable[[str], int]) -> list[Json]:
    """A list with clean items. Headers may come as pairs: [name, value], or objects that have a name and a value."""
    if not values or type(values[0]) in (int, float):  # numbers of a vector, of which there are thousands
        return values
    clean = [_item(item, kind_of) for item in values]
    return values if all(new is old for new, old in zip(clean, values, strict=True)) else clean


def _item(item: Json, kind_of: Callable[[str], int]) -> Json:
    if type(item) is list and len(item) == 2 and type(item[0]) is str and kind_of is _kind_of_header:
        name, value = item
        clean = _members({name: value}, kind_of)[name]
        return item if clean is value else [name, clean]
    if type(item) is dict and kind_of is _kind_of_header:
        name = next((item[key] for key in ("name", "key", "Name", "Key") if type(item.get(key)) is str), None)
        spot = next((key for key in ("value", "Value") if key in item), None)
        if name is not None and spot is not None and kind_of(name) == _SECRET:
            return item if item[spot] == REDACTED else {**item, spot: REDACTED}
    return _member(item, _RAW_TEXT if type(item) is str and kind_of is _kind_of_header else _PLAIN, kind_of)


def _text(text: str, kind: int, kind_of: Callable[[str], int]) -> str:
    clean = text
    if kind in (_RAW_TEXT, _HEADER_MAP):
        clean = _without_headers(clean)
    elif _SCHEME.match(text) if kind_of is _kind_of_header else _TOKEN.fullmatch(text):
        return REDACTED
    if kind in (_ADDRESS, _RAW_TEXT) or "://" in clean:
        clean = without_login(clean)
    return text if clean == text else clean


def _without_headers(text: str) -> str:
    """A raw call as text without the credentials among its headers."""
    text = _HEADER_IN_TEXT.sub(rf"\g<1>{REDACTED}", text)
    return _LOGIN_IN_CURL.sub(rf"\g<1>{REDACTED}", text) if text.lstrip()[:4].lower() == "curl" else text


@lru_cache(maxsize=4096)
def _kind_of(name: str) -> int:
    """What a member is, by its name anywhere but among headers."""
    if name in _SPEECH:
        return _SPOKEN
    if _is_called(name, _SECRETS):
        return _SECRET
    if _RAW.search(name) and not _HEADERS.search(name):
        return _RAW_TEXT
    if _HEADERS.search(name):
        return _HEADER_MAP
    return _ADDRESS if _ADDRESSES.search(name) else _PLAIN


@lru_cache(maxsize=4096)
def _kind_of_header(name: str) -> int:
    return _SECRET if _is_called(name, _SECRET_HEADERS) else _PLAIN


def _is_called(name: str, secrets: tuple[str, ...]) -> bool:
    """Whether a name, however it is written, ends like one of the secrets."""
    words = " " + " ".join(_WORDS.findall(_HUMPS.sub("-", name).lower()))
    return any(words.endswith(f" {secret}") for secret in secrets)
