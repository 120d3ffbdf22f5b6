"""`manage.py redact_logs`: the rules of a project followed through the logs that it has."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand

from accounts.audit import Action, record
from logs.management.arguments import add_project, moment, project_of
from logs.management.progress import progress
from logs.models import Log
from logs.redaction.applying import redact_stored
from logs.redaction.remembered import policy_of


class Command(BaseCommand):
    """Rewrites what the rules of now find in the logs of before."""

    help = "Follow the redaction rules of a project through the logs it has. What is taken out is gone for good."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_project(parser)
        parser.add_argument("--dry-run", action="store_true", help="say what would go and change nothing")
        parser.add_argument("--since", type=moment, help="logs started at this time or later (ISO 8601)")
        parser.add_argument("--until", type=moment, help="logs started at this time or earlier (ISO 8601)")

    def handle(
        self, *, dry_run: bool, project: str | None, since: datetime | None, until: datetime | None, **options: Any
    ) -> None:
        found = project_of(project)
        logs = Log.objects.of_project(found.pk).started_between(since, until)
        with progress("Redacting", logs.count(), self.stderr) as reporter:
            tally = redact_stored(logs, found.pk, policy_of(found.pk), save=not dry_run, advance=reporter.at)
        for name, count in sorted(tally.counts.items()):
            self.stdout.write(f"{name}: {count:,}")
        verb = "Would change" if dry_run else "Changed"
        self.stdout.write(f"{verb} {tally.changed:,} of {tally.logs:,} logs and {tally.customers:,} customers.")
        if tally.changed and not dry_run:
            details = {"logs": tally.changed, "customers": tally.customers, "counts": tally.counts}
            record(
                Action.REDACTION_CHANGED, by="command redact_logs", project_id=found.pk, target="logs", details=details
            )
            self.stdout.write("The search index forgets the old words with: manage.py index_logs --rebuild")
