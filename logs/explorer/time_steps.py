"""The stretches of time before and after that of a page, as long as it: where [ and ] of the time control lead."""

from contextlib import suppress
from datetime import datetime, timedelta

from .filters import LogFilterSet

# An address names the last moment of a stretch, which ends with the first that is no longer in it.
_LAST_MOMENT = timedelta(milliseconds=1)


def steps(filterset: LogFilterSet) -> dict[str, str]:
    """Query strings by key, of a valid FilterSet; none where the time has no beginning, none into the future."""
    start, last = filterset.period
    if start is None:
        return {}
    now = filterset.context.now
    end = now if last is None or last >= now else _end_of(last)
    length = end - start
    if length <= timedelta(0):
        return {}
    found: dict[str, str] = {}
    with suppress(OverflowError):  # before the first year, after the last
        found["["] = filterset.within(start - length, start)
        if end < now:
            found["]"] = filterset.within(end, end + length)
    return found


def _end_of(last: datetime) -> datetime:
    """What a person wrote is an end as it stands."""
    end = last + _LAST_MOMENT
    return last if end.microsecond else end
