"""What a chart shows, whatever its kind: a title with its total, a legend, a drawing or a ranking, and a table."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ..facets import FIELDS as DIMENSIONS
from .changes import Delta
from .drawing import Mark, Plot
from .scope import Scope


@dataclass(frozen=True, slots=True)
class TableRow:
    """A line of the table: what it is about, the logs behind it, its cells; from when to when, if it is a time."""

    label: str
    query: str | None
    cells: Sequence[str]
    since: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class Bar:
    """A line of a ranking; `share` in percent of the longest."""

    label: str
    query: str | None
    share: float
    written: str
    colour: str = "1"


@dataclass(frozen=True, slots=True)
class Chart:
    """All that `logs/_chart.html` draws. `finding` is what somebody who sees no chart is told."""

    name: str
    title: str
    total: str
    detail: str
    finding: str
    heads: Sequence[str] = ()
    rows: Sequence[TableRow] = ()
    marks: Sequence[Mark] = ()
    plot: Plot | None = None
    ranking: Sequence[Bar] = ()
    notes: Sequence[str] = ()
    delta: Delta | None = None
    other: str = ""  # name of the same chart on another scale

    @property
    def legend(self) -> Sequence[tuple[int, Mark]]:
        """The marks that no line names at its end, with their place among all."""
        return [(place, mark) for place, mark in enumerate(self.marks) if not mark.is_named_at_line]

    @property
    def is_empty(self) -> bool:
        return not (self.plot or self.ranking)


@dataclass(frozen=True, slots=True)
class ChartSpec:
    """A chart that pages name. `field`: of the query language, whose values it tells apart, if it does.

    `other` is the name of the same chart on another scale.
    """

    name: str
    title: str
    build: Callable[[Scope, "ChartSpec"], Chart]
    field: str = ""
    other: str = ""

    @property
    def column(self) -> str:
        """Of the logs, where the values of `field` stand; itself of a key of the metadata."""
        return DIMENSIONS[self.field][1] if self.field in DIMENSIONS else self.field

    def of(self, scope: Scope) -> Chart:
        """The chart of some logs."""
        return self.build(scope, self)
