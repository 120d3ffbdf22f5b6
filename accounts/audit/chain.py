"""The hash chain: each entry's hash covers the one before it and every field, so that no entry changes unnoticed."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC

from .models import AuditEntry

# What the first entry follows.
ORIGIN = "0" * 64
_CHUNK = 2000


@dataclass(frozen=True, slots=True)
class Head:
    """An entry by number and hash; kept elsewhere, it proves that everything up to it is still there unchanged."""

    number: int = 0
    hash: str = ORIGIN

    def __str__(self) -> str:
        return f"{self.number}:{self.hash}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Raises ValueError for anything that `str` of a head does not write."""
        number, _, digest = text.strip().partition(":")
        if not (number.isascii() and number.isdigit() and len(digest) == 64):
            raise ValueError("A head is the number of an entry, a colon and its hash.")
        return cls(int(number), digest)


@dataclass(frozen=True, slots=True)
class Verdict:
    """How far the chain is whole; `broken` is the number of the first entry that is not, `reason` says in words why."""

    head: Head
    broken: int | None = None
    reason: str = ""


def hash_of(entry: AuditEntry) -> str:
    """SHA-256 over the previous hash and every field, as JSON, in which no two lists of fields look alike."""
    at = entry.at.astimezone(UTC).isoformat(timespec="microseconds")
    who = [entry.actor, entry.user_id, entry.key_id, entry.ip]
    what = [entry.id, at, entry.action, entry.project_id, *who, entry.target, entry.details]
    return hashlib.sha256(json.dumps([entry.previous_hash, *what]).encode()).hexdigest()


def verify(
    known: Head | None = None, advance: Callable[[int], None] = lambda done: None, after: Head | None = None
) -> Verdict:
    """Walk the chain from its origin or `after` a head to its end, or to its first broken entry.

    `known` is a head that was printed earlier.
    """
    last = after or Head()
    for entry in AuditEntry.objects.filter(id__gt=last.number).order_by("id").iterator(_CHUNK):
        if reason := _fault(entry, last, known):
            return Verdict(last, min(entry.id, last.number + 1), reason)
        last = Head(entry.id, entry.hash)
        advance(last.number)
    if known is not None and known.number > last.number:
        return Verdict(last, last.number + 1, "it and what followed were removed: the known head is missing")
    return Verdict(last)


def _fault(entry: AuditEntry, last: Head, known: Head | None) -> str:
    if entry.id != last.number + 1:
        return "it was removed" if entry.id > last.number else "its number is none of the chain"
    if entry.previous_hash != last.hash:
        return "it does not follow the entry before it"
    if entry.hash != hash_of(entry):
        return "it was changed"
    if known is not None and entry.id == known.number and entry.hash != known.hash:
        return "it is not the entry of the known head: the chain was written anew"
    return ""
