"""`manage.py import_logs`: a file of JSON lines into a project; safe to repeat."""

import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from logs.choices import Dialect
from logs.dialects import READERS
from logs.importing import Tally, import_lines, read_lines, unpacked
from logs.management.arguments import add_project, project_of
from logs.management.indexing import index_waiting
from logs.management.progress import progress
from logs.management.rejects import Rejects, place_for
from logs.writer import OverloadedError, StorageUnavailableError, prepare_storage


class Command(BaseCommand):
    """Stores the lines of a file and keeps aside those that are no logs."""

    help = "Store logs from a file of JSON lines, plain or gzip. Running it twice stores nothing twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the file, or - for stdin")
        dialects = [str(name) for name in READERS]
        default = str(Dialect.KEYWORDSAI)
        parser.add_argument(
            "--dialect", choices=dialects, default=default, help="what a line is (default: %(default)s)"
        )
        add_project(parser)

    def handle(self, *, file: str, dialect: str, project: str | None, **options: Any) -> None:
        found = project_of(project)
        prepare_storage()
        with _opened(file) as (stream, size), Rejects(place_for(file)) as rejects:
            tally = self._import(stream, size, rejects, dialect=dialect, project_id=found.pk)
        index_waiting(self.stderr)
        counts = f"Stored {tally.stored:,} logs in {found}; {tally.repeated:,} were there, {tally.refused:,} refused."
        self.stdout.write(counts)
        if tally.refused:
            raise CommandError(f"The refused lines are in {rejects.path}")

    def _import(self, stream: BinaryIO, size: int | None, rejects: Rejects, *, dialect: str, project_id: int) -> Tally:
        with progress("Importing", size, self.stderr, in_bytes=size is not None) as reporter:
            try:
                return import_lines(
                    read_lines(unpacked(stream), settings.MAX_LOG_BYTES),
                    dialect=dialect,
                    project_id=project_id,
                    refuse=lambda line, reason: rejects.refuse(line, reason, reporter),
                    advance=lambda tally: reporter.at(stream.tell() if size else tally.lines),
                )
            except (OverloadedError, StorageUnavailableError) as error:
                raise CommandError(f"{error} What was read before is stored; run it again for the rest.") from error


@contextmanager
def _opened(file: str) -> Iterator[tuple[BinaryIO, int | None]]:
    """The stream and its size in bytes, which nobody knows of stdin."""
    if file == "-":
        yield sys.stdin.buffer, None
        return
    try:
        stream = Path(file).open("rb")  # noqa: SIM115 - closed below
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error
    with stream:
        yield stream, os.fstat(stream.fileno()).st_size
