"""`manage.py index_logs`: the search index brought up to date now, or made again from nothing."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from logs.management.indexing import index_waiting
from logs.search import index


class Command(BaseCommand):
    """Indexes what waits; `serve` does so by itself all the time."""

    help = "Bring the search index up to date. What is not in it is found too, only more slowly."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rebuild", action="store_true", help="forget the index and make it again from the bodies")

    def handle(self, *, rebuild: bool, **options: Any) -> None:
        if rebuild:
            index.forget_all()
        count = index_waiting(self.stderr)
        self.stdout.write(f"Indexed {count:,} logs." if count else "Nothing waited to be indexed.")
