"""`manage.py erase_person`: everything of one customer, with a signed receipt."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from logs.erasing.finding import Person, found, left
from logs.erasing.work import HeldError, ask, carry_out
from logs.management.arguments import project_of
from logs.management.progress import progress

_COMMAND = "command erase_person"
_STEPS = 8


class Command(BaseCommand):
    help = (
        "Erase a person by customer identifier: logs, content, search index, counts, exports, searches. "
        "Prints the signed receipt, or writes it to a file. Runs beside a server."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, help="name of the project")
        parser.add_argument("--customer", required=True, help="identifier of the customer, exactly")
        parser.add_argument("--dry-run", action="store_true", help="count what would go and remove nothing")
        parser.add_argument("--receipt", type=Path, help="write the receipt to this file")
        parser.add_argument(
            "--rewrite",
            action="store_true",
            help="write the database's files anew afterwards, so that nothing is left in free space; nobody writes "
            "meanwhile, and the disk needs room for a second copy",
        )

    def handle(
        self, *, project: str, customer: str, dry_run: bool, receipt: Path | None, rewrite: bool, **options: Any
    ) -> None:
        person = Person(project_of(project).pk, customer)
        if dry_run:
            counts = {**found(person).counts(), "held": person.is_held, "left": left(person)}
            self.stdout.write(json.dumps(counts, indent=2))
            return
        if found(person).is_nothing:
            raise CommandError("There is nothing of such a customer.")
        try:
            erasure = ask(person, by=_COMMAND, name=_COMMAND)
        except HeldError as error:
            raise CommandError(str(error)) from error
        with progress("Erasing", _STEPS, self.stderr) as reporter:
            done = iter(range(1, _STEPS + 1))
            erasure = carry_out(erasure, lambda what: reporter.at(next(done, _STEPS)), rewrite=rewrite)
        if erasure.receipt is None:
            raise CommandError(str(HeldError()))
        text = json.dumps(erasure.receipt, indent=2)
        if receipt is None:
            self.stdout.write(text)
        else:
            receipt.write_text(text + "\n")
