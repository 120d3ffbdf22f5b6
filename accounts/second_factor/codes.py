"""Setting up, checking and removing a second factor; each change is noted in the audit log."""

import secrets as random
from base64 import b32decode, b32encode
from hmac import compare_digest
from time import time
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP
from django.db import transaction
from django.utils import timezone

from accounts.audit import Action, record
from accounts.models import Authenticator, RecoveryCode, User
from accounts.people import By
from accounts.secrets import digest, encrypt
from accounts.sign_in import throttle

_SECONDS, _DIGITS = 30, 6
_DRIFT = (-1, 0, 1)  # half minutes that a clock may be off, or a person slow
_CODES = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is taken for another


def has_second_factor(user: User) -> bool:
    return Authenticator.objects.filter(user=user, confirmed_at__isnull=False).exists()


@transaction.atomic
def begin(user: User) -> None:
    """Draws a secret, which does not count yet; one that counts stays."""
    drawn = {"secret_encrypted": encrypt(b32encode(random.token_bytes(20)).decode()), "last_step": 0}
    authenticator, _ = Authenticator.objects.select_for_update().get_or_create(user=user, defaults=drawn)
    if authenticator.confirmed_at is None:
        Authenticator.objects.filter(pk=authenticator.pk).update(**drawn)


def address_of(authenticator: Authenticator) -> str:
    """What the QR code says: apps read the secret, and whose it is, from it."""
    label = quote(f"llmlogs:{authenticator.user.email}")
    return f"otpauth://totp/{label}?{urlencode({'secret': authenticator.secret, 'issuer': 'llmlogs'})}"


@transaction.atomic
def confirm(authenticator: Authenticator, code: str, *, by: By) -> list[str] | None:
    """The recovery codes, in clear for the only time; None where the code is not the app's."""
    if not _use(authenticator, code):
        return None
    Authenticator.objects.filter(pk=authenticator.pk).update(confirmed_at=timezone.now())
    _record(Action.SECOND_FACTOR_SET_UP, authenticator.user, by)
    return _draw_recovery_codes(authenticator.user)


@transaction.atomic
def renew_recovery_codes(user: User, *, by: By) -> list[str]:
    """New ones, in clear for the only time; the old ones are good no more."""
    _record(Action.RECOVERY_CODES_RENEWED, user, by)
    return _draw_recovery_codes(user)


@transaction.atomic
def remove(user: User, *, by: By) -> bool:
    """Says whether there was one."""
    RecoveryCode.objects.filter(user=user).delete()
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        _record(Action.SECOND_FACTOR_REMOVED, user, by)
    return bool(removed)


def check(user: User, code: str, *, by: By) -> bool:
    """Whether it is the app's code of now, or a recovery code; either is taken once. Raises TooManyTriesError.

    Tries are counted by account alone: whoever gets here knows the password.
    """
    limits = [throttle.limit_of_codes(user.email)]
    throttle.take(limits)
    authenticator = Authenticator.objects.filter(user=user, confirmed_at__isnull=False).first()
    if authenticator and (_use(authenticator, code) or _use_recovery_code(user, code, by)):
        throttle.release(limits)
        return True
    throttle.fail(limits, tried=user.email, by=by)
    return False


def code_at(secret: str, step: int) -> str:
    # What every app has; inside an HMAC it is sound.
    digests = SHA1()  # noqa: S303  # nosec B303
    return HOTP(b32decode(secret), _DIGITS, digests).generate(step).decode()


def step_now() -> int:
    return int(time()) // _SECONDS


def _use(authenticator: Authenticator, code: str) -> bool:
    code = "".join(code.split())
    if len(code) != _DIGITS or not (code.isascii() and code.isdecimal()):
        return False
    now = step_now()
    steps = [now + drift for drift in _DRIFT if compare_digest(code_at(authenticator.secret, now + drift), code)]
    # The condition is in the statement: of two who use a code at once, one is let in.
    unused = Authenticator.objects.filter(pk=authenticator.pk, last_step__lt=max(steps, default=0))
    return bool(steps) and unused.update(last_step=max(steps)) == 1


def _use_recovery_code(user: User, code: str, by: By) -> bool:
    plain = "".join(letter for letter in code.lower() if letter in _LETTERS)
    with transaction.atomic():
        used, _ = RecoveryCode.objects.filter(user=user, digest=digest(plain)).delete()
        if used:
            _record(Action.RECOVERY_CODE_USED, user, by)
    return bool(used)


def _draw_recovery_codes(user: User) -> list[str]:
    codes = ["".join(random.choice(_LETTERS) for _ in range(16)) for _ in range(_CODES)]
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest(code)) for code in codes)
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def _record(action: Action, user: User, by: By) -> None:
    record(action, by=by, project_id=None, target=f"person {user.email}")
