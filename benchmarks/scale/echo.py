"""The yardstick of ingest: a WSGI app that reads and parses the same body and answers with its length."""

import os
import sys
from collections.abc import Callable, Iterable
from typing import Any

import orjson
from granian import Granian
from granian.log import LogLevels


def application(environ: dict[str, Any], start_response: Callable) -> Iterable[bytes]:
    body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    answer = b'{"fields":%d}' % (len(orjson.loads(body)) if body else 0)
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(answer)))])
    return [answer]


def serve(port: int, workers: int) -> None:
    """The same settings as `manage.py serve`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llmlogs_site.settings")
    import django

    django.setup()
    from logs.management.commands.serve import BLOCKING_THREADS

    Granian(
        "benchmarks.scale.echo:application",
        address="127.0.0.1",
        port=port,
        interface="wsgi",
        workers=workers,
        blocking_threads=BLOCKING_THREADS,
        websockets=False,
        log_level=LogLevels.error,
    ).serve()


if __name__ == "__main__":
    serve(int(sys.argv[1]), int(sys.argv[2]))
