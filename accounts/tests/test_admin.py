"""The admin of accounts: every list and form opens, secrets are shown once, actions revoke and rotate."""

import html
import re

import pytest

from accounts.audit.models import AuditEntry
from accounts.authentication import key_from_header
from accounts.models import ApiKey, Bot, BotApp, Project, User

NO_MEMBERS = {"memberships-TOTAL_FORMS": "0", "memberships-INITIAL_FORMS": "0"}
MODELS = ["user", "project", "apikey", "bot", "botapp"]


@pytest.fixture
def admin(client, operator):
    client.force_login(operator)
    return client


@pytest.fixture
def app(project):
    return BotApp.objects.issue(project, project.default_bot(), "reporting")[0]


@pytest.fixture
def rows(project, issued, app):
    return {
        model: Model.objects.order_by("pk")[0]
        for model, Model in zip(MODELS, [User, Project, ApiKey, Bot, BotApp], strict=True)
    }


def page(admin, path):
    response = admin.get(f"/admin/accounts/{path}")
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def add(admin, path, **fields):
    response = admin.post(f"/admin/accounts/{path}/add/", fields, follow=True)
    return html.unescape(response.content.decode())


def act(admin, path, action, *rows):
    body = {"action": action, "_selected_action": [row.pk for row in rows], "confirmed": "yes"}
    return html.unescape(admin.post(f"/admin/accounts/{path}/", body, follow=True).content.decode())


@pytest.mark.parametrize("model", MODELS)
def test_list_opens_and_searches(admin, rows, model):
    page(admin, f"{model}/")
    page(admin, f"{model}/?q=shop")


@pytest.mark.parametrize("model", MODELS)
def test_forms_open(admin, rows, model):
    page(admin, f"{model}/add/")
    page(admin, f"{model}/{rows[model].pk}/change/")


@pytest.mark.parametrize("model", MODELS)
def test_anonymous_is_sent_to_sign_in(client, rows, model):
    assert client.get(f"/admin/accounts/{model}/").status_code == 302


@pytest.mark.parametrize("model", MODELS)
def test_member_is_no_operator(client, owner, rows, model):
    client.force_login(owner)

    assert client.get(f"/admin/accounts/{model}/").status_code == 302


def queries_of(admin, path, django_assert_max_num_queries):
    with django_assert_max_num_queries(30) as captured:
        page(admin, path)
    return len(captured)


def test_list_of_keys_makes_as_many_queries_for_20_as_for_1(admin, project, issued, django_assert_max_num_queries):
    one = queries_of(admin, "apikey/", django_assert_max_num_queries)
    for number in range(19):
        ApiKey.objects.issue(project, f"key {number}", ["read"])

    assert queries_of(admin, "apikey/", django_assert_max_num_queries) == one


def test_list_of_apps_makes_as_many_queries_for_20_as_for_1(admin, project, app, django_assert_max_num_queries):
    one = queries_of(admin, "botapp/", django_assert_max_num_queries)
    for number in range(19):
        BotApp.objects.issue(project, project.bots.create(name=f"bot {number}"), f"app {number}")

    assert queries_of(admin, "botapp/", django_assert_max_num_queries) == one


def test_new_person_is_stored_in_lower_case(admin):
    fields = {"usable_password": "true", "password1": "plain horse battery", "password2": "plain horse battery"}
    add(admin, "user", email="New@Example.com", name="New", **fields, **NO_MEMBERS)

    assert User.objects.get(email="new@example.com").check_password("plain horse battery")


def test_person_known_in_other_case_is_refused(admin, owner):
    fields = {"usable_password": "true", "password1": "plain horse battery", "password2": "plain horse battery"}

    assert "already exists" in add(admin, "user", email="OWNER@example.com", **fields, **NO_MEMBERS)


def test_new_project_has_a_default_bot_and_its_members(admin, owner):
    members = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "0"}
    add(admin, "project", name="bakery", **members, **{"memberships-0-user": owner.pk, "memberships-0-role": "owner"})

    project = Project.objects.get(name="bakery")
    assert (project.default_bot().name, project.memberships.get().user) == ("bakery", owner)


def test_project_is_renamed(admin, project):
    admin.post(f"/admin/accounts/project/{project.pk}/change/", {"name": "market", **NO_MEMBERS})

    project.refresh_from_db()
    assert (project.name, project.bots.count()) == ("market", 1)


def test_project_is_not_deleted(admin, project):
    assert admin.post(f"/admin/accounts/project/{project.pk}/delete/", {"post": "yes"}).status_code == 403


def test_new_key_is_shown_once_and_works(admin, project, operator):
    text = add(admin, "apikey", project=project.pk, name="k", scopes=["ingest", "read"])
    shown = re.findall(r"llk_\w{8}_\w{32}", text)

    key = ApiKey.objects.get()
    assert len(shown) == 1
    assert ApiKey.objects.verify(shown[0]) == key
    assert (key.scopes, key.created_by) == (["ingest", "read"], operator)
    assert shown[0] not in page(admin, "apikey/") + page(admin, f"apikey/{key.pk}/change/")


@pytest.mark.parametrize("scopes", [[], ["fly"]])
def test_key_needs_known_scopes(admin, project, scopes):
    add(admin, "apikey", project=project.pk, name="k", scopes=scopes)

    assert not ApiKey.objects.exists()


def test_saved_key_is_only_read(admin, issued):
    path = f"apikey/{issued[0].pk}/change/"

    assert 'name="scopes"' not in page(admin, path)
    assert admin.post(f"/admin/accounts/{path}", {"name": "other"}).status_code == 403


def test_digest_is_not_shown(admin, issued):
    assert issued[0].digest not in page(admin, f"apikey/{issued[0].pk}/change/")


def test_keys_are_revoked_together(admin, issued):
    key_from_header(issued[1])

    assert "1 keys revoked." in act(admin, "apikey", "revoke", issued[0])
    assert key_from_header(issued[1]) is None


@pytest.mark.parametrize(
    ("path", "action"),
    [
        ("apikey", "revoke"),
        ("apikey", "rotate"),
        ("botapp", "revoke"),
        ("botapp", "rotate_secret"),
        ("user", "deactivate"),
        ("user", "remove_second_factor"),
    ],
)
def test_actions_ask_first(admin, owner, rows, path, action):
    row = {"user": owner}.get(path, rows[path])
    before = type(row).objects.filter(pk=row.pk).values().get()
    asked = admin.post(f"/admin/accounts/{path}/", {"action": action, "_selected_action": [row.pk]})
    assert asked.status_code == 200
    assert html.escape(str(row)) in asked.content.decode() and 'name="confirmed"' in asked.content.decode()
    assert type(row).objects.filter(pk=row.pk).values().get() == before


def test_rotated_key_is_shown_once_and_the_old_one_works_for_a_day(admin, issued):
    key, old = issued
    text = act(admin, "apikey", "rotate", key)
    new = re.search(r"llk_\w{8}_\w{32}", text)[0]
    assert ApiKey.objects.verify(new) == ApiKey.objects.verify(old) == key
    assert AuditEntry.objects.get(action="key.rotated").target == f"key llk_{key.prefix}"


def test_keys_are_rotated_one_at_a_time_and_never_when_revoked(admin, project, issued):
    other, _ = ApiKey.objects.issue(project, "other", ["read"])
    assert "Select one key at a time." in act(admin, "apikey", "rotate", issued[0], other)
    ApiKey.objects.revoke()
    assert "make another one" in act(admin, "apikey", "rotate", other)


def test_deactivated_people_are_signed_out(admin, owner, client, analyst):
    session = type(client)()
    session.force_login(owner)
    assert "1 people deactivated." in act(admin, "user", "deactivate", owner)
    assert session.get("/logs/").status_code == 302
    entry = AuditEntry.objects.get(action="person.changed")
    assert (entry.target, entry.facts) == ("person owner@example.com", {"is_active": {"from": True, "to": False}})
    assert "0 people deactivated." in act(admin, "user", "deactivate", owner)


def test_operators_do_not_deactivate_themselves(admin, operator, owner):
    assert "You cannot deactivate yourself." in act(admin, "user", "deactivate", operator, owner)
    assert not User.objects.filter(is_active=False).exists()


def test_default_bot_stays(admin, project):
    bot = project.default_bot()
    act(admin, "bot", "delete_selected", bot)

    assert admin.post(f"/admin/accounts/bot/{bot.pk}/delete/", {"post": "yes"}).status_code == 403
    assert project.bots.count() == 1


def test_other_bot_is_deleted(admin, project):
    bot = project.bots.create(name="old")
    admin.post(f"/admin/accounts/bot/{bot.pk}/delete/", {"post": "yes"})

    assert project.bots.count() == 1


def test_new_bot_takes_a_known_id(admin, project):
    add(admin, "bot", project=project.pk, name="pizza", bot_id="st-1")

    assert Bot.objects.get(bot_id="st-1").is_default is False


def test_bot_keeps_its_id(admin, project):
    bot = project.default_bot()
    admin.post(f"/admin/accounts/bot/{bot.pk}/change/", {"name": "renamed", "bot_id": "st-1"})

    assert Bot.objects.get().bot_id == bot.bot_id
    assert Bot.objects.get().name == "renamed"


def secret_in(text):
    return re.search(r"not shown again: (\w{40,})", text)[1]


def test_new_apps_secret_is_shown_once(admin, project):
    text = add(admin, "botapp", project=project.pk, name="a", scopes=["kore-usage"])

    app = BotApp.objects.get()
    assert app.secret == secret_in(text)
    assert app.secret not in page(admin, "botapp/") + page(admin, f"botapp/{app.pk}/change/")


def test_app_of_another_projects_bot_is_refused(admin, project, stranger):
    foreign = stranger.projects.get().default_bot()

    text = add(admin, "botapp", project=project.pk, bot=foreign.pk, name="a", scopes=["kore-usage"])
    assert "The bot belongs to another project." in text


def test_app_without_project_is_refused(admin, project):
    add(admin, "botapp", bot=project.default_bot().pk, name="a", scopes=["kore-usage"])

    assert not BotApp.objects.exists()


def test_changed_app_keeps_its_secret(admin, app):
    fields = {"name": "renamed", "scopes": ["kore-usage"], "enforce_jti": "on"}
    admin.post(f"/admin/accounts/botapp/{app.pk}/change/", fields)

    changed = BotApp.objects.get()
    assert (changed.name, changed.enforce_jti, changed.secret) == ("renamed", True, app.secret)


def test_secret_is_replaced(admin, app):
    secret = secret_in(act(admin, "botapp", "rotate_secret", app))

    assert BotApp.objects.get().secret == secret != app.secret


def test_secrets_are_replaced_one_at_a_time(admin, project, app):
    other, secret = BotApp.objects.issue(project, None, "other")

    assert "Select one app at a time." in act(admin, "botapp", "rotate_secret", app, other)
    other.refresh_from_db()
    assert other.secret == secret


def test_apps_are_revoked_together(admin, app):
    act(admin, "botapp", "revoke", app)

    assert BotApp.objects.get().revoked_at is not None


def members_of(project, **last):
    """The form of a project with its owner, of whom `last` says what is changed."""
    member = project.memberships.get()
    fields = {"id": member.pk, "project": project.pk, "user": member.user_id, "role": member.role, **last}
    counts = {"memberships-TOTAL_FORMS": "1", "memberships-INITIAL_FORMS": "1"}
    return {"name": project.name, **counts, **{f"memberships-0-{name}": value for name, value in fields.items()}}


@pytest.mark.parametrize("change", [{"role": "viewer"}, {"DELETE": "on"}])
def test_last_owner_stays_owner(admin, project, change):
    response = admin.post(f"/admin/accounts/project/{project.pk}/change/", members_of(project, **change))

    assert "A project keeps at least one owner." in response.content.decode()
    assert project.memberships.get().role == "owner"


def test_one_of_two_owners_is_removed(admin, project, loner, owner):
    sent = members_of(project, DELETE="on")
    project.memberships.create(user=loner, role="owner")
    admin.post(f"/admin/accounts/project/{project.pk}/change/", sent)

    assert [one.user for one in project.memberships.all()] == [loner]
