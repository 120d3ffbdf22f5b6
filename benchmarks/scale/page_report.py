"""The section about pages in docs/performance.md: one line for each, and the few that keep no limit."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from .figures import cell, middle, milliseconds, short
from .report import replace
from .stores import POSTGRESQL, SQLITE

BEGIN, END = "<!-- pages: begin -->", "<!-- pages: end -->"
SLOW_MS, MANY_STATEMENTS = 100, 15
# The engines in this order, with what their work is counted in.
_ENGINES = {SQLITE: "SQLite", POSTGRESQL: "PostgreSQL"}

Entries = dict[str, dict[str, Any]]
Row = dict[str, Any]


def write(path: Path, entries: Entries) -> None:
    """Replace the section; nothing is written where nothing was measured."""
    if entries:
        replace(path, BEGIN, END, section(entries))


def section(entries: Entries) -> str:
    """The whole section as Markdown."""
    size, memory = _size(entries), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    revisions = ", ".join(sorted({entry["revision"] for entry in entries.values()}))
    return "\n\n".join(
        [
            f"## Pages at {size} logs",
            f"Taken on {datetime.now(UTC):%Y-%m-%d}, commit {revisions}: {os.cpu_count()} cores, {memory:.0f} GiB of "
            "memory, by somebody who signed in. *ms* is the time of the server over HTTP, the median over rounds with "
            "its spread; *CPU* is that of the process of the server alone, which holds SQLite but not PostgreSQL. "
            "*Bodies* are rows of content that were read, and how much came of it. *Looked at* is what the statements "
            "about logs went through: rows on PostgreSQL, instructions of SQLite's machine (some ten a row), thousands "
            "of both.",
            _verdicts(entries),
            _table(entries),
        ]
    )


def _size(entries: Entries) -> str:
    return next(iter(entries.values()))["sizes"][-1]


def _verdicts(entries: Entries) -> str:
    """What was promised of every page, with the pages that break it."""
    lines = ["| | " + " | ".join(_ENGINES[engine] for engine in _known(entries)) + " |"]
    lines.append("|---" * (len(_known(entries)) + 1) + "|")
    for title, breaks in _PROMISES:
        found = [_breaking(entries[engine]["rows"], breaks) for engine in _known(entries)]
        lines.append(f"| {title} | " + " | ".join(found) + " |")
    return "\n".join(lines)


def _breaking(rows: list[Row], breaks: Any) -> str:
    titles = [title for title, own in _by_title(rows).items() if breaks(own)]
    return f"{len(titles)} do not: {'; '.join(titles)}" if titles else "all"


def _is_slow(rows: list[Row]) -> bool:
    return (middle(rows, milliseconds) or 0) > SLOW_MS


def _asks_much(rows: list[Row]) -> bool:
    return rows[0].get("statements", 0) > MANY_STATEMENTS


def _reads_unshown(rows: list[Row]) -> bool:
    return bool(not rows[0]["bodies"] and rows[0].get("body_rows"))


def _reads_all(rows: list[Row]) -> bool:
    """Whether a statement went through as much as half of the logs of the project take."""
    return bool(rows[0].get("most_work", 0) > rows[0].get("whole_work", float("inf")) / 2)


def _failed(rows: list[Row]) -> bool:
    return any("error" in row for row in rows)


_PROMISES = (
    ("answered", _failed),
    (f"within {SLOW_MS} ms", _is_slow),
    (f"with at most {MANY_STATEMENTS} statements", _asks_much),
    ("no body is read that is not shown", _reads_unshown),
    ("no statement goes through all logs", _reads_all),
)


def _table(entries: Entries) -> str:
    engines, by_engine = _known(entries), {}
    for engine in engines:
        by_engine[engine] = _by_title(entries[engine]["rows"])
    head = ["page", "answer, kB", "bodies, kB"]
    for engine in engines:
        head += [f"{_ENGINES[engine]}: ms", "CPU, ms", "statements", "looked at, k"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    for title in by_engine[engines[0]]:
        lines.append(f"| {' | '.join(_cells(title, [by_engine[engine].get(title, []) for engine in engines]))} |")
    return "\n".join(lines)


def _cells(title: str, by_engine: list[list[Row]]) -> list[str]:
    first = by_engine[0][0]
    bodies = max(rows[0].get("body_rows", 0) for rows in by_engine if rows)
    size = max(rows[0].get("body_bytes", 0) for rows in by_engine if rows)
    found = [title, short(first.get("bytes", 0) / 1000), f"{bodies} ({size / 1000:,.0f})" if bodies else "none"]
    for rows in by_engine:
        counted = rows[0] if rows else {}
        found += [cell(rows, milliseconds), short(counted.get("cpu_ms")), str(counted.get("statements", "–"))]
        found.append(f"{counted['work'] / 1000:,.0f}" if "work" in counted else "–")
    return found


def _by_title(rows: list[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: row["round"]):
        found.setdefault(row["title"], []).append(row)
    return found


def _known(entries: Entries) -> list[str]:
    return [engine for engine in _ENGINES if engine in entries]
