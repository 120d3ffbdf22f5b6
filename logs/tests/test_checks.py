"""System checks of a deployment: clean with the documented settings, loud with each one that is wrong."""

import os
import subprocess
import sys

import pytest
from django.core.checks import Tags, run_checks

from logs import checks
from logs.tests.server import ROOT

DOCUMENTED = {
    "HTTPS": "1",
    "SECRET_KEY": "Kq8zP3vT6mWx1nRb5cYd9eHf2gJk4sLa7uNo0tZiVyXwQpBrMC",
    "ALLOWED_HOSTS": "logs.example.com",
    "CSRF_TRUSTED_ORIGINS": "https://logs.example.com",
    "TRUSTED_PROXIES": "1",
}


def manage(folder, *words, **variables):
    environment = {**os.environ, "LLMLOGS_DATA_DIR": str(folder), **DOCUMENTED, **variables}
    environment["DATABASE_URL"] = f"sqlite:///{folder}/llmlogs.sqlite3"
    return subprocess.run(
        [sys.executable, "manage.py", *words], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )


def found(deploy=True):
    return {message.id for message in run_checks(tags=[Tags.security], include_deployment_checks=deploy)}


def test_documented_settings_are_clean(tmp_path):
    done = manage(tmp_path / "data", "check", "--deploy", "--fail-level", "WARNING")
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "data").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("variables", "problem"),
    [
        ({"SECRET_KEY": "changeme"}, "llmlogs.E001"),
        ({"DEBUG": "1"}, "llmlogs.E002"),
        ({"ALLOWED_HOSTS": "*"}, "llmlogs.E003"),
    ],
)
def test_no_server_starts_on_the_internet_with(tmp_path, variables, problem):
    done = manage(tmp_path, "serve", "--port", "1", **variables)
    assert done.returncode == 1
    assert problem in done.stderr


@pytest.fixture
def deployed(settings, tmp_path, monkeypatch):
    settings.HTTPS, settings.DEBUG = True, False
    settings.SECRET_KEY, settings.ALLOWED_HOSTS = DOCUMENTED["SECRET_KEY"], ["logs.example.com"]
    settings.CSRF_TRUSTED_ORIGINS, settings.TRUSTED_PROXIES = ["https://logs.example.com"], ["1"]
    settings.DATA_DIR = tmp_path
    (tmp_path / "secret_key").touch(0o600)
    monkeypatch.setattr(checks, "_sqlite_files", lambda configs: iter([tmp_path / "db.sqlite3"]))
    return settings


def ours(deploy=True):
    return {name for name in found(deploy) if name.startswith("llmlogs.")}


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("SECRET_KEY", "k" * 60, "llmlogs.E001"),
        ("SECRET_KEY", "django-insecure-" + DOCUMENTED["SECRET_KEY"], "llmlogs.E001"),
        ("DEBUG", True, "llmlogs.E002"),
        ("ALLOWED_HOSTS", ["logs.example.com", "*"], "llmlogs.E003"),
        ("CSRF_TRUSTED_ORIGINS", ["http://logs.example.com"], "llmlogs.E004"),
        ("TRUSTED_PROXIES", [], "llmlogs.W001"),
    ],
)
def test_finds_a_setting_that_is_not_safe(deployed, name, value, problem):
    assert ours() == set()
    setattr(deployed, name, value)
    assert ours() == {problem}


def test_a_laptop_may_be_careless(deployed):
    deployed.HTTPS, deployed.SECRET_KEY, deployed.ALLOWED_HOSTS = False, "short", ["*"]
    assert ours(deploy=False) == set()


@pytest.mark.parametrize("name", ["secret_key", "db.sqlite3", "db.sqlite3-wal"])
def test_finds_a_file_that_others_can_read(deployed, tmp_path, name):
    path = tmp_path / name
    path.touch()
    path.chmod(0o644)
    assert ours() == set()  # nobody else may enter the folder
    tmp_path.chmod(0o755)
    assert ours() == {"llmlogs.W002"}
    path.chmod(0o600)
    assert ours() == set()


@pytest.mark.parametrize(
    ("host", "options", "is_clear"),
    [
        ("db.example.com", {}, True),
        ("db.example.com", {"sslmode": "prefer"}, True),
        ("db.example.com", {"sslmode": "verify-full"}, False),
        ("127.0.0.1", {}, False),
        ("/run/postgresql", {}, False),
        ("", {"host": "/run/postgresql"}, False),
        ("", {"host": "db.example.com"}, True),
    ],
)
def test_finds_a_database_reached_in_clear(host, options, is_clear):
    config = {"ENGINE": "django.db.backends.postgresql", "HOST": host, "OPTIONS": options}
    assert checks._may_go_in_clear(config) is is_clear
