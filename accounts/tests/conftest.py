"""Fixtures of accounts: a project with one person of each role, a stranger with a project of their own."""

import pytest

from accounts.models import ApiKey, Membership, Project, Role, Scope, User


@pytest.fixture
def owner(db):
    return User.objects.create_user("owner@example.com", "correct horse")


@pytest.fixture
def project(owner):
    return Project.objects.open("shop", owner=owner)


@pytest.fixture
def analyst(project):
    user = User.objects.create_user("analyst@example.com", "correct horse")
    Membership.objects.create(user=user, project=project, role=Role.ANALYST)
    return user


@pytest.fixture
def viewer(project):
    user = User.objects.create_user("viewer@example.com", "correct horse")
    Membership.objects.create(user=user, project=project, role=Role.VIEWER)
    return user


@pytest.fixture
def stranger(db):
    user = User.objects.create_user("stranger@example.com", "correct horse")
    Project.objects.open("elsewhere", owner=user)
    return user


@pytest.fixture
def loner(db):
    return User.objects.create_user("loner@example.com", "correct horse")


@pytest.fixture
def operator(db):
    return User.objects.create_superuser("operator@example.com", "correct horse")


@pytest.fixture
def issued(project):
    """A key that may ingest and read, and its plaintext."""
    return ApiKey.objects.issue(project, "shop backend", [Scope.INGEST, Scope.READ])
