"""The pages and fragments that are asked of a filled store, each as a browser asks for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from .questions import CUSTOMER, MODEL, NO_HIT
from .workload import COMMON_WORD, PLANTED

NEEDLE, PHRASE = PLANTED["needle"][0], PLANTED["phrase"][0]
MONTH = {"time": "30d"}
# What `PageFacts` puts into an address.
Facts = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """One address. `bodies`: of how many logs it shows content, or has to read it for what was asked."""

    title: str
    path: str
    query: Mapping[str, str] | None = None
    bodies: int = 0
    by_key: bool = False  # the native API, asked with the project's key

    def address(self, facts: Facts) -> str:
        """As it goes over the wire."""
        filled = {name: value.format_map(facts) for name, value in (self.query or {}).items()}
        path = self.path.format_map({name: quote(value, safe="") for name, value in facts.items()})
        return f"{path}?{urlencode(filled)}" if filled else path


def _list(title: str, path: str = "/logs/", **query: str) -> Page:
    return Page(title, path, query)


def _api(title: str, **query: str) -> Page:
    return Page(title, "/api/v2/logs/", query, by_key=True)


def _each(titles: Iterable[str], title: str, path: str, bodies: int = 0) -> list[Page]:
    return [Page(title.format(one), path, {"tab": one}, bodies) for one in titles]


_CHARTS = (
    *("volume", "requests_by_status", "requests_by_model", "error_rate", "cost_by_model", "cost_by_customer"),
    *("latency", "first_token", "tokens"),
)
_PLACES = ("customers", "models", "prompts", "features", "bots")
_FILTERED = f"model:{MODEL} status:error"
_ORDERS = ("time", "-cost", "-latency", "-tokens")

PAGES = (
    _list("list"),
    _list("list, no script: facets and charts in it", facets="1", overview="1"),
    _list("list, last 24 hours", time="24h"),
    _list("list, model and status", q=_FILTERED),
    _list("list, customer, 30 days", q=f"customer:{CUSTOMER}", **MONTH),
    _list("list, channel (no index)", q="channel:web"),
    _list("list, metadata", q="metadata.env:staging"),
    _list("list, metadata of one log", q="metadata.request_id:{request_id}"),
    _list("list, cost over a cent", q="cost:>0.01"),
    _list("list, rare word", q=NEEDLE),
    _list("list, common word", q=COMMON_WORD),
    _list("list, phrase", q=f'"{PHRASE}"'),
    _list("list, nothing found", q=NO_HIT),
    _list("list, nothing found under a filter", q=f"{_FILTERED} {NO_HIT}"),
    *(_list(f"list, sorted by {one}", sort=one) for one in _ORDERS),
    _list("list, model, sorted by -latency, page 100", q=f"model:{MODEL}", sort="-latency", page="100"),
    _list("list, 400,000 logs down", before="{deep}"),
    _list("load more", "/logs/rows/", before="{second}", of="800000"),
    _list("load more, 400,000 logs down", "/logs/rows/", before="{deep}"),
    _list("load more under a common word", "/logs/rows/", before="{deep}", q=COMMON_WORD),
    _list("live tail", "/logs/new/", as_of="{end}"),
    _list("live tail under a filter", "/logs/new/", as_of="{end}", q=_FILTERED),
    _list("facets", "/logs/facets/"),
    _list("facets, model and status", "/logs/facets/", q=_FILTERED),
    _list("facets, common word", "/logs/facets/", q=COMMON_WORD),
    _list("facets, 30 days", "/logs/facets/", **MONTH),
    _list("facet, all customers", "/logs/facets/", field="customer"),
    _list("facet, a metadata key", "/logs/facets/", field="metadata.env"),
    _list("strip and volume", "/logs/overview/"),
    _list("strip and volume, 7 days", "/logs/overview/", time="7d"),
    _list("strip and volume, model and status, 30 days", "/logs/overview/", q=_FILTERED, **MONTH),
    _list("strip and volume, customer, 30 days", "/logs/overview/", q=f"customer:{CUSTOMER}", **MONTH),
    _list("strip and volume, common word", "/logs/overview/", q=COMMON_WORD),
    _list("strip and volume, channel", "/logs/overview/", q="channel:web"),
    _list("charts", "/charts/"),
    *(_list(f"chart {one}, 30 days", f"/charts/{one}/", **MONTH) for one in _CHARTS),
    _list("chart latency, all time", "/charts/latency/"),
    _list("chart requests_by_model, channel", "/charts/requests_by_model/", q="channel:web"),
    _list("suggestions, a field", "/logs/suggest/", q="mod", at="3"),
    _list("suggestions, values", "/logs/suggest/", q="customer:cust", at="13"),
    _list("suggestions, metadata", "/logs/suggest/", q="metadata.", at="9"),
    _list("column picker", "/logs/columns/"),
    *_each(
        ("conversation", "parameters", "tools", "cost", "raw", "metadata", "dialects"),
        "drawer, {}",
        "/logs/{log}/drawer/",
        bodies=1,
    ),
    *_each(("timing",), "drawer, {}", "/logs/{log}/drawer/"),
    Page("drawer, under a rare word", "/logs/{log}/drawer/", {"q": NEEDLE}, bodies=1),
    Page("drawer, under a common word", "/logs/{log}/drawer/", {"q": COMMON_WORD}, bodies=1),
    Page("drawer, under a model and status", "/logs/{log}/drawer/", {"q": _FILTERED}, bodies=1),
    Page("log", "/logs/{log}/", bodies=1),
    Page("log, a turn of a conversation", "/logs/{turn}/", bodies=1),
    Page("log over 1 MB", "/logs/{wide}/", bodies=1),
    Page("log as JSON to copy", "/logs/{log}/copy/json/", bodies=1),
    Page("log's payload", "/logs/{log}/payload.json", bodies=1),
    Page("compare", "/compare/", {"a": "{log}", "b": "{second}"}, bodies=2),
    Page("compare, to choose", "/compare/", {"a": "{turn}"}),
    _list("threads", "/threads/"),
    _list("threads, further down", "/threads/", before="{deep}"),
    Page("thread of 20 turns", "/threads/{thread}/", bodies=20),
    *(_list(one, f"/{one}/") for one in _PLACES),
    *(_list(f"{one}, 30 days", f"/{one}/", **MONTH) for one in _PLACES),
    _list("customers, sorted by -p95", "/customers/", sort="-p95"),
    _list("customers, under a common word", "/customers/", q=COMMON_WORD),
    _list("one customer", "/customers/{customer}/"),
    _list("one customer, 30 days", "/customers/{customer}/", **MONTH),
    _list("one model", "/models/", name=MODEL),
    _list("one feature", "/features/", name="answers"),
    _list("one bot", "/bots/", name="{bot}"),
    _list("dashboard", "/dashboards/"),
    _list("saved views", "/views/"),
    _list("exports", "/exports/"),
    _list("ingest health", "/ingest-health/"),
    _list("help", "/help/"),
    _api("API: list"),
    _api("API: list, model and status", q=_FILTERED),
    _api("API: list, sorted by -cost", sort="-cost"),
    Page("API: one log", "/api/v2/logs/{log}/", bodies=1, by_key=True),
)
