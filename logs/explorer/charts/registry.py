"""The charts there are. Pages name them; whoever adds one adds a line here."""

from . import over_time, rankings
from .chart import ChartSpec

VOLUME = "volume"  # above the list, lower than the others

CHARTS = {
    spec.name: spec
    for spec in (
        ChartSpec(VOLUME, "Requests", "bars", over_time.volume),
        ChartSpec("requests_by_status", "Requests by status", "bars", over_time.requests_by_status),
        ChartSpec("requests_by_model", "Requests by model", "bars", over_time.requests_by_model),
        ChartSpec("error_rate", "Error rate", "lines", over_time.error_rate),
        ChartSpec("cost_by_model", "Cost by model", "bars", over_time.cost_by_model),
        ChartSpec("cost_by_customer", "Cost by customer", "ranking", rankings.cost_by_customer),
        ChartSpec("latency", "Latency", "lines", over_time.latency),
        ChartSpec("first_token", "Time to first token", "lines", over_time.first_token),
        ChartSpec("tokens", "Tokens", "bars", over_time.tokens),
    )
}
CARDS = [spec for spec in CHARTS.values() if spec.name != VOLUME]
