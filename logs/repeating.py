"""Requests that name themselves by an `Idempotency-Key`: carried out once, and answered alike when they come again.

A request is claimed in a transaction of its own, then carried out in one with its answer. So where the process dies,
nothing was done, and the claim is given up after a while; and two at once cannot both be carried out.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from datetime import timedelta
from hashlib import blake2b
from uuid import UUID, uuid4

from cryptography.fernet import InvalidToken
from django.db import models, transaction
from django.utils import timezone

from accounts.permissions import Caller
from accounts.secrets import decrypt, encrypt

KEPT = timedelta(hours=24)
# A request that takes longer than this has lost its process; the server ends them earlier.
_GIVEN_UP = timedelta(minutes=2)
_BATCH = 1000


class AnsweredRequest(models.Model):
    """A request of one caller, and its answer as soon as there is one. Encrypted, as a secret may be in it."""

    digest = models.BinaryField(primary_key=True)  # over the caller and their key
    request_digest = models.BinaryField()  # over method, address and body
    claim = models.UUIDField()  # of whoever carries it out
    claimed_at = models.DateTimeField(db_index=True)
    answer = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return bytes(self.digest).hex()


class OtherRequestError(ValueError):
    """The key stands for another request of this caller."""


class UnderWayError(ValueError):
    """The same request is being carried out."""


class LostAnswerError(ValueError):
    """It was carried out, and the answer can no longer be read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: status, some headers, body."""

    status: int
    headers: dict[str, str]
    body: bytes


class Claim:
    """The right to carry a request out, or the answer where that was done already."""

    def __init__(self, digest: bytes, claim: UUID, answer: Answer | None = None) -> None:
        self.answer = answer
        self._own = AnsweredRequest.objects.filter(digest=digest, claim=claim)

    def keep(self, answer: Answer) -> None:
        """In the transaction of what was done. Raises UnderWayError where somebody else has taken over."""
        if not self._own.update(answer=_packed(answer)):
            raise UnderWayError

    def give_up(self) -> None:
        """Nothing was done; the key may be used again."""
        self._own.delete()


def claim(caller: Caller, key: str, request: bytes) -> Claim:
    """Raises OtherRequestError, UnderWayError and LostAnswerError."""
    digest, asked, now = _digest_of(caller, key), blake2b(request, digest_size=32).digest(), timezone.now()
    fresh = {"request_digest": asked, "claim": uuid4(), "claimed_at": now}
    AnsweredRequest.objects.filter(digest=digest, claimed_at__lt=now - KEPT).delete()
    with transaction.atomic():
        known, is_new = AnsweredRequest.objects.get_or_create(digest=digest, defaults=fresh)
    if is_new:
        return Claim(digest, fresh["claim"])
    if bytes(known.request_digest) != asked:
        raise OtherRequestError
    if known.answer:
        return Claim(digest, known.claim, _unpacked(known.answer))
    stale = AnsweredRequest.objects.filter(digest=digest, claim=known.claim, claimed_at__lt=now - _GIVEN_UP, answer="")
    if not stale.update(claim=fresh["claim"], claimed_at=now):
        raise UnderWayError
    return Claim(digest, fresh["claim"])


def forget_old() -> bool:
    """Remove a batch of what is past its time; whether there may be more."""
    old = AnsweredRequest.objects.filter(claimed_at__lt=timezone.now() - KEPT)
    digests = list(old.values_list("digest", flat=True)[:_BATCH])
    AnsweredRequest.objects.filter(digest__in=digests).delete()
    return len(digests) == _BATCH


def _digest_of(caller: Caller, key: str) -> bytes:
    """A person's key is of one project: the same call for another one is another request."""
    who = f"{caller.key_id}:{caller.user_id}:{caller.project_id}"
    return blake2b(f"{who}:{key}".encode("utf-8", "surrogatepass"), digest_size=32).digest()


def _packed(answer: Answer) -> str:
    return encrypt(json.dumps([answer.status, answer.headers, b64encode(answer.body).decode()]))


def _unpacked(text: str) -> Answer:
    try:
        status, headers, body = json.loads(decrypt(text))
    except InvalidToken as error:
        raise LostAnswerError from error
    return Answer(status, headers, b64decode(body))
