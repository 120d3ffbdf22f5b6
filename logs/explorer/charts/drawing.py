"""Where the parts of a chart stand: across in percent of its width, down in pixels, so that no text is ever scaled."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from math import ceil, floor, log10

from .numbers import Write, tick
from .timeline import Timeline

LOW, HIGH = 92, 192  # of a chart above a list, of a card
_TOP, _FOOT = 6, 18
_GAP = 0.12  # of a column
_EASY = (1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10)
ACROSS = 1000  # lines are drawn so wide and stretched

Values = Sequence[float | None]


@dataclass(frozen=True, slots=True)
class Mark:
    """What one colour of a chart stands for; `query` is the address of the logs it counts."""

    label: str
    colour: str
    query: str | None = None
    style: str = ""  # of a line: thick, thin, dotted; only, which needs no name; plain; previous

    @property
    def is_named_at_line(self) -> bool:
        """Or has a chart to itself."""
        return self.style in ("thick", "thin", "dotted", "only")


@dataclass(frozen=True, slots=True)
class Box:
    """A piece of a column."""

    x: float
    width: float
    y: float
    height: float
    colour: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line with gaps where nothing is known, and its name at the end."""

    path: str
    mark: Mark
    end_label: str
    end_y: float


@dataclass(frozen=True, slots=True)
class Text:
    """A label of an axis; `anchor` as in SVG."""

    at: float
    text: str
    anchor: str = "middle"


@dataclass(frozen=True, slots=True)
class Plot:
    """A drawing over time."""

    height: int
    columns: int
    ground: float
    levels: Sequence[Text]  # of the vertical axis, each with its height
    moments: Sequence[Text]  # of the horizontal axis, each with its percentage
    boxes: Sequence[Box] = field(default_factory=tuple)
    lines: Sequence[Line] = field(default_factory=tuple)

    @property
    def foot(self) -> int:
        """The base of the text below the axis."""
        return self.height - 3

    @property
    def view(self) -> str:
        return f"0 0 {ACROSS} {self.height}"


def bars(timeline: Timeline, series: Sequence[tuple[Mark, Values]], write: Write, height: int) -> Plot:
    """Columns of stacked boxes, the first mark at the ground; the period before as a line over them."""
    stacks = [one for one in series if one[0].style != "previous"]
    past = [one for one in series if one[0].style == "previous"]
    sums = [sum(filter(None, column)) for column in zip(*(values for _, values in stacks), strict=True)]
    sums += [value for _, values in past for value in values if value is not None]
    scale = _Scale.up_to(max(sums, default=0), height, is_whole=all(float(one).is_integer() for one in sums))
    over = [_line(mark, values, write, scale) for mark, values in past if any(one is not None for one in values)]
    return _plot(timeline, scale, write, height, boxes=list(_boxes(stacks, scale, len(timeline.starts))), lines=over)


def lines(
    timeline: Timeline,
    series: Sequence[tuple[Mark, Values]],
    write: Write,
    height: int,
    *,
    is_log: bool = False,
) -> Plot:
    """One line for each mark."""
    known = [value for _, values in series for value in values if value is not None]
    scale = _LogScale.over(known, height) if is_log else _Scale.up_to(max(known, default=0), height)
    drawn = [_line(mark, values, write, scale) for mark, values in series if any(one is not None for one in values)]
    return _plot(timeline, scale, write, height, lines=_apart(drawn))


@dataclass(frozen=True, slots=True)
class _Scale:
    step: float
    steps: int
    height: int

    @classmethod
    def up_to(cls, most: float, height: int, *, is_whole: bool = False) -> "_Scale":
        steps = 2 if height < HIGH else 3
        step = _easy(float(most) / steps, is_whole=is_whole) if most else 1.0
        return cls(step, steps, height)

    @property
    def ground(self) -> float:
        return self.height - _FOOT

    @property
    def levels(self) -> list[float]:
        return [number * self.step for number in range(self.steps + 1)]

    def y(self, value: float) -> float:
        share = float(value) / (self.step * self.steps)
        return round(self.ground - share * (self.ground - _TOP), 2)


@dataclass(frozen=True, slots=True)
class _LogScale:
    """From one power of ten to another; there is no 0 on it, so what is less stands at the ground."""

    low: int
    high: int
    height: int

    @classmethod
    def over(cls, values: Sequence[float], height: int) -> "_LogScale":
        known = [float(value) for value in values if value > 0]
        low, high = floor(log10(min(known, default=1))), ceil(log10(max(known, default=10)))
        return cls(low, max(high, low + 1), height)

    @property
    def ground(self) -> float:
        return self.height - _FOOT

    @property
    def levels(self) -> list[float]:
        every = max(1, -(-(self.high - self.low) // 4))
        return [10.0**power for power in range(self.low, self.high + 1, every)]

    def y(self, value: float) -> float:
        share = (log10(max(float(value), 10.0**self.low)) - self.low) / (self.high - self.low)
        return round(self.ground - share * (self.ground - _TOP), 2)


def _easy(value: float, *, is_whole: bool) -> float:
    """The next number that is easy to read on an axis; of what is counted a whole one."""
    size = max(10 ** floor(log10(value)), 1 if is_whole else 0)
    easy = (one * size for one in _EASY if one * size >= value * (1 - 1e-9))
    return next(one for one in easy if not is_whole or float(one).is_integer())


def _plot(timeline: Timeline, scale: _Scale | _LogScale, write: Write, height: int, **drawn: Sequence) -> Plot:
    heights = [Text(scale.y(level), tick(write, level), "end") for level in scale.levels]
    return Plot(height, len(timeline.starts), scale.ground, heights, list(_moments(timeline, height)), **drawn)


def _moments(timeline: Timeline, height: int) -> Iterator[Text]:
    width = 100 / len(timeline.starts)
    for number, text in timeline.labels(7 if height < HIGH else 5):
        if not number:
            yield Text(0, text, "start")
        elif number * width < 97:
            yield Text(round(number * width, 2), text)


def _boxes(stacks: Sequence[tuple[Mark, Values]], scale: _Scale, columns: int) -> Iterator[Box]:
    width = 100 / columns
    for number in range(columns):
        base = 0.0
        for mark, values in stacks:
            if value := values[number]:
                top, bottom = scale.y(base + float(value)), scale.y(base)
                base += float(value)
                x, broad = (number + _GAP / 2) * width, width * (1 - _GAP)
                # What is there is seen, however little it is.
                tall = max(bottom - top, 0.75)
                yield Box(round(x, 3), round(broad, 3), round(bottom - tall, 2), round(tall, 2), mark.colour)


def _line(mark: Mark, values: Values, write: Write, scale: _Scale | _LogScale) -> Line:
    width = ACROSS / len(values)
    steps, is_on = [], False
    for number, value in enumerate(values):
        if value is not None:
            x, y = round((number + 0.5) * width, 1), scale.y(value)
            # A point with no neighbours is a line of no length, which a round cap makes a dot.
            steps.append(f"L{x} {y}" if is_on else f"M{x} {y}h0")
        is_on = value is not None
    last = next(value for value in reversed(values) if value is not None)
    return Line("".join(steps), mark, mark.label if mark.style in ("thick", "thin", "dotted") else "", scale.y(last))


def _apart(drawn: Sequence[Line]) -> Sequence[Line]:
    """With the names at the ends moved until none hides another."""
    placed: list[Line] = []
    for line in sorted(drawn, key=lambda one: -one.end_y):
        y = line.end_y - 6 if not placed else min(line.end_y - 6, placed[-1].end_y - 13)
        placed.append(Line(line.path, line.mark, line.end_label, max(round(y, 1), 9)))
    return placed


def shares(values: Sequence[float]) -> list[float]:
    """Lengths of the bars of a ranking, in percent of the longest."""
    most = max(values, default=0)
    return [round(float(one) / float(most) * 100, 2) if most else 0 for one in values]
