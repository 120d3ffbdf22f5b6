"""What must hold, and whether it does: each target of docs/performance.md with its figure."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from .figures import bare_sql, middle, milliseconds, ratio, short, times, yardstick
from .questions import NATIVE, NEWEST, QUESTIONS, Group

# Measured on a machine of this kind at 100,000 traces, over HTTP, each product with its default SQLite:
# Arize Phoenix 20.26 and MLflow 3.18. Milliseconds of the better one, and logs committed a second.
PEERS_ASOF = "2026-11-21"
PEER_MS = {
    NEWEST: ("MLflow, previews only", 13.5),
    "model + status + a week, sorted by latency": ("MLflow, without the model", 63.0),
    "needle": ("MLflow", 848.0),
    "offset 50,000": ("Phoenix or MLflow, walking", 11_000.0),
    "stats over all": ("Phoenix, from its cache", 8.0),
}
PEER_RATE = {"single": ("Phoenix", 71.0, 40), "batch-100": ("MLflow", 262.0, 50)}
ECHO_SHARE = {"single": 0.20, "batch-100": 0.15}
PEER_SHARE, STATS_SHARE = 0.2, 1.0

Rows = list[dict[str, Any]]
Entries = dict[str, dict[str, Any]]  # part -> its entry of one engine


@dataclass(frozen=True)
class Target:
    """One line of the table; `met` is None where nothing was measured."""

    measure: str
    target: str
    measured: str
    met: bool | None

    @property
    def verdict(self) -> str:
        return "–" if self.met is None else "yes" if self.met else "**no**"


def target_rows(entries: Entries) -> list[Target]:
    """All targets, for one engine."""
    return [*_ingest(entries), *_queries(entries), *_space(entries), *_memory(entries)]


# -- ingest


def _ingest(entries: Entries) -> Iterable[Target]:
    entry = entries.get("ingest")
    if entry is None:
        return
    rows, first, last = entry["rows"], entry["sizes"][0], entry["sizes"][-1]
    for kind, share in ECHO_SHARE.items():
        own, echo = _of(rows, kind, last), _of(rows, kind, "echo")
        found = ratio(own, echo, _rate)
        yield Target(f"{kind} ingest, 32 clients, over the bare echo", f"≥ {share}", times(found), _least(found, share))
    own = _of(rows, "single", last)
    slow = ratio(own, own, lambda row: row["p99_ms"], lambda row: row["p50_ms"])
    yield Target("p99 of single ingest over its p50", "< 10", times(slow), _most(slow, 10))
    for kind, (peer, rate, factor) in PEER_RATE.items():
        found = middle(_of(rows, kind, last), _rate)
        text = "–" if found is None else f"{short(found)}/s, ×{found / rate:.0f}"
        yield Target(
            f"{kind} ingest over what {peer} commits ({rate:g}/s, {PEERS_ASOF})",
            f"≥ {factor}x",
            text,
            _least(found, rate * factor),
        )
    behind = [row["behind_s"] for row in rows if row.get("behind_s") is not None]
    worst = max(behind) if behind else None
    yield Target("search index behind the newest log", "< 2 s", f"{short(worst)} s at worst", _most(worst, 2))
    for kind in ECHO_SHARE:
        found = ratio(_of(rows, kind, last), _of(rows, kind, first), _rate) if first != last else None
        yield Target(f"{kind} ingest rate at {last} over {first}", "≥ 0.9", times(found), _least(found, 0.9))


def _of(rows: Rows, kind: str, size: str) -> Rows:
    return [row for row in rows if row["kind"] == kind and row["size"] == size]


def _rate(row: dict[str, Any]) -> float:
    return row["logs_per_s"]


# -- queries


def _queries(entries: Entries) -> Iterable[Target]:
    entry = entries.get("queries")
    if entry is None:
        return
    rows, first, last = entry["rows"], entry["sizes"][0], entry["sizes"][-1]
    by = {(row["title"], row["size"]): [] for row in rows}
    for row in rows:
        by[row["title"], row["size"]].append(row)
    pages = [question.title for question in QUESTIONS if question.group is Group.PAGE]
    totals = [question.title for question in QUESTIONS if question.group is Group.TOTAL]
    known = [question.title for question in QUESTIONS if question.group is Group.ROLLUP] + [one[0] for one in NATIVE]

    def growth(title: str) -> float | None:
        return ratio(by[title, last], by[title, first], milliseconds) if first != last else None

    def over(title: str, base: Any) -> float | None:
        return ratio(by[title, last], by[title, last], milliseconds, base)

    yield _all(f"rows of a page at {last} over {first}", 1.3, {title: growth(title) for title in pages})
    yield _all(
        f"rows of a page at {last} over empty view + bare SQL", 2, {title: over(title, yardstick) for title in pages}
    )
    yield _all(f"totals under filters at {last} over bare SQL", 2, {title: over(title, bare_sql) for title in totals})
    yield _all(
        "the same over empty view + bare SQL (not a target)", 2, {title: over(title, yardstick) for title in totals}
    )
    yield _all(f"what a rollup knows at {last} over {first}", 1.3, {title: growth(title) for title in known})
    for title, (peer, peer_ms) in PEER_MS.items():
        share = STATS_SHARE if title == "stats over all" else PEER_SHARE
        found = middle(by[title, last], milliseconds)
        text = "–" if found is None else f"{short(found)} ms, ×{found / peer_ms:.2f}"
        yield Target(
            f"{title} at {last} over {peer} at 100k ({short(peer_ms)} ms)",
            f"≤ {share:g}",
            text,
            _most(found, peer_ms * share),
        )
    wrong = [title for title in pages if _wrong(title, by[title, last])]
    yield Target("answers hold what the workload put there", "all", ", ".join(wrong) or "all", not wrong)


def _all(measure: str, limit: float, found: dict[str, float | None]) -> Target:
    """A target for several queries: how many meet it, and which do not."""
    known = {title: value for title, value in found.items() if value is not None}
    if not known:
        return Target(measure, f"≤ {limit:g}", "–", None)
    beyond = {title: value for title, value in known.items() if value > limit}
    worst = sorted(beyond.items(), key=lambda one: -one[1])
    text = f"{len(known) - len(beyond)} of {len(found)}"
    text += "".join(f"; {title} {times(value)}" for title, value in worst)
    return Target(measure, f"≤ {limit:g}", text, len(known) == len(found) and not beyond)


def _wrong(title: str, rows: Rows) -> bool:
    hits = next(question.hits for question in QUESTIONS if question.title == title)
    return any("error" in row or (hits is not None and row["rows"] != hits) for row in rows)


# -- space and memory


def _space(entries: Entries) -> Iterable[Target]:
    for row in entries.get("space", {}).get("rows", []):
        limit = 0.12 if row["kind"] == "conversation" else 0.6
        found = row["stored"] / row["raw"]
        yield Target(f"bytes on disk over raw JSON, {row['kind']} only", f"≤ {limit}", f"{found:.2f}", found <= limit)
    for size, row in entries.get("fill", {}).get("rows", {}).items():
        found = row["stored"] / row["raw"]
        yield Target(f"bytes on disk over raw JSON, everything at {size}", "≤ 0.6", f"{found:.2f}", found <= 0.6)


def _memory(entries: Entries) -> Iterable[Target]:
    rows = [row for row in entries.get("ingest", {}).get("rows", []) if "server_mb" in row]
    if rows:
        own, all_ = (max(row[name] for row in rows) for name in ("server_own_mb", "server_mb"))
        database = max(row["database_mb"] for row in rows)
        text = f"{short(own)} MB of its own at most, {short(all_)} with mapped files"
        text += f"; database server {short(database)} (shared pages counted in each process)" if database else ""
        yield Target("memory of the server under full load", "bounded, stated", text, None)


def _least(found: float | None, limit: float) -> bool | None:
    return None if found is None else found >= limit


def _most(found: float | None, limit: float) -> bool | None:
    return None if found is None else found <= limit
