"""The page of members."""

import pytest
from django.test import Client

from accounts.models import Membership, Role, User


@pytest.fixture
def browser(owner, project):
    client = Client()
    client.force_login(owner)
    return client


def test_lists_members_with_their_roles_and_nobody_else(browser, viewer, stranger):
    page = browser.get("/settings/members/").content.decode()

    assert "viewer@example.com" in page
    assert '<td role="cell">Viewer</td>' in page
    assert "stranger@example.com" not in page


def test_number_of_queries_does_not_grow(browser, project, django_assert_num_queries):
    def queries(count):
        with django_assert_num_queries(6):
            assert browser.get("/settings/members/").status_code == 200

    queries(1)
    for number in range(20):
        user = User.objects.create_user(f"p{number}@example.com")
        Membership.objects.create(user=user, project=project, role=Role.ANALYST)
    queries(21)


def test_names_are_escaped(browser, owner):
    User.objects.filter(pk=owner.pk).update(name="<script>alert(1)</script>")

    assert "<script>alert" not in browser.get("/settings/members/").content.decode()
