"""Rules followed through logs that were stored before them: what ingest would have kept, with the parts beside it.

A log is rewritten in a transaction of its own, so stopped and run again this goes on by finding nothing in what is
done. Logs under a legal hold are left as they are.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from .. import bodies, customers
from ..canonical import Json
from ..choices import Dialect
from ..completion import rewrite
from ..engines import writing
from ..holds import without_held
from ..models import Customer, Log, LogSource
from ..preparation import added_up
from ..querysets import LogQuerySet, source_digest
from ..routers import logs_alias
from .content import without_content
from .policy import Policy

BATCH = 100
# What a row whose body is gone still says in words.
_WORDS = (
    "metadata",
    "request_headers",
    "error_message",
    "description",
    "request_url",
    "input_preview",
    "output_preview",
)


@dataclass(slots=True)
class Tally:
    """What was found."""

    logs: int = 0
    changed: int = 0
    customers: int = 0
    counts: dict[str, int] = field(default_factory=dict)  # by rule

    def add(self, counts: Mapping[str, int]) -> None:
        self.changed += bool(counts)
        self.counts = added_up(self.counts, counts) or {}


def redact_stored(
    logs: LogQuerySet, project_id: int, policy: Policy, *, save: bool, advance: Callable[[int], None]
) -> Tally:
    """Follow a policy through `logs`, all of one project, the oldest first, and through its customers.

    `advance` gets the number of logs done after each batch. Without `save` nothing is written.
    """
    tally, last = Tally(), -1
    waiting = without_held(logs).order_by("id")
    while keys := list(waiting.filter(id__gt=last).values_list("id", flat=True)[:BATCH]):
        for key in keys:
            tally.add(_redact_log(key, policy, save=save))
        tally.logs += len(keys)
        last = keys[-1]
        advance(tally.logs)
    for customer in Customer.objects.filter(project_id=project_id).order_by("pk").iterator(chunk_size=BATCH):
        tally.customers += _redact_customer(customer, policy, save=save)
    customers.forget()
    return tally


def _redact_log(key: int, policy: Policy, *, save: bool) -> Mapping[str, int]:
    """How often each rule found something in a log that is not done yet."""
    found = _found(Log.objects.filter(id=key).first(), policy)
    if not save or not found[0]:
        return found[0]
    with writing(logs_alias()):
        # Looked at again under a lock: a second write may have come meanwhile.
        row = Log.objects.select_for_update().filter(id=key).first()
        counts, writes, words = _found(row, policy)
        if row is None or not counts:
            return {}
        together = added_up(row.redactions, counts)
        if writes is None:
            Log.objects.filter(id=key).update(**words, redactions=together)
        else:
            _rename(row, rewrite(row, writes, together))
    return counts


def _found(row: Log | None, policy: Policy) -> tuple[Mapping[str, int], list[bodies.Write] | None, dict[str, Json]]:
    """Counts of what is to go, and what then stays: writes, or the words of a row without a body."""
    body = bodies.fetch([row.id]).get(row.id) if row is not None else None
    if row is None or body is None:
        words = {name: getattr(row, name) for name in _WORDS if getattr(row, name, None)}
        found = policy.redact(words)
        return (found.counts if found.payload is not words else {}), None, dict(found.payload)
    try:
        writes = body.writes()
    except bodies.UNREADABLE:
        return {}, None, {}
    kept, counts = [], None
    for dialect, payload in writes:
        found = policy.redact(payload)
        written, write = found.payload, (dialect, found.payload)
        if not found.keeps_content:
            written = without_content(found.payload, dialect, row.received_at)
            write = (Dialect.NATIVE.value, written)
        kept.append(write)
        if written is not payload and written != payload:
            counts = added_up(counts, found.counts)
    return counts or {}, kept, {}


def _rename(before: Log, after: Log) -> None:
    """A caller's id that was redacted leads to its log under what it is called now."""
    if before.source_id == after.source_id:
        return
    LogSource.objects.filter(digest=source_digest(before.project_id, before.source_id)).delete()
    digest = source_digest(after.project_id, after.source_id)
    LogSource.objects.get_or_create(digest=digest, defaults={"log_id": after.id})


def _redact_customer(customer: Customer, policy: Policy, *, save: bool) -> bool:
    facts: dict[str, Any] = {"name": customer.name, "email": customer.email, "details": customer.details}
    found = policy.redact({"customer_id": customer.identifier, "facts": facts}).payload
    identifier, changed = found["customer_id"], found["facts"]
    if identifier == customer.identifier and changed == facts:
        return False
    if save:
        digest = customers.identifier_digest(identifier)
        if (
            identifier != customer.identifier
            and Customer.objects.filter(project_id=customer.project_id, digest=digest).exists()
        ):
            customer.delete()
        else:
            Customer.objects.filter(pk=customer.pk).update(identifier=identifier, digest=digest, **changed)
    return True
