"""Charts over time: what is counted, in columns of one step, drawn as stacked bars or as lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from ...choices import Status
from ...querylang import editing
from ...rollups.shapes import Stats
from ..filters import written, written_end
from .changes import Delta, change
from .chart import Chart, ChartSpec, TableRow
from .counting import MOST_SERIES, Counts, Durations, Measure, completed, cost, priced, total
from .drawing import HIGH, LOW, Mark, Plot, Values, bars, lines
from .numbers import Write, count, joined, milliseconds, money, percent, short
from .scope import Period, Scope
from .timeline import DAY, Timeline

# Success is the ground, what went wrong stands on top of it, where it is seen.
_STATUSES = {
    Status.SUCCESS: "ok",
    Status.PROCESSING: "busy",
    Status.UNKNOWN: "rest",
    Status.CANCELLED: "cancelled",
    Status.WARNING: "warning",
    Status.ERROR: "error",
}
# How the lines of percentiles are drawn.
_POINTS = {50: "thick", 95: "thin", 99: "dotted"}
# Names of fields that a query can say.
_WRITABLE = re.compile(r"[\w.-]+")
Series = Sequence[tuple[Mark, Values]]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about a chart: the total, what it amounts to, what stands beside it and below it."""

    whole: str
    finding: str = ""
    about: str = ""
    notes: Sequence[str] = ()
    delta: Delta | None = None


def volume(scope: Scope, spec: ChartSpec) -> Chart:
    """Requests by status, low enough to stand above a list."""
    return _by_status(scope, spec, LOW)


def requests_by_status(scope: Scope, spec: ChartSpec) -> Chart:
    return _by_status(scope, spec, HIGH)


def requests_by(scope: Scope, spec: ChartSpec) -> Chart:
    """By the values of a field."""
    counts = _counts_by(scope, spec)
    series = _by_value(scope, counts, spec.field, total)
    most = max(counts.values(), key=lambda one: counts.sum(total, [one]), default=None)
    finding = f"; most are of {_label(most)}" if series else ""
    past, delta = _past(scope, total, counts.sum(total))
    return _bars(scope, spec, [*series, *past], count, Words(joined(count(counts.sum(total))), finding, delta=delta))


def cost_by(scope: Scope, spec: ChartSpec) -> Chart:
    """By the values of a field."""
    counts = _counts_by(scope, spec)
    series = [one for one in _by_value(scope, counts, spec.field, cost) if _is_known(one[1])]
    if not series:
        return _unknown(spec, "the cost of no log is known")
    share = counts.sum(cost, [counts.values()[0]]) / (counts.sum(cost) or 1) * 100
    finding = f"; {series[0][0].label} is {joined(percent(share))} of it"
    past, delta = _past(scope, cost, counts.sum(cost))
    words = Words(joined(money(counts.sum(cost))), finding, notes=_unpriced(counts), delta=delta)
    return _bars(scope, spec, [*series, *past], money, words)


def tokens_by(scope: Scope, spec: ChartSpec) -> Chart:
    """By the values of a field."""
    counts = _counts_by(scope, spec)
    summed = counts.sum(_tokens)
    if not summed:
        return _unknown(spec, "the tokens of no log are known")
    past, delta = _past(scope, _tokens, summed)
    series = [*_by_value(scope, counts, spec.field, _tokens), *past]
    return _bars(scope, spec, series, short, Words(joined(short(summed)), delta=delta))


def error_rate_by(scope: Scope, spec: ChartSpec) -> Chart:
    """A line for each of the values that most logs have."""
    scope = scope.told_apart_by(spec.column)
    counts = Counts(scope, spec.column)
    failed = Counts(scope, spec.column, Period(scope.logs.filter(status=Status.ERROR)))
    whole = counts.sum(completed)
    if not whole:
        return _unknown(spec, "no log has ended")
    values = sorted(counts.values(), key=lambda value: -counts.sum(total, [value]))[:MOST_SERIES]
    series = [
        (
            _mark(scope, spec.field, value, str(rank), style="plain"),
            _rates(failed.columns(total, [value]), counts.columns(completed, [value])),
        )
        for rank, value in enumerate(values, 1)
    ]
    left = len(counts.values()) - len(values)
    notes = [f"{left:,} others are not drawn"] if left else []
    return _lines(scope, spec, series, percent, Words(joined(percent(failed.sum(total) * 100 / whole)), notes=notes))


def tokens(scope: Scope, spec: ChartSpec) -> Chart:
    counts = Counts(scope)
    sides = [("input", "1", lambda stats: stats.prompt_tokens), ("output", "2", lambda stats: stats.completion_tokens)]
    series = [(Mark(label, colour), counts.columns(side)) for label, colour, side in sides]
    summed = counts.sum(lambda stats: stats.total_tokens)
    if not summed:
        return _unknown(spec, "the tokens of no log are known")
    parts = " · ".join(f"{label} {joined(short(counts.sum(side)))}" for label, _, side in sides)
    past, delta = _past(scope, _tokens, summed)
    return _bars(scope, spec, [*series, *past], short, Words(joined(short(summed)), f"; {parts}", parts, delta=delta))


def error_rate(scope: Scope, spec: ChartSpec) -> Chart:
    """Of the logs that ended: one that is processing has not failed yet."""
    counts = Counts(scope, "status")
    failed, ended = counts.columns(total, [Status.ERROR]), counts.columns(completed)
    rates = _rates(failed, ended)
    whole = counts.sum(completed)
    if not whole:
        return _unknown(spec, "no log has ended")
    series = [(_mark(scope, "status", Status.ERROR, "error", style="only"), rates)]
    rate, delta, peak = counts.sum(total, [Status.ERROR]) * 100 / whole, None, _peak(scope.timeline, rates)
    if scope.past is not None:
        past = Counts(scope, "status", scope.past)
        if of := past.sum(completed):
            delta = change(rate, past.sum(total, [Status.ERROR]) * 100 / of, is_judged=True, in_points=True)
            series.append((_before(scope), _rates(past.columns(total, [Status.ERROR]), past.columns(completed))))
    words = Words(joined(percent(rate)), f"; it peaks at {peak}" if peak else "", delta=delta)
    return _lines(scope, spec, series, percent, words)


def latency(scope: Scope, spec: ChartSpec) -> Chart:
    return _durations(scope, spec, "latency_ms")


def latency_log(scope: Scope, spec: ChartSpec) -> Chart:
    """On a logarithmic scale."""
    return _durations(scope, spec, "latency_ms", is_log=True)


def first_token(scope: Scope, spec: ChartSpec) -> Chart:
    return _durations(scope, spec, "ttft_ms")


def first_token_log(scope: Scope, spec: ChartSpec) -> Chart:
    """On a logarithmic scale."""
    return _durations(scope, spec, "ttft_ms", is_log=True)


def _by_status(scope: Scope, spec: ChartSpec, height: int) -> Chart:
    counts = Counts(scope, "status")
    there = [status for status in _STATUSES if counts.sum(total, [status])]
    series = [(_mark(scope, "status", status, _STATUSES[status]), counts.columns(total, [status])) for status in there]
    peak = _peak(scope.timeline, counts.columns(total, [Status.ERROR]))
    # Above the list the figures say how it was before.
    past, delta = _past(scope, total, counts.sum(total)) if height == HIGH else ([], None)
    finding = f"; errors peak at {peak}" if peak else "; no errors"
    words = Words(joined(count(counts.sum(total))), finding, delta=delta)
    return _bars(scope, spec, [*series, *past] if series else [], count, words, height)


def _durations(scope: Scope, spec: ChartSpec, field: str, *, is_log: bool = False) -> Chart:
    durations = Durations(scope, field)
    if not durations.known:
        return _unknown(spec, "no log says it")
    wholes = {point: joined(milliseconds(durations.whole(point) or 0)) for point in _POINTS}
    series = [
        (Mark(f"p{point} {wholes[point]}", "1", style=style), durations.columns(point))
        for point, style in _POINTS.items()
    ]
    parts = " · ".join(f"p{point} {wholes[point]}" for point in _POINTS if point != 50)
    delta = None
    if scope.past is not None:
        past = Durations(scope, field, scope.past)
        if past.known:
            series.append((_before(scope, "p50, "), past.columns(50)))
            delta = change(durations.whole(50), past.whole(50), is_judged=True)
    about = f"p50 · {parts}" + (" · log scale" if is_log else "")
    words = Words(wholes[50], f" is the median; {parts}", about, delta=delta)
    return _lines(scope, spec, series, milliseconds, words, is_log=is_log)


def _past(scope: Scope, measure: Measure, now: Decimal) -> tuple[Series, Delta | None]:
    """What there was in the period before, as a line, and the change since; nothing where there was nothing."""
    if scope.past is None:
        return [], None
    counts = Counts(scope, period=scope.past)
    if not counts.sum(total):
        return [], None
    return [(_before(scope), counts.columns(measure))], change(now, counts.sum(measure))


def _before(scope: Scope, what: str = "") -> Mark:
    days = scope.past.shift / DAY
    length = f"{days:.0f} days" if days >= 2 else f"{days * 24:.0f} h" if days * 24 >= 2 else f"{days * 1440:.0f} min"
    return Mark(f"{what}the {length} before", "previous", style="previous")


def _counts_by(scope: Scope, spec: ChartSpec) -> Counts:
    return Counts(scope.told_apart_by(spec.column), spec.column)


def _tokens(stats: Stats) -> int | None:
    return stats.total_tokens or None


def _rates(parts: Values, wholes: Values) -> list[float | None]:
    """Percent; unknown where there is nothing to be a part of."""
    return [100 * (part or 0) / whole if whole else None for part, whole in zip(parts, wholes, strict=True)]


def _unpriced(counts: Counts) -> list[str]:
    """A word on the logs whose cost nobody knows."""
    without = counts.sum(total) - counts.sum(priced)
    if not without:
        return []
    return [f"{joined(percent(without * 100 / counts.sum(total)))} of the logs have no price and are not in this chart"]


def _by_value(scope: Scope, counts: Counts, field: str, measure: Measure) -> Series:
    """One series for each of the first values, and one for the others."""
    values = counts.values()
    most = MOST_SERIES if len(values) > MOST_SERIES + 1 else MOST_SERIES + 1
    series = [
        (_mark(scope, field, value, str(rank)), counts.columns(measure, [value]))
        for rank, value in enumerate(values[:most], 1)
    ]
    rest = values[most:]
    return [*series, (Mark(f"{len(rest)} others", "rest"), counts.columns(measure, rest))] if rest else series


def _unknown(spec: ChartSpec, why: str) -> Chart:
    """Of what nobody knows there is no drawing."""
    return Chart(spec.name, spec.title, "–", why, f"{spec.title}: {why}")


def _bars(scope: Scope, spec: ChartSpec, series: Series, write: Write, words: Words, height: int = HIGH) -> Chart:
    return _chart(scope, spec, series, write, words, bars(scope.timeline, series, write, height) if series else None)


def _lines(scope: Scope, spec: ChartSpec, series: Series, write: Write, words: Words, *, is_log: bool = False) -> Chart:
    return _chart(scope, spec, series, write, words, lines(scope.timeline, series, write, HIGH, is_log=is_log))


def _chart(scope: Scope, spec: ChartSpec, series: Series, write: Write, words: Words, plot: Plot | None) -> Chart:
    step = f"per {scope.timeline.step.label}"
    return Chart(
        spec.name,
        spec.title,
        words.whole,
        " · ".join(filter(None, (words.about, step, scope.note))),
        f"{spec.title}, {step}: {words.whole}{words.finding}",
        [mark.label for mark, _ in series],
        list(_rows(scope, series, write)),
        [mark for mark, _ in series],
        plot,
        notes=words.notes,
        delta=words.delta,
        other=spec.other,
    )


def _rows(scope: Scope, series: Series, write: Write) -> Iterator[TableRow]:
    timeline = scope.timeline
    for number, start in enumerate(timeline.starts):
        cells = ["–" if values[number] is None else joined(write(values[number])) for _, values in series]
        end = timeline.after(start)
        yield TableRow(
            timeline.name(start), scope.filterset.within(start, end), cells, written(start), written_end(end)
        )


def _mark(scope: Scope, field: str, value: str | None, colour: str, *, style: str = "") -> Mark:
    query = _choosing(scope, field, value)
    return Mark(_label(value), colour, query, style)


def _choosing(scope: Scope, field: str, value: str | None) -> str | None:
    """The address of the logs with a value; None where a key of the metadata cannot be written in a query."""
    if not _WRITABLE.fullmatch(field):
        return None
    return scope.filterset.with_text(editing.toggled(scope.filterset.text, field, value))


def _label(value: str | None) -> str:
    return "(not set)" if value is None else value or "(empty)"


def _is_known(values: Values) -> bool:
    return any(value is not None for value in values)


def _peak(timeline: Timeline, values: Values) -> str:
    """When most of it was; nothing where there was none."""
    most = max((value for value in values if value), default=None)
    return timeline.name(timeline.starts[values.index(most)]) if most is not None else ""
