"""`manage.py prune_logs`: logs that are old enough to go."""

import re
from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime, timedelta
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from logs.deleting import delete, prune
from logs.ids import MAX_TAIL, key_at
from logs.management.arguments import moment, project_of
from logs.management.progress import progress
from logs.models import Log

_UNITS = {"h": timedelta(hours=1), "d": timedelta(days=1), "w": timedelta(weeks=1)}
_LONGEST = timedelta(days=365 * 100)


class Command(BaseCommand):
    help = "Delete logs that started before a time, with everything that belongs to them. Runs beside a server."

    def add_arguments(self, parser: ArgumentParser) -> None:
        bound = parser.add_mutually_exclusive_group(required=True)
        bound.add_argument("--before", type=moment, help="started before this time (ISO 8601)")
        bound.add_argument("--older-than", type=_age, help="started longer ago than this, such as 90d, 12h or 8w")
        parser.add_argument("--project", help="name of the project (default: all)")
        parser.add_argument("--dry-run", action="store_true", help="say how many would go and delete nothing")

    def handle(
        self,
        *,
        before: datetime | None,
        older_than: timedelta | None,
        project: str | None,
        dry_run: bool,
        **options: Any,
    ) -> None:
        bound = before or timezone.now() - older_than
        logs = Log.objects.all() if project is None else Log.objects.of_project(project_of(project).pk)
        # Up to the millisecond of the bound by the key, which is what partitions go by, and exactly by the column.
        logs = logs.filter(id__lte=key_at(bound) | MAX_TAIL, started_at__lt=bound)
        count = logs.count()
        if dry_run:
            self.stdout.write(f"Would delete {count:,} logs that started before {bound:%Y-%m-%d %H:%M:%S %Z}.")
            return
        with progress("Deleting", count, self.stderr) as reporter:
            if project is None:
                done = prune(logs, key_at(bound) & ~MAX_TAIL, reporter.at)
            else:
                done = delete(logs, reporter.at)
        self.stdout.write(f"Deleted {done:,} logs that started before {bound:%Y-%m-%d %H:%M:%S %Z}.")


def _age(text: str) -> timedelta:
    found = re.fullmatch(r"(\d{1,6})([hdw])", text)
    age = int(found[1]) * _UNITS[found[2]] if found else timedelta(0)
    if not timedelta(0) < age <= _LONGEST:
        raise ArgumentTypeError(f"{text!r} is no age, such as 90d (days), 12h (hours) or 8w (weeks)")
    return age
