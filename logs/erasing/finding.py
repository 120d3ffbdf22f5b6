"""Where a person is: what would be removed, counted; and what is left for people to decide."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from django.db.models import QuerySet

from ..customers import identifier_digest
from ..dashboards.models import Dashboard
from ..exporting.models import Export
from ..exporting.orders import asked_by
from ..holds import only_held
from ..models import BodyDictionary, Customer, Log, LogBody
from ..querylang.errors import QueryError
from ..querysets import LogQuerySet
from ..retention.models import RetentionRule
from ..rollups.models import RollupSeries
from ..saved.models import RecentSearch, SavedView


@dataclass(frozen=True, slots=True)
class Person:
    """A customer of a project."""

    project_id: int
    identifier: str

    @property
    def logs(self) -> LogQuerySet:
        return Log.objects.of_project(self.project_id).filter(customer_id=self.identifier)

    @property
    def customers(self) -> QuerySet[Customer]:
        return Customer.objects.filter(project_id=self.project_id, digest=identifier_digest(self.identifier))

    @property
    def series(self) -> QuerySet[RollupSeries]:
        """Of logs that are there and of such as retention removed."""
        of_both = (self.project_id, -self.project_id)
        return RollupSeries.objects.filter(project_id__in=of_both, customer_id=self.identifier)

    @property
    def searches(self) -> list[RecentSearch]:
        """Recent searches that name them."""
        return [one for one in RecentSearch.objects.filter(project_id=self.project_id) if self.is_named_in(one.q)]

    @property
    def exports(self) -> list[Export]:
        """Files that hold any of their logs, or whose search names them; to be asked while the logs are there."""
        return [one for one in Export.objects.filter(project_id=self.project_id) if self._is_in(one)]

    @property
    def is_held(self) -> bool:
        return only_held(self.logs).exists()

    def is_named_in(self, text: str) -> bool:
        return self.identifier.casefold() in text.casefold()

    def _is_in(self, export: Export) -> bool:
        if self.is_named_in(export.q):
            return True
        try:
            return asked_by(export).logs().filter(customer_id=self.identifier, id__lte=export.last_key).exists()
        except QueryError:  # a query of an earlier version: it may hold anything
            return True


@dataclass(frozen=True, slots=True)
class Found:
    """How much there is of a person."""

    logs: int
    bodies: int
    customers: int
    rollup_series: int
    exports: int
    recent_searches: int

    def counts(self) -> dict[str, int]:
        return asdict(self)

    @property
    def is_nothing(self) -> bool:
        return not any(self.counts().values())


def found(person: Person) -> Found:
    """Count what an erasure would remove."""
    return Found(
        logs=person.logs.order_by().count(),
        bodies=LogBody.objects.filter(id__in=person.logs.order_by().values("id")).count(),
        customers=person.customers.count(),
        rollup_series=person.series.count(),
        exports=len(person.exports),
        recent_searches=len(person.searches),
    )


def left(person: Person) -> dict[str, int]:
    """What names them and is not taken away by itself, because others made it or work with it."""
    return {
        "saved_views": sum(_names(person, SavedView.objects.filter(project_id=person.project_id).values("name", "q"))),
        "dashboards": sum(_names(person, Dashboard.objects.filter(project_id=person.project_id).values())),
        "retention_rules": sum(
            rule.customer_id == person.identifier for rule in RetentionRule.objects.filter(project_id=person.project_id)
        ),
        # A dictionary holds words that many logs share; bodies of others cannot be read without it.
        "dictionaries": sum(
            person.identifier.encode("utf-8", "replace") in bytes(blob)
            for blob in BodyDictionary.objects.filter(project_id=person.project_id).values_list("blob", flat=True)
        ),
    }


def _names(person: Person, rows: QuerySet) -> Iterator[bool]:
    return (person.is_named_in(str(row)) for row in rows)
