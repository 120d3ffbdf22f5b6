"""Arguments that several commands share, and what they stand for."""

from argparse import ArgumentParser, ArgumentTypeError
from datetime import UTC, datetime

from django.core.management.base import CommandError

from accounts.models import Project


def add_project(parser: ArgumentParser) -> None:
    parser.add_argument("--project", help="name of the project (default: the first one)")


def project_of(name: str | None) -> Project:
    """The project of that name, else the first one. Raises CommandError where there is none."""
    if name is not None:
        project = Project.objects.filter(name=name).first()
        if project is None:
            raise CommandError(f"There is no project called {name}.")
        return project
    project = Project.objects.order_by("id").first()
    if project is None:
        raise CommandError("There is no project yet; make one with: manage.py bootstrap")
    return project


def moment(text: str) -> datetime:
    """A time in ISO 8601 as an aware one; without an offset it is UTC."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no time in ISO 8601, such as 2026-01-31T12:00:00Z") from error
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
