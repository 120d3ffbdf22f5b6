"""A browser of the owner."""

import pytest
from django.test import Client

from accounts.models import Project, User


@pytest.fixture
def browser(owner: User, project: Project) -> Client:
    client = Client()
    client.force_login(owner)
    return client
