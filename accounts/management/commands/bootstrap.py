"""`manage.py bootstrap`: the first project, person, key, bot and app; safe to repeat."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.first_access import FirstAccess, provide
from accounts.models import Project


class Command(BaseCommand):
    """Makes what is missing and prints its secrets, this once."""

    help = "Make a project, its owner, an API key, a bot and an app for its usage logs; what exists is kept."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", default="default", help="name of the project (default: %(default)s)")
        parser.add_argument("--email", default="admin@localhost", help="its owner (default: %(default)s)")
        parser.add_argument("--password", help="for a new owner; without it one is drawn and shown once")
        parser.add_argument("--rotate", action="store_true", help="replace the API key and the client secret")
        parser.add_argument("--if-empty", action="store_true", help="do nothing if there is any project")
        parser.add_argument("--json", action="store_true", help="print one JSON object, on the last line of stdout")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if options["if_empty"] and Project.objects.exists():
            self.stderr.write("There is a project already; nothing to do.")
            return
        try:
            access = provide(options["project"], options["email"], options["password"], rotate=options["rotate"])
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        if access.password:
            self.stderr.write(f"Password of {access.email}, shown only now: {access.password}")
        self.stdout.write(_as_json(access) if options["json"] else _as_text(access))


def _as_json(access: FirstAccess) -> str:
    fields = asdict(access)
    del fields["password"]
    return json.dumps(fields)


def _as_text(access: FirstAccess) -> str:
    kept = "made earlier; --rotate makes another"
    return "\n".join(
        [
            f"Project        {access.project}",
            f"Owner          {access.email}",
            f"API key        {access.api_key or kept}",
            f"Bot id         {access.bot_id}",
            f"Client id      {access.client_id}",
            f"Client secret  {access.client_secret or kept}",
        ]
    )
