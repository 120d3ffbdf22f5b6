"""`manage.py serve`: the production server in the foreground, on granian."""

import os
import shutil
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connections
from granian import Granian
from granian.log import LogLevels

from llmlogs_site import collecting
from logs.upkeep.process import UpkeepProcess
from logs.writer import prepare_storage

# Ingest waits in these threads for its commit, so there are more of them than cores.
BLOCKING_THREADS = 32

_WELCOME = """
llmlogs is at {url}   (Ctrl-C stops it)

  look       {url}/logs/   sign in with the e-mail and password of the first start
  send       curl {url}/api/request-logs/create/ -H "Authorization: Bearer KEY" -d '{{"model": "gpt-4o"}}'
  read       {url}/api/docs/   every door, with examples
  operate    {url}/admin/
"""


class Command(BaseCommand):
    help = "Serve llmlogs. Stays in the foreground; its workers and its upkeep stop with it."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.HOST, help="address to listen on (HOST)")
        parser.add_argument("--port", type=int, default=settings.PORT, help="port to listen on (PORT)")
        parser.add_argument("--workers", type=int, default=settings.WORKERS, help="server processes (WORKERS)")

    def check(self, *arguments: Any, **options: Any) -> None:
        """Errors end the start; a server that others reach says what else is not as it should be."""
        super().check(*arguments, **{**options, "include_deployment_checks": settings.HTTPS})

    def handle(self, *, host: str, port: int, workers: int, **options: Any) -> None:
        _refuse_taken_port(host, port)
        collecting.collect()
        prepare_storage()
        _count_together(port)
        connections.close_all()  # the workers are forked, and must not share a connection
        self.stdout.write(_WELCOME.format(url=f"http://{host}:{port}"))
        self.stdout.flush()
        upkeep = UpkeepProcess()
        upkeep.start()
        try:
            self._serve(host, port, workers)
        finally:
            upkeep.stop()

    def _serve(self, host: str, port: int, workers: int) -> None:
        Granian(
            "llmlogs_site.wsgi:application",
            address=host,
            port=port,
            interface="wsgi",
            workers=workers,
            blocking_threads=BLOCKING_THREADS,
            respawn_failed_workers=True,
            websockets=False,
            log_level=LogLevels.error,  # a warning says that there are more threads than cores: on purpose, see above
        ).serve()


def _count_together(port: int) -> None:
    """Let the workers count what they do in one folder, which starts empty with the server."""
    folder = settings.DATA_DIR / f"metrics-{port}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


def _refuse_taken_port(host: str, port: int) -> None:
    """Granian shares a port with whoever has it, and half of the requests would go there."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        if probe.connect_ex((host, port)) == 0:
            raise CommandError(f"Something listens on {host}:{port} already. PORT=... or --port picks another.")
