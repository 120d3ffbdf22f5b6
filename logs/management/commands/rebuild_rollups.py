"""`manage.py rebuild_rollups`: the counts and sums kept beside the logs, made anew or checked."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from logs import rollups
from logs.engines import engine_of
from logs.management.arguments import project_of
from logs.management.progress import progress
from logs.models import Log
from logs.routers import logs_alias


class Command(BaseCommand):
    """Reads every log once; logs may come in meanwhile."""

    help = "Make the rollups (counts and sums by hour, day and month) anew from the logs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--verify", action="store_true", help="change nothing; fail where the rollups are wrong")
        parser.add_argument("--project", help="name of the project (default: all)")

    def handle(self, *, verify: bool, project: str | None, **options: Any) -> None:
        project_id = None if project is None else project_of(project).pk
        logs = Log.objects.all() if project_id is None else Log.objects.of_project(project_id)
        about = engine_of(logs_alias()).estimated_count(logs_alias(), Log._meta.db_table)
        with progress("Reading logs", about if project_id is None else None, self.stderr) as reporter:
            if verify:
                self._verdict(rollups.differences(logs, project_id, reporter.at))
            else:
                rollups.rebuild(logs, project_id, reporter.at)
                self.stdout.write("The rollups are made anew.")

    def _verdict(self, wrong: int) -> None:
        if wrong:
            raise CommandError(f"{wrong:,} cells differ from the logs. Run rebuild_rollups without --verify.")
        self.stdout.write("The rollups agree with the logs.")
