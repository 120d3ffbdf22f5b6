"""Plain functions that make test data through the real writer, valid by default."""

from datetime import UTC, datetime
from typing import Any

from accounts.models import Project
from logs.canonical import CanonicalLog, PayloadError
from logs.choices import Dialect
from logs.dialects.native.translate import dump
from logs.ingest import ingest
from logs.models import Log

# 2026-11-20 12:00 UTC, a Friday; tests pass times in and never ask the clock.
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def make_log(project: Project, **fields: Any) -> Log:
    """A stored log; `fields` are canonical fields (content too)."""
    return make_logs(project, [fields])[0]


def make_logs(project: Project, many: list[dict[str, Any]]) -> list[Log]:
    """Stored logs, one for each dict of canonical fields, in one transaction."""
    base = {"model": "gpt-4o", "started_at": NOON, "ended_at": NOON}
    payloads = [dump(CanonicalLog(**{**base, **fields})) for fields in many]
    outcomes = ingest(payloads, dialect=Dialect.NATIVE, project_id=project.pk)
    for outcome in outcomes:
        if isinstance(outcome, PayloadError):
            raise outcome
    return [outcome.log for outcome in outcomes]


def post_log(api: Any, **payload: Any) -> Any:
    """The answer of the Keywords AI door to one created log."""
    return api.post("/api/request-logs/create/", {"model": "gpt-4o", **payload}, format="json")
