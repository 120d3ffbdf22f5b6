"""What can be worked out about a log before its transaction: meaning, price, row, packed body."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from . import bodies
from .canonical import CanonicalLog
from .customers import Sighting, sighting_of
from .models import Log
from .normalise import normalised
from .pricing import priced
from .querysets import source_digest
from .rows import row_of


@dataclass(slots=True)
class PreparedLog:
    """What the writer stores of one log."""

    row: Log  # without a key
    log: CanonicalLog  # what the row and the body are made of, for the answer
    writes: Sequence[bodies.Write]
    body: bodies.Packed
    customer: Sighting | None
    digest: bytes | None  # key of its `LogSource`; None where the caller gave no id


def prepare(
    writes: Sequence[bodies.Write],
    *,
    project_id: int,
    received_at: datetime,
    updated_at: datetime,
    started_at: datetime | None = None,
    shelf: bodies.Shelf | None = None,
    redactions: Mapping[str, int] | None = None,
) -> PreparedLog:
    """The log that the writes make together. A `started_at` given is the first one, which never changes.

    Logs that are prepared together share a `shelf`, so that one may continue the conversation of another. `redactions`
    is what was taken out of the writes, beside what they say themselves.
    Raises PayloadError.
    """
    sent = bodies.parse_writes(writes)
    if started_at is not None:
        sent = sent.but(started_at=started_at)
    if redactions:
        sent = sent.but(redactions=added_up(sent.redactions, redactions))
    log = priced(normalised(sent, received_at)).but(updated_at=updated_at)
    body = bodies.pack(writes, log, project_id, shelf)
    return PreparedLog(
        row=row_of(log, project_id, body.size_bytes),
        log=log,
        writes=writes,
        body=body,
        customer=sighting_of(log, project_id),
        digest=None if log.source_id is None else source_digest(project_id, log.source_id),
    )


def added_up(*counts: Mapping[str, int] | None) -> dict[str, int] | None:
    """Counts by rule, added up; None where there are none."""
    return dict(sum((Counter(one) for one in counts if one), Counter())) or None
