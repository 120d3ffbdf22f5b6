"""`manage.py verify_receipt`: whether this server signed a receipt of erasure."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from logs.erasing.receipts import is_genuine


class Command(BaseCommand):
    """Exit status 0 where it is genuine, 1 where it is not."""

    help = "Check the signature of a receipt that erase_person, the page or the API gave out."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--public-key", default="", help="check against this key instead of the server's own")

    def handle(self, *, file: Path, public_key: str, **options: Any) -> None:
        try:
            receipt = json.loads(file.read_text())
        except (OSError, ValueError) as error:
            raise CommandError(f"This is no receipt: {error}") from error
        if not is_genuine(receipt, public_key):
            raise CommandError("The signature is not genuine, or the receipt was changed.")
        self.stdout.write("The receipt is genuine.")
