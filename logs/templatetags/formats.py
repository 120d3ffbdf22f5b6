"""How numbers and times are written on pages. None stays None until `or_unknown`."""

from datetime import datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html

register = template.Library()

_CENTS_OF_A_CENT = Decimal("0.0001")


@register.filter
def or_unknown(value: Any) -> Any:
    """A dash for what is not known, which is never 0."""
    if value is None or value == "":
        return format_html('<span class="unknown" title="{}">{}</span>', "Not known", "–")
    return value


@register.filter
def duration(ms: float | None) -> str | None:
    """612 ms, 6.84 s, 2 min 14 s, 1 h 5 min."""
    if ms is None:
        return None
    if ms < 999.5:
        return f"{ms:.0f} ms" if ms >= 1 or ms == 0 else "<1 ms"
    seconds = ms / 1000
    if seconds < 119.5:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest} s"
    return f"{minutes // 60:,} h {minutes % 60} min"


@register.filter
def thousands(count: float | None) -> str | None:
    """12,420."""
    return None if count is None else f"{count:,.0f}"


@register.filter
def cost(usd: Decimal | None) -> str | None:
    """For lists: $0.0104, $12.40."""
    if usd is None:
        return None
    if 0 < usd < _CENTS_OF_A_CENT:
        return "<$0.0001"
    return f"${usd:,.4f}" if usd and abs(usd) < 1 else f"${usd:,.2f}"


@register.filter
def exact_cost(usd: Decimal | None) -> str | None:
    """For breakdowns: every place that is known, two at least."""
    if usd is None:
        return None
    digits = f"{usd:,.12f}".rstrip("0")
    whole, _, rest = digits.partition(".")
    return f"${whole}.{rest.ljust(2, '0')}"


@register.filter
def size(count: int | None) -> str | None:
    """612 B, 41 kB, 1.4 MB."""
    if count is None:
        return None
    if count < 1000:
        return f"{count} B"
    if count < 999_500:
        return f"{count / 1000:.1f} kB" if count < 9_950 else f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.1f} MB"


@register.filter
def clock(moment: datetime) -> str:
    """14:31:52 in the zone of the page."""
    return timezone.localtime(moment).strftime("%H:%M:%S")


@register.filter
def milliseconds(moment: datetime) -> str:
    """.118, the rest of `clock`."""
    return f".{moment.microsecond // 1000:03}"


@register.filter
def day(moment: datetime) -> str:
    """Fri 20 Nov 2026 in the zone of the page."""
    local = timezone.localtime(moment)
    return f"{local:%a} {local.day} {local:%b %Y}"


@register.filter
def zone(moment: datetime) -> str:
    """The short name of the zone of the page at a moment."""
    return timezone.localtime(moment).tzname() or ""


@register.filter
def percent(share: float | None) -> str | None:
    """0.4%, 12%, <0.1%."""
    if share is None:
        return None
    if 0 < share < 0.05:
        return "<0.1%"
    return f"{share:.1f}%" if share < 9.95 and share else f"{share:.0f}%"


@register.filter
def short_count(count: int | None) -> str | None:
    """12,420, 318.6 M, 2.21 B."""
    if count is None:
        return None
    if count < 1_000_000:
        return f"{count:,}"
    return f"{count / 1_000_000_000:.2f} B" if count >= 999_950_000 else f"{count / 1_000_000:.1f} M"


@register.filter
def price(usd: Decimal | None) -> str | None:
    """Dollars for a million tokens: $2.50, $0.075, $0."""
    if usd is None:
        return None
    digits = f"{usd:,.6f}".rstrip("0")
    whole, _, rest = digits.partition(".")
    return f"${whole}.{rest.ljust(2, '0')}" if rest or usd else "$0"
