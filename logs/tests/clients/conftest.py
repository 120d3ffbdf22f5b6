"""The server that the clients of a module talk to."""

from collections.abc import Iterator

import pytest

from logs.tests.server import Server, Store, serving


@pytest.fixture(scope="module")
def server(store: Store) -> Iterator[Server]:
    with serving(store) as server:
        yield server
