"""`manage.py demo_logs`: realistic sample traffic, through the same ingest as everybody's logs."""

from argparse import ArgumentParser
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.choices import Role
from accounts.models import Project, User
from logs.choices import Dialect
from logs.demo import traffic
from logs.demo.people import BOTS
from logs.ingest import ingest
from logs.management.arguments import moment, project_of
from logs.management.indexing import index_waiting
from logs.management.progress import progress
from logs.models import Log
from logs.writer import prepare_storage

_BATCH = 500


class Command(BaseCommand):
    """Fills a project with sample logs of the last days."""

    help = "Store sample logs of an invented shop: conversations, tools, errors, several models and languages."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--count", type=int, required=True, help="how many logs")
        parser.add_argument("--project", help="name of the project, made where there is none (default: the first one)")
        parser.add_argument("--days", type=float, default=30, help="spread over so many days (default: %(default)s)")
        parser.add_argument("--seed", type=int, default=1, help="another seed, other logs (default: %(default)s)")
        parser.add_argument("--until", type=moment, help="end of the days in ISO 8601 (default: now)")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if the project has logs")

    def handle(
        self, *, count: int, project: str | None, days: float, seed: int, until: datetime | None, **options: Any
    ) -> None:
        if count < 1 or not 0 < days <= 3650:
            raise CommandError("--count takes 1 or more, --days more than 0 and at most 3650.")
        found = _opened(project) or project_of(project)
        if options["if_empty"] and Log.objects.of_project(found.pk).exists():
            self.stderr.write(f"Project {found} has logs already; nothing to do.")
            return
        prepare_storage()
        payloads = traffic(count, until=until or timezone.now(), days=days, seed=seed, bots=_bots_of(found))
        created = 0
        with progress("Storing sample logs", count, self.stderr) as reporter:
            for done in range(0, count, _BATCH):
                batch = list(islice(payloads, _BATCH))
                outcomes = ingest(batch, dialect=Dialect.KEYWORDSAI, project_id=found.pk)
                created += sum(outcome.created for outcome in outcomes)
                reporter.at(done + len(batch))
        index_waiting(self.stderr)
        known = count - created
        self.stdout.write(f"Stored {created:,} sample logs in {found}" + (f"; {known:,} were there." if known else "."))


def _opened(name: str | None) -> Project | None:
    """A new project of that name for the samples, whose owners are the superusers; None where it need not be made."""
    if name is None or not Project.objects.exists() or Project.objects.filter(name=name).exists():
        return None
    project = Project.objects.open(name)
    for user in User.objects.filter(is_superuser=True):
        project.memberships.create(user=user, role=Role.OWNER)
    return project


def _bots_of(project: Project) -> dict[str, str]:
    """Ids of the sample bots in this project, so that their logs can be read through the usage-log API."""
    # Bots may share a name, so not get_or_create.
    return {name: (project.bots.filter(name=name).first() or project.bots.create(name=name)).bot_id for name in BOTS}
