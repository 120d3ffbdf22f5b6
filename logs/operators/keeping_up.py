"""Whether what follows the writer keeps up: the search index, the rollups, and the upkeep that looks after both."""

from dataclasses import dataclass
from datetime import datetime

from ..retention.models import RetentionRun
from ..rollups.models import RollupDelta
from ..search.index import waiting_since
from ..search.models import SearchQueue
from ..upkeep.runner import is_running

_COUNTED = 10_000
_RUNS = 5
# What waits for longer is worth a look; upkeep itself comes by many times a minute.
_LATE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Upkeep:
    """`waiting` is counted to a bound; `late_seconds` is how long the first log in the queue has waited."""

    is_alive: bool
    waiting: int
    late_seconds: float | None
    notes: int

    @property
    def is_whole(self) -> bool:
        return self.waiting < _COUNTED

    @property
    def is_late(self) -> bool:
        return (self.late_seconds or 0) > _LATE_SECONDS


def upkeep_of(now: datetime) -> Upkeep:
    """Three queries, on PostgreSQL two more for the lock that a living upkeep holds."""
    queued_at = waiting_since()
    return Upkeep(
        is_alive=is_running(),
        waiting=SearchQueue.objects.order_by()[:_COUNTED].count(),
        late_seconds=max((now - queued_at).total_seconds(), 0.0) if queued_at else None,
        notes=RollupDelta.objects.order_by()[:_COUNTED].count(),
    )


def runs() -> list[RetentionRun]:
    """The last passes of retention, of any project."""
    return list(RetentionRun.objects.order_by("-id")[:_RUNS])
