"""`manage.py create_key`: one more API key for a project."""

import json
from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.choices import Scope
from accounts.keys.changing import Limits, create
from accounts.keys.fields import MOST_A_MINUTE, read_ranges
from accounts.models import Project

_MAX_DAYS = 36_500


class Command(BaseCommand):
    """Prints the new key, which nobody can read again."""

    help = "Make an API key and print it, this once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, help="name of the project")
        parser.add_argument("--scopes", required=True, help=f"with commas, of: {', '.join(Scope.values)}")
        parser.add_argument("--name", default="create_key", help="what the key is for (default: %(default)s)")
        parser.add_argument("--expires-in", type=int, metavar="DAYS", help="refuse it after so many days")
        parser.add_argument("--from", dest="ip_ranges", default="", help="addresses it may be used from: CIDR, commas")
        parser.add_argument("--rate", type=int, metavar="N", help="calls a minute that it may make")
        parser.add_argument("--json", action="store_true", help="print one JSON object")

    def handle(self, *args: Any, **options: Any) -> None:
        project = Project.objects.filter(name=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project called {options['project']}.")
        scopes = _scopes(options["scopes"])
        lifetime = _lifetime(options["expires_in"])
        if options["rate"] is not None and not 1 <= options["rate"] <= MOST_A_MINUTE:
            raise CommandError(f"--rate takes 1 to {MOST_A_MINUTE} calls a minute.")
        try:
            ip_ranges = read_ranges(options["ip_ranges"])
        except ValueError as error:
            raise CommandError(f"--from: {error}") from error
        expires_at = timezone.now() + lifetime if lifetime else None
        limits = Limits(expires_at, ip_ranges, options["rate"])
        key, text = create(project, options["name"], scopes, by="command create_key", limits=limits)
        self.stdout.write(json.dumps({"api_key": text, "prefix": key.prefix}) if options["json"] else text)


def _scopes(text: str) -> list[str]:
    scopes = [word.strip() for word in text.split(",") if word.strip()]
    unknown = [scope for scope in scopes if scope not in Scope.values]
    if unknown or not scopes:
        wrong = f"There is no scope {', '.join(unknown)}" if unknown else "A key needs a scope"
        raise CommandError(f"{wrong}; choose of {', '.join(Scope.values)}.")
    return scopes


def _lifetime(days: int | None) -> timedelta | None:
    if days is None:
        return None
    if not 1 <= days <= _MAX_DAYS:
        raise CommandError(f"--expires-in takes 1 to {_MAX_DAYS} days.")
    return timedelta(days=days)
