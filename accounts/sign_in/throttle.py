"""How often somebody may try: a try is counted before the password is looked at and given back when it was right.

So guesses that arrive at once, at several workers, are no more than guesses one after the other. The counts are rows of
the database; once a limit is reached, nothing is tried until the cool-off has passed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from rest_framework.exceptions import APIException

from accounts.addresses import network_of
from accounts.audit import Action, record
from accounts.people import By
from accounts.sign_in.models import SignInTries

__all__ = [
    "Limit",
    "TooManyTriesError",
    "fail",
    "limit_of_codes",
    "limits_of",
    "of_account",
    "release",
    "take",
    "unlock",
]

_LONGEST = 254  # of an e-mail; a longer one is nobody's


class TooManyTriesError(APIException):
    """`wait` is in seconds, which DRF sends as Retry-After. The same for every account, whether it exists or not."""

    status_code = 429

    def __init__(self, wait: float) -> None:
        self.wait = max(1, ceil(wait))
        super().__init__(f"Too many failed tries to sign in; try again in {self.minutes}.")

    @property
    def minutes(self) -> str:
        count = ceil(self.wait / 60)
        return "a minute" if count == 1 else f"{count} minutes"


@dataclass(frozen=True, slots=True)
class Limit:
    """What is counted together, and how often it may be tried."""

    account: str
    address: str
    most: int

    @property
    def row(self) -> dict[str, str]:
        return {"account": self.account, "address": self.address}


def limits_of(account: str, address: str) -> list[Limit]:
    """Those of a password: of the account from this address, and of the address."""
    account, address = account[:_LONGEST], network_of(address)
    return [
        Limit(account, address, settings.SIGN_IN_TRIES),
        Limit("", address, settings.SIGN_IN_TRIES_BY_ADDRESS),
    ]


def limit_of_codes(email: str) -> Limit:
    """That of the codes of a second factor."""
    return Limit(f"code of {email}"[:_LONGEST], "", settings.SIGN_IN_TRIES)


def of_account(email: str) -> QuerySet[SignInTries]:
    """Its tries of passwords and of codes."""
    return SignInTries.objects.filter(account__in=[email[:_LONGEST], limit_of_codes(email).account])


@transaction.atomic
def take(limits: Iterable[Limit]) -> None:
    """Counts a try. Raises TooManyTriesError, and then counts nothing."""
    now = timezone.now()
    rows = [_row_of(limit, now) for limit in limits]
    for limit, row in zip(limits, rows, strict=True):
        if row.tries >= limit.most:
            raise TooManyTriesError((row.tried_at + _cool_off() - now).total_seconds())
    for row in rows:
        row.tries, row.tried_at = row.tries + 1, now
        row.save()


@transaction.atomic
def release(limits: list[Limit]) -> None:
    """The try was right: the account starts anew; of the address, whose other tries stay counted, this one goes."""
    for limit in limits:
        rows = SignInTries.objects.filter(**limit.row)
        if limit.account:
            rows.delete()
        else:
            rows.filter(tries__gt=0).update(tries=F("tries") - 1)


@transaction.atomic
def fail(limits: list[Limit], *, tried: str, by: By) -> None:
    """The try was wrong: that goes into the audit log, and so does the lock that it brought about."""
    _forget_stale()
    record(Action.SIGN_IN_FAILED, by=by, project_id=None, target=f"person {tried[:_LONGEST]}")
    for limit in limits:
        if SignInTries.objects.filter(**limit.row, tries=limit.most).exists():
            details = {"account": limit.account or None, "address": limit.address or None, "tries": limit.most}
            record(Action.SIGN_IN_LOCKED, by=by, project_id=None, target=f"person {tried[:_LONGEST]}", details=details)


@transaction.atomic
def unlock(rows: QuerySet[SignInTries], *, by: By) -> int:
    """Forgets tries, so that these accounts and addresses may try again at once; says how many."""
    found = list(rows)
    for row in found:
        details = {"account": row.account or None, "address": row.address or None, "tries": row.tries}
        record(Action.SIGN_IN_UNLOCKED, by=by, project_id=None, target=f"sign-in of {row}", details=details)
    SignInTries.objects.filter(pk__in=[row.pk for row in found]).delete()
    return len(found)


def _row_of(limit: Limit, now: datetime) -> SignInTries:
    """Held until the transaction is over."""
    rows = SignInTries.objects.select_for_update()
    row, _ = rows.get_or_create(**limit.row, defaults={"tried_at": now})
    if row.tried_at <= now - _cool_off():
        row.tries = 0
    return row


def _forget_stale() -> None:
    """Skips what somebody else holds: they would wait for each other."""
    stale = SignInTries.objects.select_for_update(skip_locked=True).filter(tried_at__lte=timezone.now() - _cool_off())
    SignInTries.objects.filter(pk__in=list(stale.values_list("pk", flat=True))).delete()


def _cool_off() -> timedelta:
    return timedelta(minutes=settings.SIGN_IN_COOL_OFF)
