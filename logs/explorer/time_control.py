"""The time control: what is chosen in words, and the addresses of other times."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from .filters import PERIODS, LogFilterSet, address

ANY = "any"


@dataclass(frozen=True, slots=True)
class Preset:
    """A period by name and the address that chooses it."""

    label: str
    query: str
    is_current: bool


@dataclass(frozen=True, slots=True)
class TimeControl:
    """`unzoom` is the address before the first zoom, empty where nobody zoomed; `short_zone` as of now."""

    label: str
    presets: list[Preset]
    earlier: str
    later: str
    unzoom: str
    zone: str
    short_zone: str
    range: str

    @classmethod
    def of(cls, filterset: LogFilterSet) -> "TimeControl":
        filterset.form.is_valid()
        name = filterset.form.cleaned_data.get("time", "")
        start, end = filterset.period
        is_custom = bool(filterset.form.cleaned_data.get("since") or filterset.form.cleaned_data.get("until"))
        written = _written(start, end)
        earlier, later = _neighbours(filterset, start, end)
        return cls(
            written if is_custom else PERIODS[name][0] if name else "Any time",
            list(_presets(filterset, "" if is_custom else name, is_custom)),
            earlier,
            later,
            _unzoomed(filterset),
            timezone.get_current_timezone_name(),
            timezone.localtime(filterset.context.now).tzname() or "",
            written,
        )


def _presets(filterset: LogFilterSet, current: str, is_custom: bool) -> Iterator[Preset]:
    for name, (label, _) in PERIODS.items():
        yield Preset(label, _sorted(filterset, filterset.at_time(name)), name == current)
    yield Preset("Any time", _sorted(filterset, filterset.at_time("")), not current and not is_custom)


def _neighbours(filterset: LogFilterSet, start: datetime | None, end: datetime | None) -> tuple[str, str]:
    """The addresses of the stretches before and after, of the same length; nothing after now."""
    if start is None or end is None or end <= start:
        return "", ""
    length = end - start
    try:
        earlier = _sorted(filterset, filterset.within(start - length, start))
        later = _sorted(filterset, filterset.within(end, end + length)) if end < filterset.context.now else ""
    except OverflowError:  # beyond the calendar
        return "", ""
    return earlier, later


def _unzoomed(filterset: LogFilterSet) -> str:
    where = filterset.form.cleaned_data.get("unzoom", "")
    if not where:
        return ""
    since, has_range, until = where.partition("~")
    if has_range:
        return _sorted(filterset, filterset.between(since, until)) or "time="
    return _sorted(filterset, filterset.at_time(where if where in PERIODS else "")) or "time="


def _sorted(filterset: LogFilterSet, query: str) -> str:
    """With the order of the list, which is no condition."""
    sort = filterset.data.get("sort", "")
    return "&".join(filter(None, (query, address({"sort": sort}) if sort else "")))


def _written(start: datetime | None, end: datetime | None) -> str:
    """20 Nov 14:32 – 21 Nov 14:32; From 20 Nov 14:32; Until 21 Nov 14:32."""
    if start is None or end is None:
        return f"From {_moment(start)}" if start else f"Until {_moment(end)}" if end else ""
    first, last = timezone.localtime(start), timezone.localtime(end)
    return f"{_moment(start)} – {f'{last:%H:%M}' if first.date() == last.date() else _moment(end)}"


def _moment(moment: datetime) -> str:
    at = timezone.localtime(moment)
    year = f" {at:%Y}" if at.year != timezone.localtime().year else ""
    return f"{at.day} {at:%b}{year} {at:%H:%M}"
