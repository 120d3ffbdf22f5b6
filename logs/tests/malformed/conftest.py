"""A caller of the doors, with something stored that must not get lost."""

import pytest

from .doors import Caller


@pytest.fixture
def caller(db: None) -> Caller:
    return Caller()
