"""Carrying out an erasure, step by step; each may be repeated, so that one stopped half-way is begun again."""

import json
import time
from collections.abc import Callable

from django.utils import timezone

from accounts.audit import Action, record
from accounts.people import By

from .. import bodies, rollups
from ..deleting import delete
from ..engines import engine_of, writing
from ..exporting.orders import remove as remove_export
from ..models import Customer
from ..rollups.folding import forget_empty, locked_state
from ..rollups.history import forget_customer
from ..routers import logs_alias
from ..search import index as search
from .finding import Found, Person, found, left
from .memories import forget_memories
from .models import Erasure, State
from .receipts import pseudonym, signed

Advance = Callable[[str], None]
_UNFINISHED = (State.WAITING, State.RUNNING)


class HeldError(ValueError):
    """A legal hold keeps logs of the person."""

    def __init__(self) -> None:
        super().__init__("A legal hold keeps logs of this customer. Lift it first.")


def ask(person: Person, *, by: By, name: str) -> Erasure:
    """An erasure that upkeep carries out; `name` is who asked. Raises HeldError."""
    if person.is_held:
        raise HeldError
    erasure = Erasure.objects.create(
        project_id=person.project_id,
        identifier=json.dumps(person.identifier),
        pseudonym=pseudonym(person.project_id, person.identifier),
        asked_by=name,
    )
    target = f"customer #{erasure.pseudonym}"
    record(Action.CUSTOMER_ERASED, by=by, project_id=person.project_id, target=target, details={"erasure": erasure.pk})
    return erasure


def step() -> bool:
    """Carry out the oldest erasure that waits; whether there was one."""
    waiting = Erasure.objects.filter(state__in=_UNFINISHED).order_by("id").first()
    if waiting is None:
        return False
    carry_out(waiting)
    return True


def carry_out(erasure: Erasure, advance: Advance = lambda what: None, *, rewrite: bool = False) -> Erasure:
    """Remove everything of the person and sign the receipt. With `rewrite` the database's files are written anew.

    One process at a time: a command and upkeep may begin the same one, and the second finds it done.
    """
    alias = logs_alias()
    while erasure.state in _UNFINISHED:
        with engine_of(alias).only_one(alias, "erasing") as is_alone:
            if is_alone:
                erasure.refresh_from_db()
                if erasure.state in _UNFINISHED:
                    _carry_out(erasure, advance)
                break
        time.sleep(0.2)
        erasure.refresh_from_db()
    if erasure.state == State.DONE:
        advance("the database's files")
        for one in {alias, "default"}:
            engine_of(one).forget_deleted(one, rewrite=rewrite)
    return erasure


def _carry_out(erasure: Erasure, advance: Advance) -> None:
    person = Person(erasure.project_id, json.loads(erasure.identifier))
    if person.is_held:  # placed meanwhile
        erasure.state, erasure.finished_at, erasure.identifier = State.HELD, timezone.now(), ""
        erasure.save()
        return
    erasure.state = State.RUNNING
    erasure.save(update_fields=["state"])
    engine, alias = engine_of(logs_alias()), logs_alias()
    with engine.overwriting_deleted(alias), engine_of("default").overwriting_deleted("default"):
        counts = _remove(person, advance)
        remains = left(person)
        erasure.identifier, erasure.state, erasure.finished_at = "", State.DONE, timezone.now()
        erasure.receipt = signed(_statement(erasure, counts, remains))
        erasure.save()


def _remove(person: Person, advance: Advance) -> Found:
    counts = found(person)
    advance("exports")
    for export in person.exports:
        remove_export(export)
    for one in person.searches:
        one.delete()
    advance("logs")
    keys = list(person.logs.order_by("id").values_list("id", flat=True))
    delete(person.logs)
    advance("shared parts")
    before = bodies.sweep_parts().before
    while before is not None:
        before = bodies.sweep_parts(before).before
    advance("the search index")
    search.rewrite_without(person.project_id, keys)
    advance("counts")
    _fold(person)
    Customer.objects.filter(pk__in=list(person.customers.values_list("pk", flat=True))).delete()
    forget_memories()
    return counts


def _fold(person: Person) -> None:
    """Notes that name the person go into cells that are empty then, and are removed with their series."""
    for _ in range(50):
        rollups.fold()
        with writing(logs_alias()):
            locked_state(wait=True)
            own = person.series.filter(project_id=person.project_id)
            forget_empty(set(own.values_list("pk", flat=True)))
        if not own.exists():
            break
        time.sleep(0.1)  # upkeep is at it
    forget_customer(person.project_id, person.identifier)


def _statement(erasure: Erasure, counts: Found, remains: dict[str, int]) -> dict:
    return {
        "erasure": erasure.pk,
        "project": erasure.project_id,
        "customer": erasure.pseudonym,
        "asked_by": erasure.asked_by,
        "asked_at": erasure.asked_at.isoformat(),
        "finished_at": erasure.finished_at.isoformat(),
        "removed": counts.counts(),
        "left": {name: count for name, count in remains.items() if count},
    }
