"""WSGI entry point, served by `manage.py serve` (granian) or any WSGI server."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llmlogs_site.settings")

application = get_wsgi_application()
