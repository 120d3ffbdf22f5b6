"""Cells in memory: facts are added to the shortest cells of two cuts, and from those all others follow."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from . import sketches
from .levels import CUT_DIMENSIONS, CUT_SPANS, DIMENSIONS, SKETCHED, Cut, Span, start_of
from .measures import Measures, add, nothing
from .notes import Dimensions, Fact
from .sketches import Sketch


@dataclass(slots=True)
class Cell:
    """Counts, sums and sketches, or what is to be added to them."""

    measures: Measures = field(default_factory=nothing)
    latency: Sketch = field(default_factory=Sketch)
    ttft: Sketch = field(default_factory=Sketch)

    def add(self, other: "Cell") -> None:
        add(self.measures, other.measures)
        self.latency.update(other.latency)
        self.ttft.update(other.ttft)

    def take_in(self, fact: Fact, measures: Measures) -> None:
        """Add one fact with what it measures, sketches too."""
        add(self.measures, measures, fact.sign)
        if fact.latency_ms is not None:
            self.latency[sketches.bucket_of(fact.latency_ms)] += fact.sign
        if fact.ttft_ms is not None:
            self.ttft[sketches.bucket_of(fact.ttft_ms)] += fact.sign


# Cut, project, the dimensions (None where the cut leaves one out), span, start.
Place = tuple[Cut, int, Dimensions, Span, int]
_MODELS_WIDTH = len(CUT_DIMENSIONS[Cut.MODELS])
_STATUS = DIMENSIONS.index("status")


class Cells:
    """Cells by place, of any number of projects."""

    def __init__(self) -> None:
        self._hours: dict[tuple[int, Dimensions, int], Cell] = {}
        self._days: dict[tuple[int, Dimensions, int], Cell] = {}

    def take_in(self, project_id: int, facts: Iterable[tuple[Dimensions, Fact]]) -> None:
        """Add facts of a project."""
        for dimensions, fact in facts:
            measures = fact.measures(dimensions[_STATUS])
            hour = (project_id, dimensions[:_MODELS_WIDTH], fact.hour)
            (self._hours.get(hour) or self._hours.setdefault(hour, Cell())).take_in(fact, measures)
            day = (project_id, dimensions, start_of(Span.DAY, fact.hour))
            add((self._days.get(day) or self._days.setdefault(day, Cell())).measures, measures, fact.sign)

    def by_place(self) -> dict[Place, Cell]:
        """All cells that the facts touch."""
        found: dict[Place, Cell] = {}
        for cut in SKETCHED:
            _spread(found, cut, self._hours)
        _spread(found, Cut.CUSTOMERS, self._days)
        return found


def _spread(found: dict[Place, Cell], cut: Cut, finest: dict[tuple[int, Dimensions, int], Cell]) -> None:
    """Add the cells of the shortest span to those of every span of a cut."""
    kept = [name in CUT_DIMENSIONS[cut] for name in DIMENSIONS]
    for (project_id, dimensions, hour), cell in finest.items():
        texts = tuple(text if keep else None for text, keep in zip(_whole(dimensions), kept, strict=True))
        for span in CUT_SPANS[cut]:
            place = (cut, project_id, texts, span, start_of(span, hour))
            (found.get(place) or found.setdefault(place, Cell())).add(cell)


def _whole(dimensions: Dimensions) -> Dimensions:
    return dimensions + (None,) * (len(DIMENSIONS) - len(dimensions))
