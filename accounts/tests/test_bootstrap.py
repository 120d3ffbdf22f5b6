"""`manage.py bootstrap`: makes what is missing, keeps what exists, prints secrets once."""

import json

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiKey, Bot, BotApp, Project, User


def bootstrap(capsys, *args):
    call_command("bootstrap", *args)
    return capsys.readouterr()


def as_json(capsys, *args):
    given = ("--project", "shop", "--email", "ann@example.com", "--password", "correct horse", "--json")
    return json.loads(bootstrap(capsys, *given, *args).out.splitlines()[-1])


def test_prints_one_json_object_with_the_agreed_keys(db, capsys):
    made = as_json(capsys)

    assert list(made) == ["project", "email", "api_key", "bot_id", "client_id", "client_secret"]
    assert (made["project"], made["email"]) == ("shop", "ann@example.com")


def test_stdout_is_one_line(db, capsys):
    assert len(bootstrap(capsys, "--json").out.splitlines()) == 1


def test_key_ingests_and_reads(db, capsys):
    key = ApiKey.objects.verify(as_json(capsys)["api_key"])

    assert (key.scopes, key.project.name, key.created_by.email) == (["ingest", "read"], "shop", "ann@example.com")


def test_app_belongs_to_the_default_bot(db, capsys):
    made = as_json(capsys)

    app = BotApp.objects.get(client_id=made["client_id"])
    assert (app.bot.bot_id, app.bot.is_default, app.scopes) == (made["bot_id"], True, ["kore-usage"])
    assert app.secret == made["client_secret"]


def test_secrets_have_letters_and_digits_only(db, capsys):
    made = as_json(capsys)

    assert made["client_secret"].isalnum()
    assert made["api_key"].removeprefix("llk_").replace("_", "", 1).isalnum()


def test_owner_signs_in_with_the_password(db, capsys):
    as_json(capsys)

    user = User.objects.get(email="ann@example.com")
    assert user.check_password("correct horse")
    assert user.memberships.get().role == "owner"


def test_first_person_is_superuser(db, capsys):
    as_json(capsys)

    user = User.objects.get()
    assert (user.is_superuser, user.is_staff) == (True, True)


def test_later_person_is_not(owner, capsys):
    as_json(capsys)

    user = User.objects.get(email="ann@example.com")
    assert (user.is_superuser, user.is_staff) == (False, False)


def test_again_makes_nothing_and_shows_no_secret(db, capsys):
    first, again = as_json(capsys), as_json(capsys)

    assert (again["api_key"], again["client_secret"]) == (None, None)
    assert (again["bot_id"], again["client_id"]) == (first["bot_id"], first["client_id"])
    assert [model.objects.count() for model in (Project, User, ApiKey, Bot, BotApp)] == [1, 1, 1, 1, 1]


def test_again_keeps_the_password(db, capsys):
    as_json(capsys)
    bootstrap(capsys, "--project", "shop", "--email", "ANN@example.com", "--password", "another")

    assert User.objects.get().check_password("correct horse")


def test_rotate_replaces_key_and_secret(db, capsys):
    first, rotated = as_json(capsys), as_json(capsys, "--rotate")

    assert ApiKey.objects.verify(first["api_key"]) is None
    assert ApiKey.objects.verify(rotated["api_key"]) is not None
    assert BotApp.objects.get().secret == rotated["client_secret"] != first["client_secret"]


def test_rotate_leaves_other_keys_alone(issued, capsys):
    as_json(capsys, "--rotate")

    assert ApiKey.objects.verify(issued[1]) == issued[0]


def test_revoked_key_is_made_anew(db, capsys):
    as_json(capsys)
    ApiKey.objects.revoke()

    assert as_json(capsys)["api_key"] is not None


def test_revoked_app_is_made_anew(db, capsys):
    first = as_json(capsys)
    BotApp.objects.update(revoked_at="2026-01-01T00:00Z")

    assert as_json(capsys)["client_id"] != first["client_id"]


def test_second_project_of_the_same_person(db, capsys):
    as_json(capsys)
    bootstrap(capsys, "--project", "bakery", "--email", "ann@example.com")

    assert [one.project.name for one in User.objects.get().memberships.all()] == ["shop", "bakery"]


def test_second_owner_of_the_same_project(project, capsys):
    as_json(capsys)

    assert User.objects.get(email="ann@example.com").projects.get() == project


def test_password_is_drawn_and_shown_on_stderr_once(db, capsys):
    first = bootstrap(capsys, "--json")
    again = bootstrap(capsys, "--json")

    password = first.err.strip().rpartition(" ")[2]
    assert User.objects.get(email="admin@localhost").check_password(password)
    assert password not in first.out
    assert again.err == ""


def test_given_password_is_not_printed(db, capsys):
    printed = bootstrap(capsys, "--password", "correct horse")

    assert "correct horse" not in printed.out + printed.err


def test_readable_summary(db, capsys):
    text = bootstrap(capsys, "--password", "x").out

    assert "Project        default" in text
    assert BotApp.objects.get().secret in text


def test_readable_summary_of_what_existed(db, capsys):
    bootstrap(capsys, "--password", "x")

    assert "API key        made earlier" in bootstrap(capsys).out


def test_if_empty_makes_the_first_project(db, capsys):
    assert "API key        llk_" in bootstrap(capsys, "--if-empty").out


def test_if_empty_does_nothing_where_there_is_a_project(project, capsys):
    printed = bootstrap(capsys, "--if-empty")

    assert printed.out == ""
    assert (ApiKey.objects.count(), User.objects.count()) == (0, 1)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--email", "nonsense"), "valid email"),
        (("--project", ""), "cannot be blank"),
        (("--project", "x" * 201), "at most 200"),
    ],
)
def test_what_cannot_be_stored_is_refused_and_nothing_made(db, args, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("bootstrap", *args)

    assert (User.objects.count(), Project.objects.count()) == (0, 0)
