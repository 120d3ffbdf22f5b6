"""`manage.py create_key`: one more key, shown once."""

import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import ApiKey


def create_key(capsys, *args):
    call_command("create_key", "--project", "shop", *args)
    return capsys.readouterr().out


def test_prints_key_and_prefix(project, capsys):
    printed = json.loads(create_key(capsys, "--scopes", "ingest", "--json"))

    key = ApiKey.objects.verify(printed["api_key"])
    assert printed == {"api_key": printed["api_key"], "prefix": key.prefix}


def test_prints_the_bare_key_without_json(project, capsys):
    assert ApiKey.objects.verify(create_key(capsys, "--scopes", "ingest").strip()).project == project


def test_takes_several_scopes(project, capsys):
    create_key(capsys, "--scopes", "read, ingest,")

    assert ApiKey.objects.get().scopes == ["ingest", "read"]


def test_takes_a_name(project, capsys):
    create_key(capsys, "--scopes", "read", "--name", "nightly report")

    assert ApiKey.objects.get().name == "nightly report"


def test_lives_for_ever_by_default(project, capsys):
    create_key(capsys, "--scopes", "read")

    assert ApiKey.objects.get().expires_at is None


def test_expires_in_days(project, capsys):
    create_key(capsys, "--scopes", "read", "--expires-in", "3")

    left = ApiKey.objects.get().expires_at - timezone.now()
    assert timedelta(days=2, hours=23) < left <= timedelta(days=3)


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--project", "nowhere", "--scopes", "read"), "There is no project called nowhere."),
        (("--project", "shop", "--scopes", "read,fly"), "There is no scope fly; choose of ingest, read"),
        (("--project", "shop", "--scopes", " , "), "A key needs a scope; choose of ingest, read"),
        (("--project", "shop", "--scopes", "read", "--expires-in", "0"), "takes 1 to 36500 days"),
        (("--project", "shop", "--scopes", "read", "--expires-in", "99999999"), "takes 1 to 36500 days"),
    ],
)
def test_wrong_arguments_are_explained_and_nothing_made(project, args, sentence):
    with pytest.raises(CommandError, match=sentence):
        call_command("create_key", *args)

    assert not ApiKey.objects.exists()


def test_makes_a_key_with_limits(project, capsys):
    call_command("create_key", project="shop", scopes="read", ip_ranges="10.0.0.0/8,203.0.113.7", rate=60)

    key = ApiKey.objects.get()
    assert (key.ip_ranges, key.rate_per_minute) == (["10.0.0.0/8", "203.0.113.7/32"], 60)


@pytest.mark.parametrize("limits", [{"ip_ranges": "home"}, {"rate": 0}])
def test_refuses_limits_that_cannot_be(project, limits):
    with pytest.raises(CommandError):
        call_command("create_key", project="shop", scopes="read", **limits)
    assert not ApiKey.objects.exists()
