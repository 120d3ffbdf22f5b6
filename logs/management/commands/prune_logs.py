"""`manage.py prune_logs`: logs that are old enough to go, by a time given or by the rules of the projects."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db.models import Count
from django.utils import timezone

from accounts.audit import Action, record
from logs.deleting import delete, prune
from logs.holds import without_held
from logs.ids import MAX_TAIL, key_at
from logs.management.arguments import moment, project_of
from logs.management.progress import progress
from logs.models import Log
from logs.retention.work import Freed, due_now, follow_rules

_COMMAND = "command prune_logs"
_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST = timedelta(days=365 * 100)


class Command(BaseCommand):
    help = "Delete logs that started before a time, with everything that belongs to them. Runs beside a server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        bound = parser.add_mutually_exclusive_group(required=True)
        bound.add_argument(
            "--by-rules", action="store_true", help="what the retention rules of the projects say is due"
        )
        bound.add_argument("--before", type=moment, help="started before this time (ISO 8601)")
        bound.add_argument("--older-than", type=_age, help="started longer ago than this, such as 90d, 12h or 8w")
        parser.add_argument("--project", help="name of the project (default: all)")
        parser.add_argument("--dry-run", action="store_true", help="say how many would go and delete nothing")

    def handle(
        self,
        *,
        by_rules: bool,
        before: datetime | None,
        older_than: timedelta | None,
        project: str | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        if by_rules:
            self._follow_rules(project, dry_run=dry_run)
            return
        bound = before or timezone.now() - older_than
        logs = Log.objects.all() if project is None else Log.objects.of_project(project_of(project).pk)
        # Up to the millisecond of the bound by the key, which is what partitions go by, and exactly by the column.
        logs = without_held(logs.filter(id__lte=key_at(bound) | MAX_TAIL, started_at__lt=bound))
        counts = dict(logs.order_by().values_list("project_id").annotate(Count("id")))
        count = sum(counts.values())
        if dry_run:
            self.stdout.write(f"Would delete {count:,} logs that started before {bound:%Y-%m-%d %H:%M:%S %Z}.")
            return
        for project_id, of_project in counts.items():
            details = {"started_before": bound.isoformat()}
            target = f"{of_project:,} logs"
            record(Action.LOGS_DELETED, by=_COMMAND, project_id=project_id, target=target, details=details)
        with progress("Deleting", count, self.stderr) as reporter:
            if project is None:
                done = prune(logs, key_at(bound) & ~MAX_TAIL, reporter.at)
            else:
                done = delete(logs, reporter.at)
        self.stdout.write(f"Deleted {done:,} logs that started before {bound:%Y-%m-%d %H:%M:%S %Z}.")

    def _follow_rules(self, project: str | None, *, dry_run: bool) -> None:
        """A whole pass, as upkeep makes one every hour."""
        if project is not None:
            raise CommandError("The rules are followed for all projects at once; leave --project out.")
        now = timezone.now()
        waiting = due_now(now)
        if dry_run:
            self.stdout.write(f"Would delete {waiting.logs:,} logs and the content of {waiting.bodies:,} others.")
            return
        freed = Freed(0)
        with progress("Removing", waiting.logs + waiting.bodies, self.stderr) as reporter:
            for step in follow_rules(now):
                freed = freed.with_more(step)
                reporter.at(freed.logs + freed.bodies)
        self.stdout.write(
            f"Deleted {freed.logs:,} logs and the content of {freed.bodies:,} others, "
            f"{freed.body_bytes:,} bytes of content in all."
        )


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})([hdw])", text)
    age = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    if not timedelta(0) < age <= _LONGEST:
        raise ArgumentTypeError(f"{text!r} is no age, such as 90d (days), 12h (hours) or 8w (weeks)")
    return age
