"""`manage.py export_person`: everything of one customer, for them to have."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.audit import Action, record
from logs.erasing.finding import Person
from logs.erasing.giving import lines_of
from logs.management.arguments import project_of
from logs.management.progress import progress


class Command(BaseCommand):
    help = "Write the record and all logs of a customer, with their content, as JSON lines."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, help="name of the project")
        parser.add_argument("--customer", required=True, help="identifier of the customer, exactly")
        parser.add_argument("--out", required=True, type=Path, help="the file to write")

    def handle(self, *, project: str, customer: str, out: Path, **options: Any) -> None:
        person = Person(project_of(project).pk, customer)
        total = person.logs.order_by().count()
        if not total and not person.customers.exists():
            raise CommandError("There is nothing of such a customer.")
        record(
            Action.CUSTOMER_EXPORTED,
            by="command export_person",
            project_id=person.project_id,
            target=f"customer {customer}",
            details={"logs": total},
        )
        written = 0
        with out.open("wb") as file, progress("Writing", total, self.stderr) as reporter:
            for line, keys in lines_of(person):
                file.write(line)
                written += len(keys)
                reporter.at(written)
        self.stdout.write(f"Wrote {written:,} logs to {out}.")
