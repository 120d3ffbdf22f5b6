"""`manage.py export_logs`: the logs of a project as JSON lines, in any dialect."""

import gzip
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError

from logs.choices import Dialect
from logs.exporting import BATCH, DIALECTS, export_lines
from logs.management.arguments import add_project, moment, project_of
from logs.management.progress import progress
from logs.models import Log
from logs.querysets import LogQuerySet


class Command(BaseCommand):
    """Writes logs to a file or to stdout, oldest first."""

    help = "Write the logs of a project as JSON lines, oldest first; import_logs reads the dialect llmlogs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", default="-", help="packed if it ends in .gz; - for stdout (the default)")
        add_project(parser)
        default = str(Dialect.NATIVE)
        parser.add_argument("--dialect", choices=list(map(str, DIALECTS)), default=default, help="default: %(default)s")
        parser.add_argument("--since", type=moment, help="started at this time or later (ISO 8601)")
        parser.add_argument("--until", type=moment, help="started at this time or earlier (ISO 8601)")
        parser.add_argument("--format", choices=["jsonl"], default="jsonl", help="default: %(default)s")

    def handle(
        self,
        *,
        file: str,
        project: str | None,
        dialect: str,
        since: datetime | None,
        until: datetime | None,
        **options: Any,
    ) -> None:
        found = project_of(project)
        logs = Log.objects.of_project(found.pk).started_between(since, until)
        try:
            with _opened(file) as stream:
                written = self._write(logs, dialect, stream)
        except BrokenPipeError:
            return  # whoever reads our stdout has enough
        except OSError as error:
            raise CommandError(f"{file} cannot be written: {error.strerror}") from error
        self.stderr.write(f"Wrote {written:,} logs of {found}.")

    def _write(self, logs: LogQuerySet, dialect: str, stream: BinaryIO) -> int:
        written = 0
        with progress("Exporting", logs.count(), self.stderr) as reporter:
            for line in export_lines(logs, dialect):
                stream.write(line)
                written += 1
                if written % BATCH == 0:
                    reporter.at(written)
        return written


@contextmanager
def _opened(file: str) -> Iterator[BinaryIO]:
    """Where the lines go. A file takes its name when it is whole, so that nobody takes half an export for one."""
    if file == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    part = Path(f"{file}.part")
    try:
        with gzip.open(part, "wb") if file.endswith(".gz") else part.open("wb") as stream:
            yield stream
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
