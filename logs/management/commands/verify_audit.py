"""`manage.py verify_audit`: whether the audit log is as it was written."""

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connections, router

from accounts.audit import chain, guards
from accounts.audit.models import AuditEntry
from logs.management.progress import progress


class Command(BaseCommand):
    """Exit status 0 where the chain is whole, 1 where it is not."""

    help = (
        "Check the hash chain of the audit log. Keep the head that it prints in another place: "
        "with --head, a later run also notices entries removed from the end."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--head", type=_head, help="a head printed earlier, which the chain has to contain")

    def handle(self, *, head: chain.Head | None, **options: Any) -> None:
        last = AuditEntry.objects.order_by("-id").values_list("id", flat=True).first() or 0
        with progress("Verifying", last, self.stderr) as reporter:
            verdict = chain.verify(head, reporter.at)
        if verdict.broken is not None:
            raise CommandError(f"The chain is broken at entry {verdict.broken}: {verdict.reason}.")
        if not guards.are_raised(connections[router.db_for_write(AuditEntry)]):
            self.stderr.write("The triggers that keep the audit log append-only are not there.")
        self.stdout.write(f"{verdict.head.number:,} entries, the chain is whole.")
        self.stdout.write(f"head {verdict.head}")


def _head(text: str) -> chain.Head:
    try:
        return chain.Head.parse(text)
    except ValueError as error:
        raise ArgumentTypeError(str(error)) from error
