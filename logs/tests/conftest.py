"""Fixtures of the product's tests: a project, its people and keys, and clients that carry them."""

from collections.abc import Callable, Iterator

import pytest
from rest_framework.test import APIClient

from accounts.models import ApiKey, Project, User
from logs.tests.server import Store, copied_store


@pytest.fixture
def owner(db: None) -> User:
    return User.objects.create_user("owner@example.com", "correct horse battery")


@pytest.fixture
def project(owner: User) -> Project:
    return Project.objects.open("acme", owner=owner)


@pytest.fixture
def stranger_project(db: None) -> Project:
    return Project.objects.open("globex")


@pytest.fixture
def make_key(project: Project) -> Callable[..., str]:
    """make_key(*scopes, project=...) -> the key as text."""

    def make(*scopes: str, project: Project = project) -> str:
        return ApiKey.objects.issue(project, "test", list(scopes))[1]

    return make


@pytest.fixture
def key(make_key: Callable[..., str]) -> str:
    return make_key("ingest", "read")


@pytest.fixture
def api(key: str) -> APIClient:
    return client_with(key)


@pytest.fixture
def stranger_api(make_key: Callable[..., str], stranger_project: Project) -> APIClient:
    """A client with a valid key of another project."""
    return client_with(make_key("ingest", "read", project=stranger_project))


@pytest.fixture
def anonymous_api(db: None) -> APIClient:
    return APIClient()


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Iterator[Store]:
    """A store for a server of the module's own, on the engine of the run."""
    with copied_store(tmp_path_factory.mktemp("store"), f"llmlogs_server_{worker_id}") as store:
        yield store


def client_with(key: str) -> APIClient:
    """A client that sends `key` as bearer."""
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client
