"""What operators change in the admin and by commands is recorded, and never a secret."""

import pytest
from django.core.management import call_command

from accounts.audit.models import AuditEntry
from accounts.models import ApiKey, Bot, BotApp, Membership, Project

NO_MEMBERS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}


@pytest.fixture
def admin(client, operator):
    client.force_login(operator)
    return client


def recorded():
    """Action, target and actor of every entry, oldest first."""
    return list(AuditEntry.objects.order_by("id").values_list("action", "target", "actor"))


def act(admin, path, action, row):
    admin.post(f"/admin/accounts/{path}/", {"action": action, "_selected_action": [row.pk], "confirmed": "yes"})


def test_key_made_and_revoked(admin, operator, project):
    admin.post("/admin/accounts/apikey/add/", {"project": project.pk, "name": "backend", "scopes": ["read"]})
    key = ApiKey.objects.get()
    act(admin, "apikey", "revoke", key)
    act(admin, "apikey", "revoke", key)

    name = f"key llk_{key.prefix}"
    assert recorded() == [("key.created", name, operator.email), ("key.revoked", name, operator.email)]
    assert AuditEntry.objects.filter(project_id=project.pk).count() == 2


def test_bot_changed_and_deleted(admin, operator, project):
    bot = Bot.objects.create(project=project, name="Hal")
    admin.post(f"/admin/accounts/bot/{bot.pk}/change/", {"name": "Hal 9000"})
    admin.post(f"/admin/accounts/bot/{bot.pk}/delete/", {"post": "yes"})

    name = f"bot {bot.bot_id}"
    assert recorded() == [("bot.changed", name, operator.email), ("bot.deleted", name, operator.email)]
    assert AuditEntry.objects.get(id=1).facts == {"changed": ["Name"]}


def test_app_rotated_and_revoked(admin, project):
    app, _ = BotApp.objects.issue(project, None, "reports")
    act(admin, "botapp", "rotate_secret", app)
    act(admin, "botapp", "revoke", app)

    name = f"app {app.client_id}"
    assert [entry[:2] for entry in recorded()] == [("app.rotated", name), ("app.revoked", name)]


def test_member_joined_changed_and_removed(admin, project, owner, loner):
    def save(**member):
        form = {"name": "shop", "memberships-TOTAL_FORMS": "2", "memberships-INITIAL_FORMS": "1"}
        first = Membership.objects.get(user=owner)
        form |= {"memberships-0-id": first.pk, "memberships-0-user": owner.pk, "memberships-0-role": "owner"}
        form |= {f"memberships-{number}-project": project.pk for number in (0, 1)}
        response = admin.post(f"/admin/accounts/project/{project.pk}/change/", form | member)
        assert response.status_code == 302

    save(**{"memberships-1-user": loner.pk, "memberships-1-role": "viewer"})
    number = Membership.objects.get(user=loner).pk
    both = {"memberships-INITIAL_FORMS": "2", "memberships-1-id": number, "memberships-1-user": loner.pk}
    save(**both, **{"memberships-1-role": "analyst"})
    save(**both, **{"memberships-1-role": "analyst", "memberships-1-DELETE": "on"})

    name = "member loner@example.com"
    assert [entry[:2] for entry in recorded()] == [
        ("member.joined", name),
        ("member.role_changed", name),
        ("member.removed", name),
    ]
    assert AuditEntry.objects.get(id=2).facts["to"] == "analyst"


def test_person_made_and_password_changed(admin, project):
    password = {"usable_password": "true", "password1": "correct horse b", "password2": "correct horse b"}
    admin.post("/admin/accounts/user/add/", {"email": "ann@example.com", **password, **NO_MEMBERS})
    person = AuditEntry.objects.get()
    pk = Project.objects.get().members.model.objects.get(email="ann@example.com").pk
    admin.post(f"/admin/accounts/user/{pk}/password/", {**password, "set-password": "1"})

    assert (person.target, person.project_id) == ("person ann@example.com", None)
    assert [entry[0] for entry in recorded()] == ["person.created", "person.changed"]
    assert "horse" not in str(list(AuditEntry.objects.values_list()))


def test_create_key(project):
    call_command("create_key", "--project=shop", "--scopes=ingest")

    key = ApiKey.objects.get()
    assert recorded() == [("key.created", f"key llk_{key.prefix}", "command create_key")]
    unlimited = {"expires_at": None, "ip_ranges": [], "rate_per_minute": None}
    assert AuditEntry.objects.get().facts == {"name": "create_key", "scopes": ["ingest"], **unlimited}


def test_bootstrap(db, capsys):
    call_command("bootstrap", "--project=shop", "--email=ann@example.com", "--password=correct horse")
    call_command("bootstrap", "--project=shop", "--email=ann@example.com")
    call_command("bootstrap", "--project=shop", "--email=ann@example.com", "--rotate")

    made = ["person.created", "project.created", "app.created", "key.created"]
    assert sorted(action for action, _, _ in recorded()[:4]) == sorted(made)
    assert sorted(action for action, _, _ in recorded()[4:]) == ["app.rotated", "key.created", "key.revoked"]
    assert {actor for _, _, actor in recorded()} == {"command bootstrap"}


def test_no_secret_is_recorded(db, capsys):
    call_command("bootstrap", "--project=shop", "--json")

    secrets = [BotApp.objects.get().secret, ApiKey.objects.get().digest, capsys.readouterr().out.split('"')[11]]
    kept = str(list(AuditEntry.objects.values_list()))
    assert [secret in kept for secret in secrets] == [False] * 3
