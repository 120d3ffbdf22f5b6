"""Customers, made and kept up to date from the logs that name them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from hashlib import blake2b
from operator import or_

from django.db import transaction
from django.db.models import Q

from .canonical import CanonicalLog, CustomerFacts
from .models import Customer

_LEARNT = ["name", "email", "details", "first_seen_at", "last_seen_at"]


@dataclass(frozen=True, slots=True)
class Sighting:
    """One log of a customer: when, and what it said about them."""

    project_id: int
    identifier: str
    at: datetime
    facts: CustomerFacts

    @property
    def digest(self) -> bytes:
        return identifier_digest(self.identifier)


def identifier_digest(identifier: str) -> bytes:
    """16 bytes that stand for an identifier in the unique key, which may be longer than an index entry."""
    return blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def sighting_of(log: CanonicalLog, project_id: int) -> Sighting | None:
    """The sighting in a normalised log; None where it names no customer."""
    if not log.customer_id:
        return None
    return Sighting(project_id, log.customer_id, log.started_at, log.customer or CustomerFacts())


def record(sightings: Sequence[Sighting]) -> None:
    """Make the customers that are new and update those of whom something is. Two queries where nothing is."""
    seen: dict[tuple[int, bytes], Customer] = {}
    for sighting in sightings:
        identity = (sighting.project_id, sighting.digest)
        _take_in(seen.setdefault(identity, _customer_of(sighting)), _customer_of(sighting))
    if not seen:
        return
    with transaction.atomic():
        _upsert(seen)


def _upsert(seen: dict[tuple[int, bytes], Customer]) -> None:
    # Every process goes in one order, so that they wait for each other instead of deadlocking.
    fresh = [seen[identity] for identity in sorted(seen)]
    Customer.objects.bulk_create(fresh, ignore_conflicts=True)
    changed = [known for known in _stored(fresh) if _take_in(known, seen[known.project_id, bytes(known.digest)])]
    if changed:
        Customer.objects.bulk_update(changed, _LEARNT)


def _stored(fresh: Sequence[Customer]) -> list[Customer]:
    identities = [Q(project_id=c.project_id, digest=c.digest) for c in fresh]
    found = Customer.objects.filter(reduce(or_, identities)).order_by("project_id", "digest")
    return list(found.select_for_update())


def _customer_of(sighting: Sighting) -> Customer:
    return Customer(
        project_id=sighting.project_id,
        identifier=sighting.identifier,
        digest=sighting.digest,
        name=sighting.facts.name or "",
        email=sighting.facts.email or "",
        details=dict(sighting.facts.details),
        first_seen_at=sighting.at,
        last_seen_at=sighting.at,
    )


def _take_in(known: Customer, fresh: Customer) -> bool:
    """Let `known` learn what `fresh` says; whether anything changed."""
    before = [getattr(known, name) for name in _LEARNT]
    known.name = fresh.name or known.name
    known.email = fresh.email or known.email
    known.details = {**known.details, **fresh.details}
    known.first_seen_at = min(known.first_seen_at, fresh.first_seen_at)
    known.last_seen_at = max(known.last_seen_at, fresh.last_seen_at)
    return before != [getattr(known, name) for name in _LEARNT]
