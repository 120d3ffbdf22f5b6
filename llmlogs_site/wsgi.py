"""WSGI entry point, served by `manage.py serve` (granian) or any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llmlogs_site.settings")

_django = get_wsgi_application()

from llmlogs_site.shortcut import Shortcut  # noqa: E402 - its modules want the apps to be ready

application = Shortcut(_django)
