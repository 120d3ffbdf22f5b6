"""Random logs and random questions about them, for tests that compare rollups with plain Python."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from django.db.models import Q
from hypothesis import strategies as st

from logs.ids import key_at
from logs.models import Log

BASE = datetime(2026, 1, 31, 22, tzinfo=UTC)  # near the end of a month
ODD = [datetime(1900, 1, 1, tzinfo=UTC), datetime(1969, 12, 31, 23, 30, tzinfo=UTC), datetime(1970, 1, 1, tzinfo=UTC)]
ODD += [datetime(2109, 5, 20, 1, tzinfo=UTC), datetime(8999, 12, 31, 23, tzinfo=UTC)]
MICROSECOND = timedelta(microseconds=1)

# Edges of hours, days and months, and what lies a microsecond beside them.
moments = st.one_of(
    st.builds(
        lambda hours, rest: BASE + timedelta(hours=hours) + rest,
        st.integers(-30, 60),
        st.sampled_from([timedelta(), MICROSECOND, -MICROSECOND, timedelta(minutes=30), timedelta(milliseconds=-1)]),
    ),
    st.builds(lambda days: BASE + timedelta(days=days), st.integers(-70, 70)),
    st.sampled_from(ODD),
)
texts = st.sampled_from(["a", "a", "a", "b", "", "x" * 300, "nul\x00"])
maybe = lambda values: st.one_of(st.none(), values)  # noqa: E731
statuses = st.sampled_from(["success", "warning", "error", "cancelled", "processing", "unknown"])
durations = st.one_of(st.sampled_from([0.0, 1e-9, 0.4, 1e12]), st.floats(0.01, 1e5))
tokens = st.one_of(st.integers(0, 5000), st.just(0))
dollars = st.one_of(st.integers(-(10**9), 10**13), st.just(99_999 * 10**12)).map(lambda n: Decimal(n).scaleb(-12))


# What a log may say, apart from what is the same for all (`row_of`).
facts = st.fixed_dictionaries(
    {
        "started_at": moments,
        "kind": st.sampled_from(["chat", "chat", "embedding", ""]),
        "provider": maybe(texts),
        "model": maybe(texts),
        "status": statuses,
        "customer_id": maybe(texts),
        "latency_ms": maybe(durations),
        "ttft_ms": maybe(durations),
        "prompt_tokens": maybe(tokens),
        "completion_tokens": maybe(tokens),
        "total_tokens": maybe(tokens),
        "cost_usd": maybe(dollars),
    }
)


def row_of(project_id: int, said: dict) -> Log:
    """An unsaved row without a key."""
    always = {"dialect": "llmlogs", "cost_source": "sent", "received_at": BASE, "updated_at": BASE}
    return Log(project_id=project_id, ended_at=said["started_at"], **always, **said)


@st.composite
def bounds(draw):
    """A range of time or of keys as a filter of a queryset, and the same in Python."""
    start, end = draw(maybe(moments)), draw(maybe(moments))
    sort = draw(st.sampled_from(["between", "column", "key"]))
    if sort == "between":
        return (lambda logs: logs.started_between(start, end)), _within(start, end)
    if sort == "column":
        q = Q() if start is None else Q(started_at__gt=start)
        q &= Q() if end is None else Q(started_at__lt=end)
        after = None if start is None else start + MICROSECOND
        return (lambda logs: logs.filter(q)), _within(after, None if end is None else end - MICROSECOND)
    first = None if start is None else key_at(start)
    last = None if end is None else key_at(end)
    q = Q() if first is None else Q(id__gte=first)
    q &= Q() if last is None else Q(id__lt=last)
    return (
        lambda logs: logs.filter(q)
    ), lambda row: (first is None or row.id >= first) and (last is None or row.id < last)


def _within(start, end):
    return lambda row: (start is None or row.started_at >= start) and (end is None or row.started_at <= end)


COLUMNS = st.sampled_from(["kind", "provider", "model", "customer_id"])


@st.composite
def conditions(draw):
    """A condition on dimensions as a Q and in Python, told by SQL's rules as Django completes them."""
    sort = draw(st.sampled_from(["none", "exact", "in", "isnull", "status", "not", "or"]))
    if sort == "none":  # not Q(): what is empty stays so when it is negated
        return Q(kind__isnull=False), lambda row: True
    if sort == "status":
        wanted = draw(st.sets(statuses))
        return Q(status__in=wanted), lambda row: row.status in wanted
    if sort in ("not", "or"):
        (q, test), (other, and_test) = draw(conditions()), draw(conditions())
        if sort == "not":
            return ~q, lambda row: not test(row)
        q = q | other | Q(kind__in=[], stream=True)
        return q, lambda row: test(row) or and_test(row)
    name = draw(COLUMNS)
    if sort == "isnull":
        return Q(**{f"{name}__isnull": True}), lambda row: getattr(row, name) is None
    wanted = draw(st.sets(texts)) if sort == "in" else {draw(texts)}
    q = Q(**{f"{name}__in": wanted}) if sort == "in" else Q(**{name: min(wanted)})
    return q, lambda row: getattr(row, name) in wanted
