"""A person's logs and record as JSON lines, for them to have."""

from collections.abc import Iterator

from .. import bodies
from ..canonical import Json
from ..exporting.lines import dump
from ..json_codec import encode
from .finding import Person

_AT_A_TIME = 50


def lines_of(person: Person) -> Iterator[tuple[bytes, list[int]]]:
    """The customer's record, then every log with its content, oldest first; each with the keys of the logs in it."""
    for customer in person.customers:
        names = ("identifier", "name", "email", "details", "first_seen_at", "last_seen_at")
        facts: dict[str, Json] = {name: getattr(customer, name) for name in names}
        yield encode({"customer": facts}) + b"\n", []
    last = -1
    while rows := list(person.logs.filter(id__gt=last).order_by("id")[:_AT_A_TIME]):
        last = rows[-1].id
        for row, log in zip(rows, bodies.canonicals(rows), strict=True):
            yield encode(dump(log)) + b"\n", [row.id]
