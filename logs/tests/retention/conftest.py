"""Fixtures of retention: a project with a log a day, the newest of them at noon."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Project
from logs.models import Log
from logs.querysets import LogQuerySet
from logs.retention.models import RetentionRule
from logs.retention.work import Freed, follow_rules
from logs.tests.factories import NOON, make_logs

DAY = timedelta(days=1)


def log_a_day(project: Project, count: int, **fields: Any) -> list[Log]:
    """One log a day back from noon: d0 is the newest, d3 three days old."""
    reply = {"output_message": {"role": "assistant", "content": "pizza"}}
    days = [{"started_at": NOON - n * DAY, "ended_at": None, "source_id": f"d{n}"} for n in range(count)]
    return make_logs(project, [{**reply, **day, **fields} for day in days])


def keep(project: Project, **rule: Any) -> RetentionRule:
    return RetentionRule.objects.create(project_id=project.pk, **rule)


def run(now: Any = NOON) -> list[Freed]:
    """A whole pass."""
    return list(follow_rules(now))


def sources(logs: LogQuerySet) -> list[str]:
    return [log.source_id for log in logs.newest()]


@pytest.fixture
def logs(project: Project) -> LogQuerySet:
    return Log.objects.of_project(project.pk)
