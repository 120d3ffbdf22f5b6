"""`make bench` runs from end to end, small, so that it works when it is wanted."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from .server import ROOT

ENGINE = os.environ.get("TEST_ENGINE", "sqlite")


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run with 200 logs; what it wrote for people is performance.md in there."""
    folder = tmp_path_factory.mktemp("bench")
    command = [sys.executable, "-m", "benchmarks.run", "--size", "200", "--engine", "sqlite", "--rounds", "1"]
    command += ["--seconds", "0.5", "--patience", "0.01", "--only", "queries", "--only", "ingest", "--only", "report"]
    done = subprocess.run(
        [*command, "--folder", str(folder), "--output", str(folder / "performance.md")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return folder


@pytest.mark.skipif(ENGINE != "sqlite", reason="starts SQLite itself; once is enough")
def test_asks_every_question_and_gets_the_planted_answers(measured: Path) -> None:
    rows = json.loads((measured / "results.json").read_text())["queries"]["sqlite"]["rows"]
    found = {row["title"]: row.get("rows") for row in rows}
    assert (found["needle"], found["infix of a rare word"], found["phrase"]) == (3, 12, 6)
    assert (found["Arabic, rare"], found["two Chinese characters, rare"], found["no hit at all"]) == (5, 5, 0)


@pytest.mark.skipif(ENGINE != "sqlite", reason="starts SQLite itself; once is enough")
def test_finds_every_acknowledged_log_in_the_store(measured: Path) -> None:
    rows = json.loads((measured / "results.json").read_text())["ingest"]["sqlite"]["rows"]
    loaded = [row for row in rows if row["size"] != "echo"]
    assert [(row["kind"], row["all_there"], row["failed"]) for row in loaded] == [
        ("single", True, 0),
        ("batch-100", True, 0),
    ]


@pytest.mark.skipif(ENGINE != "sqlite", reason="starts SQLite itself; once is enough")
def test_writes_the_tables(measured: Path) -> None:
    text = (measured / "performance.md").read_text()
    assert "## SQLite: targets" in text
    assert "| needle |" in text
