"""Browsers of the explorer's tests: an owner, somebody who may read metadata only, somebody of another project."""

import pytest
from django.test import Client

from accounts.choices import Role
from accounts.models import Membership, Project, User


def browser_of(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def browser(owner: User, project: Project) -> Client:
    """Signed in as the owner of the project."""
    return browser_of(owner)


@pytest.fixture
def viewer_browser(project: Project) -> Client:
    """Signed in as a member who may read metadata but no content."""
    viewer = User.objects.create_user("viewer@example.com", "correct horse battery")
    Membership.objects.create(user=viewer, project=project, role=Role.VIEWER)
    return browser_of(viewer)


@pytest.fixture
def stranger_browser(stranger_project: Project) -> Client:
    """Signed in as the owner of another project."""
    stranger = User.objects.create_user("stranger@example.com", "correct horse battery")
    Membership.objects.create(user=stranger, project=stranger_project, role=Role.OWNER)
    return browser_of(stranger)
