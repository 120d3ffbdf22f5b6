"""Browsers of people of each role."""

import pytest
from django.test import Client

from accounts.models import Membership, Role, User
from accounts.tests.second_factor.conftest import recovery_codes  # noqa: F401 - a fixture of the tests here too


def signed_in(user):
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def browser(owner, project):
    """The owner's."""
    return signed_in(owner)


@pytest.fixture
def admin_member(project):
    user = User.objects.create_user("admin@example.com", "correct horse")
    return Membership.objects.create(user=user, project=project, role=Role.ADMIN)


@pytest.fixture
def admin_browser(admin_member):
    return signed_in(admin_member.user)
