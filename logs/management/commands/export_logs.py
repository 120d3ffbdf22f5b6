"""`manage.py export_logs`: any search as CSV, JSON lines or Parquet, or in a vendor's form."""

import sys
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from logs.choices import Dialect
from logs.exporting.asked import Asked
from logs.exporting.file import FileExport, StateError
from logs.exporting.lines import DIALECTS, dump_of
from logs.exporting.shapes import Format, Shape, shape_of
from logs.exporting.writing import stream
from logs.management.arguments import add_project, moment, project_of
from logs.management.progress import progress
from logs.querylang.errors import QueryError
from logs.querysets import LogQuerySet


class Command(BaseCommand):
    """Writes logs to a file or to stdout, oldest first."""

    help = "Write the logs that match a query, oldest first; import_logs reads JSON lines of the dialect llmlogs."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", help="packed if it ends in .gz; - for stdout (the default)")
        parser.add_argument("--out", help="the same as FILE")
        add_project(parser)
        parser.add_argument("--q", default="", help="a query, as in the search bar: status:error model:gpt-4*")
        parser.add_argument("--since", type=moment, help="started at this time or later (ISO 8601)")
        parser.add_argument("--until", type=moment, help="started at this time or earlier (ISO 8601)")
        formats = list(map(str, Format))
        parser.add_argument("--format", choices=formats, help="default: by the name of the file, else jsonl")
        parser.add_argument("--columns", default="", help="names with commas; default: all, for jsonl the whole log")
        parser.add_argument("--no-content", action="store_true", help="leave prompts, replies and error messages out")
        default = str(Dialect.NATIVE)
        parser.add_argument("--dialect", choices=list(map(str, DIALECTS)), default=default, help="default: %(default)s")
        parser.add_argument("--resume", action="store_true", help="go on with the same export where it was stopped")

    def handle(self, *, file: str | None, out: str | None, **options: Any) -> None:
        path, found = out or file or "-", project_of(options["project"])
        shape = _shape(path, options)
        asked = Asked(
            found.pk,
            timezone.now(),
            timezone.get_current_timezone(),
            options["q"],
            options["since"],
            options["until"],
        )
        try:
            written = self._write(path, shape, asked, options)
        except BrokenPipeError:
            return  # whoever reads our stdout has enough
        except QueryError as error:
            raise CommandError(f"--q: {error.message} (characters {error.start + 1} to {error.end})") from error
        except StateError as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path} cannot be written: {error.strerror}") from error
        self.stderr.write(f"Wrote {written:,} logs of {found}.")

    def _write(self, path: str, shape: Shape, asked: Asked, options: dict[str, Any]) -> int:
        if path == "-":
            return self._to_stdout(shape, asked.logs())
        export = FileExport.open(Path(path), shape, asked, _named(options), resume=options["resume"])
        with progress("Exporting", export.logs.count(), self.stderr) as reporter:
            for rows in export.run():
                reporter.at(rows)
        return export.place.rows

    def _to_stdout(self, shape: Shape, logs: LogQuerySet) -> int:
        written = 0
        with progress("Exporting", logs.count(), self.stderr) as reporter:
            for piece, place in stream(shape, logs):
                sys.stdout.buffer.write(piece)
                written = place.rows
                reporter.at(written)
        sys.stdout.buffer.flush()
        return written


def _shape(path: str, options: dict[str, Any]) -> Shape:
    """Raises CommandError for options that do not go together."""
    format_, names = _format(path, options["format"]), [name for name in options["columns"].split(",") if name]
    if format_ is Format.PARQUET and (path == "-" or path.endswith(".gz")):
        raise CommandError("A Parquet file is packed itself, and needs the name of a file.")
    if options["dialect"] != Dialect.NATIVE:
        if format_ is not Format.JSONL or names or options["no_content"]:
            raise CommandError("A vendor's dialect is written as whole logs in JSON lines.")
        return Shape(format_, dump=dump_of(options["dialect"]))
    try:
        return shape_of(format_, names, has_content=not options["no_content"])
    except ValueError as error:
        raise CommandError(f"--columns: {error}") from error


def _format(path: str, named: str | None) -> Format:
    ending = Path(path.removesuffix(".gz")).suffix.removeprefix(".")
    return Format(named or (ending if ending in set(Format) else Format.JSONL))


def _named(options: dict[str, Any]) -> dict[str, str]:
    """The options that must be the same to go on with an export."""
    kept = ("project", "q", "since", "until", "format", "columns", "no_content", "dialect")
    return {name: _text(options[name]) for name in kept}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
