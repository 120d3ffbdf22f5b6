"""What differs between databases, and the only place that asks which one this is.

Each engine module offers the same short list of functions (`tests/test_engines.py` has it). Expressions, fields and
indexes whose SQL differs are beside them.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType

from django.db import connections, transaction

from ..giving_way import Turn, taking
from . import postgresql, sqlite

_BY_VENDOR: dict[str, ModuleType] = {"sqlite": sqlite, "postgresql": postgresql}


@contextmanager
def writing(alias: str) -> Iterator[None]:
    """A transaction that writes, in turn with those of other processes; who computes in this one gives way to it."""
    with engine_of(alias).turn(alias), taking(Turn.WRITING), transaction.atomic(using=alias):
        yield


def engine_of(alias: str) -> ModuleType:
    """The engine module of a database alias."""
    return _BY_VENDOR[connections[alias].vendor]
