"""Charts over time: what is counted, in columns of one step, drawn as stacked bars or as lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...choices import Status
from ...querylang import editing
from ..filters import written, written_end
from .chart import Chart, ChartSpec, TableRow
from .counting import MOST_SERIES, Counts, Durations, Measure, completed, cost, priced, total
from .drawing import HIGH, LOW, Mark, Plot, Values, bars, lines
from .numbers import Write, count, joined, milliseconds, money, percent, short
from .scope import Scope
from .timeline import Timeline

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
Series = Sequence[tuple[Mark, Values]]


@dataclass(frozen=True, slots=True)
class Words:
    """What is said about a chart: the total, what it amounts to, what stands beside it and below it."""

    whole: str
    finding: str = ""
    about: str = ""
    notes: Sequence[str] = ()


def volume(scope: Scope, spec: ChartSpec) -> Chart:
    """Requests by status, low enough to stand above a list."""
    return _by_status(scope, spec, LOW)


def requests_by_status(scope: Scope, spec: ChartSpec) -> Chart:
    return _by_status(scope, spec, HIGH)


def requests_by_model(scope: Scope, spec: ChartSpec) -> Chart:
    counts = Counts(scope, "model")
    series = _by_value(scope, counts, "model", total)
    finding = f"; most are of {max(counts.values(), key=lambda one: counts.sum(total, [one]))}" if series else ""
    return _bars(scope, spec, series, count, Words(joined(count(counts.sum(total))), finding))


def cost_by_model(scope: Scope, spec: ChartSpec) -> Chart:
    counts = Counts(scope, "model")
    series = [one for one in _by_value(scope, counts, "model", cost) if _is_known(one[1])]
    if not series:
        return _unknown(spec, "the cost of no log is known")
    share = counts.sum(cost, [counts.values()[0]]) / (counts.sum(cost) or 1) * 100
    finding = f"; {series[0][0].label} is {joined(percent(share))} of it"
    return _bars(scope, spec, series, money, Words(joined(money(counts.sum(cost))), finding, notes=_unpriced(counts)))


def tokens(scope: Scope, spec: ChartSpec) -> Chart:
    counts = Counts(scope)
    sides = [("input", "1", lambda stats: stats.prompt_tokens), ("output", "2", lambda stats: stats.completion_tokens)]
    series = [(Mark(label, colour), counts.columns(side)) for label, colour, side in sides]
    summed = counts.sum(lambda stats: stats.total_tokens)
    if not summed:
        return _unknown(spec, "the tokens of no log are known")
    parts = " · ".join(f"{label} {joined(short(counts.sum(side)))}" for label, _, side in sides)
    return _bars(scope, spec, series, short, Words(joined(short(summed)), f"; {parts}", parts))


def error_rate(scope: Scope, spec: ChartSpec) -> Chart:
    """Of the logs that ended: one that is processing has not failed yet."""
    counts = Counts(scope, "status")
    failed, ended = counts.columns(total, [Status.ERROR]), counts.columns(completed)
    rates = [100 * (errors or 0) / of if of else None for errors, of in zip(failed, ended, strict=True)]
    whole = counts.sum(completed)
    if not whole:
        return _unknown(spec, "no log has ended")
    series = [(_mark(scope, "status", Status.ERROR, "error", style="only"), rates)]
    peak = _peak(scope.timeline, rates)
    words = Words(
        joined(percent(counts.sum(total, [Status.ERROR]) * 100 / whole)), f"; it peaks at {peak}" if peak else ""
    )
    return _lines(scope, spec, series, percent, words)


def latency(scope: Scope, spec: ChartSpec) -> Chart:
    return _durations(scope, spec, "latency_ms")


def first_token(scope: Scope, spec: ChartSpec) -> Chart:
    return _durations(scope, spec, "ttft_ms")


def _by_status(scope: Scope, spec: ChartSpec, height: int) -> Chart:
    counts = Counts(scope, "status")
    there = [status for status in _STATUSES if counts.sum(total, [status])]
    series = [(_mark(scope, "status", status, _STATUSES[status]), counts.columns(total, [status])) for status in there]
    peak = _peak(scope.timeline, counts.columns(total, [Status.ERROR]))
    words = Words(joined(count(counts.sum(total))), f"; errors peak at {peak}" if peak else "; no errors")
    return _bars(scope, spec, series, count, words, height)


def _durations(scope: Scope, spec: ChartSpec, field: str) -> Chart:
    durations = Durations(scope, field)
    if not durations.known:
        return _unknown(spec, "of no log it is known")
    wholes = {point: joined(milliseconds(durations.whole(point) or 0)) for point in _POINTS}
    series = [
        (Mark(f"p{point} {wholes[point]}", "1", style=style), durations.columns(point))
        for point, style in _POINTS.items()
    ]
    parts = " · ".join(f"p{point} {wholes[point]}" for point in _POINTS if point != 50)
    return _lines(scope, spec, series, milliseconds, Words(wholes[50], f" is the median; {parts}", f"p50 · {parts}"))


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


def _lines(scope: Scope, spec: ChartSpec, series: Series, write: Write, words: Words) -> Chart:
    return _chart(scope, spec, series, write, words, lines(scope.timeline, series, write, HIGH))


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
    query = scope.filterset.with_text(editing.toggled(scope.filterset.text, field, value))
    return Mark("(not set)" if value is None else value or "(empty)", colour, query, style)


def _is_known(values: Values) -> bool:
    return any(value is not None for value in values)


def _peak(timeline: Timeline, values: Values) -> str:
    """When most of it was; nothing where there was none."""
    most = max((value for value in values if value), default=None)
    return timeline.name(timeline.starts[values.index(most)]) if most is not None else ""
