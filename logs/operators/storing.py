"""What the store holds, by project and by customer, and how much room is left. No count reads the logs."""

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connections

from ..engines import engine_of
from ..rollups.overall import CustomerSum, largest_customers, totals
from ..routers import logs_alias

SHOWN = 10
_SAMPLED = 100
_NEWEST = """
SELECT * FROM (
    SELECT project_id, size_bytes FROM logs_log WHERE project_id = %s ORDER BY project_id DESC, id DESC LIMIT {count}
) AS s{place}
"""


@dataclass(frozen=True, slots=True)
class ProjectStore:
    """`content_bytes` is what the logs took as they were sent, reckoned from the newest of them."""

    project_id: int
    logs: int
    content_bytes: int | None


@dataclass(frozen=True, slots=True)
class Room:
    """What the databases take, and what is left beside the data folder."""

    databases: dict[str, int]
    free_bytes: int
    total_bytes: int

    @property
    def is_short(self) -> bool:
        """A tenth of the disk, or less than exports need."""
        return self.free_bytes < max(self.total_bytes // 10, 2 * 10**9)


def stores_of(projects: Sequence[int]) -> list[ProjectStore]:
    """The projects with the most logs. Two queries."""
    logs = sorted(totals(projects).items(), key=lambda one: (-one[1], one[0]))[:SHOWN]
    mean = _mean_sizes([project for project, _ in logs])
    return [ProjectStore(one, int(count), round(mean[one] * count) if one in mean else None) for one, count in logs]


def customers_of(projects: Sequence[int], now: datetime) -> list[CustomerSum]:
    """The customers with the most logs of this month."""
    return largest_customers(projects, now, SHOWN)


def room() -> Room:
    """One query a database."""
    disk = shutil.disk_usage(settings.DATA_DIR)
    sizes = {alias: engine_of(alias).size_bytes(alias) for alias in settings.DATABASES}
    return Room(sizes, disk.free, disk.total)


def _mean_sizes(projects: Sequence[int]) -> dict[int, float]:
    """Of the newest logs of each project, by its index; one statement."""
    if not projects:
        return {}
    parts = [_NEWEST.format(count=_SAMPLED, place=place) for place, _ in enumerate(projects)]
    sql = f"SELECT project_id, AVG(size_bytes) FROM ({' UNION ALL '.join(parts)}) AS s GROUP BY project_id"  # noqa: S608
    with connections[logs_alias()].cursor() as cursor:
        cursor.execute(sql, projects)
        return {project: float(mean) for project, mean in cursor.fetchall() if mean is not None}
