"""The charts there are. Pages name them; whoever adds one adds a line here."""

from ...columns import METADATA
from . import over_time, rankings
from .chart import DIMENSIONS, ChartSpec

VOLUME = "volume"  # above the list, lower than the others

CHARTS = {
    spec.name: spec
    for spec in (
        ChartSpec(VOLUME, "Requests", over_time.volume),
        ChartSpec("requests_by_status", "Requests by status", over_time.requests_by_status),
        ChartSpec("requests_by_model", "Requests by model", over_time.requests_by, "model"),
        ChartSpec("error_rate", "Error rate", over_time.error_rate),
        ChartSpec("cost_by_model", "Cost by model", over_time.cost_by, "model"),
        ChartSpec("cost_by_customer", "Cost by customer", rankings.cost_by_customer),
        ChartSpec("latency", "Latency", over_time.latency, other="latency_log"),
        ChartSpec("first_token", "Time to first token", over_time.first_token, other="first_token_log"),
        ChartSpec("tokens", "Tokens", over_time.tokens),
    )
}
CARDS = [spec for spec in CHARTS.values() if spec.name != VOLUME]
CHARTS |= {
    spec.name: spec
    for spec in (
        ChartSpec("latency_log", "Latency, log scale", over_time.latency_log, other="latency"),
        ChartSpec("first_token_log", "Time to first token, log scale", over_time.first_token_log, other="first_token"),
    )
}
# Told apart by the values of any field that the rail counts: `<name>_by_<field>`.
_MEASURES = {
    "requests": ("Requests", over_time.requests_by),
    "cost": ("Cost", over_time.cost_by),
    "tokens": ("Tokens", over_time.tokens_by),
    "error_rate": ("Error rate", over_time.error_rate_by),
}
SPLIT = [
    ChartSpec(f"{name}_by_{field}", f"{title} by {label.lower()}", build, field)
    for name, (title, build) in _MEASURES.items()
    for field, (label, _) in DIMENSIONS.items()
    if f"{name}_by_{field}" not in CHARTS and (name, field) != ("error_rate", "status")
]
CHARTS |= {spec.name: spec for spec in SPLIT}


def chart_named(name: str) -> ChartSpec | None:
    """A chart by its name; `<measure>_by_metadata.<key>` is one for every key."""
    measure, _, field = name.partition("_by_")
    if measure in _MEASURES and field.startswith(METADATA) and field != METADATA:
        title, build = _MEASURES[measure]
        return ChartSpec(name, f"{title} by {field.removeprefix(METADATA)}", build, field)
    return CHARTS.get(name)


def by_key(name: str, key: str) -> str:
    """The name of the chart that tells a key of the metadata apart as that of `name` tells something else."""
    measure = name.partition("_by_")[0]
    return f"{measure if measure in _MEASURES else 'requests'}_by_{METADATA}{key.removeprefix(METADATA)}"
