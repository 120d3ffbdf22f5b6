"""The stretches of time before and after the one that a page shows, as long as it: where [ and ] lead."""

from contextlib import suppress
from datetime import timedelta

from .filters import LogFilterSet

# An address names the last moment of a range, a stretch ends with the first that is no longer in it.
_LAST_MOMENT = timedelta(milliseconds=1)


def steps(filterset: LogFilterSet) -> dict[str, str]:
    """Query strings by key, of a valid FilterSet; none where the time has no beginning, none into the future."""
    start, last = filterset.period
    if start is None:
        return {}
    now = filterset.context.now
    end = now if last is None or last >= now else last + _LAST_MOMENT
    length = end - start
    if length <= timedelta(0):
        return {}
    found: dict[str, str] = {}
    with suppress(OverflowError):  # before the first year, after the last
        found["["] = filterset.within(start - length, start)
        if end < now:
            found["]"] = filterset.within(end, end + length)
    return found
