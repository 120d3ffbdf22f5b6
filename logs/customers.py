"""Customers, made and kept up to date from the logs that name them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial, reduce
from hashlib import blake2b
from operator import or_
from time import monotonic

from django.db import router, transaction
from django.db.models import Q, QuerySet

from accounts.audit import Action
from accounts.audit import record as record_audit
from accounts.people import By

from .canonical import CanonicalLog, CustomerFacts, Json
from .engines.inserting import insert
from .models import Customer

Identity = tuple[int, bytes]
LONGEST_NAME = 1024

_LEARNT = ["name", "email", "details", "first_seen_at", "last_seen_at"]
_LAST_SEEN_WITHIN = timedelta(seconds=10)
_SECONDS_REMEMBERED = 60.0  # so long may a customer that was deleted elsewhere stay away
_MOST_REMEMBERED = 50_000
_recent: "dict[Identity, tuple[_Seen, float]]" = {}
# Says nothing of details: rows that have some go another way.
_ON_CONFLICT = """
ON CONFLICT (project_id, digest) DO UPDATE SET
    name = COALESCE(NULLIF(excluded.name, ''), logs_customer.name),
    email = COALESCE(NULLIF(excluded.email, ''), logs_customer.email),
    first_seen_at = CASE WHEN excluded.first_seen_at < logs_customer.first_seen_at
        THEN excluded.first_seen_at ELSE logs_customer.first_seen_at END,
    last_seen_at = CASE WHEN excluded.last_seen_at > logs_customer.last_seen_at
        THEN excluded.last_seen_at ELSE logs_customer.last_seen_at END
WHERE excluded.name NOT IN ('', logs_customer.name) OR excluded.email NOT IN ('', logs_customer.email)
    OR excluded.first_seen_at < logs_customer.first_seen_at OR excluded.last_seen_at > logs_customer.last_seen_at
"""


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


@dataclass(slots=True)
class _Seen:
    """What a batch says of one customer; the fields of `Customer`, which takes much longer to make."""

    project_id: int
    identifier: str
    digest: bytes
    name: str
    email: str
    details: dict[str, Json]
    first_seen_at: datetime
    last_seen_at: datetime


def identifier_digest(identifier: str) -> bytes:
    """16 bytes that stand for an identifier in the unique key, which may be longer than an index entry."""
    return blake2b(identifier.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def sighting_of(log: CanonicalLog, project_id: int) -> Sighting | None:
    """The sighting in a normalised log; None where it names no customer."""
    if not log.customer_id:
        return None
    return Sighting(project_id, log.customer_id, log.started_at, log.customer or CustomerFacts())


def record(sightings: Sequence[Sighting]) -> None:
    """Make the customers that are new and update those of whom something is; no query where nothing is.

    When somebody was last seen is right to ten seconds, so that a busy customer costs a write every ten seconds only.
    """
    news: dict[Identity, _Seen] = {}
    for sighting in sightings:
        identity, fresh = (sighting.project_id, sighting.digest), _seen_in(sighting)
        if identity in news:
            _take_in(news[identity], fresh)
        elif not _is_known(identity, fresh):
            news[identity] = fresh
    if not news:
        return
    alias = router.db_for_write(Customer)
    with transaction.atomic(using=alias, savepoint=False):
        # Every process goes in one order, so that they wait for each other instead of deadlocking.
        _upsert([news[identity] for identity in sorted(news)])
        transaction.on_commit(partial(_remember, news), using=alias)


def found_by(customers: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Those with `text` in their identifier, name or e-mail, in any case."""
    if not text:
        return customers
    return customers.filter(Q(identifier__icontains=text) | Q(name__icontains=text) | Q(email__icontains=text))


def change(customer: Customer, *, by: By, **changes: str) -> None:
    """Put `name` or `email` right; a log that names them later wins. The audit log keeps no name: it cannot forget."""
    changed = sorted(field for field, value in changes.items() if getattr(customer, field) != value)
    if not changed:
        return
    for field in changed:
        setattr(customer, field, changes[field])
    with transaction.atomic():
        customer.save(update_fields=changed)
        target = f"customer {customer.identifier}"
        record_audit(
            Action.CUSTOMER_CHANGED, by=by, project_id=customer.project_id, target=target, details={"changed": changed}
        )


def forget() -> None:
    """Let every customer be looked up again."""
    _recent.clear()


def _is_known(identity: Identity, fresh: _Seen) -> bool:
    """Whether this process stored as much a moment ago."""
    known, deadline = _recent.get(identity, (None, 0.0))
    if known is None or deadline < monotonic():
        return False
    return (
        fresh.name in ("", known.name)
        and fresh.email in ("", known.email)
        and fresh.details.items() <= known.details.items()
        and known.first_seen_at <= fresh.first_seen_at
        and fresh.last_seen_at <= known.last_seen_at + _LAST_SEEN_WITHIN
    )


def _remember(news: Mapping[Identity, _Seen]) -> None:
    if len(_recent) > _MOST_REMEMBERED:
        _recent.clear()
    for identity, fresh in news.items():
        _recent[identity] = (fresh, monotonic() + _SECONDS_REMEMBERED)


def _upsert(fresh: Sequence[_Seen]) -> None:
    """In one statement; details are merged here, since they are kept as text that no engine reads."""
    detailed = [Customer(**_values(seen)) for seen in fresh if seen.details]
    insert(Customer, [_values(seen) for seen in fresh if not seen.details], tail=_ON_CONFLICT)
    if not detailed:
        return
    Customer.objects.bulk_create(detailed, ignore_conflicts=True)
    said = {(customer.project_id, customer.digest): customer for customer in detailed}
    changed = [known for known in _stored(detailed) if _take_in(known, said[known.project_id, bytes(known.digest)])]
    if changed:
        Customer.objects.bulk_update(changed, _LEARNT)


def _stored(fresh: Sequence[Customer]) -> list[Customer]:
    identities = [Q(project_id=c.project_id, digest=c.digest) for c in fresh]
    found = Customer.objects.filter(reduce(or_, identities)).order_by("project_id", "digest")
    return list(found.select_for_update())


def _seen_in(sighting: Sighting) -> _Seen:
    facts, at = sighting.facts, sighting.at
    identity = (sighting.project_id, sighting.identifier, sighting.digest)
    return _Seen(*identity, facts.name or "", facts.email or "", dict(facts.details), at, at)


def _values(seen: _Seen) -> dict[str, object]:
    return {name: getattr(seen, name) for name in _Seen.__slots__}


def _take_in(known: Customer | _Seen, fresh: Customer | _Seen) -> bool:
    """Let `known` learn what `fresh` says; whether anything changed."""
    before = [getattr(known, name) for name in _LEARNT]
    known.name = fresh.name or known.name
    known.email = fresh.email or known.email
    known.details = {**known.details, **fresh.details}
    known.first_seen_at = min(known.first_seen_at, fresh.first_seen_at)
    known.last_seen_at = max(known.last_seen_at, fresh.last_seen_at)
    return before != [getattr(known, name) for name in _LEARNT]
