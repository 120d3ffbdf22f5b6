"""Smoke test of the schema benchmark: it runs as documented, compares what it says, and cleans up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parents[2] / "benchmarks" / "schema.py"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("benchmark")


@pytest.fixture(scope="module")
def lines(folder):
    """What a small run printed; its temporary files go to `folder`."""
    command = [sys.executable, str(SCRIPT), "--rows", "200", "--engine", "sqlite", "--rounds", "1"]
    environment = {**os.environ, "TMPDIR": str(folder)}
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def test_compares_each_decision(lines):
    headings = [line for line in lines if line.startswith("#### ")]
    assert headings == ["#### SQLite: the key", "#### SQLite: the body", "#### SQLite: the caller's id"]


def test_gives_a_figure_for_every_variant(lines):
    (row,) = [line for line in lines if line.startswith("| one log by public id, ms")]
    assert len(row.strip("|").split("|")) == 6
    assert row.count("×") == 4


def test_leaves_nothing_behind(lines, folder):
    assert list(folder.iterdir()) == []
