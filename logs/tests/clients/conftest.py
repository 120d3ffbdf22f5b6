"""The server that the clients of a module talk to."""

from collections.abc import Iterator

import pytest

from logs.tests.server import Server, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("server"), database_url) as server:
        yield server
