"""The provider: where to send people, and what it says of whoever comes back. Authlib checks state, nonce and PKCE."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse

if TYPE_CHECKING:
    from authlib.integrations.django_client import DjangoOAuth2App

_SECONDS = 10  # for each question to the provider


class ProviderError(Exception):
    """The provider cannot be reached, or what came from it cannot be believed."""


def is_configured() -> bool:
    return bool(settings.OIDC_ISSUER and settings.OIDC_CLIENT_ID)


def send(request: HttpRequest, back: str) -> HttpResponse:
    """To the provider, which sends the person back to `back`. Raises ProviderError."""
    with _believing_nothing():
        return _client().authorize_redirect(request, back)


def claims_of(request: HttpRequest) -> dict[str, Any]:
    """What the provider says of the person who has come back. Raises ProviderError."""
    with _believing_nothing():
        client = _client()
        issuer = settings.OIDC_ISSUER.rstrip("/")
        expected = {
            "iss": {"essential": True, "values": [issuer, f"{issuer}/"]},
            "aud": {"essential": True, "value": settings.OIDC_CLIENT_ID},
        }
        token = client.authorize_access_token(request, claims_options=expected)
        claims = token.get("userinfo")
        if not claims:
            raise ProviderError("the provider sent no id_token")
        if "email" in claims:
            return dict(claims)
        more = client.userinfo(token=token)  # some providers keep the e-mail there
        if more.get("sub") != claims["sub"]:
            raise ProviderError("userinfo is of somebody else")
        return {**more, **claims}


def _client() -> "DjangoOAuth2App":
    return _client_of(settings.OIDC_ISSUER, settings.OIDC_CLIENT_ID, settings.OIDC_CLIENT_SECRET)


@lru_cache(maxsize=4)
def _client_of(issuer: str, client_id: str, secret: str) -> "DjangoOAuth2App":
    """Imports here: Authlib and requests are for those alone who use them. It remembers what the provider publishes."""
    from authlib.integrations.django_client import OAuth

    return OAuth().register(
        "oidc",
        client_id=client_id,
        client_secret=secret,
        server_metadata_url=f"{issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": "openid email profile",
            "code_challenge_method": "S256",
            "default_timeout": _SECONDS,
        },
    )


@contextmanager
def _believing_nothing() -> Iterator[None]:
    """Turns every way in which a provider can fail into ProviderError, whose text is for the server's log."""
    from authlib.common.errors import AuthlibBaseError
    from joserfc.errors import JoseError
    from requests import RequestException

    try:
        yield
    except (AuthlibBaseError, JoseError, RequestException, KeyError, ValueError, RuntimeError) as error:
        raise ProviderError(f"{type(error).__name__} {getattr(error, 'error', '')}") from error
