"""A second write of a log: what the first left empty is filled in, nothing is overwritten, the start stays."""

from collections.abc import Mapping, Sequence

from django.utils import timezone

from . import bodies, rollups
from .models import Log
from .preparation import added_up, prepare
from .search import store as search


def complete(key: int, writes: Sequence[bodies.Write], redactions: Mapping[str, int] | None = None) -> Log:
    """Fill the log at `key` from `writes`, which had `redactions`; its row afterwards. Inside the transaction."""
    row = Log.objects.select_for_update().get(id=key)
    body = bodies.fetch([key]).get(key)
    if body is None:  # its content has expired, and with it what was empty
        return row
    earlier = body.writes()
    together = [*earlier, *writes]
    if bodies.parse_writes(together) == bodies.parse_writes(earlier):
        return row
    return rewrite(row, together, added_up(row.redactions, redactions))


def rewrite(row: Log, writes: Sequence[bodies.Write], redactions: Mapping[str, int] | None) -> Log:
    """Store other writes for a log, with all that is made of them; its row afterwards. Inside a transaction."""
    whole = prepare(
        writes,
        project_id=row.project_id,
        received_at=row.received_at,
        updated_at=timezone.now(),
        started_at=row.started_at,
    )
    whole.row.redactions = redactions
    whole.row.id = row.id
    whole.row.save(force_update=True)
    bodies.restore(row.id, whole.body)
    search.enqueue([(row.project_id, row.id)])
    rollups.apply(removed=[row], added=[whole.row])
    return whole.row
