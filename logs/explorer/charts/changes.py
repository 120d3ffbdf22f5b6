"""How a number changed from the period before. Pure."""

from dataclasses import dataclass
from decimal import Decimal

Number = float | Decimal | None


@dataclass(frozen=True, slots=True)
class Delta:
    """The change from the period before, empty where there was none. `judgement`: better, worse, or nobody can say."""

    written: str
    is_up: bool
    judgement: str


def change(new: Number, old: Number, *, is_judged: bool = False, in_points: bool = False) -> Delta | None:
    """From one number to another; None where one of them is not known. Less is better, of what is judged at all."""
    if new is None or old is None or (not old and not in_points):
        return None
    change = float(new) - float(old) if in_points else (float(new) / float(old) - 1) * 100
    change = round(change, 2 if in_points else 1)
    if not change:
        return Delta("", is_up=False, judgement="")
    size = f"{abs(change):.2f} pt" if in_points else f"{abs(change):,.1f}%" if abs(change) < 1000 else "over 1,000%"
    return Delta(size, change > 0, ("worse" if change > 0 else "better") if is_judged else "")
