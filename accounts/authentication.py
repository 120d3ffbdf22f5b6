"""Who is calling: DRF authentication by API key and by SimpleJWT token, and their pure pieces.

The vendors' doors answer in their own words, so they use the pieces instead of the classes.
"""

from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.request import Request
from rest_framework_simplejwt.authentication import JWTAuthentication

from accounts import verified_keys
from accounts.keys import use
from accounts.keys.limits import admit
from accounts.managers import KEY_MARK
from accounts.models import ApiKey
from accounts.verified_keys import forget_verified_keys

__all__ = [
    "ApiKeyAuthentication",
    "ApiKeyUser",
    "TokenAuthentication",
    "credential_of",
    "forget_verified_keys",
    "key_from_header",
]

_SCHEMES = {"bearer", "api-key"}


def credential_of(header: str) -> str | None:
    """The credential of an Authorization header: after Bearer or Api-Key in any case, or bare; else None."""
    words = header.split()
    if len(words) == 1 and words[0].lower() not in _SCHEMES:
        return words[0]
    if len(words) == 2 and words[0].lower() in _SCHEMES:
        return words[1]
    return None


def key_from_header(header: str) -> ApiKey | None:
    """The usable API key that an Authorization header carries; None for anything else."""
    credential = credential_of(header)
    if credential is None or not credential.startswith(KEY_MARK):
        return None
    return verified_keys.recall(credential) or _look_up(credential)


def _look_up(credential: str) -> ApiKey | None:
    key = ApiKey.objects.verify(credential)
    if key is not None:
        verified_keys.remember(credential, key)
    return key


class ApiKeyUser:
    """Stands for the program behind a key where Django and DRF want a user; it is no person."""

    pk = None
    id = None
    is_authenticated = True
    is_anonymous = False
    is_active = True
    is_staff = False
    is_superuser = False

    def __init__(self, key: ApiKey) -> None:
        self.key = key

    def __str__(self) -> str:
        return f"API key {self.key.prefix}"

    def get_username(self) -> str:
        return str(self)


class ApiKeyAuthentication(BaseAuthentication):
    """`Authorization: Bearer KEY`, `Api-Key KEY` or the bare key; anything that is no key of ours passes by."""

    def authenticate(self, request: Request) -> tuple[ApiKeyUser, ApiKey] | None:
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not (credential_of(header) or "").startswith(KEY_MARK):
            return None
        key = key_from_header(header)
        if key is None:
            raise AuthenticationFailed("This API key is unknown, expired or revoked.")
        admit(key, request.META)
        use.note(key, request.META)
        return ApiKeyUser(key), key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class TokenAuthentication(JWTAuthentication):
    """SimpleJWT's, with Bearer in any case; a header without a token in it is not an error but somebody else's."""

    def get_raw_token(self, header: bytes) -> bytes | None:
        parts = header.split()
        is_token = len(parts) == 2 and parts[0].lower() == b"bearer" and parts[1].count(b".") == 2
        return parts[1] if is_token else None
