"""Bodies fetched for the logs of a page and read back: what was sent, and as canonical logs.

What is kept is what was sent; content is translated again on reading, so it is stored once and a better translation
reaches old logs too. Scalars come from the row, which filters and sums agree with.
"""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import attrgetter

from ..canonical import FIELD_NAMES, CanonicalLog, Json, merged
from ..dialects import READERS
from ..ids import public_id
from ..models import Log, LogBody
from .blobs import UNREADABLE, decode, thaw
from .lists import Write, value_at
from .packing import FORMAT_PARTED, FORMAT_WHOLE, REPLY, TOOLS
from .parts import Parts, fetch_parts

_logger = logging.getLogger(__name__)

_AT_A_TIME = 20

# Fields whose row column is the truth. The others are content, or wider in the body than in the row.
_WIDER_IN_BODY = frozenset({"id", "metadata", "request_headers", "error_message"})
_ROW_FIELDS = tuple(
    name for name in FIELD_NAMES if name not in _WIDER_IN_BODY and name in {f.name for f in Log._meta.fields}
)


_row_facts = attrgetter(*_ROW_FIELDS)


@dataclass(frozen=True, slots=True)
class Body:
    """A stored body with the parts it refers to, not yet read."""

    blob: bytes
    messages_part_id: int | None
    tools_part_id: int | None
    parts: Parts

    def writes(self) -> list[Write]:
        """What was sent, oldest write first. Raises one of UNREADABLE."""
        return self.restored()[0]

    def restored(self) -> tuple[list[Write], list[tuple[Json, Json]]]:
        """The writes; and what in them was stored apart with messages, each value with what of it was not."""
        form, text = self.json()
        if form == FORMAT_WHOLE:
            return [tuple(write) for write in decode(text)], []
        writes, references, _ = decode(text)
        apart = []
        for write, path, kind, count in references:
            *way, key = path
            holder = value_at(writes[write][1], way)
            rest = holder[key]
            holder[key] = self._whole(kind, count, rest)
            if kind != TOOLS:
                apart.append((holder[key], rest))
        return [tuple(write) for write in writes], apart

    def json(self) -> tuple[int, bytes]:
        """Format and JSON, with the references in it. Raises one of UNREADABLE."""
        form, text = thaw(self.blob)
        if form not in (FORMAT_WHOLE, FORMAT_PARTED):
            raise ValueError(f"unknown body format {form}")
        return form, text

    def _whole(self, kind: int, count: int, rest: Json) -> Json:
        items = self.parts.items(self.tools_part_id if kind == TOOLS else self.messages_part_id)
        if kind == REPLY:
            return items[count]
        if len(items) < count:
            raise ValueError("a part is shorter than what refers to it")
        return [*items[:count], *rest]


def fetch(keys: Sequence[int], *, with_blobs: bool = True) -> dict[int, Body]:
    """The bodies of these logs: one query for them, and one for parts where any is referred to."""
    rows = list(LogBody.objects.filter(id__in=keys).values_list("id", "blob", "messages_part_id", "tools_part_id"))
    parts = fetch_parts({part for row in rows for part in row[2:] if part is not None}, with_blobs=with_blobs)
    return {key: Body(bytes(blob), messages, tools, parts) for key, blob, messages, tools in rows}


def fetched(keys: Sequence[int]) -> Iterator[tuple[int, Body]]:
    """The bodies of any number of logs, a few at a time in memory."""
    for start in range(0, len(keys), _AT_A_TIME):
        yield from fetch(keys[start : start + _AT_A_TIME]).items()


def parse_writes(writes: Iterable[Write]) -> CanonicalLog:
    """What the writes say together: the first write wins, later ones fill in what it left empty."""
    parsed = [READERS[dialect].parse(payload).but(original=payload, dialect=dialect) for dialect, payload in writes]
    whole = parsed[0]
    for later in parsed[1:]:
        whole = merged(whole, later)
    return whole


def canonicals(logs: Sequence[Log]) -> list[CanonicalLog]:
    """The logs of a page with their content, in the order given; as many queries as `fetch`."""
    found = fetch([log.id for log in logs])
    return [canonical(log, found.get(log.id)) for log in logs]


def canonical(log: Log, body: Body | None) -> CanonicalLog:
    """One stored log: scalars of the row over the content of its body, which may be gone."""
    content = _content(log, body) or CanonicalLog(
        error_message=log.error_message, metadata=log.metadata, request_headers=log.request_headers
    )
    return laid_over(log, content)


def laid_over(log: Log, content: CanonicalLog) -> CanonicalLog:
    """A stored log whose content is at hand: scalars of the row over it."""
    return content.but(id=public_id(log.id), **dict(zip(_ROW_FIELDS, _row_facts(log), strict=True)))


def _content(log: Log, body: Body | None) -> CanonicalLog | None:
    """What the body says; None where it is gone or cannot be read, because one bad body must not blank a page."""
    if body is None:
        return None
    try:
        return parse_writes(body.writes())
    except UNREADABLE as error:
        # The kind of error only: its words may hold what the log holds.
        _logger.warning("body of log %s: %s", public_id(log.id), type(error).__name__)
        return None
