"""`manage.py unlock_sign_in`: lets somebody try again who has failed to sign in too often."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.addresses import network_of
from accounts.models import SignInTries, User
from accounts.sign_in.throttle import of_account, unlock


class Command(BaseCommand):
    """By e-mail, by address, or all."""

    help = "Lets an account or an address try to sign in again before the cool-off is over."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", nargs="?", help="of the account")
        parser.add_argument("--address", help="of the caller, as the audit log shows it")
        parser.add_argument("--all", action="store_true", help="every account and address")

    def handle(self, *args: Any, email: str | None, address: str | None, all: bool, **options: Any) -> None:  # noqa: A002
        if not (email or address or all):
            raise CommandError("Name an e-mail, an --address, or --all.")
        rows = of_account(User.objects.normalize_email(email)) if email else SignInTries.objects.all()
        if address:
            rows = rows.filter(address=network_of(address))
        self.stdout.write(f"{unlock(rows, by='command unlock_sign_in')} unlocked.")
