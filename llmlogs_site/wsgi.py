"""WSGI entry point, served by `manage.py serve` (granian) or any WSGI server."""

import gc
import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "llmlogs_site.settings")

_django = get_wsgi_application()

from django.conf import settings  # noqa: E402 - these want the apps to be ready

from llmlogs_site.shortcut import Shortcut  # noqa: E402

application = Shortcut(_django)

# The views too, which the first caller would wait for. All that is loaded stays: looking through it for garbage, every
# few dozen large answers, held one up for 130 ms.
import_module(settings.ROOT_URLCONF)
gc.collect()
gc.freeze()
