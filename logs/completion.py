"""A second write of a log: what the first left empty is filled in, nothing is overwritten, the start stays."""

from collections.abc import Sequence

from django.utils import timezone

from . import bodies, rollups
from .models import Log
from .preparation import prepare
from .search import store as search


def complete(key: int, writes: Sequence[bodies.Write]) -> Log:
    """Fill the log at `key` from `writes`; its row afterwards. Inside the writer's transaction."""
    row = Log.objects.select_for_update().get(id=key)
    body = bodies.fetch([key]).get(key)
    if body is None:  # its content has expired, and with it what was empty
        return row
    earlier = body.writes()
    together = [*earlier, *writes]
    if bodies.parse_writes(together) == bodies.parse_writes(earlier):
        return row
    return _rewrite(row, together)


def _rewrite(row: Log, writes: Sequence[bodies.Write]) -> Log:
    whole = prepare(
        writes,
        project_id=row.project_id,
        received_at=row.received_at,
        updated_at=timezone.now(),
        started_at=row.started_at,
    )
    whole.row.id = row.id
    whole.row.save(force_update=True)
    bodies.restore(row.id, whole.body)
    search.enqueue([(row.project_id, row.id)])
    rollups.apply(removed=[row], added=[whole.row])
    return whole.row
