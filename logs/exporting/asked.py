"""A search as it was asked: a query and a stretch of time, meaning the same whenever it is carried out."""

from dataclasses import dataclass
from datetime import datetime, tzinfo

from ..models import Log
from ..querylang.compiling import compile_query
from ..querylang.filtering import context_in
from ..querysets import LogQuerySet


@dataclass(frozen=True, slots=True)
class Asked:
    """Logs of a project by query and time; `now` and `zone` say what relative times and days in it mean."""

    project_id: int
    now: datetime
    zone: tzinfo
    q: str = ""
    since: datetime | None = None
    until: datetime | None = None
    may_search: bool = True

    def logs(self) -> LogQuerySet:
        """Raises QueryError for a query that cannot be read."""
        context = context_in(self.project_id, self.now, self.zone, may_search=self.may_search)
        logs = Log.objects.of_project(self.project_id).started_between(self.since, self.until)
        condition = compile_query(self.q, context)
        return logs.filter(condition) if condition else logs
