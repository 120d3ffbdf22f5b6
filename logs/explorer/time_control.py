"""The time control: what is chosen in words, and the addresses of other times."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from .filters import PERIODS, LogFilterSet, address
from .time_steps import steps

# Names and values of an address that are no conditions.
Hidden = Sequence[tuple[str, str]]


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
    def of(cls, filterset: LogFilterSet, hidden: Hidden = ()) -> "TimeControl":
        """`hidden` is what its addresses carry along beside the conditions."""
        filterset.form.is_valid()
        addresses = _Addresses(filterset, hidden)
        name = filterset.form.cleaned_data.get("time", "")
        start, end = filterset.period
        is_custom = bool(filterset.form.cleaned_data.get("since") or filterset.form.cleaned_data.get("until"))
        written = _written(start, end)
        earlier, later = addresses.steps()
        return cls(
            written if is_custom else PERIODS[name][0] if name else "Any time",
            list(addresses.presets(None if is_custom else name)),
            earlier,
            later,
            addresses.unzoomed(),
            timezone.get_current_timezone_name(),
            timezone.localtime(filterset.context.now).tzname() or "",
            written,
        )


class _Addresses:
    """Addresses of other times; the order of the list goes along."""

    def __init__(self, filterset: LogFilterSet, hidden: Hidden) -> None:
        self.filterset = filterset
        sort = filterset.data.get("sort", "")
        self._hidden = address(dict(hidden))
        self._sort = address({"sort": sort}) if sort else ""

    def presets(self, current: str | None) -> Iterator[Preset]:
        """The periods; `current` is "" for any time, None for a range of one's own."""
        for name, (label, _) in PERIODS.items():
            yield Preset(label, self._whole(self.filterset.at_time(name)), name == current)
        yield Preset("Any time", self._whole(self.filterset.at_time("")), current == "")

    def steps(self) -> tuple[str, str]:
        """Of the stretches before and after, of the same length."""
        found = steps(self.filterset)
        return tuple(self._whole(found[key]) if key in found else "" for key in "[]")

    def unzoomed(self) -> str:
        """Where the first zoom began; "" where nobody zoomed."""
        where = self.filterset.form.cleaned_data.get("unzoom", "")
        if not where:
            return ""
        since, has_range, until = where.partition("~")
        if has_range:
            return self._whole(self.filterset.between(since, until)) or "time="
        return self._whole(self.filterset.at_time(where if where in PERIODS else "")) or "time="

    def _whole(self, query: str) -> str:
        return "&".join(filter(None, (self._hidden, query, self._sort)))


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
