"""What differs between databases, and the only place that asks which one this is.

Each engine module offers the same short list of functions (`tests/test_engines.py` has it). Expressions, fields and
indexes whose SQL differs are beside them.
"""

from types import ModuleType

from django.db import connections

from . import postgresql, sqlite

_BY_VENDOR: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


def engine_of(alias: str) -> ModuleType:
    """The engine module of a database alias."""
    return _BY_VENDOR[connections[alias].vendor]
