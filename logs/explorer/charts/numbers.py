"""How figures and axes write numbers. Pure. Each answers the number and its unit apart, as a figure shows them."""

from collections.abc import Callable
from decimal import Decimal

Written = tuple[str, str]
Write = Callable[[float | Decimal], Written]

_LARGE = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**4, "k"))


def count(value: float | Decimal) -> Written:
    """41,989; 318.6 M from ten million on."""
    if value < 10**7:
        return f"{value:,.0f}", ""
    return short(value)


def short(value: float | Decimal) -> Written:
    """For axes and large sums: 600; 12.4 k; 318.6 M."""
    for size, unit in _LARGE:
        if abs(value) >= size:
            return _trimmed(float(value) / (1000 if unit == "k" else size), 1), unit
    return _trimmed(float(value), 1), ""


def money(value: float | Decimal) -> Written:
    """$182.40; $0.0104; $1.2 M."""
    if abs(value) >= 10**6:
        number, unit = short(value)
        return f"${number}", unit
    if value and abs(value) < 1:
        return f"${value:.4f}" if abs(value) >= Decimal("0.0001") else "<$0.0001", ""
    return f"${value:,.2f}", ""


def milliseconds(value: float | Decimal) -> Written:
    """612 ms; 6.84 s; 2.3 min."""
    if value < 999.5:
        return f"{value:.0f}", "ms"
    if value < 119_500:
        return f"{value / 1000:.2f}" if value < 99_500 else f"{value / 1000:.0f}", "s"
    return f"{value / 60_000:,.1f}", "min"


def percent(value: float | Decimal) -> Written:
    """1.46 %; 61 %."""
    return (_trimmed(float(value), 2) if value < 10 else f"{value:.1f}"), "%"


def joined(written: Written) -> str:
    """As one text: 318.6 M, 1.46%."""
    number, unit = written
    return f"{number}{unit}" if unit in ("", "%") else f"{number} {unit}"


def tick(write: Write, value: float) -> str:
    """For an axis: no more places than it takes."""
    number, unit = short(value) if write in (count, money) else write(value)
    if "." in number:
        number = number.rstrip("0").rstrip(".")
    if write is money:
        return f"${value:.2g}{unit}" if 0 < value < 1 else f"${number}{unit}"
    return f"{number}{unit}" if unit in ("", "%", "k", "M", "B", "T") else f"{number} {unit}"


def _trimmed(value: float, places: int) -> str:
    text = f"{value:,.{places}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
