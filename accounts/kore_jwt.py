"""Tokens of Kore.ai apps: HS256, signed by the app's own secret, sent in the header `auth`.

The wording and codes of the refusals are the vendor's: its public API tests of 2022 and its SDK security page,
read in November 2026.
"""

import logging
from datetime import UTC, datetime
from typing import Any

import jwt
from cryptography.fernet import InvalidToken
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import BotApp, UsedToken
from accounts.secrets import digest

# Spellings of the client id and of the token id, the documented one first.
_APP_CLAIMS = ("appId", "iss", "kore_iss")
_JTI_CLAIMS = ("jti", "kore_jti")
_MAX_SECONDS = 3600
# How far a caller's clock may be ahead of ours before its `iat` stops counting.
_CLOCK_SECONDS = 60

# Callers' clocks differ and `aud` is not mandatory; `exp` and `nbf` are checked where present.
_CHECKS = {"verify_aud": False, "verify_iat": False, "verify_sub": False, "verify_jti": False}

logger = logging.getLogger(__name__)


class KoreTokenError(Exception):
    """A refusal as Kore.ai words it: HTTP status, message and the code in the body."""

    def __init__(self, http_status: int, message: str, code: int) -> None:
        super().__init__(message)
        self.http_status = http_status
        self.message = message
        self.code = code


def app_of_token(token: str) -> tuple[BotApp, dict[str, Any]]:
    """The app that signed the token, and its claims; uses a one-time token up. Raises KoreTokenError."""
    if not token:
        raise _invalid_credentials()
    app = _app_named_by(_unverified_claims(token))
    claims = _verified_claims(token, app)
    _use_once(app, claims)
    return app, claims


def _unverified_claims(token: str) -> dict[str, Any]:
    try:
        return jwt.decode(token, options={"verify_signature": False})
    except (jwt.PyJWTError, RecursionError) as error:
        raise KoreTokenError(401, "Invalid JWT token", 4002) from error


def _app_named_by(claims: dict[str, Any]) -> BotApp:
    client_id = _first_of(claims, _APP_CLAIMS)
    # Ours are ASCII; a NUL or a lone surrogate would be an error of the database instead of a miss.
    if not isinstance(client_id, str) or not (client_id.isascii() and client_id.isprintable()):
        raise _invalid_credentials()
    app = BotApp.objects.select_related("bot", "project").filter(client_id=client_id, revoked_at=None).first()
    if app is None:
        raise _invalid_credentials()
    return app


def _verified_claims(token: str, app: BotApp) -> dict[str, Any]:
    """The claims under a good signature. The algorithm is ours to say, never the token's: not `none`, no public key."""
    try:
        return jwt.decode(token, app.secret, algorithms=["HS256"], options=_CHECKS)
    except InvalidToken as error:
        logger.error("The secret of bot app %s was encrypted under another SECRET_KEY; rotate it.", app.pk)
        raise _invalid_credentials() from error
    except jwt.PyJWTError as error:
        raise _invalid_credentials() from error


def _use_once(app: BotApp, claims: dict[str, Any]) -> None:
    """Rules of tokens with an id of their own: they live an hour at most and are good for one call."""
    jti = _first_of(claims, _JTI_CLAIMS)
    if jti is None:
        if app.enforce_jti:
            raise _unverifiable('"jti" claim is required')
        return
    expires_at = _expiry_within_an_hour(claims)
    try:
        with transaction.atomic():
            UsedToken.objects.create(app=app, jti=digest(str(jti)), expires_at=expires_at)
    except IntegrityError as error:
        raise _unverifiable("possibly a replay") from error
    # What has expired is refused for that; its row is not needed any more.
    UsedToken.objects.filter(expires_at__lt=timezone.now()).delete()


def _expiry_within_an_hour(claims: dict[str, Any]) -> datetime:
    """Counted from `iat`, but not from one that lies in the future: that would buy a longer life."""
    now = timezone.now().timestamp()
    issued_at = min(_seconds(claims.get("iat"), now), now + _CLOCK_SECONDS)
    expires_at = _seconds(claims.get("exp"), float("inf"))
    if expires_at - issued_at > _MAX_SECONDS:
        raise _unverifiable('if "jti" claim "exp" must be <= 1 hour(s)')
    return datetime.fromtimestamp(expires_at, UTC)


def _seconds(value: Any, default: float) -> float:
    try:
        return float(int(value))
    except (TypeError, ValueError, OverflowError):
        return default


def _first_of(claims: dict[str, Any], names: tuple[str, ...]) -> Any:
    return next((claims[name] for name in names if claims.get(name) is not None), None)


def _invalid_credentials() -> KoreTokenError:
    return KoreTokenError(401, "Invalid SDK credentials", 4002)


def _unverifiable(reason: str) -> KoreTokenError:
    return KoreTokenError(401, f"error verifying the jwt: {reason}", 401)
