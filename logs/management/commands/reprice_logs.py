"""`manage.py reprice_logs`: what stored logs cost by the present price list."""

from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.core.management.base import BaseCommand

from logs.management.arguments import moment, project_of
from logs.management.progress import progress
from logs.models import Log
from logs.printable import printable
from logs.repricing import Tally, reprice, repriceable

_NAME_CHARACTERS = 48
_ROW = f"{{:<{_NAME_CHARACTERS}}} {{:>12}} {{:>16}} {{:>16}} {{:>16}} {{:>12}} {{:>12}}"
_HEADINGS = ("Model", "Logs", "Old USD", "New USD", "Difference", "Newly priced", "Price lost")


class Command(BaseCommand):
    """Prices logs again and says what changes, by model."""

    help = "Compute the cost of logs again, by the present price list. A cost that the caller sent is never touched."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="say what would change and change nothing")
        parser.add_argument("--project", help="name of the project (default: all)")
        parser.add_argument("--since", type=moment, help="started at this time or later (ISO 8601)")
        parser.add_argument("--until", type=moment, help="started at this time or earlier (ISO 8601)")

    def handle(
        self, *, dry_run: bool, project: str | None, since: datetime | None, until: datetime | None, **options: Any
    ) -> None:
        logs = Log.objects.all() if project is None else Log.objects.of_project(project_of(project).pk)
        logs = logs.started_between(since, until)
        with progress("Repricing", repriceable(logs).count(), self.stderr) as reporter:
            tallies = reprice(logs, save=not dry_run, advance=reporter.at)
        for line in _table(tallies):
            self.stdout.write(line)
        changed, unread = (sum(getattr(tally, name) for tally in tallies.values()) for name in ("changed", "unread"))
        if unread:
            self.stdout.write(
                f"Left {unread:,} logs as they are: their content is gone, and with it their unit prices."
            )
        self.stdout.write(f"{'Would change' if dry_run else 'Changed'} the cost of {changed:,} logs.")


def _table(tallies: Mapping[str | None, Tally]) -> Iterator[str]:
    """Headings, a line a model, the largest difference first, and the sums."""
    if not tallies:
        return
    yield _ROW.format(*_HEADINGS)
    for model, tally in sorted(tallies.items(), key=lambda item: (-abs(item[1].difference_usd), item[0] or "")):
        yield _line(_name(model), tally)
    names = ("logs", "old_usd", "new_usd", "newly_priced", "no_longer_priced")
    yield _line("All", Tally(**{name: sum(getattr(tally, name) for tally in tallies.values()) for name in names}))


def _line(name: str, tally: Tally) -> str:
    sums = (_dollars(tally.old_usd), _dollars(tally.new_usd), _dollars(tally.difference_usd))
    return _ROW.format(name, f"{tally.logs:,}", *sums, f"{tally.newly_priced:,}", f"{tally.no_longer_priced:,}")


def _name(model: str | None) -> str:
    """A model on one line: callers may call one anything."""
    if model is None:
        return "(no model)"
    return "".join(char if char.isprintable() else " " for char in printable(model))[:_NAME_CHARACTERS]


def _dollars(amount: Decimal) -> str:
    return f"{amount:,.6f}"
