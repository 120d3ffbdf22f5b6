"""The tokens of each turn of a page as bars: what was sent again, and what was new. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..canonical import CanonicalLog
from ..pricing import cost_lines
from .turns import Turn

WIDTH, HEIGHT = 310, 80
_TOP = 16  # for the figure above the highest bar
_WIDEST = 46
# Fewer bars than these have their figure above them, or their number below them; of more, every tenth has.
_WITH_FIGURES = 6
_WITH_NUMBERS = 15


@dataclass(frozen=True, slots=True)
class TokenBar:
    """One turn, in the units of the drawing: heights from the ground up, new tokens on top of those sent again."""

    number: int
    x: float
    width: float
    again: float
    new: float
    tokens: int
    figure: str
    is_numbered: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 1)

    @property
    def again_y(self) -> float:
        return round(HEIGHT - self.again, 1)

    @property
    def new_y(self) -> float:
        return round(HEIGHT - self.again - self.new, 1)

    @property
    def figure_y(self) -> float:
        return round(self.new_y - 5, 1)


def token_bars(turns: Sequence[Turn]) -> list[TokenBar]:
    """A bar for each turn whose tokens are known; a gap for any other."""
    counts = [_tokens(turn.log) for turn in turns]
    most = max((count or 0 for count in counts), default=0)
    if not most:
        return []
    step = WIDTH / len(turns)
    scale = (HEIGHT - _TOP) / most
    width = round(min(step * 0.62, _WIDEST), 1)
    return [
        _bar(turn, counts[place], round(place * step + (step - width) / 2, 1), width, scale=scale, among=len(turns))
        for place, turn in enumerate(turns)
        if counts[place] is not None
    ]


def tokens_again(turn: Turn) -> int:
    """About how many of the input tokens were sent before: what the turn it goes on from had in and out.

    Where that is not known, by the share of the messages.
    """
    tokens = _tokens(turn.log, with_output=False)
    if turn.follows_log is None or tokens is None:
        return 0
    before = _tokens(turn.follows_log)
    if before is None:
        return tokens * turn.sent_before // max(turn.sent_before + len(turn.new_places), 1)
    return min(before, tokens)


def _tokens(log: CanonicalLog, *, with_output: bool = True) -> int | None:
    """All tokens of a call, those too that its provider counts beside the others."""
    lines = [line for line in cost_lines(log) if with_output or line.name != "output"]
    return sum(line.tokens for line in lines) if lines else log.total_tokens if with_output else None


def _bar(turn: Turn, tokens: int, x: float, width: float, *, scale: float, among: int) -> TokenBar:
    again = tokens_again(turn)
    return TokenBar(
        number=turn.number,
        x=x,
        width=width,
        again=round(again * scale, 1),
        new=round((tokens - again) * scale, 1),
        tokens=tokens,
        figure=_short(tokens) if among <= _WITH_FIGURES else "",
        is_numbered=among <= _WITH_NUMBERS or turn.number % 10 == 0,
    )


def _short(count: int) -> str:
    """318, 11.5k, 2.4M."""
    if count < 1000:
        return str(count)
    return f"{count / 1000:.1f}k" if count < 999_950 else f"{count / 1_000_000:.1f}M"
