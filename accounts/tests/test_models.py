"""Users, projects, roles and bots: what the database and the managers promise."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.models import Bot, BotApp, Membership, Project, Role, User


def test_email_is_stored_in_lower_case(db):
    User.objects.create_user(" Ann@Example.COM ", "secret")

    assert User.objects.get().email == "ann@example.com"


def test_email_is_found_in_any_case(owner):
    assert User.objects.get_by_natural_key("OWNER@example.com") == owner


def test_same_email_in_other_case_is_refused(owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("OWNER@example.com", "secret")


def test_user_without_email_is_refused(db):
    with pytest.raises(ValueError, match="e-mail"):
        User.objects.create_user("  ", "secret")


def test_user_is_no_operator_by_default(owner):
    assert (owner.is_staff, owner.is_superuser, owner.is_active) == (False, False, True)


def test_superuser_may_open_the_admin(operator):
    assert (operator.is_staff, operator.is_superuser) == (True, True)


def test_password_is_not_stored_in_clear(owner):
    assert "correct horse" not in owner.password
    assert owner.check_password("correct horse")


def test_names_fall_back_to_the_email(owner):
    assert (owner.get_full_name(), owner.get_short_name()) == ("owner@example.com", "owner@example.com")


def test_project_opens_with_a_default_bot(db):
    project = Project.objects.open("shop")

    bot = project.default_bot()
    assert (bot.name, bot.is_default, bot.bot_id[:3], len(bot.bot_id)) == ("shop", True, "st-", 39)


def test_project_opens_with_its_owner(owner):
    project = Project.objects.open("shop", owner=owner)

    assert project.memberships.get().role == "owner"


def test_project_that_fails_to_open_leaves_nothing(project, owner):
    with pytest.raises(IntegrityError):
        Project.objects.open("shop", owner=owner)

    assert (Project.objects.count(), Bot.objects.count(), Membership.objects.count()) == (1, 1, 1)


def test_second_default_bot_is_refused(project):
    with pytest.raises(IntegrityError), transaction.atomic():
        project.bots.create(name="other", is_default=True)


def test_second_ordinary_bot_is_welcome(project):
    project.bots.create(name="one")
    project.bots.create(name="two")

    assert project.bots.count() == 3


def test_person_is_a_member_once(project, owner):
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.create(user=owner, project=project, role=Role.VIEWER)


@pytest.mark.parametrize(
    ("role", "scopes"),
    [
        ("owner", {"ingest", "read", "admin"}),
        ("admin", {"ingest", "read", "admin"}),
        ("analyst", {"read"}),
        ("viewer", {"read-metadata"}),
    ],
)
def test_role_decides_the_scopes(role, scopes):
    assert Membership(role=role).scopes == scopes


def test_app_secret_is_encrypted_and_comes_back(project):
    app, secret = BotApp.objects.issue(project, project.default_bot(), "reporting")

    app.refresh_from_db()
    assert secret not in app.secret_encrypted
    assert app.secret == secret


def test_app_secret_has_letters_and_digits_only(project):
    _, secret = BotApp.objects.issue(project, None, "reporting")

    assert secret.isascii()
    assert secret.isalnum()
    assert len(secret) >= 40


def test_app_reads_usage_logs_by_default(project):
    app, _ = BotApp.objects.issue(project, None, "reporting")

    assert (app.scopes, app.enforce_jti, app.client_id[:3]) == (["kore-usage"], False, "cs-")


def test_app_secret_survives_a_change_of_the_secret_key(project, settings):
    app, secret = BotApp.objects.issue(project, None, "reporting")

    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another-" + "y" * 50
    assert app.secret == secret


def test_app_of_another_projects_bot_is_refused(project, stranger):
    foreign = stranger.projects.get().default_bot()

    with pytest.raises(ValueError, match="another project"):
        BotApp.objects.issue(project, foreign, "reporting")


def test_app_form_refuses_another_projects_bot(project, stranger):
    foreign = stranger.projects.get().default_bot()

    with pytest.raises(ValidationError, match="another project"):
        BotApp(project=project, bot=foreign, name="reporting").clean()
