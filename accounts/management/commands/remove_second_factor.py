"""`manage.py remove_second_factor`: for somebody who has lost both app and recovery codes."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.models import User
from accounts.second_factor.codes import remove


class Command(BaseCommand):
    """By e-mail."""

    help = "Removes the second factor of a person, who then signs in with the password alone."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")

    def handle(self, *args: Any, email: str, **options: Any) -> None:
        user = User.objects.filter(email=User.objects.normalize_email(email)).first()
        if user is None:
            raise CommandError(f"There is no person {email}.")
        if not remove(user, by="command remove_second_factor"):
            raise CommandError(f"{user.email} has no second factor.")
        self.stdout.write(f"{user.email} signs in with the password alone now.")
