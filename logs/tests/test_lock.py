"""The lock that `make run` installs from is in step with requirements.txt, and names every file by its hash."""

import re

import pytest

from logs.tests.server import ROOT

LOCKS = ["requirements", "requirements-dev"]


def pins(name):
    """Versions by package, of a file of requirements and those it includes."""
    text = (ROOT / name).read_text()
    found = dict(re.findall(r"^([A-Za-z0-9._-]+)(?:\[[a-z,]+\])?==([^\s;\\]+)", text, re.MULTILINE))
    for included in re.findall(r"^-r (\S+)", text, re.MULTILINE):
        found |= pins(included)
    return {re.sub(r"[-_.]+", "-", package).lower(): version for package, version in found.items()}


def blocks(name):
    """The lock, requirement by requirement."""
    return re.findall(
        r"^[A-Za-z0-9].*?(?=^[A-Za-z0-9]|\Z)", (ROOT / f"{name}.lock").read_text(), re.MULTILINE | re.DOTALL
    )


@pytest.mark.parametrize("name", LOCKS)
def test_holds_what_is_required(name):
    required, locked = pins(f"{name}.txt"), pins(f"{name}.lock")
    assert {package: locked.get(package) for package in required} == required, "run: make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_holds_nothing_that_is_no_longer_required(name):
    asked = [block for block in blocks(name) if re.search(rf"-r {name}\.txt", block)]
    named = {re.sub(r"[-_.]+", "-", re.match(r"[A-Za-z0-9._-]+", block)[0]).lower() for block in asked}
    assert named <= set(pins(f"{name}.txt")), "run: make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_names_every_file_by_its_hash(name):
    assert [block for block in blocks(name) if "--hash=sha256:" not in block] == []


def test_tests_run_on_what_users_install():
    users, tests = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {package: tests.get(package) for package in users} == users
