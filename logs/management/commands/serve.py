"""`manage.py serve`: the production server in the foreground, on granian."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand
from granian import Granian

from logs.writer import prepare_storage

# Ingest waits in these threads for its commit, so there are more of them than cores.
BLOCKING_THREADS = 32


class Command(BaseCommand):
    help = "Serve llmlogs. Stays in the foreground; the workers stop with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="address to listen on (HOST)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (PORT)")
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="server processes (WORKERS)")

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        call_command("collectstatic", interactive=False, verbosity=0)
        prepare_storage()
        self.stdout.write(f"llmlogs is at http://{host}:{port}  (stop it with Ctrl-C)")
        self.stdout.flush()
        Granian(
            "llmlogs_site.wsgi:application",
            address=host,
            port=port,
            interface="wsgi",
            workers=workers,
            blocking_threads=BLOCKING_THREADS,
            respawn_failed_workers=True,
            websockets=False,
            log_level="warning",
        ).serve()
